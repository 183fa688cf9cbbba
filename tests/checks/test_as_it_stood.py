"""What did we know when: a case as it stood on a past day, by the rules as they were then (000/A02, A17)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.as_it_stood import Stood, as_it_stood
from checks.audit import audit
from checks.install import Installed, install, open_day
from checks.rule import Rulebook
from config.company import Text
from crm.model import Opportunity, RulebookVersion
from tests.builders import (
    NOW,
    TODAY,
    a_lead,
    a_question,
    an_opportunity,
    prepare,
    the_company,
    the_rulebook,
)
from tests.worlds import World

DAY = dt.timedelta(1)
KEY = next(rule.key for rule in the_rulebook().of("opportunity") if "lead-source" in rule.key)
"""Of a lead, the rule that its origin is known."""


def stood(session: Session, case: Any, day: dt.date = TODAY) -> Stood:
    return as_it_stood(session, the_company(), case.__tablename__, case.id, day)


def _tomorrow(world: World, rules: Installed | None = None) -> None:
    with world.write() as session:
        open_day(session, TODAY + DAY)
    audit(world.engine, rules or world.installed, now=NOW + DAY, workers=1)


def test_a_case_stood_where_its_history_says_and_moved_on_when_it_says(own_session: Session) -> None:
    case = a_lead(own_session)
    assert stood(own_session, case, TODAY - DAY).stage is None
    before = stood(own_session, case)
    assert (before.stage, before.target, before.left_on) == ("lead", "qualified", None)


def test_what_came_later_is_not_known_yet_then(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "qualified")
        prepare(session, case, "lost")
        case.stage, case.stage_since, case.moved_at, case.moved_by = "lost", TODAY, NOW + DAY, "tests"
    with world.read() as session:
        then, now = stood(session, case), stood(session, case, TODAY + DAY)
    assert (then.stage, then.left_for, then.left_on) == ("qualified", "lost", TODAY + DAY)
    assert (now.stage, now.left_for) == ("lost", None)


def test_what_an_audit_found_is_known_until_one_finds_it_mended(world: World) -> None:
    with world.write() as session:
        case = a_lead(session)
        case.lead_source = None
    with world.read() as session:
        assert (stood(session, case).judged_on, stood(session, case).broken) == (None, ())
    audit(world.engine, world.installed, now=NOW, workers=1)
    with world.write() as session:
        session.execute(sa.update(Opportunity).where(Opportunity.id == case.id).values(lead_source="web"))
    _tomorrow(world)
    with world.read() as session:
        then, now = stood(session, case), stood(session, case, TODAY + DAY)
    assert [(one.since, one.mended_on) for one in then.broken if one.rule == KEY] == [(TODAY, TODAY + DAY)]
    assert KEY not in [one.rule for one in now.broken]


@pytest.mark.slow
def test_a_rule_is_told_in_its_words_of_then_and_so_is_the_gate(world: World) -> None:
    with world.write() as session:
        case = a_lead(session)
        case.lead_source = None
    audit(world.engine, world.installed, now=NOW, workers=1)
    other = Text(en="Something else", es="Otra cosa")
    book = Rulebook(the_company(), (replace(r, says=other) if r.key == KEY else r for r in the_rulebook()))
    with world.write() as session:
        rules = install(session, book)
    _tomorrow(world, rules)
    with world.read() as session:
        then, now = stood(session, case), stood(session, case, TODAY + DAY)
        assert session.scalar(sa.select(sa.func.count()).select_from(RulebookVersion)) == 2
    (was,), (is_now,) = ([one.says for one in day.broken if one.rule == KEY] for day in (then, now))
    assert (was, is_now) == (the_rulebook().by_key[KEY].says, other)
    assert then.is_kept and then.rulebook == the_rulebook().fingerprint != now.rulebook
    gating = {rule.says.en for rule in the_rulebook().gating("opportunity", "qualified")}
    assert {text.en for text in then.gate} == gating


def test_decisions_and_papers_are_those_that_were_there(own_session: Session) -> None:
    case = an_opportunity(own_session, "negotiated")
    a_question(own_session, case, "discount")
    before, then = stood(own_session, case, TODAY - DAY), stood(own_session, case)
    assert (before.decided, before.waiting, before.papers) == ((), (), ())
    assert "credit" in [one.kind for one in then.decided if one.in_force]
    assert then.waiting == ("discount",)
    late = stood(own_session, case, TODAY + 60 * DAY)
    assert not any(one.in_force for one in late.decided if one.kind == "credit")
