"""Deliveries and renewals with all their papers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Acceptance,
    Account,
    BillingSetup,
    Complaint,
    Contact,
    Contract,
    Delivery,
    DeliveryOrder,
    DeliveryOrderLine,
    Equipment,
    Installation,
    LossCause,
    Opportunity,
    Renewal,
    RenewalRisk,
    Satisfaction,
    ServiceTicket,
    Shipment,
    Training,
)
from tests.company.facts import FLEET, MONTHLY, NOW, TERM, TODAY, add, day, edit, number, put, the_company
from tests.company.papers import an_attested, sign
from tests.company.parts import part, parts
from tests.company.people import who
from tests.company.sales import a_loss, an_opportunity
from tests.company.walking import PREPARE, walk


def a_delivery(session: Session, stage: str = "ordered", **changes: Any) -> Delivery:
    """The delivery of a won opportunity with all its evidence, walked to a stage, then edited."""
    sale = an_opportunity(session, "won")
    contract = part(session, sale, Contract)
    case = add(session, Delivery(
        stage="ordered", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW,
        opportunity_id=sale.id, contract_id=contract.id, account_id=sale.account_id, owner_id=who(session, "operations"),
        received_by_id=who(session, "operations"), received_on=day(-1), promised_on=day(1), site_address="Av. Central 1",
        site_checked_on=day(-1), quality_checked_on=day(-1), quality_checked_by_id=who(session, "warehouse"),
        toner_included=True, packed_on=day(-1), follow_up_on=day(0), follow_up_result="All works",
        performs_as_promised=True,
    ))  # fmt: skip
    _order(session, case)
    _site(session, case)
    walk(session, case, stage)
    return edit(session, case, changes)


def _order(session: Session, case: Delivery) -> None:
    order = add(session, DeliveryOrder(
        delivery_id=case.id, number=f"ODM-{number()}", issued_on=day(-1), issued_by_id=case.owner_id,
        valid_until=day(20), created_at=NOW,
    ))  # fmt: skip
    for model, place, quantity in FLEET:
        line = DeliveryOrderLine(delivery_order_id=order.id, model=model, location=place, quantity=quantity)
        put(session, line)
        for _ in range(quantity):
            put(session, Equipment(
                delivery_id=case.id, contract_id=case.contract_id, model=model, serial=f"SN-{number()}",
                location=place, start_mono_pages=10, start_colour_pages=0, admin_password_changed=True,
                reports_meters=True, created_at=NOW,
            ))  # fmt: skip


def _site(session: Session, case: Delivery) -> None:
    user = session.scalars(
        sa.select(Contact).where(Contact.account_id == case.account_id).order_by(Contact.id)
    ).first()
    assert user is not None
    paper = an_attested(session, "acceptance", case.opportunity_id, signed_on=day(0))
    stamp: dict[str, Any] = {"delivery_id": case.id, "created_at": NOW}
    put(session, Shipment(scheduled_on=day(1), carrier="Fletes del Bajío", **stamp))
    put(session, Shipment(
        scheduled_on=day(0), carrier="Fletes del Bajío", incident="Flat tyre: the client was told", **stamp
    ))  # fmt: skip
    put(session, Installation(
        technician_id=who(session, "technician"), network_ok=True, test_prints_ok=True, main_user_id=user.id, **stamp
    ))  # fmt: skip
    for topic in the_company().catalogues.training_topics:
        put(session, Training(
            topic=topic, user_id=user.id, trainer_id=who(session, "trainer"), trained_on=day(0), demonstrated=True, **stamp
        ))  # fmt: skip
    put(session, Acceptance(signed_on=day(0), signed_by_id=user.id, document_id=paper.id, **stamp))
    put(session, BillingSetup(
        monthly_mxn=MONTHLY, click_mono_mxn=Decimal("0.25"), click_colour_mxn=Decimal(2), meter_group="main", term_months=TERM,
        rfc=session.get_one(Account, case.account_id).rfc, included_mono_pages=20_000, included_colour_pages=2_000,
        cycle_day=5, audited_on=day(0), audited_by_id=who(session, "billing"), **stamp,
    ))  # fmt: skip
    put(session, Satisfaction(
        account_id=case.account_id, asked_on=day(0), score=9, comment="Fast", work_again="A second site", **stamp
    ))  # fmt: skip
    answer = add(
        session,
        Satisfaction(account_id=case.account_id, asked_on=day(0), score=2, processed_on=day(0), **stamp),
    )
    a_complaint(session, answer)


def a_complaint(session: Session, answer: Satisfaction, **changes: Any) -> Complaint:
    """The complaint that a dissatisfied answer opened, with its cause, still in time."""
    complaint = Complaint(
        account_id=answer.account_id, satisfaction_id=answer.id, owner_id=who(session, "service"), opened_on=day(0),
        due_on=day(8), cause="late_delivery", created_at=NOW,
    )  # fmt: skip
    return edit(session, add(session, complaint), changes)


def a_renewal(session: Session, stage: str = "watched", **changes: Any) -> Renewal:
    """The renewal of a contract with all its evidence, walked to a stage, then edited."""
    sale = an_opportunity(session, "won")
    contract = part(session, sale, Contract)
    contract.starts_on, contract.ends_on = day(-700), day(400)
    sign(session, contract)
    case = add(session, Renewal(
        stage="watched", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW, contract_id=contract.id,
        account_id=sale.account_id, owner_id=sale.owner_id, plan="Renew with newer machines", reviewed_on=day(-1),
        health_percent=Decimal(80), health_on=day(-1), margin_percent=Decimal(35), expands=False, has_bad_debt=False,
    ))  # fmt: skip
    for kind in the_company().retention.risk:
        put(session, RenewalRisk(renewal_id=case.id, kind=kind, percent=Decimal(10), level="low", facts={}))
    _use(session, case)
    walk(session, case, stage)
    return edit(session, case, changes)


def _use(session: Session, case: Renewal) -> None:
    """What happened since: a ticket answered in time, a client who is content."""
    stamp: dict[str, Any] = {"account_id": case.account_id, "created_at": NOW}
    put(session, ServiceTicket(
        subject="Paper jam", opened_on=day(-30), due_on=day(-29), solved_on=day(-30), sla_minutes=240, sla_kept=True, **stamp
    ))  # fmt: skip
    put(session, Satisfaction(asked_on=day(-20), score=8, **stamp))


def _prepare_delivery(session: Session, case: Delivery, stage: str) -> None:
    if stage == "dispatched":
        for truck in session.scalars(parts(case, Shipment)).all():
            truck.dispatched_on = day(0)
    elif stage == "installed":
        for truck in session.scalars(parts(case, Shipment)).all():
            truck.delivered_on = day(1)
        visit = part(session, case, Installation)
        visit.scheduled_on = visit.installed_on = day(1)
    elif stage == "cancelled":
        case.cancelled_reason = "The client moved"


def _prepare_renewal(session: Session, case: Renewal, stage: str) -> None:
    window = the_company().lifecycles["renewal"][stage].window_days
    if window is not None:
        contract = part(session, case, Contract)
        contract.ends_on = day(window)
        sign(session, contract)
    if stage in ("proposed", "negotiated", "renewed", "expanded"):
        _prepare_successor(session, case, "won" if stage in ("renewed", "expanded") else stage)
    case.expands = stage == "expanded"
    if stage == "escalated":
        case.direction_informed_on = day(0)
    elif stage == "lost":
        a_loss(session, case)
    elif stage == "scheduled":
        case.reentry_from = case.reentry_on = day(0)
        case.reentry_plan = "Offer the new service desk"
    elif stage == "reengaged":
        part(session, case, LossCause).remedy = "A technician of their own"
        case.cause_closed_on, case.reengaged_on = day(0), day(0)
    elif stage == "closed_for_good":
        case.closed_for_good_reason = "The client closed"


def _prepare_successor(session: Session, case: Renewal, stage: str) -> None:
    if case.successor_id is None:
        account = session.get_one(Account, case.account_id)
        case.successor_id = an_opportunity(session, account=account, kind="renewal", needs_delivery=False).id
    walk(session, session.get_one(Opportunity, case.successor_id), stage)


PREPARE["delivery"] = _prepare_delivery
PREPARE["renewal"] = _prepare_renewal
