"""A draft policy is replayed over what happened, and touches nothing (000/A02)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from checks.install import altered_guards
from checks.replay import Replayed, replay
from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import load_company
from crm.model import CODES, Proposal
from tests.builders import COMPANY, a_lead, an_opportunity, part, the_rulebook

Draft = Callable[..., Rulebook]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """The rulebook of a copy of the configuration in which some words are others."""

    def write(*changes: tuple[str, str, str]) -> Rulebook:
        folder = tmp_path / "draft"
        shutil.copytree(COMPANY, folder)
        for name, old, new in changes:
            text = (folder / name).read_text()
            assert old in text
            (folder / name).write_text(text.replace(old, new, 1))
        return rulebook(load_company(folder))

    return write


def replayed(session: Session, book: Rulebook) -> Replayed:
    return replay(session, the_rulebook(), book, shown=1_000)


def said_of(found: Replayed, case: Any) -> set[tuple[str, str, str]]:
    """What would be different for a case: the effect, the rule, the stage. There are others in the CRM."""
    code = f"{CODES[case.__tablename__]}-{case.id}"
    return {(one.effect, one.rule, one.stage) for one in found.differences if code in one.dearest}


FLOOR = f"margin_floor_percent = {the_rulebook().company.pricing.margin_floor_percent}"
HIGHER = ("company.toml", FLOOR, "margin_floor_percent = 90")
LOWER = ("company.toml", FLOOR, "margin_floor_percent = 1")


def test_the_same_policy_would_have_decided_the_same(own_session: Session, draft: Draft) -> None:
    an_opportunity(own_session, "negotiated")
    found = replayed(own_session, draft())
    assert (found.differences, found.decisions, found.unknown_stages) == ((), (), ())
    assert all(was == will for was, will in found.conformance)


def test_a_stricter_rule_would_have_held_what_moved_and_would_stop_what_waits(
    own_session: Session, draft: Draft
) -> None:
    before = replay(own_session, the_rulebook(), book := draft(HIGHER))
    case = an_opportunity(own_session, "proposed")
    found = replayed(own_session, book)
    assert said_of(found, case) == {
        ("held_back", "M05-margin-floor", "proposed"), ("stopped", "M05-margin-floor", "negotiated")
    }  # fmt: skip
    assert [one.cases for one in found.differences if one.effect == "stopped"] == [1]
    sums = [sum(one.value_mxn for one in what.differences) for what in (before, found)]
    assert sums[1] - sums[0] == 2 * (case.amount_mxn or 0)


def test_a_milder_rule_frees_what_only_it_holds(own_session: Session, draft: Draft) -> None:
    case = an_opportunity(own_session, "studied")
    quote = part(own_session, case, Proposal)
    quote.margin_percent = Decimal(5)
    own_session.flush()
    found = replayed(own_session, draft(LOWER))
    assert said_of(found, case) == {("freed", "M05-margin-floor", "proposed")}


def test_a_datum_that_the_draft_asks_for_holds_those_who_lack_it(own_session: Session, draft: Draft) -> None:
    case = a_lead(own_session)
    niche = 'niche = { name = { en = "Niche", es = "Nicho" }, from_stage = "qualified", source = "000/A03" }'
    found = replayed(own_session, draft(("crm_fields.toml", "[opportunity]\n", f"[opportunity]\n{niche}\n")))
    assert [(effect, stage) for effect, _, stage in said_of(found, case)] == [("stopped", "qualified")]


def test_a_decision_that_the_draft_gives_to_another_role_is_told(own_session: Session, draft: Draft) -> None:
    case = an_opportunity(own_session, "negotiated")
    tier = the_rulebook().company.approvals.credit.tiers
    limit = next(
        line
        for line in (COMPANY / "approvals.toml").read_text().splitlines()
        if 'role = "credit", up_to' in line
    )
    lower = limit.replace(limit.split("up_to = ")[1].split(",")[0], "1")
    (found,) = replayed(own_session, draft(("approvals.toml", limit, lower))).decisions
    assert (found.kind, found.role, found.draft_role) == ("credit", tier[0].role, tier[1].role)
    assert f"OPP-{case.id}" in found.dearest
    assert found.value_mxn >= (case.amount_mxn or 0) > 0


def test_an_arrow_that_the_draft_does_not_declare_shows_in_the_conformance(
    own_session: Session, draft: Draft
) -> None:
    an_opportunity(own_session, "studied")
    draft_of_it = draft(("lifecycles/lead_to_close.toml", 'initial = ["lead"]', 'initial = ["qualified"]'))
    was, will = replayed(own_session, draft_of_it).conformance[0]
    assert (was.kinds, will.kinds) == ({}, {"beginning": was.cases})


def test_nothing_of_the_draft_is_installed(own_session: Session, draft: Draft) -> None:
    an_opportunity(own_session, "proposed")
    replayed(own_session, draft(HIGHER))
    assert altered_guards(own_session, the_rulebook()) == []
    assert not own_session.dirty and not own_session.new
