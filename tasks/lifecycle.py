"""The verbs of a lifecycle: open the day, enter a stage, note who is held."""

from __future__ import annotations

from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from checks.install import altered_guards, open_day
from checks.lifecycle import note, take_step
from checks.standing import cases_moved, held_tally
from config.company import Stage
from crm.database import unit_of_work
from tasks.names import beginning, called, say
from tasks.work import CannotRun, LifecycleWork, Work

GUARDS_NAMED = 5


@task(name="open-the-day", task_run_name=beginning("step.opening"), cache_policy=NO_CACHE)
def open_the_day(work: Work) -> None:
    """Open the business day and see that the guards stand. Raises ``CannotRun`` where they do not."""
    if work.asked_day and work.asked_day > work.calendar_day:
        raise CannotRun(work.texts("refused.future", day=work.asked_day, today=work.calendar_day))
    with unit_of_work(work.bind) as session:
        altered = altered_guards(session, work.rules.rulebook)
        if altered:
            names = ", ".join(altered[:GUARDS_NAMED])
            raise CannotRun(work.texts("refused.guards", names=names))
        work.today = open_day(session, work.today)
    say(work.texts("step.day", day=work.today))


def _stage_name(parameters: dict[str, Any]) -> str:
    return str(parameters["work"].texts.of(parameters["stage"].name))


@task(name="enter-stage", task_run_name=called(_stage_name), cache_policy=NO_CACHE)
def enter_stage(work: LifecycleWork, stage: Stage) -> int:
    """Move every case of the scope that may enter the stage, and bring about what follows; the number moved."""
    step = take_step(work.bind, work.rules, work.record, stage.id, work.scope, work.now, work.actor)
    work.done["moves"] += step.moved
    work.done["created"] += step.created
    said = work.texts(
        "step.would_move" if work.is_rehearsal else "step.moved",
        stage=work.texts.of(stage.name),
        count=step.moved,
    )
    if step.created:
        said += work.texts("step.created", count=step.created)
    say(said)
    return step.moved


@task(name="note-who-is-held", task_run_name=beginning("step.noting"), cache_policy=NO_CACHE)
def note_who_is_held(work: LifecycleWork) -> None:
    """Write down who is held and why, and ask for the decisions that only people can give."""
    _, asked = note(work.bind, work.rules, work.record, work.scope, work.now, work.closed_days)
    work.done["asked"] += asked
    with unit_of_work(work.bind) as session:
        work.held = held_tally(session, work.rules, work.record, work.scope)
        if work.done["moves"]:
            work.done["moved"] = cases_moved(session, work.record, work.now, work.actor)
    said = work.texts("step.noted", count=work.held.cases)
    if asked:
        said += work.texts("step.asked", count=asked)
    say(said)
