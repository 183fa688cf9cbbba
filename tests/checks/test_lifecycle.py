"""A step is all or nothing; what it brings about happens once; people are asked what only they decide, once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from checks import lifecycle
from checks.differences import since_credit
from checks.gate import Scope
from checks.install import open_day
from checks.lifecycle import take_step
from crm.model import (
    Account,
    Annex,
    ApprovalRequest,
    Contract,
    CreditApplication,
    CreditDecision,
    Document,
    Opportunity,
    Outbox,
    Proposal,
)
from tests.builders import (
    NOW,
    a_delivery,
    a_document,
    add,
    an_answer,
    an_approval,
    an_opportunity,
    day,
    part,
    supersede,
)
from tests.checks.sweeping import LATER, everything, stages, sweep
from tests.company.parts import parts
from tests.worlds import World


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("where", ["create", "_queue_notices"])
def test_a_step_killed_half_way_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with world.write() as session:
        an_opportunity(session, "contracted")
    before = everything(world)

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    monkeypatch.setattr(lifecycle, where, kill)
    with pytest.raises(Killed):
        take_step(world.engine, world.installed, "opportunity", "won", Scope(), LATER, "sweep")
    assert everything(world) == before


def test_after_a_killed_step_the_next_sweep_does_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.write() as session:
        case = an_opportunity(session, "contracted")
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "create", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            sweep(world)
    assert sweep(world).created == 1
    assert stages(world, "opportunity", [case.id]) == ["won"]


# --- notices ---------------------------------------------------------------------------------------------------------


def notices(world: World) -> list[tuple[str, int, dict[str, Any]]]:
    with world.read() as session:
        rows = session.execute(sa.select(Outbox.key, Outbox.record_id, Outbox.payload).order_by(Outbox.key))
        return [tuple(row) for row in rows]


def test_a_move_tells_each_role_that_its_stage_names(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "contracted")
        version = case.version + 1
    sweep(world)
    assert notices(world) == [
        (f"notify:finance:opportunity:{case.id}:{version}", case.id, {"role": "finance", "stage": "won"}),
        (f"notify:operations:opportunity:{case.id}:{version}", case.id, {"role": "operations", "stage": "won"}),
    ]


def test_nobody_is_told_twice(world: World) -> None:
    with world.write() as session:
        an_opportunity(session, "contracted")
    sweep(world)
    told = notices(world)
    sweep(world)
    assert notices(world) == told


def test_shards_of_one_run_tell_each_of_their_own(world: World) -> None:
    with world.write() as session:
        ids = [an_opportunity(session, "contracted").id for _ in range(3)]
    for number in ids:
        sweep(world, scope=Scope((number,)))
    assert sorted(case for _, case, _ in notices(world)) == sorted(ids * 2)


# --- approval requests -----------------------------------------------------------------------------------------------


def asked(world: World, case: Opportunity) -> list[ApprovalRequest]:
    """The questions that a sweep has asked."""
    with world.write() as session:
        found = sa.select(ApprovalRequest).where(
            ApprovalRequest.opportunity_id == case.id, ApprovalRequest.requested_at >= LATER
        )
        return list(session.scalars(found.order_by(ApprovalRequest.id)))


def without_credit(world: World, **changes: Any) -> Opportunity:
    """A negotiated opportunity for which credit has not been decided."""
    with world.write() as session:
        case = an_opportunity(session, "negotiated", **changes)
        supersede(session, part(session, case, CreditDecision))
    return case


def test_credit_is_asked_of_the_credit_desk_when_nothing_else_is_lacking(world: World) -> None:
    case = without_credit(world)
    assert sweep(world).asked == 1
    (request,) = asked(world, case)
    assert (request.kind, request.required_role, request.status) == ("credit", "credit", "open")
    assert (request.amount_mxn, request.requested_by_id, request.requested_at) == (
        Decimal(360_000),
        case.owner_id,
        LATER,
    )
    assert request.due_on == day(5)  # three business days from a Friday


def test_credit_is_not_asked_while_anything_else_is_lacking(world: World) -> None:
    case = without_credit(world)
    with world.write() as session:
        part(session, case, CreditApplication).signed_on = None
    assert sweep(world).asked == 0
    with world.write() as session:
        part(session, case, CreditApplication).signed_on = day(0)
    assert sweep(world).asked == 1


def test_it_is_asked_once(world: World) -> None:
    case = without_credit(world)
    assert [sweep(world).asked for _ in range(3)] == [1, 0, 0]
    assert len(asked(world, case)) == 1


def test_a_low_margin_and_a_high_discount_are_two_questions_to_the_head_of_sales(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "studied")
        quote = part(session, case, Proposal)
        quote.margin_percent, quote.discount_percent = Decimal("22.5"), Decimal(9)
    sweep(world)
    questions = {request.kind: (request.required_role, request.percent) for request in asked(world, case)}
    assert questions == {
        "margin": ("sales_manager", Decimal("22.5")),
        "discount": ("sales_manager", Decimal(9)),
    }


def answer(world: World, request: ApprovalRequest, outcome: str, **more: Any) -> None:
    """Somebody of the role that was asked answers, as ``checks.decisions`` writes it."""
    with world.write() as session:
        asked_for = session.get_one(ApprovalRequest, request.id)
        asked_for.status, asked_for.updated_at = outcome, LATER
        session.flush()
        limit = (
            {"limit_mxn": asked_for.amount_mxn} if request.kind == "credit" and outcome == "approved" else {}
        )
        decision = an_answer(session, asked_for, **({"valid_until": day(60)} | limit | more))
        if decision.limit_mxn is not None:
            for former in session.scalars(
                parts(session.get_one(Opportunity, request.opportunity_id), CreditDecision)
            ):
                former.superseded_at = LATER
            session.flush()
            add(session, CreditDecision(
                opportunity_id=request.opportunity_id, outcome="approved", limit_mxn=decision.limit_mxn, request_id=request.id,
                approver_id=decision.approver_id, decided_at=LATER, expires_on=decision.valid_until, created_at=LATER,
            ))  # fmt: skip


def test_a_decision_opens_the_gate_at_the_next_sweep(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    answer(world, asked(world, case)[0], "approved")
    assert list(sweep(world).into) == ["credit_authorised", "contracted", "won"]


def test_an_approved_exception_opens_the_gate_at_the_next_sweep(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "studied")
        part(session, case, Proposal).margin_percent = Decimal(22)
    sweep(world)
    answer(world, asked(world, case)[0], "approved")
    sweep(world)
    assert stages(world, "opportunity", [case.id]) == ["negotiated"]
    assert [request.kind for request in asked(world, case)] == [
        "margin",
        "credit",
    ]  # it was decided on another margin


def test_what_was_declined_is_not_asked_again(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    answer(world, asked(world, case)[0], "declined")
    assert [sweep(world).asked for _ in range(2)] == [0, 0]
    assert stages(world, "opportunity", [case.id]) == ["negotiated"]


def test_what_was_granted_in_part_is_not_asked_again_for_the_same(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    answer(world, asked(world, case)[0], "approved", limit_mxn=Decimal(100_000))
    assert [sweep(world).asked for _ in range(2)] == [0, 0]


def test_an_authorisation_that_has_expired_is_asked_again(world: World) -> None:
    case = without_credit(world)
    with world.write() as session:
        part(session, case, Contract).signed_on = None
    sweep(world)
    answer(world, asked(world, case)[0], "approved", valid_until=day(1))
    sweep(world)
    assert stages(world, "opportunity", [case.id]) == ["credit_authorised"]
    with world.write() as session:
        part(session, case, Contract).signed_on = day(0)
        open_day(session, day(2))
    assert sweep(world).asked == 1


def test_what_was_declined_is_asked_again_on_other_terms(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    answer(world, asked(world, case)[0], "declined")
    with world.write() as session:
        part(session, case, Proposal).click_mono_mxn = Decimal("0.30")
    assert [sweep(world).asked for _ in range(2)] == [1, 0]


def test_who_asks_for_more_is_asked_again_when_a_paper_comes_in(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    answer(world, asked(world, case)[0], "more_wanted")
    assert sweep(world).asked == 0
    with world.write() as session:
        a_document(
            session,
            "financial_statements",
            account_id=case.account_id,
            created_at=LATER + dt.timedelta(hours=1),
        )
    assert [sweep(world).asked for _ in range(2)] == [1, 0]


def test_a_change_of_terms_voids_the_decision_and_asks_anew(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "credit_authorised")
        part(session, case, Proposal).margin_percent = Decimal("33.01")
    assert sweep(world).held["contracted"].held_by.keys() == {"A21-credit-on-these-terms"}
    (request,) = [one for one in asked(world, case) if one.status == "open"]
    with world.read() as session:
        (change,) = since_credit(session, case.id)
        assert (change.field, change.decided, change.now) == ("margin_percent", "33.00", "33.01")
    answer(world, request, "approved")
    sweep(world)
    assert stages(world, "opportunity", [case.id]) == ["won"]


def test_a_question_about_terms_that_changed_is_superseded_and_asked_anew(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    with world.write() as session:
        part(session, case, Proposal).margin_percent = Decimal(34)
    sweep(world)
    assert [request.status for request in asked(world, case)] == ["superseded", "open"]


def test_a_large_amount_is_asked_of_the_tier_that_may_grant_it(world: World) -> None:
    case = without_credit(world)
    with world.write() as session:
        sale, quote = session.get_one(Opportunity, case.id), part(session, case, Proposal)
        quote.monthly_mxn = sale.monthly_mxn = Decimal(50_000)
        sale.amount_mxn = part(session, case, CreditApplication).amount_mxn = Decimal(50_000 * 36)
    sweep(world)
    (request,) = asked(world, case)
    assert (request.tier, request.required_role) == (2, "finance")


def test_who_does_not_answer_in_time_is_passed_over(world: World) -> None:
    case = without_credit(world)
    sweep(world)
    tiers = []
    for days in (6, 13, 20, 27):
        with world.write() as session:
            open_day(session, day(days))
            part(session, part(session, case, Account), Document, kind="tax_opinion").issued_on = day(days)
            part(session, case, Proposal).valid_until = day(40)
        sweep(world)
        (request,) = asked(world, case)
        tiers.append((request.tier, request.required_role))
    assert tiers == [(2, "finance"), (3, "direction"), (3, "direction"), (3, "direction")]
    with world.read() as session:
        kinds = session.scalars(
            sa.select(Outbox.kind).where(Outbox.kind.like("decision%")).order_by(Outbox.id)
        ).all()
    assert kinds == ["decision_wanted", "decision_escalated", "decision_escalated"]


def test_a_late_annex_is_asked_about_at_the_gate_of_the_delivery(world: World) -> None:
    with world.write() as session:
        case = a_delivery(session)
        part(session, case, Annex, letter="B").due_on = day(-3)
        sale = session.get_one(Opportunity, case.opportunity_id)
    assert sweep(world, "delivery").asked == 1
    (request,) = [one for one in asked(world, sale) if one.kind == "annex"]
    assert (request.required_role, request.status) == ("legal", "open")
    answer(world, request, "approved")
    sweep(world, "delivery")
    assert stages(world, "delivery", [case.id]) != ["ordered"]


def test_nobody_is_asked_for_a_delivery(world: World) -> None:
    with world.write() as session:
        a_delivery(session, received_on=None)
    assert sweep(world, "delivery").asked == 0


# --- evidence that goes after the gate -------------------------------------------------------------------------------


def test_evidence_may_be_blanked_after_the_gate_and_the_next_gate_refuses_it(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", main_pain=None)
    swept = sweep(world, scope=Scope((case.id,)))
    assert dict(swept.held["credit_authorised"].held_by) == {"A04-opportunity-main-pain": 1}
    with world.read() as session:
        view = f"SELECT standing, a04_opportunity_main_pain FROM opportunity_checks WHERE id = {case.id}"
        assert tuple(session.execute(sa.text(view)).one()) == ("negotiated", 1)


def test_builders_build_what_the_gates_demand(world: World) -> None:
    """A complete case lacks nothing at any gate, and each of its papers is somebody's."""
    with world.write() as session:
        case = an_opportunity(session, "won")
        assert session.get_one(Account, case.account_id).rfc == part(session, case, Contract).rfc
        assert (
            session.scalars(sa.select(Document).where(Document.opportunity_id == case.id)).first() is not None
        )
        assert an_approval(session, case, "margin", 20).decided_at == NOW
