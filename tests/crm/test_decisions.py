"""A decision is given once, by somebody who may, and is never changed (000/A21, A28)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from crm.decisions import Answer, DecisionRefused, decide
from crm.model import ApprovalDecision, ApprovalRequest, CreditDecision, Opportunity, Person
from tests.builders import NOW, a_lead, add, an_opportunity, day, part, who
from tests.worlds import World

UNTIL = day(60)


class Desk:
    """A request for credit on an opportunity, and who may answer it."""

    def __init__(self, world: World, kind: str = "credit", **changes: Any) -> None:
        self.world = world
        with world.write() as session:
            self.sale = an_opportunity(session)
            self.analyst, self.other_analyst = who(session, "credit"), who(session, "credit", other=True)
            self.seller, self.manager = who(session, "sales"), who(session, "sales_manager")
            values = {
                "kind": kind, "opportunity_id": self.sale.id, "required_role": "credit" if kind == "credit" else "sales_manager",
                "requested_by_id": self.seller, "requested_at": NOW, "amount_mxn": Decimal(360_000), "percent": None,
                "question": "?", "due_on": day(2), "created_at": NOW,
            }  # fmt: skip
            self.request = add(session, ApprovalRequest(**(values | changes)))

    def answer(self, outcome: str = "approved", by: int | None = None, **more: Any) -> ApprovalDecision:
        with self.world.write() as session:
            return decide(session, self.request.id, Answer(outcome, by or self.analyst, **more), NOW, UNTIL)

    def refuses(self, words: str, *answer: Any, **more: Any) -> None:
        before = self.everything()
        with pytest.raises(DecisionRefused, match=words):
            self.answer(*answer, **more)
        assert self.everything() == before

    def everything(self) -> list[Any]:
        with self.world.read() as session:
            tables = (ApprovalRequest, ApprovalDecision, CreditDecision)
            return [session.execute(sa.select(model.__table__).order_by(model.id)).all() for model in tables]

    def in_force(self) -> CreditDecision:
        with self.world.write() as session:
            return part(session, session.get_one(Opportunity, self.sale.id), CreditDecision)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_an_approval_of_credit_is_the_decision_in_force(desk: Desk) -> None:
    former = desk.in_force()
    desk.answer(limit_mxn=Decimal("400000.50"), note="Pay in 30 days")
    found = desk.in_force()
    assert (found.outcome, found.limit_mxn, found.approver_id) == (
        "approved",
        Decimal("400000.50"),
        desk.analyst,
    )
    assert (found.expires_on, found.conditions, found.decided_at) == (UNTIL, "Pay in 30 days", NOW)
    with desk.world.read() as session:
        assert session.get_one(CreditDecision, former.id).superseded_at == NOW


def test_without_a_limit_it_is_what_was_asked(desk: Desk) -> None:
    assert desk.answer().limit_mxn == Decimal(360_000)


def test_a_decline_leaves_the_credit_as_it_was(desk: Desk) -> None:
    former = desk.in_force()
    decision = desk.answer("declined")
    assert (decision.outcome, decision.limit_mxn) == ("declined", None)
    assert desk.in_force().id == former.id


def test_the_request_says_how_it_was_answered(desk: Desk) -> None:
    desk.answer("declined")
    with desk.world.read() as session:
        request = session.get_one(ApprovalRequest, desk.request.id)
        assert (request.status, request.updated_at) == ("declined", NOW)


def test_an_exception_is_granted_for_what_was_asked_and_touches_no_credit(world: World) -> None:
    desk = Desk(world, "margin", percent=Decimal("22.5"))
    former = desk.in_force()
    decision = desk.answer(by=desk.manager)
    assert (decision.kind, decision.percent, decision.limit_mxn) == ("margin", Decimal("22.5"), None)
    assert desk.in_force().id == former.id


def test_a_second_decision_is_refused(desk: Desk) -> None:
    desk.answer()
    desk.refuses("answered already: approved", "declined", by=desk.other_analyst)


def test_who_sells_does_not_decide(world: World) -> None:
    desk = Desk(world, requested_by_id=None)
    with world.write() as session:
        session.get_one(Opportunity, desk.sale.id).owner_id = desk.analyst
    desk.refuses("another must decide")


def test_who_asked_does_not_decide(world: World) -> None:
    with world.read() as session:
        analyst = who(session, "credit")
    Desk(world, requested_by_id=analyst).refuses("another must decide")


def test_who_lacks_the_role_does_not_decide_and_reads_who_may(desk: Desk) -> None:
    with desk.world.read() as session:
        names = [session.get_one(Person, number).name for number in (desk.analyst, desk.other_analyst)]
    desk.refuses(r"may not decide this; those who may \(credit\): .*" + names[0][:12], by=desk.manager)
    desk.refuses(names[1][:12], by=desk.seller)


def test_who_has_left_does_not_decide(desk: Desk) -> None:
    with desk.world.write() as session:
        session.get_one(Person, desk.analyst).active = False
    desk.refuses("no active colleague")


def test_nobody_does_not_decide(desk: Desk) -> None:
    desk.refuses("no active colleague 999999", by=999_999)


@pytest.mark.parametrize("limit", [Decimal(0), Decimal(-1)])
def test_credit_is_not_authorised_for_nothing(desk: Desk, limit: Decimal) -> None:
    desk.refuses("a limit in pesos above zero", limit_mxn=limit)


def test_credit_of_an_unknown_amount_needs_a_limit(world: World) -> None:
    desk = Desk(world, amount_mxn=None)
    desk.refuses("a limit in pesos above zero")
    assert desk.answer(limit_mxn=Decimal(5)).limit_mxn == 5


def test_an_outcome_that_is_none_is_refused_with_those_there_are(desk: Desk) -> None:
    desk.refuses("unknown outcome 'maybe'; known: approved, declined", "maybe")


def test_a_decision_that_is_over_already_is_refused(desk: Desk) -> None:
    desk.refuses("which is over: give 2026-11-20 or later", valid_until=day(-1))
    assert desk.answer(valid_until=day(0)).valid_until == day(0)


def test_a_request_that_is_not_there_is_refused(world: World) -> None:
    with world.write() as session, pytest.raises(DecisionRefused, match="no approval request 999999"):
        decide(session, 999_999, Answer("approved", who(session, "credit")), NOW, UNTIL)


def test_it_is_recorded_who_when_and_why(desk: Desk) -> None:
    decision = desk.answer(note="Good payer", valid_until=dt.date(2027, 1, 31))
    assert (decision.approver_id, decision.decided_at, decision.note) == (desk.analyst, NOW, "Good payer")
    assert decision.valid_until == dt.date(2027, 1, 31)


def test_two_who_answer_at_once_are_one_answer(world: World) -> None:
    desk = Desk(world)

    def give(by: int) -> str:
        try:
            return desk.answer(by=by).outcome
        except DecisionRefused as refusal:
            return str(refusal)

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(give, (desk.analyst, desk.other_analyst)))
    assert said == ["approved", f"the approval request {desk.request.id} has been answered already: approved"]


def test_a_lead_without_an_owner_can_be_decided_by_any_analyst(world: World) -> None:
    with world.write() as session:
        sale = a_lead(session, amount_mxn=Decimal(10))
        request = add(session, ApprovalRequest(
            kind="credit", opportunity_id=sale.id, required_role="credit", requested_at=NOW, amount_mxn=Decimal(10),
            question="?", due_on=day(1), created_at=NOW,
        ))  # fmt: skip
        assert (
            decide(session, request.id, Answer("approved", who(session, "credit")), NOW, UNTIL).outcome
            == "approved"
        )
