"""All records of a case from which its papers are drafted, read in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.model import (
    Acceptance,
    Account,
    Annex,
    BillingSetup,
    Contact,
    Contract,
    ContractLine,
    Delivery,
    DeliveryOrder,
    Equipment,
    Installation,
    Opportunity,
    Person,
    Proposal,
    ProposalLine,
    Shipment,
    Training,
)


@dataclass(frozen=True)
class Sale:
    """The sale and its quote: what a proposal says."""

    case: Opportunity
    account: Account | None
    contact: Contact | None
    seller: Person | None
    quote: Proposal | None
    offer: Sequence[ProposalLine]


@dataclass(frozen=True)
class Agreed:
    """What was agreed: contract, annex A and which annexes there are."""

    contract: Contract | None
    lines: Sequence[ContractLine]
    annexes: Sequence[Annex]
    billing: BillingSetup | None


@dataclass(frozen=True)
class Taught:
    """One topic, with the names of who was taught and by whom."""

    training: Training
    user: str | None
    trainer: str | None


@dataclass(frozen=True)
class Delivered:
    """What stands at the client."""

    case: Delivery | None
    order: DeliveryOrder | None
    visit: Installation | None
    technician: Person | None
    main_user: Contact | None
    acceptance: Acceptance | None
    signed_by: Contact | None
    shipments: Sequence[Shipment]
    machines: Sequence[Equipment]
    taught: Sequence[Taught]


@dataclass(frozen=True)
class Paperwork:
    """The records of one case."""

    sale: Sale
    agreed: Agreed
    delivered: Delivered


def paperwork(session: Session, opportunity_id: int) -> Paperwork:
    """The records of a case as they are now. Nothing is written."""
    case = session.get_one(Opportunity, opportunity_id)
    return Paperwork(_sale(session, case), _agreed(session, case), _delivered(session, case))


def _sale(session: Session, case: Opportunity) -> Sale:
    quote = session.scalars(
        select(Proposal).where(Proposal.opportunity_id == case.id, Proposal.is_official)
    ).first()
    lines = select(ProposalLine).where(ProposalLine.proposal_id == quote.id) if quote else None
    return Sale(
        case,
        session.get(Account, case.account_id) if case.account_id else None,
        session.get(Contact, case.contact_id) if case.contact_id else None,
        session.get(Person, case.owner_id) if case.owner_id else None,
        quote,
        [] if lines is None else session.scalars(lines.order_by(ProposalLine.id)).all(),
    )


def _agreed(session: Session, case: Opportunity) -> Agreed:
    contract = session.scalars(select(Contract).where(Contract.opportunity_id == case.id)).first()
    if contract is None:
        return Agreed(None, (), (), None)
    lines = select(ContractLine).where(ContractLine.contract_id == contract.id).order_by(ContractLine.id)
    annexes = select(Annex).where(Annex.contract_id == contract.id).order_by(Annex.letter)
    billing = (
        select(BillingSetup)
        .join(Delivery, Delivery.id == BillingSetup.delivery_id)
        .where(Delivery.opportunity_id == case.id)
    )
    return Agreed(
        contract,
        session.scalars(lines).all(),
        session.scalars(annexes).all(),
        session.scalars(billing).first(),
    )


def _delivered(session: Session, sale: Opportunity) -> Delivered:
    case = session.scalars(select(Delivery).where(Delivery.opportunity_id == sale.id)).first()
    if case is None:
        return Delivered(None, None, None, None, None, None, None, (), (), ())
    visit = session.scalars(select(Installation).where(Installation.delivery_id == case.id)).first()
    acceptance = session.scalars(select(Acceptance).where(Acceptance.delivery_id == case.id)).first()
    taught = (
        select(Training, Contact.name, Person.name)
        .join(Contact, Contact.id == Training.user_id)
        .outerjoin(Person, Person.id == Training.trainer_id)
        .where(Training.delivery_id == case.id)
        .order_by(Training.id)
    )
    order = select(DeliveryOrder).where(DeliveryOrder.delivery_id == case.id)
    shipments = select(Shipment).where(Shipment.delivery_id == case.id).order_by(Shipment.id)
    machines = select(Equipment).where(Equipment.delivery_id == case.id).order_by(Equipment.id)
    return Delivered(
        case=case,
        order=session.scalars(order).first(),
        visit=visit,
        technician=session.get(Person, visit.technician_id) if visit and visit.technician_id else None,
        main_user=session.get(Contact, visit.main_user_id) if visit and visit.main_user_id else None,
        acceptance=acceptance,
        signed_by=session.get(Contact, acceptance.signed_by_id)
        if acceptance and acceptance.signed_by_id
        else None,
        shipments=session.scalars(shipments).all(),
        machines=session.scalars(machines).all(),
        taught=[Taught(*row) for row in session.execute(taught)],
    )
