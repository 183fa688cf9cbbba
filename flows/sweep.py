"""One sweep of a lifecycle: whatever may move moves, whoever is held learns why, people see where things stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.form import Sweep
from tasks.forms import open_the_forms
from tasks.lifecycle import enter_stage, note_who_is_held, open_the_day
from tasks.names import name_outcome, tag_cases, this_call
from tasks.show import show_the_cases, show_the_held, show_the_stages
from tasks.work import CannotRun, LifecycleWork, work_on


async def sweep(
    process: str,
    record: str,
    ask: Sweep,
    first: Iterable[Callable[[LifecycleWork], object]] = (),
    shown: Callable[[LifecycleWork], Awaitable[None]] | None = None,
) -> State[Any]:
    """Walk the cases that ``ask`` names through the stages of their lifecycle. Being held is a result, not a failure.

    ``first``: what is done before anything moves; ``shown``: what people see besides who is held and where cases stand.
    """
    try:
        with work_on(record, ask, this_call(process, ask.today)) as work:
            await tag_cases(ask)
            open_the_day(work)
            for prepare in first:
                prepare(work)
            for stage in work.stages:
                enter_stage(work, stage)
            note_who_is_held(work)
            if work.is_of_few:
                await show_the_cases(work)
            if not ask.dry_run:
                await open_the_forms(work)
                await show_the_held(work)
                await show_the_stages(work)
                if shown is not None:
                    await shown(work)
            await name_outcome(work.outcome)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
