"""What a run shows at its end: what moved, what is held and by which rule, what awaits a person, the audit, where to look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checks.holds import held_by_rule, held_cases
from cli.desk import desk
from cli.run import texts as t
from cli.run.journey import Result
from cli.run.server import absolute_database
from cli.run.steps import Steps
from config.settings import settings
from crm.health import last_audit
from crm.requests import number_open
from reports.texts import percent, pesos

RULES_SHOWN = 8


def summarise(steps: Steps, results: Sequence[Result], logs: Path) -> None:
    """Print it, read from the CRM itself."""
    screen, language = steps.screen, steps.language
    failed = [result.process for result in results if not result.went_well]
    if failed:
        screen.say(t.FAILED_RUNS, "red", number=len(failed), names=", ".join(failed), log=logs / "worker.log")
    with desk(absolute_database(settings().database_url)) as at, at.look() as (session, rules):
        held = held_by_rule(session, rules)[:RULES_SHOWN]
        if held:
            screen.print()
            screen.table(
                (t.RULE, t.CASES, t.PESOS),
                [(h.rule.says.to(language), h.cases, pesos(h.value_mxn)) for h in held],
                title=t.HELD_BY.to(language),
            )
        screen.print()
        number, late = number_open(session, at.today)
        screen.say(t.WAITING_LATE if late else t.WAITING, number=number, late=late)
        audit = last_audit(session)
        if audit is not None:
            screen.say(
                t.SCORE, score=percent(audit.score_percent), debt=pesos(audit.debt_mxn),
                findings=f"{audit.open_findings:,}",
            )  # fmt: skip
        first = held_cases(session, rules, limit=1)
    docs = data_docs()
    if docs is not None:
        screen.say(t.REPORT, path=docs)
    page = last_review(language)
    if page is not None:
        screen.say(t.REVIEW, path=page)
    if first:
        screen.say(t.SEE_HELD, code=first[0].code)
    if number:
        screen.say(t.SEE_DECIDE)


def data_docs() -> Path | None:
    """The first page of the Data Docs, once they were written."""
    pages = sorted((settings().var.absolute() / "data_docs").rglob("index.html"))
    return min(pages, key=lambda page: len(page.parts)) if pages else None


def last_review(language: str) -> Path | None:
    """The manager's page that was written last."""
    pages = (settings().var.absolute() / "reports").glob(f"review-*-{language}.html")
    return max(pages, key=lambda page: page.stat().st_mtime, default=None)
