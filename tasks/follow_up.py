"""The verbs of the morning: plan the contacts, show each seller's day, show who is left alone too long."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from prefect import task
from prefect.cache_policies import NO_CACHE

from crm.database import unit_of_work
from crm.day_lists import beyond_limit, day_lines, number_beyond, number_due
from reports.follow_up import beyond_description, beyond_table, day_description, day_table
from reports.texts import thousands
from tasks.names import beginning, say
from tasks.planning import FollowUpWork, plan_everything
from tasks.show import show_table


@task(name="plan-the-contacts", task_run_name=beginning("cadence.planning"), cache_policy=NO_CACHE)
def plan_the_contacts(work: FollowUpWork) -> None:
    """Find the next contact of every client and open case, and write those of the coming days to their owners' lists."""
    work.written = plan_everything(work)
    with unit_of_work(work.bind) as session:
        work.beyond = number_beyond(session, work.company.cadence.promised, work.today)
    counts = {name: thousands(number) for name, number in vars(work.written).items()}
    say(work.texts("cadence.step_planned", **counts))


@task(name="show-the-day", task_run_name=beginning("cadence.showing_today"), cache_policy=NO_CACHE)
async def show_the_day(work: FollowUpWork) -> None:
    """Who contacts whom today, how and why, owner by owner."""
    company, texts = work.company, work.texts
    with unit_of_work(work.bind) as session:
        lines = day_lines(session, work.today, None, company.report.worklist_rows)
        total = number_due(session, work.today)
    await show_table(
        work,
        "follow-up-today",
        day_table(company, texts, lines, ZoneInfo(company.time_zone)),
        day_description(texts, lines, total, work.today),
        texts("cadence.showing_today"),
    )


@task(name="show-who-is-beyond", task_run_name=beginning("cadence.showing_beyond"), cache_policy=NO_CACHE)
async def show_who_is_beyond(work: FollowUpWork) -> None:
    """The clients that are left alone longer than their class allows, and why."""
    company = work.company
    with unit_of_work(work.bind) as session:
        lines = beyond_limit(session, company.cadence.promised, work.today, company.report.worklist_rows)
    await show_table(
        work,
        "beyond-limit",
        beyond_table(work.texts, lines),
        beyond_description(work.texts, work.beyond),
        work.texts("cadence.showing_beyond"),
    )
