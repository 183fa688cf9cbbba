"""The verbs of quotas and indicators: keep the ledger, note what fell behind, write the manager's page and link it."""

from __future__ import annotations

from prefect import task
from prefect.artifacts import acreate_link_artifact
from prefect.cache_policies import NO_CACHE

from checks.review import gather
from config.settings import settings
from crm.database import unit_of_work
from crm.goals import goal_lines, note_deviations
from crm.kpi import keep_chances
from crm.quota_ledger import post, reconcile
from crm.review import Span
from policy.calendar import month_before, month_of
from reports.review import page_name, review_markdown, review_message, review_outcome, write_page
from tasks.names import beginning, say
from tasks.show import show_markdown
from tasks.work import ReviewWork, Work

LANGUAGES = ("es", "en")


@task(name="keep-the-ledger", task_run_name=beginning("step.posting"), cache_policy=NO_CACHE)
def keep_the_ledger(work: Work) -> int:
    """Post what contracts and sales have brought since, and name what does not agree (000/M01–M04). New lines."""
    with unit_of_work(work.bind) as session:
        posted = post(session, work.company, work.now, work.today)
        found = reconcile(session, work.company, work.today)
    say(work.texts("step.posted", count=posted, differing=found.contracts))
    return posted


@task(name="note-the-deviations", task_run_name=beginning("step.noting_deviations"), cache_policy=NO_CACHE)
def note_the_deviations(work: Work) -> int:
    """Write down each goal of this month or the last that has fallen behind, for its manager to correct (001/B39)."""
    with unit_of_work(work.bind) as session:
        months = (month_before(work.today), month_of(work.today))
        lines = {
            line.goal_id: line
            for month in months
            for line in goal_lines(session, work.company, work.today, month)
        }
        number = note_deviations(session, lines.values(), work.now, work.today)
    say(work.texts("step.noted_deviations", count=number))
    return number


@task(name="write-the-review", task_run_name=beginning("step.writing_review"), cache_policy=NO_CACHE)
async def write_the_review(work: ReviewWork, span: Span) -> None:
    """The manager's page in both languages, linked from the run, with the four blocks beside it (000/M09)."""
    with unit_of_work(work.bind) as session:
        review = gather(session, work.rules, span, work.today)
        keep_chances(session, {line.stage: line.chance for line in review.funnel}, work.today)
    folder = settings().var.absolute() / "reports"
    pages = {language: write_page(folder, work.company, review, language) for language in LANGUAGES}
    own = pages[work.company.language]
    work.message, work.outcome = review_message(work.texts, review), review_outcome(work.texts, review)
    await acreate_link_artifact(
        own.as_uri(), link_text=str(own), key=f"review-{span}", description=work.texts("review.link")
    )
    title = f"{work.texts(f'review.{span}')} · {review.period[1]}"
    written = review_markdown(work.texts, review, list(pages.values()))
    await show_markdown(work, f"kpi-{span}", written, title, work.texts("step.writing_review"))
    say(work.texts("step.wrote_review", name=page_name(review, work.company.language)))
