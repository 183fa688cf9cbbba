"""``seiton audit``: the nightly audit, at once and without Prefect."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from checks.audit import Audit, AuditUnderWay
from checks.audit import audit as audit_all
from checks.expectations import read_in_early
from checks.install import Installed
from checks.worklist import ToMend, number_to_mend, to_mend
from cli import texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.held import mender_of
from cli.screen import Screen, pesos
from config.settings import settings
from crm.health import Dearest, dearest
from crm.requests import find_person

TOP_RULES = 10
WORKLIST = 30


def audit(incremental: bool, data_docs: bool, owner: str | None, as_json: bool) -> None:
    """Judge, write down what was found, and show it; with ``owner`` what that colleague has to mend."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with at.look() as (session, rules):
            owner_id = None if owner is None else find_person(session, owner)
        if data_docs:
            read_in_early()
        with screen.progress(t.AUDIT_JUDGING):
            try:
                done = audit_all(at.engine, rules, now=now(), full=not incremental)
            except AuditUnderWay:
                raise Stop(Ends.NOTHING_DONE, t.AUDIT_UNDER_WAY) from None
        pages = _write_docs(screen, at, rules, done) if data_docs else None
        _report(screen, at, rules, done, owner_id, pages)


def _write_docs(screen: Screen, at: Desk, rules: Installed, done: Audit) -> Path:
    from checks.expectations.docs import validate  # takes seconds to import

    with screen.progress(t.AUDIT_DOCS):
        return validate(at.engine, rules, done, settings().var / "data_docs").index


def _report(
    screen: Screen, at: Desk, rules: Installed, done: Audit, owner_id: int | None, pages: Path | None
) -> None:
    with at.look() as (session, _):
        top = dearest(session, done.id, "rule", TOP_RULES)
        mine = [] if owner_id is None else to_mend(session, rules, owner_id, WORKLIST)
        number = 0 if owner_id is None else number_to_mend(session, owner_id)
    _figures(screen, done)
    if top:
        _dearest_rules(screen, rules, top)
    if owner_id is not None:
        _worklist(screen, rules, mine, number)
    if pages is not None:
        screen.print()
        screen.say(t.AUDIT_PAGES, path=pages)
    screen.json({**_for_script(screen, done, top, mine), "data_docs": pages})


def _figures(screen: Screen, done: Audit) -> None:
    style = "green" if not done.failing else ""
    screen.say(t.AUDIT_SCORE, style, score=done.score_percent, failing=done.failing, records=done.records)
    screen.say(t.AUDIT_DEBT, debt=pesos(done.debt_mxn))
    screen.say(
        t.AUDIT_FINDINGS, open=done.open_findings, new=done.new_findings, resolved=done.resolved_findings,
        judged=done.judged, mode=t.AUDIT_MODES[done.mode].to(screen.language), seconds=done.seconds,
    )  # fmt: skip


def _dearest_rules(screen: Screen, rules: Installed, top: list[Dearest]) -> None:
    book, language = rules.rulebook, screen.language
    screen.print()
    screen.table(
        (t.RULE, t.FINDINGS, t.DEBT, t.SENTENCE, t.MENDER),
        [
            (s.key, s.findings, s.debt_mxn, book.by_key[s.key].says.to(language),
             mender_of(book.company, book.by_key[s.key], language))
            for s in top
        ],
    )  # fmt: skip


def _worklist(screen: Screen, rules: Installed, mine: list[ToMend], number: int) -> None:
    language, company = screen.language, rules.rulebook.company
    screen.print()
    if not mine:
        screen.say(t.AUDIT_NOTHING_TO_MEND, "green")
        return
    screen.say(t.AUDIT_TO_MEND, number=number)
    screen.table(
        (t.RECORD, t.SINCE, t.VALUE, t.RULE, t.MEND, t.MENDER),
        [
            (m.code, m.first_seen, m.value_mxn, m.rule.key, m.rule.mend.to(language), mender_of(company, m.rule, language))
            for m in mine
        ],
    )  # fmt: skip
    if number > len(mine):
        screen.say(t.AND_MORE, number=number - len(mine))


def _for_script(screen: Screen, done: Audit, top: list[Dearest], mine: list[ToMend]) -> dict[str, object]:
    return {
        **asdict(done),
        "rules": [{"rule": s.key, "findings": s.findings, "debt_mxn": s.debt_mxn} for s in top],
        "worklist": [
            {"record": m.code, "rule": m.rule.key, "first_seen": m.first_seen, "value_mxn": m.value_mxn,
             "mend": m.rule.mend.to(screen.language)}
            for m in mine
        ],
    }  # fmt: skip
