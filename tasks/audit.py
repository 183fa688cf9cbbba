"""The verbs of the audit: judge every record, let Great Expectations show it, put score and worklists before people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prefect import task
from prefect.artifacts import acreate_link_artifact
from prefect.cache_policies import NO_CACHE

from checks.audit import Audit, AuditUnderWay
from checks.audit import audit as judge
from checks.audited import change_lines, last_audits, mend_lines, score_lines
from checks.expectations import read_in_early
from checks.expiring import warn_of_what_expires as queue_warnings
from config.settings import settings
from crm.database import reading, unit_of_work
from crm.health import outbox
from crm.requoting import Recheck, mark, recheck
from crm.standing import ScoreLine
from reports.audits import (
    DIMENSIONS,
    changes_markdown,
    score_markdown,
    worklist_description,
    worklist_table,
)
from reports.quotes import recheck_markdown, recheck_sentence
from reports.texts import percent, thousands
from tasks.names import beginning, called, say
from tasks.show import show_markdown, show_table
from tasks.work import AuditWork, OthersAtWork

LINES_SHOWN = 15
NIGHTS_SHOWN = 30


@task(
    name="judge-the-records",
    task_run_name=called(lambda given: given["work"].texts(_judging(given["full"]))),
    cache_policy=NO_CACHE,
)
def judge_the_records(work: AuditWork, full: bool, to_be_shown: bool) -> Audit:
    """Every rule over every record (``full``), or over what may have changed; findings are kept with their age.

    ``to_be_shown``: ``write_the_data_docs`` comes next.
    """
    if to_be_shown:
        read_in_early()
    try:
        found = judge(work.engine, work.rules, now=work.now, full=full)
    except AuditUnderWay as reason:
        raise OthersAtWork(str(reason)) from None
    with unit_of_work(work.bind) as session:
        work.audits = last_audits(session, NIGHTS_SHOWN)
    say(work.texts("step.audited", records=thousands(found.judged), failing=thousands(found.failing)))
    return found


def _judging(full: bool) -> str:
    return "step.auditing" if full else "step.auditing_changes"


@task(name="write-the-data-docs", task_run_name=beginning("step.expecting"), cache_policy=NO_CACHE)
async def write_the_data_docs(work: AuditWork, found: Audit) -> Path:
    """Show the audit as Great Expectations suites, with Data Docs that open in a browser."""
    from checks.expectations.docs import validate  # takes seconds to import

    shown = validate(work.engine, work.rules, found, settings().var.absolute() / "data_docs")
    unmet = sum(result.broken > 0 for result in shown.results)
    say(work.texts("step.expected", count=len(shown.results), unmet=thousands(unmet)))
    await acreate_link_artifact(
        shown.index.absolute().as_uri(),
        link_text=str(shown.index),
        key="data-docs",
        description=work.texts("audit.data_docs"),
    )
    return shown.index


@task(name="show-the-score", task_run_name=beginning("step.showing_score"), cache_policy=NO_CACHE)
async def show_the_score(work: AuditWork) -> None:
    """The score with its trend, and the dearest owners, teams, regions, consumers, records and rules."""
    last = work.last
    with unit_of_work(work.bind) as session:
        lines = {dimension: score_lines(session, last.id, dimension, LINES_SHOWN) for dimension in DIMENSIONS}
    title = work.texts("audit.title", day=last.day, score=percent(last.score_percent))
    written = score_markdown(work.texts, work.audits, lines, _names(work))
    await show_markdown(work, "crm-score", written, title, work.texts("step.showing_score"))


def _names(work: AuditWork) -> Callable[[str, ScoreLine], str]:
    def name(dimension: str, line: ScoreLine) -> str:
        if dimension == "rule":
            rule = work.rules.rulebook.by_key.get(line.key)
            return line.key if rule is None else work.texts.of(rule.says)
        if dimension in ("record", "consumer"):
            return work.texts(f"{dimension}.{line.key}")
        return line.name or work.texts("common.unassigned")

    return name


@task(name="show-the-worklist", task_run_name=beginning("step.showing_worklist"), cache_policy=NO_CACHE)
async def show_the_worklist(work: AuditWork) -> None:
    """What everybody has to mend, owner by owner."""
    with unit_of_work(work.bind) as session:
        lines = mend_lines(session, work.rules, work.today, work.company.report.worklist_rows)
    await show_table(
        work,
        "worklist",
        worklist_table(work.company, work.texts, lines, work.today),
        worklist_description(work.texts, lines, work.last),
        work.texts("step.showing_worklist"),
    )


@task(name="show-what-changed", task_run_name=beginning("step.showing_changes"), cache_policy=NO_CACHE)
async def show_what_changed(work: AuditWork) -> None:
    """By rule, what is new today and what was resolved."""
    with unit_of_work(work.bind) as session:
        lines = change_lines(session, work.rules, work.last.day)
    title = work.texts("audit.changes", day=work.last.day)
    await show_markdown(
        work, "new-and-resolved", changes_markdown(work.texts, lines), title, work.texts("step.showing_changes")
    )


@task(name="compute-the-quotes-again", task_run_name=beginning("step.recomputing"), cache_policy=NO_CACHE)
async def compute_the_quotes_again(work: AuditWork) -> Recheck:
    """Every quote that the quoter made must come out the same, of the figures that were kept with it (000/A02, A07, M05).

    Which do not is written down before the records are judged: it is a finding, and it holds the case.
    """
    with reading(work.engine) as session:
        found = recheck(session, work.company.quoters)
    with unit_of_work(work.bind) as session:
        mark(session, found, work.today)
    say(recheck_sentence(work.texts, found))
    title = work.texts("audit.quotes_title", day=work.today)
    await show_markdown(
        work, "stored-quotes", recheck_markdown(work.texts, found), title, work.texts("step.recomputing")
    )
    return found


@task(name="warn-of-what-expires", task_run_name=beginning("step.warning"), cache_policy=NO_CACHE)
def warn_of_what_expires(work: AuditWork) -> int:
    """Queue a notice for each paper and credit decision that expires soon under an open case, once each (000/A21)."""
    with unit_of_work(work.bind) as session:
        number = queue_warnings(session, work.company, work.now)
    say(work.texts("step.warned", count=number))
    return number


@task(name="count-waiting-notices", task_run_name=beginning("step.counting_effects"), cache_policy=NO_CACHE)
def count_waiting_notices(work: AuditWork) -> int:
    """How many notices wait in the outbox; the deployment ``deliver-notices`` brings them to people."""
    with unit_of_work(work.bind) as session:
        number = outbox(session).number
    say(work.texts("step.effects", count=number))
    return number
