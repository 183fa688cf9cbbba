"""From the order to the hand-over: orders, shipments, machines with their serials, training, acceptance, billing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Insert, String, and_, case, cast, func, literal, null, true
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import (
    Acceptance,
    Account,
    BillingSetup,
    Contract,
    ContractLine,
    Delivery,
    DeliveryOrder,
    DeliveryOrderLine,
    Equipment,
    Installation,
    Satisfaction,
    Shipment,
    Training,
)
from sample import words
from sample.meters import CYCLE_DAY, readings
from sample.papers import acceptances, document_id
from sample.plan import CONTACTS, DELIVERIES, NUMBERS
from sample.sql import Calendar, fill, pick

D = DELIVERIES
d = DELIVERIES.c
ORDERED, RELEASED, PREPARED, DISPATCHED, INSTALLED, TRAINED, ACCEPTED, BILLING, HANDED_OVER = range(9)
lacks = func.coalesce(d.lacks, "")


def ordered(calendar: Calendar) -> Iterator[Executable]:
    """The deliveries and their orders (ODM)."""
    yield fill(
        Delivery, D.join(Account.__table__, Account.id == d.account_id), order=(d.id,),
        id=d.id, opportunity_id=d.id, contract_id=d.id, account_id=d.account_id, owner_id=d.owner_id,
        **_promised(calendar), **_performance(),
        received_by_id=case((d.reach >= RELEASED, d.owner_id), else_=null()), received_on=calendar.day(d.d1),
        site_address=case((d.reach >= RELEASED, Account.address), else_=null()), site_checked_on=calendar.day(d.d2),
        quality_checked_on=case((lacks == "quality", null()), else_=calendar.day(d.d2)),
        quality_checked_by_id=case((and_(d.reach >= PREPARED, lacks != "quality"), d.warehouse_id), else_=null()),
        toner_included=case((d.reach >= PREPARED, true()), else_=null()), packed_on=calendar.day(d.d2),
        follow_up_on=case((lacks == "follow_up", null()), else_=calendar.day(d.d8)),
        follow_up_result=case((and_(d.reach >= HANDED_OVER, lacks != "follow_up"), "Todo funciona; piden un usuario más."), else_=null()),
        cancelled_reason=case((and_(d.exit == "cancelled", ~d.gone), words.CANCELLED[0]), else_=null()),
        stage="ordered", stage_since=calendar.day(d.d0), moved_at=calendar.at(d.d0, 15), moved_by=d.mover, version=1,
        created_at=calendar.at(d.d0, 15),
    )  # fmt: skip
    has_order = and_(d.reach >= RELEASED, lacks != "order")
    yield fill(
        DeliveryOrder, D, has_order, order=(d.id,),
        id=d.id, delivery_id=d.id, number=literal("ODM-") + cast(50_000 + d.id, String), issued_on=calendar.day(d.d0),
        issued_by_id=d.owner_id, valid_until=calendar.day(d.order_until), created_at=calendar.at(d.d0, 16),
    )  # fmt: skip
    yield fill(
        DeliveryOrderLine, D.join(ContractLine.__table__, ContractLine.contract_id == d.id), has_order,
        order=(d.id, ContractLine.id),
        delivery_order_id=d.id, model=ContractLine.model, location=ContractLine.location, quantity=ContractLine.quantity,
    )  # fmt: skip


def _promised(calendar: Calendar) -> dict[str, Any]:
    """A day not before the arrival; one client in eleven got everything later, and was told why."""
    late = and_(d.reach >= INSTALLED, d.salt % 11 == 0)
    arrives = func.coalesce(d.d4, d.d3, d.d2 - 3, d.d1 - 7)
    promised = arrives + case((late, 3), else_=-(d.salt % 3))
    return {
        "promised_on": case((d.reach >= RELEASED, calendar.day(promised)), else_=null()),
        "late_reason": case((late, words.LATE), else_=null()),
    }


def _performance() -> dict[str, Any]:
    """What the client says of it at the check after the training."""
    asked = and_(d.reach >= HANDED_OVER, lacks != "follow_up")
    fails = and_(asked, d.salt % 19 == 0)
    return {
        "performs_as_promised": case((fails, literal(False)), (asked, literal(True)), else_=null()),
        "performance_note": case((fails, words.UNDERPERFORMS), else_=null()),
    }


def sent(calendar: Calendar) -> Iterator[Executable]:
    """Shipments and machines; their dates may be written only for what is released and prepared."""
    left = and_(d.reach >= DISPATCHED, lacks != "truck")
    arrived = d.reach >= INSTALLED
    yield fill(
        Shipment, D, d.depth >= PREPARED, order=(d.id,),
        delivery_id=d.id, scheduled_on=calendar.day(func.coalesce(d.d4, d.d3, d.d2 - 3)),
        dispatched_on=case((left, calendar.day(d.d3)), else_=null()), delivered_on=case((arrived, calendar.day(d.d4)), else_=null()),
        carrier=pick(words.CARRIERS, d.salt), created_at=calendar.at(d.d2, 16),
    )  # fmt: skip
    machine = ContractLine.id * 16 + NUMBERS.c.n
    yield fill(
        Equipment,
        D.join(ContractLine.__table__, ContractLine.contract_id == d.id).join(NUMBERS, NUMBERS.c.n <= ContractLine.quantity),
        and_(d.depth >= DISPATCHED, d.reach >= INSTALLED), order=(d.id, ContractLine.id, NUMBERS.c.n),
        delivery_id=d.id, contract_id=d.id, model=ContractLine.model,
        serial=func.upper(func.substr(ContractLine.model, 1, 2), type_=String) + cast(10_000_000 + machine, String),
        location=ContractLine.location, start_mono_pages=machine % 400, start_colour_pages=machine % 90,
        admin_password_changed=True, reports_meters=case((lacks == "report", literal(False)), else_=true()),
        created_at=calendar.at(d.d3, 20),
    )  # fmt: skip
    yield fill(
        Installation, D, and_(d.depth >= DISPATCHED, d.reach >= INSTALLED), order=(d.id,),
        delivery_id=d.id, scheduled_on=calendar.day(d.d4), installed_on=calendar.day(d.d4), technician_id=d.technician_id,
        network_ok=True, test_prints_ok=True, main_user_id=case((d.reach >= TRAINED, d.account_id * CONTACTS + 1), else_=null()),
        created_at=calendar.at(d.d3, 21),
    )  # fmt: skip


def at_work(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """Training, acceptance, billing, meters and what the client says."""
    topics = company.catalogues.training_topics
    for topic in topics:
        missing = lacks == "topic" if topic == topics[-1] else literal(1) == 0
        yield fill(
            Training, D, d.reach >= TRAINED, order=(d.id,),
            delivery_id=d.id, topic=topic, user_id=d.account_id * CONTACTS + 1, trainer_id=d.trainer_id,
            trained_on=case((missing, null()), else_=calendar.day(d.d5)), demonstrated=~missing, created_at=calendar.at(d.d5, 15),
        )  # fmt: skip
    yield from acceptances(calendar)
    unsigned = lacks == "certificate"
    yield fill(
        Acceptance, D, d.reach >= ACCEPTED, order=(d.id,),
        delivery_id=d.id, signed_on=case((unsigned, null()), else_=calendar.day(d.d6)),
        signed_by_id=case((unsigned, null()), else_=d.account_id * CONTACTS),
        document_id=case((unsigned, null()), else_=document_id("acceptance", d.id)), created_at=calendar.at(d.d6, 16),
    )  # fmt: skip
    unaudited = lacks == "audit"
    yield fill(
        BillingSetup,
        D.join(Contract.__table__, Contract.id == d.id),
        d.reach >= BILLING, order=(d.id,),
        delivery_id=d.id, monthly_mxn=Contract.monthly_mxn, rfc=Contract.rfc, term_months=Contract.term_months,
        included_mono_pages=Contract.included_mono_pages, included_colour_pages=Contract.included_colour_pages,
        click_mono_mxn=Contract.click_mono_mxn, click_colour_mxn=Contract.click_colour_mxn, meter_group=literal("G-") + cast(d.id, String), cycle_day=CYCLE_DAY,
        audited_on=case((unaudited, null()), else_=calendar.day(d.d7)), audited_by_id=case((unaudited, null()), else_=d.biller_id),
        created_at=calendar.at(d.d7, 16),
    )  # fmt: skip
    yield from readings(calendar)
    yield _satisfaction(company, calendar)


def _satisfaction(company: Company, calendar: Calendar) -> Insert:
    """Asked at the hand-over; whoever is not content got an answer."""
    score = pick((10, 9, 9, 8, 8, 7, 5), d.salt // 3)
    return fill(
        Satisfaction, D, and_(d.reach >= HANDED_OVER, lacks != "follow_up"), order=(d.id,),
        account_id=d.account_id, delivery_id=d.id, asked_on=calendar.day(d.d8), score=score, comment=pick(words.COMMENTS, d.salt // 5),
        work_again=case((score >= company.crm.satisfied_score, pick(words.WORK_AGAIN, d.salt // 7)), else_=null()),
        processed_on=case((score < company.crm.satisfied_score, calendar.day(d.d8)), else_=null()), created_at=calendar.at(d.d8, 19),
    )  # fmt: skip
