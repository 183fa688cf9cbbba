"""The circle: what is won is delivered, what is handed over is watched, what is lost is taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from crm.model import CASES, Contract, Delivery, LossCause, Opportunity, Renewal, StageHistory
from crm.successors import create
from tests.builders import (
    NOW,
    TODAY,
    a_delivery,
    a_lead,
    a_loss,
    a_renewal,
    an_opportunity,
    move,
    part,
    prepare,
    the_company,
)
from tests.worlds import World

MAKERS = sorted(
    {stage.creates for one in the_company().lifecycles.values() for stage in one.stage if stage.creates}
)


def make(world: World, what: str) -> int:
    with world.write() as session:
        return create(session, what, NOW, TODAY)


def only(world: World, model: Any, **where: Any) -> Any:
    with world.write() as session:
        return session.scalars(sa.select(model).filter_by(**where)).one()


@pytest.mark.parametrize("what", MAKERS)
def test_two_workers_bring_in_the_same_rows_in_the_same_order(world: World, what: str) -> None:
    """PostgreSQL reads a large table from wherever another reads it: without an order, each would wait for the other."""
    inserts: list[str] = []
    heard = (world.engine, "before_cursor_execute", lambda *given: inserts.append(given[2]))
    sa.event.listen(*heard)
    make(world, what)
    sa.event.remove(*heard)
    inserted = [statement for statement in inserts if statement.startswith("INSERT INTO")]
    assert inserted
    for statement in inserted:
        assert "ORDER BY" in statement


def test_a_won_opportunity_is_delivered(world: World) -> None:
    with world.write() as session:
        sale = an_opportunity(session, "won")
        contract = part(session, sale, Contract)
    assert make(world, "delivery") == 1
    found = only(world, Delivery, opportunity_id=sale.id)
    assert (found.stage, found.contract_id, found.account_id) == ("ordered", contract.id, sale.account_id)
    assert (found.stage_since, found.moved_at, found.created_at, found.version) == (TODAY, NOW, NOW, 1)


def test_a_sale_without_equipment_is_not_delivered(world: World) -> None:
    with world.write() as session:
        an_opportunity(session, "won", needs_delivery=False)
    assert make(world, "delivery") == 0


def test_what_is_handed_over_is_watched(world: World) -> None:
    with world.write() as session:
        case = a_delivery(session, "handed_over")
        sale = session.get_one(Opportunity, case.opportunity_id)
    assert make(world, "renewal") == 1
    found = only(world, Renewal, contract_id=case.contract_id)
    assert (found.stage, found.account_id, found.owner_id) == ("watched", case.account_id, sale.owner_id)


def test_what_is_not_handed_over_is_not_watched(world: World) -> None:
    with world.write() as session:
        a_delivery(session, "billing")
    assert make(world, "renewal") == 0


def test_a_lost_sale_is_taken_up_with_its_cause(world: World) -> None:
    with world.write() as session:
        sale = an_opportunity(session, "lost")
    assert make(world, "recovery") == 1
    found = only(world, Renewal, lost_opportunity_id=sale.id)
    assert (found.stage, found.contract_id, found.account_id) == ("watched", None, sale.account_id)
    assert only(world, LossCause, opportunity_id=sale.id).renewal_id == found.id


def test_a_lost_sale_to_nobody_known_is_not_taken_up(world: World) -> None:
    with world.write() as session:
        sale = a_lead(session)
        a_loss(session, sale)
        move(session, sale, "lost")
    assert make(world, "recovery") == 0


def test_a_reviewed_renewal_sells_through_an_opportunity_of_its_own(world: World) -> None:
    with world.write() as session:
        case = a_renewal(session, "reviewed")
        first = session.get_one(Opportunity, part(session, case, Contract).opportunity_id)
    assert make(world, "renewal_opportunity") == 1
    renewal = only(world, Renewal, id=case.id)
    found = only(world, Opportunity, id=renewal.successor_id)
    assert (found.stage, found.kind, found.needs_delivery, found.lead_source) == (
        "lead",
        "renewal",
        False,
        "renewal",
    )
    assert (found.account_id, found.owner_id, found.name) == (case.account_id, case.owner_id, first.name)
    assert (found.amount_mxn, found.contact_id) == (first.amount_mxn, first.contact_id)
    assert renewal.version == case.version + 1


def test_a_client_won_back_starts_again_as_a_lead(world: World) -> None:
    with world.write() as session:
        case = a_renewal(session, "recovered")
    assert make(world, "recovery_opportunity") == 1
    found = only(world, Opportunity, id=only(world, Renewal, id=case.id).successor_id)
    assert (found.stage, found.kind, found.needs_delivery, found.account_id) == (
        "lead",
        "recovery",
        True,
        case.account_id,
    )


def test_the_recovery_of_a_sale_that_was_never_won_starts_from_that_sale(world: World) -> None:
    with world.write() as session:
        sale = an_opportunity(session, "lost")
    make(world, "recovery")
    with world.write() as session:
        case = session.scalars(sa.select(Renewal).where(Renewal.lost_opportunity_id == sale.id)).one()
        for stage in ("lost", "interviewed", "scheduled", "reengaged", "recovered"):
            if stage != "lost":
                prepare(session, case, stage)
            move(session, case, stage)
    assert make(world, "recovery_opportunity") == 1
    found = only(world, Opportunity, id=only(world, Renewal, id=case.id).successor_id)
    assert (found.kind, found.name, found.account_id) == ("recovery", sale.name, sale.account_id)


@pytest.mark.parametrize("stage", ["renewed", "expanded"])
def test_a_renewed_contract_is_watched_again_under_its_new_one(world: World, stage: str) -> None:
    with world.write() as session:
        case = a_renewal(session, stage)
        new = session.scalars(sa.select(Contract).where(Contract.opportunity_id == case.successor_id)).one()
    assert make(world, "next_renewal") == 1
    found = only(world, Renewal, contract_id=new.id)
    assert (found.stage, found.account_id, found.owner_id) == ("watched", case.account_id, case.owner_id)


def test_an_expansion_that_brings_equipment_is_watched_when_that_is_handed_over(world: World) -> None:
    with world.write() as session:
        case = a_renewal(session, "expanded")
        session.get_one(Opportunity, case.successor_id).needs_delivery = True
    assert make(world, "next_renewal") == 0
    make(world, "delivery")
    assert only(world, Delivery, opportunity_id=case.successor_id).stage == "ordered"


EACH = {
    "delivery": lambda session: an_opportunity(session, "won"),
    "renewal": lambda session: a_delivery(session, "handed_over"),
    "recovery": lambda session: an_opportunity(session, "lost"),
    "renewal_opportunity": lambda session: a_renewal(session, "reviewed"),
    "recovery_opportunity": lambda session: a_renewal(session, "recovered"),
    "next_renewal": lambda session: a_renewal(session, "renewed"),
}


@pytest.mark.parametrize("what", EACH)
def test_doing_it_again_does_nothing(world: World, what: str) -> None:
    with world.write() as session:
        EACH[what](session)
    assert make(world, what) == 1
    counts = how_many(world)
    assert make(world, what) == 0
    assert how_many(world) == counts


def how_many(world: World) -> dict[str, tuple[int, int]]:
    """Of each kind of case: how many there are, and the sum of their versions."""
    with world.read() as session:
        return {
            name: tuple(session.execute(sa.select(sa.func.count(), sa.func.sum(model.version))).one())
            for name, model in CASES.items()
        }


def test_each_successor_begins_its_own_history(world: World) -> None:
    with world.write() as session:
        sale = an_opportunity(session, "won")
    later = NOW + dt.timedelta(hours=1)
    with world.write() as session:
        create(session, "delivery", later, TODAY)
        delivery = session.scalars(sa.select(Delivery).where(Delivery.opportunity_id == sale.id)).one()
        line = session.scalars(
            sa.select(StageHistory).filter_by(record="delivery", record_id=delivery.id)
        ).one()
    assert (line.from_stage, line.to_stage, line.moved_at, line.moved_by) == (
        None,
        "ordered",
        later,
        "lifecycle",
    )
