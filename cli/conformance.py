"""``seiton conformance``: is what happened what was declared, in the CRM or in the event log of another system?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from checks.conformance import answers, conformance
from checks.outside import judge_log, lifecycle_named
from checks.rules import rulebook
from cli import texts as t
from cli.desk import desk
from cli.screen import Screen
from config.company import Company, load_company
from config.event_log import LogMapping, read_log_mapping
from policy.conformance import Conformance
from reports.conformance import answers_line, deviations, lines_of, shares, worst
from reports.texts import Texts


def of_the_crm(limit: int, as_json: bool) -> None:
    """Judge every move and decision of the CRM; nothing is written."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with at.look() as (session, installed), screen.progress(t.JUDGING_MOVES):
            found = conformance(session, installed, limit)
            decided = answers(session, at.company, limit)
        _show(screen, at.company, found)
        screen.print(answers_line(Texts(screen.language), decided))
        if decided.worst:
            screen.print("  " + ", ".join(decided.worst))
        screen.json({"lifecycles": [as_given(one) for one in found], "decisions": asdict(decided)})


def of_a_log(path: Path, lifecycle: str, mapping: Path | None, limit: int, as_json: bool) -> None:
    """Judge the event log of another system; no CRM is needed and none is touched."""
    company = load_company()
    chosen = lifecycle_named(company, lifecycle)
    screen = Screen(company.language, as_json=as_json)
    words = read_log_mapping(mapping) if mapping else LogMapping()
    with screen.progress(t.JUDGING_MOVES):
        found, log = judge_log(rulebook(company), chosen, path, words, limit)
    screen.say(t.LOG_READ, events=log.events, left_out=log.left_out, rejected=log.rejected)
    for reject in log.rejects[:limit]:
        screen.say(t.LOG_REJECT, "yellow", line=reject.line, reason=reject.reason.to(screen.language))
    _show(screen, company, [found])
    rejects = [{"line": one.line, "reason": one.reason.to(screen.language)} for one in log.rejects]
    screen.json({"lifecycles": [as_given(found)], **asdict(log), "rejects": rejects})


def _show(screen: Screen, company: Company, found: list[Conformance]) -> None:
    texts = Texts(screen.language)
    if not any(one.moves or one.imported for one in found):
        screen.say(t.NOTHING_HAPPENED)
        return
    screen.table(*shares(company, texts, found))
    for one in found:
        for line in lines_of(company, texts, one):
            screen.print(line)
    if all(one.moves == one.fitting_moves for one in found):
        screen.say(t.ALL_CONFORM, "green")
    for word, (head, rows) in (
        ("deviations", deviations(company, texts, found)), ("worst", worst(company, texts, found))
    ):  # fmt: skip
        if rows:
            screen.print()
            screen.print(texts(f"conformance.{word}"), "bold")
            screen.table(head, rows)


def as_given(one: Conformance) -> dict[str, Any]:
    """All figures of a lifecycle, for a script."""
    return asdict(one) | {"case_percent": one.case_percent, "move_percent": one.move_percent}
