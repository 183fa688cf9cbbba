"""A person's answer: taken once, from who may and proves it, on the terms that were asked; refused with a reason else."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import sqlalchemy as sa

from checks.decisions import Answer, DecisionRefused, Desk, answer, content_hash
from crm.identity import Keeper, new_key
from crm.model import (
    ApprovalDecision,
    ApprovalRequest,
    CreditDecision,
    Deputy,
    Opportunity,
    Outbox,
    Person,
    Proposal,
    RefusedAnswer,
)
from tests.builders import NOW, a_question, add, an_opportunity, day, who
from tests.checks.office import KEY, Office
from tests.worlds import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_an_approval_of_credit_is_the_decision_in_force(office: Office) -> None:
    former = office.in_force()
    decision = office.answer(limit_mxn=Decimal("400000.50"), conditions="Pay in 30 days")
    found = office.in_force()
    assert (found.outcome, found.limit_mxn, found.approver_id) == (
        "approved",
        Decimal("400000.50"),
        office.analyst,
    )
    assert (found.request_id, found.conditions) == (office.request.id, "Pay in 30 days")
    with office.world.read() as session:
        assert session.get_one(CreditDecision, former.id).superseded_at == decision.decided_at


def test_without_a_limit_it_is_what_was_asked(office: Office) -> None:
    assert office.answer().limit_mxn == Decimal(360_000)


@pytest.mark.parametrize("outcome", ["declined", "more_wanted"])
def test_what_is_not_approved_leaves_the_credit_as_it_was(office: Office, outcome: str) -> None:
    former = office.in_force()
    decision = office.answer(outcome)
    assert (decision.outcome, decision.limit_mxn) == (outcome, None)
    assert office.in_force().id == former.id
    with office.world.read() as session:
        assert session.get_one(ApprovalRequest, office.request.id).status == outcome


def test_an_exception_is_granted_for_what_was_asked_and_touches_no_credit(world: World) -> None:
    office = Office(world, "margin", percent=Decimal("22.5"))
    former = office.in_force()
    decision = office.answer(by=office.manager)
    assert (decision.kind, decision.percent, decision.limit_mxn) == ("margin", Decimal("22.5"), None)
    assert office.in_force().id == former.id
    office2 = Office(world, "margin", percent=Decimal("19.99"))
    office2.refuses("over_tier", by=office2.manager)
    assert office2.answer(by=office2.direction).outcome == "approved"


def test_the_decision_is_sealed_and_its_hash_is_of_what_was_decided(office: Office) -> None:
    decision = office.answer()
    with office.world.read() as session:
        kept = session.get_one(ApprovalDecision, decision.id)
        assert kept.sha256 == content_hash(session, kept)
        assert kept.code_step is not None
        assert kept.seal == Keeper(KEY).seal(kept.sha256, kept.approver_id, kept.code_step)
        assert kept.seal != Keeper(new_key()).seal(kept.sha256, kept.approver_id, kept.code_step)


def test_who_asked_is_told(office: Office) -> None:
    office.answer("declined")
    with office.world.read() as session:
        notice = session.scalars(sa.select(Outbox).where(Outbox.kind == "decision_taken")).one()
        assert (notice.payload["outcome"], notice.payload["person"]) == ("declined", office.seller)


# --- who ------------------------------------------------------------------------------------------------------------


def test_a_second_decision_is_refused(office: Office) -> None:
    office.answer()
    assert "approved" in office.refuses("answered", "declined", by=office.other_analyst).to("en")


def test_who_sells_does_not_decide(world: World) -> None:
    office = Office(world, requested_by_id=None)
    office.change(Opportunity, owner_id=office.analyst)
    office.refuses("own_case")


def test_who_asked_does_not_decide(world: World) -> None:
    with world.read() as session:
        analyst = who(session, "credit")
    Office(world, requested_by_id=analyst).refuses("own_case")


def test_who_lacks_the_role_does_not_decide_and_reads_who_may(office: Office) -> None:
    with office.world.read() as session:
        names = [session.get_one(Person, number).name for number in (office.analyst, office.other_analyst)]
    said = office.refuses("no_authority", by=office.manager).to("en")
    assert all(name in said for name in names)


@pytest.mark.parametrize("by", ["999999", "", "nobody@nowhere"])
def test_an_unknown_colleague_is_refused(office: Office, by: str) -> None:
    desk = Desk(office.world.engine, office.rules, lambda: office.keeper, "tests")
    with pytest.raises(DecisionRefused) as refusal:
        answer(desk, office.request.id, Answer("approved", by, "123456"), NOW)
    assert refusal.value.reason == "unknown_approver"


def test_who_has_left_does_not_decide(office: Office) -> None:
    with office.world.write() as session:
        session.get_one(Person, office.analyst).active = False
    office.refuses("unknown_approver")


def test_a_higher_tier_decides_what_a_lower_one_may(office: Office) -> None:
    assert office.answer(by=office.direction).approver_id == office.direction


def test_nobody_grants_more_than_their_tier(office: Office) -> None:
    office.refuses("over_tier", limit_mxn=Decimal("1000000.01"))
    office.refuses("over_tier", by=office.finance, limit_mxn=Decimal("3000000.01"))
    assert office.answer(by=office.finance, limit_mxn=Decimal(3_000_000)).limit_mxn == 3_000_000


def test_what_has_gone_up_a_tier_is_no_longer_for_the_lower(world: World) -> None:
    office = Office(world, tier=2, required_role="finance")
    office.refuses("no_authority")
    assert office.answer(by=office.finance).outcome == "approved"


# --- deputies -------------------------------------------------------------------------------------------------------


def _name(office: Office, principal: int, deputy: int, start: int = -1, end: int = 1) -> None:
    with office.world.write() as session:
        add(
            session,
            Deputy(
                person_id=principal, deputy_id=deputy, from_on=day(start), until_on=day(end), created_at=NOW
            ),
        )


def test_a_deputy_decides_in_the_name_of_who_named_them(office: Office) -> None:
    _name(office, office.analyst, office.manager)
    decision = office.answer(by=office.manager)
    assert (decision.approver_id, decision.on_behalf_of_id) == (office.manager, office.analyst)
    assert office.in_force().on_behalf_of_id == office.analyst


@pytest.mark.parametrize(("start", "end"), [(-9, -1), (1, 9)])
def test_a_deputy_of_another_day_does_not(office: Office, start: int, end: int) -> None:
    _name(office, office.analyst, office.manager, start, end)
    office.refuses("no_authority", by=office.manager)


def test_a_deputy_cannot_pass_it_on(office: Office) -> None:
    _name(office, office.analyst, office.manager)
    with office.world.read() as session:
        other = who(session, "legal")
    _name(office, office.manager, other)
    office.secrets[other] = office.secrets[office.manager]
    office.refuses("no_authority", by=other)


def test_a_seller_does_not_decide_on_their_own_sale_as_a_deputy(office: Office) -> None:
    _name(office, office.analyst, office.seller)
    office.refuses("own_case", by=office.seller)


def test_nobody_decides_in_the_name_of_who_asked(world: World) -> None:
    with world.read() as session:
        analyst = who(session, "credit")
    office = Office(world, requested_by_id=analyst)
    _name(office, analyst, office.manager)
    office.refuses("no_authority", by=office.manager)


# --- what -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [Decimal(0), Decimal(-1)])
def test_credit_is_not_authorised_for_nothing(office: Office, limit: Decimal) -> None:
    office.refuses("needs_limit", limit_mxn=limit)


def test_a_limit_belongs_to_an_authorisation_of_credit(world: World) -> None:
    Office(world).refuses("no_limit_here", "declined", limit_mxn=Decimal(5))
    margin = Office(world, "margin", percent=Decimal(25))
    margin.refuses("no_limit_here", by=margin.manager, limit_mxn=Decimal(5))


def test_an_outcome_that_is_none_is_refused(office: Office) -> None:
    office.refuses("unknown_outcome", "maybe")


def test_a_decision_that_is_over_already_is_refused(office: Office) -> None:
    office.refuses("already_over", valid_until=day(-1))
    assert office.answer(valid_until=day(0)).valid_until == day(0)


def test_a_request_that_is_not_there_is_refused(office: Office) -> None:
    desk = Desk(office.world.engine, office.rules, lambda: office.keeper, "tests")
    with pytest.raises(DecisionRefused, match="no approval request 999999"):
        answer(desk, 999_999, Answer("approved", str(office.analyst), "000000"), NOW)


def test_a_case_that_has_changed_is_not_decided_and_the_change_is_shown(office: Office) -> None:
    office.change(Proposal, monthly_mxn=Decimal("10001.00"))
    refusal = office.refuses("changed")
    assert [(one.field, one.decided, one.now) for one in refusal.changed] == [
        ("monthly_mxn", "10000.00", "10001.00")
    ]
    assert "monthly billing: 10000.00 → 10001.00" in refusal.to("en")
    office.change(Proposal, monthly_mxn=Decimal(10_000))
    assert office.answer().outcome == "approved"


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_wrong_code_is_refused_and_kept(office: Office) -> None:
    office.refuses("wrong_code", code="000000")
    with office.world.read() as session:
        kept = session.scalars(sa.select(RefusedAnswer)).one()
        assert (kept.request_id, kept.person_id, kept.reason) == (
            office.request.id,
            office.analyst,
            "wrong_code",
        )


def test_a_code_of_the_same_half_minute_is_refused(world: World) -> None:
    first = Office(world)
    with world.write() as session:
        second = a_question(session, an_opportunity(session), "credit")
    code = first.code(first.analyst)
    first.answer(code=code)
    first.request = second
    first.refuses("used_code", code=code)


@pytest.mark.parametrize("code", [None, "", "12345", "abcdef", "１２３４５６", "0" * 5000])
def test_no_code_or_what_is_none(office: Office, code: str | None) -> None:
    desk = Desk(office.world.engine, office.rules, lambda: office.keeper, "tests")
    with pytest.raises(DecisionRefused) as refusal:
        answer(desk, office.request.id, Answer("approved", str(office.analyst), code), NOW)
    assert refusal.value.reason in ("needs_code", "wrong_code")


def test_who_is_not_enrolled_does_not_decide(office: Office) -> None:
    with office.world.write() as session:
        session.execute(sa.text("DELETE FROM enrolment"))
    office.refuses("not_enrolled")


def test_five_wrong_codes_lock_and_tell_the_manager(office: Office) -> None:
    for _ in range(5):
        office.refuses("wrong_code", code="000000")
    office.refuses("locked")
    with office.world.read() as session:
        notice = session.scalars(sa.select(Outbox).where(Outbox.kind == "approver_locked")).one()
        assert notice.payload["person"] == session.get_one(Person, office.analyst).manager_id
    office.now += dt.timedelta(minutes=31)
    assert office.answer().outcome == "approved"


def test_two_who_answer_at_once_are_one_answer(world: World) -> None:
    office = Office(world)
    codes = {person: office.code(person) for person in (office.analyst, office.other_analyst)}

    def give(by: int) -> str:
        try:
            return office.answer(by=by, code=codes[by]).outcome
        except DecisionRefused as refusal:
            return refusal.reason

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, codes)) == ["answered", "approved"]
