"""The verbs of qualification: take up again whose time has come, score what changed, nurture who says no (000/A03, M06)."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from checks.icp import score_what_changed, take_up_again
from crm.database import unit_of_work
from tasks.names import beginning, say
from tasks.work import LifecycleWork


@task(name="take-up-again", task_run_name=beginning("step.taking_up"), cache_policy=NO_CACHE)
def take_up_whose_time_has_come(work: LifecycleWork) -> None:
    """Ask those anew whose nurture date has come: nobody is forgotten."""
    with unit_of_work(work.bind) as session:
        number = take_up_again(session, work.company, work.scope, work.today, work.now)
    work.done["taken_up"] += number
    say(work.texts("step.taken_up", count=number))


@task(name="score-the-opportunities", task_run_name=beginning("step.scoring"), cache_policy=NO_CACHE)
def score_the_opportunities(work: LifecycleWork) -> None:
    """Score what is new or has changed against the ideal client; a lead that says no gets its reason and its date."""
    with unit_of_work(work.bind) as session:
        found = score_what_changed(session, work.company, work.scope, work.today)
    work.done["scored"] += found.scored
    work.done["nurtured"] += found.nurtured
    said = work.texts("step.scored", count=found.scored)
    if found.nurtured:
        said += work.texts("step.nurtured", count=found.nurtured)
    say(said)
