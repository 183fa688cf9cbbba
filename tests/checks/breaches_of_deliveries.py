"""How each rule of a delivery is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import (
    Acceptance,
    Annex,
    BillingSetup,
    Contract,
    Delivery,
    DeliveryOrder,
    DeliveryOrderLine,
    Equipment,
    FleetLine,
    Installation,
    Opportunity,
    Proposal,
    ProposalLine,
    Satisfaction,
    Shipment,
    Study,
    Training,
)
from tests.builders import FLEET, NOW, a_contact, a_document, a_lead, an_attested, day, move, part, who
from tests.checks.breaches_of_contracts import (
    ANNEX_EDITS,
    EDITED_AFTER_SIGNING,
    other_paper,
    paper_of_another,
    signed_anew,
)
from tests.checks.breaches_of_sales import (
    STUDIED_OTHERWISE,
    account_of_another,
    decided,
    other_seller,
    seller,
    undecided,
)
from tests.checks.edits import all_of, breach, bring, change, change_all, days_pass, point, remove


def _line(**changes: Any) -> Any:
    model, place, quantity = FLEET[0]
    values = {"model": model, "location": place, "quantity": quantity} | changes
    return bring(
        lambda s, case: _added(
            s, DeliveryOrderLine(delivery_order_id=part(s, case, DeliveryOrder).id, **values)
        )
    )


def another_machine(**values: Any) -> Any:
    """One machine more than annex A lists."""
    return bring(lambda s, case: _added(s, _machine_of(s, case, **values)))


def _machine_of(session: Session, case: Delivery, **values: Any) -> Equipment:
    whole = {
        "delivery_id": case.id, "contract_id": case.contract_id, "model": "MX-300", "serial": "SN-X", "start_mono_pages": 1,
        "admin_password_changed": True, "reports_meters": True, "created_at": NOW,
    }  # fmt: skip
    return Equipment(**(whole | values))


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    return row


def _sold_to_nobody(session: Session, case: Delivery) -> Opportunity:
    return a_lead(session, account_id=case.account_id, owner_id=who(session, "sales"))


def _same_serial_elsewhere(session: Session, case: Delivery) -> Equipment:
    serial = part(session, case, Equipment).serial
    return _added(session, Equipment(model="MX-300", serial=serial, created_at=NOW))


def _same_serial_twice(session: Session, case: Any) -> Any:
    first, second, *_ = session.query(Equipment).filter_by(delivery_id=case.id).order_by(Equipment.id)
    before, second.serial = second.serial, first.serial
    session.flush()

    def restore() -> None:
        second.serial = before
        session.flush()

    return restore


def _another_delivery(session: Session, case: Delivery) -> Delivery:
    """Of the same client, to whose main user the same was taught."""
    sale = _sold_to_nobody(session, case)
    session.flush()
    return _added(session, Delivery(
        opportunity_id=sale.id, account_id=case.account_id, stage="ordered", stage_since=case.stage_since,
        moved_at=NOW, moved_by="tests", created_at=NOW,
    ))  # fmt: skip


def priced_everywhere(**values: Any) -> Any:
    """Quote, contract and set-up say the same wrong price."""
    return all_of(
        change(Proposal, **values), signed_anew(change(Contract, **values)), change(BillingSetup, **values)
    )


_no_study = all_of(remove(FleetLine), remove(Study))
_no_order = all_of(remove(DeliveryOrderLine), remove(DeliveryOrder))

RELEASE = {
    "M11-opportunity-won": breach(
        point(Delivery, "opportunity_id", _sold_to_nobody),
        also="M12-party A23-signed-before-dispatch A20-released-as-quoted M12-released-as-quoted",
    ),
    "A23-signed-before-dispatch": breach(
        change(Contract, signed_on=None),
        change(Contract, client_signatory=None),
        change(Contract, document_id=None),
        other_paper(state="filed"),
        other_paper(state="refused"),
        point(Contract, "document_id", paper_of_another),
    ),
    "A20-released-on-the-signed-paper": breach(*EDITED_AFTER_SIGNING, aside=change(Contract, document_id=None)),
    "M11-credit-valid-today": breach(
        undecided,
        decided(abroad=True, outcome="declined"),
        decided(limit_mxn=Decimal("359999.99")),
        decided(expires_on=day(-1)),
        decided(abroad=True, approver_id=seller),
        decided(abroad=True, approver_id=other_seller),
    ),
    "M11-credit-on-these-terms": breach(
        signed_anew(change(Contract, term_months=35)),
        signed_anew(change(Contract, monthly_mxn=Decimal("10000.01"))),
        signed_anew(change(Contract, rfc="ABC010203AB1")),
    ),
    "M11-delivery-order": breach(change(DeliveryOrder, issued_by_id=None), _no_order),
    "M11-delivery-order-valid": breach(change(DeliveryOrder, valid_until=day(-1))),
    "M12-order-is-the-annex": breach(
        change(DeliveryOrderLine, quantity=9),
        change(DeliveryOrderLine, location="Sótano"),
        change(DeliveryOrderLine, location=None),
        change(DeliveryOrderLine, model="MX-900"),
        remove(DeliveryOrderLine),
        remove(DeliveryOrderLine, model="MX-500"),
        _line(model="MX-900"),
        _line(),
        aside=_no_order,
    ),
    "A20-released-as-studied": breach(*STUDIED_OTHERWISE, aside=_no_study),
    "A20-released-as-quoted": breach(
        change(Proposal, monthly_mxn=Decimal("10000.01")),
        change(Proposal, term_months=35),
        change(Proposal, included_mono_pages=20_001),
        change(Proposal, included_colour_pages=1_999),
        change(Proposal, click_mono_mxn=Decimal("0.2502")),
        change(Proposal, click_colour_mxn=Decimal("1.99")),
        aside=change(Delivery, contract_id=None),
    ),
    "M12-released-as-quoted": breach(
        change(ProposalLine, {"kind": "equipment"}, quantity=9),
        change(ProposalLine, {"kind": "equipment"}, model="MX-900"),
        change(ProposalLine, {"kind": "equipment"}, location="Piso 9"),
        remove(ProposalLine, model="MX-500"),
        aside=change(Delivery, contract_id=None),
    ),
    "M12-party": breach(
        point(Delivery, "account_id", account_of_another),
        point(Contract, "account_id", account_of_another),
        signed_anew(change(Contract, rfc=None)),
        all_of(change_all(Annex, due_on=day(60)), change(Contract, opportunity_id=None)),  # no annex is late
        at_the_gate="M11-credit-on-these-terms",
    ),
    "A24-no-annex-overdue": breach(*ANNEX_EDITS),
    "M06-cancelled-reason": breach(
        change(Delivery, cancelled_reason=None), change(Delivery, cancelled_reason=" ")
    ),
    "M06-not-cancelled": breach(change(Delivery, cancelled_reason="Moved")),
    "A02-delivery-days-in-stage": breach(days_pass(6, lambda s, case: move(s, case, "released")), passing=True),
}

INSTALLATION = {
    "M13-shipped": breach(change_all(Shipment, carrier=" "), change_all(Shipment, dispatched_on=None)),
    "E08-delivered": breach(change(Shipment, delivered_on=None)),
    "E08-delivery-on-time": breach(change(Shipment, scheduled_on=day(0))),
    "E08-promise-kept": breach(change(Delivery, promised_on=day(0)), aside=change(Delivery, promised_on=None)),
    "M12-serials-are-the-annex": breach(
        change(Equipment, serial=None),
        change(Equipment, serial=" "),
        change(Equipment, model="MX-900"),
        change(Equipment, location="Sótano"),
        change(Equipment, location=None),
        change_all(Equipment, delivery_id=None),
        another_machine(),
        another_machine(model="MX-900"),
    ),
    "M12-serial-unique": breach(bring(_same_serial_elsewhere), _same_serial_twice),
    "M13-installed": breach(
        change(Installation, installed_on=None),
        change(Installation, technician_id=None),
        change(Installation, network_ok=None),
        change(Installation, test_prints_ok=False),
        remove(Installation),
    ),
    "A29-start-meters": breach(change(Equipment, start_mono_pages=None)),
    "M13-admin-password": breach(change(Equipment, admin_password_changed=False)),
    "M13-reports-meters": breach(change(Equipment, reports_meters=False)),
}

_topics = {"A25": "toner_request", "A26": "failure_report", "A27": "configuration"}

HANDOVER = {
    "A25-main-user": breach(
        change(Installation, main_user_id=None),
        also=" ".join(f"{source}-trained-{topic.replace('_', '-')}" for source, topic in _topics.items()),
    ),
    **{
        f"{source}-trained-{topic.replace('_', '-')}": breach(
            remove(Training, topic=topic),
            change(Training, {"topic": topic}, demonstrated=False),
            change(Training, {"topic": topic}, trained_on=None),
            change(Training, {"topic": topic}, trainer_id=None),
            point(Training, "user_id", lambda s, _: a_contact(s, None), topic=topic),
            point(Training, "delivery_id", _another_delivery, topic=topic),
        )
        for source, topic in _topics.items()
    },
    "M13-acceptance-signed": breach(
        change(Acceptance, signed_on=None),
        change(Acceptance, signed_by_id=None),
        change(Acceptance, document_id=None),
        point(
            Acceptance,
            "document_id",
            lambda s, case: a_document(s, "acceptance", opportunity_id=case.opportunity_id),
        ),
        point(Acceptance, "document_id", lambda s, case: part(s, case, Contract).document_id),
        point(Acceptance, "document_id", lambda s, _: an_attested(s, "acceptance", a_lead(s).id)),
        remove(Acceptance),
    ),
    "A29-billing-set-up": breach(
        change(BillingSetup, meter_group=" "),
        change(BillingSetup, cycle_day=None),
        change(BillingSetup, cycle_day=29),
        priced_everywhere(click_mono_mxn=None),
        priced_everywhere(click_colour_mxn=Decimal(0)),
        change(BillingSetup, audited_on=None),
        change(BillingSetup, audited_by_id=None),
        remove(BillingSetup),
    ),
    "A29-billing-is-the-contract": breach(
        change(BillingSetup, monthly_mxn=None),
        change(BillingSetup, monthly_mxn=Decimal("10000.01")),
        change(BillingSetup, rfc="ABC010203AB1"),
        change(BillingSetup, term_months=35),
        change(BillingSetup, included_mono_pages=20_001),
        change(BillingSetup, included_colour_pages=None),
        change(BillingSetup, click_mono_mxn=Decimal("0.2502")),
        change(BillingSetup, click_colour_mxn=Decimal("1.99")),
        aside=remove(BillingSetup),
    ),
    "B37-satisfaction-asked": breach(
        change_all(Satisfaction, score=None), change_all(Satisfaction, delivery_id=None)
    ),
    "D07-dissatisfaction-processed": breach(change(Satisfaction, score=5)),
    "E09-what-does-not-perform": breach(
        change(Delivery, performance_note=None),
        change(Delivery, performance_note=" "),
        given=change(Delivery, performs_as_promised=False, performance_note="The scanner stops"),
        aside=change(Delivery, performs_as_promised=True),
    ),
}

DELIVERY = RELEASE | INSTALLATION | HANDOVER
