"""A held user reads why: the rules that bar the way, how each is mended and by whom."""

from __future__ import annotations

import pytest

from checks.held import UnknownCase, explain, find_case
from checks.install import open_day
from crm.model import CreditDecision, Opportunity, Study
from tests.builders import a_lead, a_renewal, add, an_opportunity, day, part, supersede
from tests.checks.sweeping import sweep
from tests.worlds import World


def test_a_held_case_says_what_is_lacking_and_who_can_mend_it(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", batna=None)
        supersede(session, part(session, case, CreditDecision))
    with world.read() as session:
        found = explain(session, world.installed, "opportunity", case.id)
    assert (found.code, found.stage, found.target) == (f"OPP-{case.id}", "negotiated", "credit_authorised")
    assert {(why.rule, why.mender, why.decision) for why in found.reasons} == {
        ("A21-credit-authorised", "credit desk", "credit"), ("B31-batna", "owner", None),
    }  # fmt: skip
    why = next(why for why in found.reasons if why.rule == "B31-batna")
    assert (why.sentence, why.mend) == (
        "The negotiation has a plan B (BATNA)",
        "Write what is done if there is no agreement.",
    )


def test_it_is_judged_now_and_held_since_the_sweep_that_saw_it(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", batna=None)
    sweep(world)
    with world.write() as session:
        open_day(session, day(1))
        part(session, case, Study).done_on = None
        found = explain(session, world.installed, "opportunity", case.id)
    assert found.held_since == day(0)
    assert {why.rule for why in found.reasons} == {"A16-study", "B31-batna"}


def test_a_case_that_lacks_nothing_has_no_reasons(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "studied")
        found = explain(session, world.installed, "opportunity", case.id)
    assert (found.target, found.reasons, found.held_since) == ("proposed", (), None)


def test_a_closed_case_works_towards_nothing(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "won")
        found = explain(session, world.installed, "opportunity", case.id)
    assert (found.target, found.reasons) == (None, ())


def test_a_claim_is_explained_by_the_stage_it_claims(world: World) -> None:
    with world.write() as session:
        case = a_lead(session)
        values = {
            c.key: getattr(case, c.key)
            for c in Opportunity.__table__.columns
            if c.key not in ("id", "stage", "claimed_stage", "source", "source_id")
        }
        claim = add(
            session,
            Opportunity(**values, stage="imported", claimed_stage="qualified", source="old", source_id="K-7"),
        )
        found = explain(session, world.installed, "opportunity", claim.id)
    assert (found.stage, found.claimed_stage, found.target) == ("imported", "qualified", "qualified")
    assert "E03-opportunity-has-need" in [why.rule for why in found.reasons]


def test_a_renewal_has_no_name_but_its_account(world: World) -> None:
    with world.write() as session:
        case = a_renewal(session)
        found = explain(session, world.installed, "renewal", case.id)
    assert (found.name, found.account is not None) == (None, True)


@pytest.mark.parametrize("name", ["OPP-{}", "opp{}", " Opp-{} "])
def test_a_case_is_found_by_its_code(world: World, name: str) -> None:
    with world.write() as session:
        case = an_opportunity(session)
        assert find_case(session, name.format(case.id)) == ("opportunity", case.id)


def test_a_case_is_found_by_its_key_in_the_system_it_came_from(world: World) -> None:
    with world.write() as session:
        case = a_lead(session, source="old", source_id="X-12")
        assert find_case(session, " X-12 ") == ("opportunity", case.id)


def test_a_key_of_two_systems_is_asked_back(world: World) -> None:
    with world.write() as session:
        for source in ("old", "older"):
            a_lead(session, source=source, source_id="X-12")
        with pytest.raises(UnknownCase, match="more than one opportunity has this key; use its code, OPP-"):
            find_case(session, "X-12")


@pytest.mark.parametrize("name", ["OPP-999999", "nobody", "", "OPP-99999999999999999999", "REN-0"])
def test_an_unknown_case_is_answered_with_how_cases_are_named(world: World, name: str) -> None:
    with world.read() as session, pytest.raises(UnknownCase, match="a case is named OPP-12, DEL-12, REN-12"):
        find_case(session, name)
