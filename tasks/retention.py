"""The verbs of the installed base: review it before anything moves, date the ways back, show what comes to its end."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from crm.database import unit_of_work
from crm.renewal_lines import renewal_lines, rescued, window_lines
from crm.retention import Planned, date_reentries, plan_renewals
from reports.renewals import renewals_markdown
from reports.texts import thousands
from tasks.names import beginning, say
from tasks.show import show_markdown
from tasks.work import LifecycleWork


@task(name="review-the-base", task_run_name=beginning("step.reviewing"), cache_policy=NO_CACHE)
def review_the_base(work: LifecycleWork) -> Planned:
    """Date the steps of each contract near its end, tell its client's health by facts, find what may be offered besides (A11, M10).

    Each renewal is reviewed once a day; those that somebody names, at once.
    """
    done = plan_renewals(
        work.bind, work.company, work.today, work.closed_days, work.scope.of, again=work.is_of_few
    )
    high, found = thousands(done.at_high_risk), thousands(done.candidates)
    say(work.texts("step.reviewed", count=done.renewals, high=high, found=found))
    return done


@task(name="date-the-ways-back", task_run_name=beginning("step.dating"), cache_policy=NO_CACHE)
def date_the_ways_back(work: LifecycleWork) -> int:
    """Write down from which day we may go back to each client that left (A12)."""
    with unit_of_work(work.bind) as session:
        number = date_reentries(session, work.company, work.today, work.closed_days, work.scope.of)
    say(work.texts("step.dated", count=number))
    return number


@task(name="show-the-renewals", task_run_name=beginning("step.showing_renewals"), cache_policy=NO_CACHE)
async def show_the_renewals(work: LifecycleWork) -> None:
    """By window, what is at stake, the risks with their reasons and the next step; and how many clients were won back this year."""
    company, texts, today = work.company, work.texts, work.today
    within = max(company.renewal_windows.values())
    with unit_of_work(work.bind) as session:
        windows = window_lines(session, company, today, within)
        lines = renewal_lines(session, company, today, work.closed_days, within, company.report.worklist_rows)
        back = rescued(session, today.replace(month=1, day=1), today)
    written = renewals_markdown(company, texts, windows, lines, back, today)
    title = texts("renewals.title", day=today)
    await show_markdown(work, "renewals-by-window", written, title, texts("step.showing_renewals"))
