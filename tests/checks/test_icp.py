"""Opportunities are scored when their facts change, who says no is nurtured, whose time has come is asked again (000/A03, M06)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.gate import Scope
from checks.icp import explain_score, score_what_changed, take_up_again
from checks.lifecycle import note, take_step
from crm.model import Account, Activity, ApprovalRequest, Contact, Hold, Opportunity
from policy.icp import score
from tests.builders import NOW, TODAY, a_lead, an_account, an_opportunity, day, move, part, prepare, the_company
from tests.worlds import World

COMPANY = the_company()


def score_them(session: Session, *cases: Opportunity) -> Any:
    session.flush()
    found = score_what_changed(session, COMPANY, Scope(tuple(case.id for case in cases)), TODAY)
    for case in cases:
        session.refresh(case)
    return found


def test_a_lead_is_scored_by_the_policy_and_its_score_keeps_its_day_and_its_facts(session: Session) -> None:
    case = an_opportunity(session, icp_percent=None)
    part(session, case, Account).employees = 40
    assert score_them(session, case).scored == 1
    fit = explain_score(session, COMPANY, case.id, TODAY).fit
    assert (case.icp_percent, case.icp_on) == (fit.percent, TODAY)
    assert case.icp_basis == (
        f"{int(fit.percent * 100)}|{COMPANY.market.profile.version}|schools|music_schools|40|36000000|downtime|buyer|y|y|y|y"
    )


def test_what_has_not_changed_is_not_scored_again(session: Session) -> None:
    case, other = an_opportunity(session), an_opportunity(session)
    assert score_them(session, case, other).scored == 2
    assert score_them(session, case, other).scored == 0


def change_account(session: Session, case: Opportunity) -> None:
    part(session, case, Account).segment = "clinics"


def change_size(session: Session, case: Opportunity) -> None:
    part(session, case, Account).employees = 900


def change_contact(session: Session, case: Opportunity) -> None:
    session.get_one(Contact, case.contact_id).function = "users"


EDITS: dict[str, Any] = {
    "the segment": change_account,
    "the size": change_size,
    "the main contact": change_contact,
    "the niche": lambda s, case: setattr(case, "niche", None),
    "the pain": lambda s, case: setattr(case, "main_pain", "hidden_cost"),
    "the amount": lambda s, case: setattr(case, "amount_mxn", Decimal(1)),
    "a sign": lambda s, case: setattr(case, "is_accessible", None),
    "the score itself": lambda s, case: setattr(case, "icp_percent", Decimal(100)),
    "another contact": lambda s, case: setattr(case, "contact_id", None),
}


@pytest.mark.parametrize("what", EDITS)
def test_whoever_changes_what_a_score_is_made_of_has_it_scored_again(session: Session, what: str) -> None:
    case = an_opportunity(session)
    score_them(session, case)
    before = case.icp_basis
    EDITS[what](session, case)
    assert score_them(session, case).scored == 1
    assert case.icp_percent == explain_score(session, COMPANY, case.id, TODAY).fit.percent
    assert (case.icp_basis != before) == (what != "the score itself")


def test_another_profile_scores_everything_anew(session: Session) -> None:
    case = an_opportunity(session)
    score_them(session, case)
    weights = COMPANY.market.icp.weights.model_copy(update={"need": 40})
    ideal = COMPANY.market.icp.model_copy(update={"weights": weights})
    other = COMPANY.model_copy(update={"market": COMPANY.market.model_copy(update={"icp": ideal})})
    assert score_what_changed(session, other, Scope((case.id,)), TODAY).scored == 1


def test_closed_cases_keep_the_score_of_their_time_and_claims_are_scored(session: Session) -> None:
    won = an_opportunity(session, "won", icp_percent=Decimal(11))
    claim = Opportunity(
        stage="imported", claimed_stage="studied", source="old", source_id="icp-1", stage_since=TODAY, moved_at=NOW, moved_by="tests",
        created_at=NOW, needs_delivery=True, has_need=False,
    )  # fmt: skip
    session.add(claim)
    found = score_them(session, won, claim)
    assert (found.scored, found.nurtured) == (1, 0)
    assert (won.icp_percent, claim.icp_percent) == (Decimal(11), Decimal(0))
    assert claim.disqualified_reason is None


@pytest.mark.parametrize("page", [1, 2, 5_000])
def test_pages_of_any_size_score_everybody_once(
    session: Session, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr("checks.icp.PAGE", page)
    cases = [a_lead(session, amount_mxn=Decimal(100_000 * n)) for n in range(1, 6)]
    assert score_them(session, *cases).scored == 5
    assert [case.icp_percent for case in cases] == sorted(case.icp_percent or 0 for case in cases)


# --- nurture --------------------------------------------------------------------------------------------------------


def sweep(world: World, number: int) -> str:
    """What the flow does with one opportunity that has not come far; its stage then."""
    scope = Scope((number,))
    with world.write() as session:
        take_up_again(session, COMPANY, scope, TODAY, NOW)
        score_what_changed(session, COMPANY, scope, TODAY)
    for stage in ("disqualified", "lead", "qualified"):
        take_step(world.engine, world.installed, "opportunity", stage, scope, NOW, "a sweep")
    with world.read() as session:
        return session.get_one(Opportunity, number).stage


def test_a_lead_that_says_no_leaves_with_a_reason_and_a_date_and_comes_back_on_that_date(world: World) -> None:
    """000/M06: discard is nurture, not oblivion; the client is asked anew, and somebody is told to call."""
    with world.write() as session:
        number = an_opportunity(session, is_receptive=False, has_purchasing_power=False).id
    assert sweep(world, number) == "disqualified"
    with world.write() as session:
        case = session.get_one(Opportunity, number)
        assert case.disqualified_reason == "No money; Not receptive"
        assert case.nurture_on == day(150)
        case.nurture_on = TODAY
    assert sweep(world, number) == "lead"
    with world.read() as session:
        case = session.get_one(Opportunity, number)
        assert (case.disqualified_reason, case.nurture_on) == (None, None)
        assert (case.has_need, case.has_purchasing_power, case.is_receptive) == (True, None, None)
        calls = sa.select(Activity).where(Activity.opportunity_id == number, Activity.due_on == TODAY)
        (call,) = session.scalars(calls).all()
        assert (call.kind, call.owner_id, call.done_at) == ("call", case.owner_id, None)
        assert call.subject == "Take up again: Print service"
        assert call.objective == "No money; Not receptive"
    assert sweep(world, number) == "lead"


def test_who_waits_for_a_date_to_come_waits(world: World) -> None:
    with world.write() as session:
        number = an_opportunity(session, "disqualified", nurture_on=day(1)).id
    assert sweep(world, number) == "disqualified"


def test_what_is_not_asked_yet_and_what_is_past_the_first_stage_is_never_sent_away(world: World) -> None:
    with world.write() as session:
        unasked = an_opportunity(session, has_need=None).id
        later = an_opportunity(session, "qualified", has_need=False).id
        renewal = an_opportunity(session, kind="renewal", has_need=False).id
    assert [sweep(world, number) for number in (unasked, later, renewal)] == ["lead", "qualified", "lead"]


def test_whom_a_person_takes_up_again_is_left_to_them_until_a_fact_changes(session: Session) -> None:
    case = an_opportunity(session, has_need=False)
    assert score_them(session, case).nurtured == 1
    case.disqualified_reason = case.nurture_on = None
    assert score_them(session, case).nurtured == 0
    case.niche = None
    assert score_them(session, case).nurtured == 1


# --- the gate -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_new_client_far_from_the_ideal_one_is_held_until_the_head_of_sales_decides(world: World) -> None:
    """000/A03: the question is asked when nothing else is lacking, like any other decision."""
    with world.write() as session:
        account = an_account(session, segment="clinics", employees=2)
        case = an_opportunity(
            session, account=account, niche=None, main_pain="hidden_cost", amount_mxn=Decimal(1_000)
        )
        session.get_one(Contact, case.contact_id).function = "users"
        number = case.id
    assert sweep(world, number) == "lead"
    note(world.engine, world.installed, "opportunity", Scope((number,)), NOW)
    with world.read() as session:
        (asked,) = session.scalars(
            sa.select(ApprovalRequest).where(
                ApprovalRequest.opportunity_id == number, ApprovalRequest.status == "open"
            )
        ).all()
        case = session.get_one(Opportunity, number)
        assert (asked.kind, asked.percent, asked.required_role) == (
            "profile",
            case.icp_percent,
            "sales_manager",
        )
        assert case.icp_percent is not None and case.icp_percent < COMPANY.market.icp.minimum_percent
        assert session.get_one(Hold, ("opportunity", number)).target == "qualified"


def test_the_explanation_is_that_of_the_policy_and_writes_nothing(session: Session) -> None:
    case = an_opportunity(session, icp_percent=Decimal(1), main_pain=None)
    found = explain_score(session, COMPANY, case.id, TODAY)
    assert found.fit == score(COMPANY.market.profile, found.facts)
    assert found.qualification.verdict == "ask"
    assert found.kept_percent == Decimal(1)
    session.refresh(case)
    assert case.icp_percent == Decimal(1)


def test_entering_disqualified_needs_a_date_that_lies_ahead(session: Session) -> None:
    case = an_opportunity(session)
    prepare(session, case, "disqualified")
    case.nurture_on = day(-1)
    session.flush()
    with pytest.raises(sa.exc.DBAPIError, match="M06-nurture-date"):
        move(session, case, "disqualified")
