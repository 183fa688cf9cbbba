"""Opening and closing the forms in which people decide: runs that wait suspended, without any process.

A form is a run of the deployment ``decide/decide`` that is created pending, given the schema and the text of its form, and
suspended under the key that the flow will ask for; a worker starts it when somebody submits the form. This is no
documented interface of Prefect: ``tests/cli/run/test_decisions.py`` watches over it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from http import HTTPStatus
from typing import Any
from uuid import UUID

from prefect import get_client, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.input import keyset_from_paused_state
from prefect.states import Cancelled, Completed, Pending, Running, Suspended

from checks.questions import question, without_form
from crm.database import unit_of_work
from crm.forms import begin_form, close_forms, form_is_open, forms_waiting
from reports.decisions import run_name, tags
from tasks.decision_form import FIRST_KEY, form, key_of
from tasks.names import beginning, say
from tasks.work import Work

DEPLOYMENT = "decide/decide"
AT_ONCE = 3
A_SWEEP_OPENS = 20
"""So many forms a sweep opens at most, the most urgent first; the others follow with the next ``decision-forms``."""

LOST_AFTER = dt.timedelta(minutes=10)
"""A run that is neither suspended nor over for so long was killed while it worked."""

_PAGE = 200
_ALIVE = [StateType.PAUSED, StateType.PENDING, StateType.RUNNING, StateType.SCHEDULED, StateType.CANCELLING]


@task(name="open-the-forms", task_run_name=beginning("decide.opening"), cache_policy=NO_CACHE)
async def open_the_forms(work: Work, most: int = A_SWEEP_OPENS) -> int:
    """Open a form for each question that has none; the number opened."""
    with unit_of_work(work.bind) as session:
        wanted = without_form(session, most)
    if not wanted:
        say(work.texts("decide.opened", count=0))
        return 0
    async with get_client() as client:
        try:
            deployment = await client.read_deployment_by_name(DEPLOYMENT)
        except ObjectNotFound:
            say(work.texts("decide.no_deployment"))
            return 0
        places = asyncio.Semaphore(AT_ONCE)

        async def one(request_id: int) -> None:
            async with places:
                await _open(client, deployment.id, work, request_id)

        await asyncio.gather(*(one(request_id) for request_id in wanted))
    say(work.texts("decide.opened", count=len(wanted)))
    return len(wanted)


async def _open(client: PrefectClient, deployment_id: UUID, work: Work, request_id: int) -> None:
    with unit_of_work(work.bind) as session:
        generation = begin_form(session, request_id, work.now)
        asked = question(session, work.company, request_id, work.today)
    assert asked is not None
    run = await client.create_flow_run_from_deployment(
        deployment_id, parameters={"request": request_id}, state=Pending(), name=run_name(work.texts, asked), tags=tags(asked),
        idempotency_key=f"REQ-{request_id}-{work.now.isoformat()}-{generation}",
    )  # fmt: skip
    state: State[Any] = Suspended(pause_key=key_of(asked))
    keys = keyset_from_paused_state(state)
    state.state_details.run_input_keyset = {str(key): value for key, value in keys.items()}
    await form(work.texts, asked).asave(keys, run.id)
    await client.set_flow_run_state(run.id, Running(), force=True)
    await client.set_flow_run_state(run.id, state)
    with unit_of_work(work.bind) as session:
        form_is_open(session, request_id, generation, str(run.id))


@task(name="close-the-forms", task_run_name=beginning("decide.closing"), cache_policy=NO_CACHE)
async def close_the_forms(work: Work) -> int:
    """Close runs whose question was answered elsewhere, and forget forms whose run is lost; the number closed.

    A question whose run is gone, or was killed while it worked, gets a new form from ``open_the_forms``.
    """
    with unit_of_work(work.bind) as session:
        waiting = forms_waiting(session)
    async with get_client() as client:
        alive = await _alive(client)
        gone, closed = [], 0
        for run_id, (request_id, is_open) in waiting.items():
            run = alive.get(run_id)
            if run is None or (is_open and (_is_lost(run, work.now) or await _has_no_form(client, run))):
                gone.append(request_id)
                if run is not None:
                    await client.set_flow_run_state(run.id, Cancelled(), force=True)
            elif not is_open and run.state_type == StateType.PAUSED:
                closed += 1
                gone.append(request_id)
                said = _status(work, request_id)
                await client.set_flow_run_state(run.id, Completed(message=said), force=True)
        for run_id, run in alive.items():
            if run_id not in waiting and _is_stray(run, work.now):
                closed += 1
                await client.set_flow_run_state(run.id, Cancelled(), force=True)
    with unit_of_work(work.bind) as session:
        close_forms(session, gone, work.now)
    lost = len(gone) - sum(1 for request_id, is_open in waiting.values() if not is_open and request_id in gone)
    say(work.texts("decide.closed", count=closed) + (work.texts("decide.lost", count=lost) if lost else ""))
    return closed


def _status(work: Work, request_id: int) -> str:
    with unit_of_work(work.bind) as session:
        asked = question(session, work.company, request_id, work.today)
    assert asked is not None
    return work.texts("decide.elsewhere", status=work.texts(f"decide.status_{asked.status}"))


async def _alive(client: PrefectClient) -> dict[str, FlowRun]:
    """Every run of a decision that is not over."""
    found: dict[str, FlowRun] = {}
    chosen = FlowRunFilter(
        tags=FlowRunFilterTags(all_=["decision"]), state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_ALIVE)),
    )  # fmt: skip
    while True:
        page = await client.read_flow_runs(flow_run_filter=chosen, limit=_PAGE, offset=len(found))
        found |= {str(run.id): run for run in page}
        if len(page) < _PAGE:
            return found


def _is_lost(run: FlowRun, now: dt.datetime) -> bool:
    return (
        run.state_type != StateType.PAUSED and run.state is not None and now - run.state.timestamp > LOST_AFTER
    )


async def _has_no_form(client: PrefectClient, run: FlowRun) -> bool:
    """The process was killed after it had suspended the run anew, and before it wrote the form."""
    if (
        run.state is None
        or run.state_type != StateType.PAUSED
        or run.state.state_details.pause_key == FIRST_KEY
    ):
        return False
    keys = run.state.state_details.run_input_keyset or {}
    try:
        await client.read_flow_run_input(run.id, keys.get("schema", ""))
    except PrefectHTTPStatusError as error:
        return error.response.status_code == HTTPStatus.NOT_FOUND
    return False


def _is_stray(run: FlowRun, now: dt.datetime) -> bool:
    """Nobody knows the run: the opener was killed, or a later form took its place."""
    created = run.created or now
    return (
        run.state_type in (StateType.PAUSED, StateType.PENDING, StateType.RUNNING)
        and now - created > LOST_AFTER
    )
