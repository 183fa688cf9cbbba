"""A step is all or nothing; what it brings about happens once; people are asked what only they decide, once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from checks import lifecycle
from checks.gate import Scope
from checks.install import open_day
from checks.lifecycle import take_step
from crm.decisions import Answer, decide
from crm.model import (
    Account,
    ApprovalRequest,
    Contract,
    CreditApplication,
    CreditDecision,
    Delivery,
    Document,
    Opportunity,
    Outbox,
    Proposal,
    StageHistory,
)
from tests.builders import NOW, a_delivery, an_approval, an_opportunity, day, part, supersede, who
from tests.checks.sweeping import LATER, everything, stages, sweep
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
    with world.write() as session:
        found = sa.select(ApprovalRequest).where(ApprovalRequest.opportunity_id == case.id)
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
    assert request.due_on == day(4)  # two business days from a Friday


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
    with world.write() as session:
        decide(
            session, request.id, Answer(outcome, who(session, request.required_role), **more), LATER, day(60)
        )


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
    assert stages(world, "opportunity", [case.id]) == ["won"]


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


def test_the_whole_circle_closes(world: World) -> None:
    """Won creates the delivery; handed over, the renewal: each with the papers of the one before."""
    with world.write() as session:
        case = an_opportunity(session)
    assert sweep(world).created == 1
    with world.read() as session:
        delivery = session.scalars(sa.select(Delivery).where(Delivery.opportunity_id == case.id)).one()
        assert (delivery.stage, delivery.account_id) == ("ordered", case.account_id)
        assert delivery.contract_id == part(session, case, Contract).id
        entered = sa.select(StageHistory.to_stage).where(
            StageHistory.record == "delivery", StageHistory.record_id == delivery.id
        )
        assert session.scalars(entered).all() == ["ordered"]


def test_builders_build_what_the_gates_demand(world: World) -> None:
    """A complete case lacks nothing at any gate, and each of its papers is somebody's."""
    with world.write() as session:
        case = an_opportunity(session, "won")
        assert session.get_one(Account, case.account_id).rfc == part(session, case, Contract).rfc
        assert (
            session.scalars(sa.select(Document).where(Document.opportunity_id == case.id)).first() is not None
        )
        assert an_approval(session, case, "margin", 20).decided_at == NOW
