"""``seiton held CASE --on DATE``: a case as it stood on a past day, and what can't be known of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from checks.as_it_stood import Stood, as_it_stood
from checks.held import find_case
from cli import stood_texts as t
from cli.desk import Desk
from cli.screen import Screen
from config.company import Company
from crm.base import IMPORTED


def stood(screen: Screen, at: Desk, case: str, day: dt.date) -> None:
    """Show it; nothing is written."""
    with at.look() as (session, _):
        record, number = find_case(session, case)
        found = as_it_stood(session, at.company, record, number, day)
    names = {stage.id: stage.name.to(screen.language) for stage in at.company.lifecycles[record].stage}
    _where(screen, found, names | {IMPORTED: t.IMPORTED.to(screen.language)})
    if found.stage is not None:
        _judged(screen, found, names)
        _papers(screen, at.company, found)
        screen.print()
        screen.say(t.NOT_KNOWN, "dim")
    screen.json(asdict(found) | {"broken": [asdict(one) | {"says": one.says.to(screen.language)} for one in found.broken],
                                 "gate": [text.to(screen.language) for text in found.gate]})  # fmt: skip


def _where(screen: Screen, found: Stood, names: dict[str, str]) -> None:
    if found.stage is None:
        screen.say(t.NOT_THERE, code=found.code, day=found.day)
        return
    stage = names.get(found.stage, found.stage)
    screen.say(t.STOOD, "bold", code=found.code, day=found.day, stage=stage, since=found.since)
    if found.left_for is not None:
        screen.say(t.LEFT, left_on=found.left_on, stage=names.get(found.left_for, found.left_for))


def _judged(screen: Screen, found: Stood, names: dict[str, str]) -> None:
    if found.judged_on is None:
        screen.say(t.NEVER_JUDGED)
        return
    screen.say(t.JUDGED, judged_on=found.judged_on, rulebook=(found.rulebook or "")[:12])
    if not found.is_kept:
        screen.say(t.RULES_NOT_KEPT, "yellow")
    if not found.broken:
        screen.say(t.NOTHING_BROKEN, "green")
    for one in found.broken:
        screen.print(f"✗ {one.rule}: {one.says.to(screen.language)}")
        mended = t.MENDED if one.mended_on else t.NOT_MENDED
        screen.say(mended, since=one.since, mended_on=one.mended_on)
    if found.gate and found.target:
        screen.say(t.GATE, number=len(found.gate), target=names.get(found.target, found.target))
        for text in found.gate:
            screen.print(f"  · {text.to(screen.language)}")


def _papers(screen: Screen, company: Company, found: Stood) -> None:
    for kind in found.waiting:
        screen.say(t.WAITED, what=company.approvals.of(kind).question.to(screen.language))
    if found.decided:
        screen.table(
            (t.DECISION, t.ANSWER, t.BY, t.ON, t.UNTIL, t.HELD_THEN),
            [
                (company.approvals.of(d.kind).question.to(screen.language), d.outcome, d.by, d.on, d.valid_until,
                 (t.YES if d.in_force else t.NO).to(screen.language))
                for d in found.decided
            ],
        )  # fmt: skip
    if found.papers:
        screen.table(
            (t.PAPER, t.TITLE, t.SIGNED, t.UNTIL),
            [(p.kind, p.title, p.signed_on, p.valid_until) for p in found.papers],
        )
