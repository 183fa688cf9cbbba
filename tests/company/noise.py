"""Other people's cases, so that a rule that forgets whose it asks for fails."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    AccountFactor,
    Activity,
    Agreement,
    Annex,
    Campaign,
    ClientTrait,
    Competitor,
    Complaint,
    Concession,
    Contract,
    ContractLine,
    Delivery,
    DeliveryOrder,
    DeliveryOrderLine,
    Equipment,
    FleetLine,
    Interest,
    Invoice,
    NegotiationPlan,
    Objection,
    Opportunity,
    PlanRow,
    Proposal,
    ProposalLine,
    Renewal,
    RenewalRisk,
    RenewalStep,
    Satisfaction,
    ServiceTicket,
    Shipment,
    Study,
    TaxListEntry,
    ValueVariable,
)
from tests.company.cases import a_delivery
from tests.company.facts import NOW, TODAY, add, day
from tests.company.parts import part
from tests.company.people import a_contact, a_relation, an_account
from tests.company.sales import a_credit_decision, a_lead, a_loss
from tests.company.walking import move


def noise(session: Session) -> None:
    """Other people's cases, one complete and one full of faults, so that a rule that forgets whose it asks for fails.

    None of them moves in a sweep.
    """
    case = a_delivery(session, "handed_over")
    mine = sa.and_(Activity.opportunity_id == case.opportunity_id, Activity.done_at.is_not(None))
    session.execute(
        sa.update(Activity).where(mine).values(done_at=NOW - dt.timedelta(1))
    )  # nobody's day is full
    contract = part(session, case, Contract)
    part(session, case, Shipment).scheduled_on = day(-9)
    watched = add(session, Renewal(
        stage="watched", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW, contract_id=contract.id,
        account_id=case.account_id, owner_id=case.owner_id,
    ))  # fmt: skip
    for kind in ("service", "perception"):
        add(
            session,
            RenewalRisk(renewal_id=watched.id, kind=kind, percent=Decimal(90), level="high", facts={}),
        )
    for stage in ("planned", "reviewed", "proposed", "negotiated"):
        add(session, RenewalStep(renewal_id=watched.id, stage=stage, due_on=day(5)))
    for place, situation in enumerate(("definitive", "presumed")):
        add(session, TaxListEntry(rfc=f"EFO01020{place}AB1", name="Facturera", situation=situation))
    _faulty_sale(session)
    _faulty_delivery(session)
    lost = a_lead(session, name="Lost long ago")
    a_loss(session, lost)
    move(session, lost, "lost")


def _faulty_sale(session: Session) -> None:
    account = add(
        session, Account(name="Nobody's", kind="client", segment="?", market_type="?", created_at=NOW)
    )
    add(session, Campaign(name="Nobody's", status="active", ends_on=day(-9), sent=3, created_at=NOW))
    case = a_lead(session, name="Faulty", account_id=account.id)
    add(session, ServiceTicket(account_id=account.id, opened_on=day(-40), due_on=day(-38), created_at=NOW))
    add(session, Invoice(
        account_id=account.id, issued_on=day(-300), due_on=day(-270), amount_mxn=Decimal(900), created_at=NOW
    ))  # fmt: skip
    study = add(session, Study(opportunity_id=case.id, needs_demo=True, created_at=NOW))
    add(session, FleetLine(study_id=study.id, model="Old", quantity=1))
    quote = add(session, Proposal(opportunity_id=case.id, version=1, is_official=True, created_at=NOW))
    add(session, ProposalLine(proposal_id=quote.id, kind="equipment", model="MX-300", quantity=9))
    for party in ("internal", "client"):
        add(session, Agreement(
            opportunity_id=case.id, party=party, subject="?", agreed_on=day(-3), matches_contract=False, created_at=NOW
        ))  # fmt: skip
    add(session, Objection(opportunity_id=case.id, raised_on=day(-3), objection="?", created_at=NOW))
    _faulty_plan(session, case, account)
    add(
        session,
        Activity(kind="visit", opportunity_id=case.id, done_at=NOW, next_step_on=day(-90), created_at=NOW),
    )
    add(session, Activity(kind="task", opportunity_id=case.id, due_on=day(60), created_at=NOW))
    a_credit_decision(session, case, abroad=True, outcome="declined", limit_mxn=Decimal(0), expires_on=day(-1))
    contract = add(session, Contract(
        opportunity_id=case.id, account_id=account.id, number="C-0", rfc="XAXX010101000", created_at=NOW
    ))  # fmt: skip
    for model in ("MX-300", "MX-900"):
        add(session, ContractLine(contract_id=contract.id, model=model, quantity=9))
    add(session, Annex(contract_id=contract.id, letter="A", due_on=day(-5)))


def _faulty_plan(session: Session, case: Opportunity, account: Account) -> None:
    plan = add(session, NegotiationPlan(opportunity_id=case.id, made_on=day(-90), created_at=NOW))
    row = add(session, PlanRow(plan_id=plan.id, place=1, block="?", created_at=NOW))
    add(session, Concession(
        opportunity_id=case.id, subject="?", worth_mxn=Decimal(1), planned=True, plan_row_id=row.id, granted_on=day(-1), created_at=NOW
    ))  # fmt: skip
    contact = a_contact(session, account, stance="detractor", signs_orders=True)
    a_relation(session, contact, purpose=None, plan=None, last_contact_on=None, effectiveness=None)
    add(session, Interest(opportunity_id=case.id, contact_id=contact.id, created_at=NOW))
    add(session, Competitor(opportunity_id=case.id, name="?", created_at=NOW))
    add(
        session,
        AccountFactor(
            account_id=account.id, kind="individual", factor="?", note="?", noted_on=TODAY, created_at=NOW
        ),
    )
    add(
        session, ValueVariable(account_id=account.id, variable="?", meaning="?", noted_on=TODAY, created_at=NOW)
    )


def _faulty_delivery(session: Session) -> None:
    sale = a_lead(session, name="Never won")
    case = add(session, Delivery(
        stage="ordered", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW, opportunity_id=sale.id
    ))  # fmt: skip
    account = an_account(session)
    add(session, Shipment(delivery_id=case.id, scheduled_on=day(-9), created_at=NOW))
    add(session, Equipment(delivery_id=case.id, model="MX-300", created_at=NOW))
    for _ in range(2):
        add(session, Equipment(delivery_id=case.id, model="MX-500", serial="SN-0", created_at=NOW))
    order = add(session, DeliveryOrder(
        delivery_id=case.id, number="ODM-0", issued_on=day(-90), valid_until=day(-60), created_at=NOW
    ))  # fmt: skip
    add(session, DeliveryOrderLine(delivery_order_id=order.id, model="MX-300", quantity=9))
    add(session, Satisfaction(
        account_id=account.id, delivery_id=case.id, asked_on=day(-2), score=1, created_at=NOW
    ))  # fmt: skip
    add(session, Complaint(account_id=account.id, opened_on=day(-90), due_on=day(-80), created_at=NOW))
    add(session, ClientTrait(account_id=account.id, trait="?", noted_on=day(-900), created_at=NOW))
