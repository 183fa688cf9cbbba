"""Opportunities with all their papers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    Agreement,
    Annex,
    Competitor,
    Contact,
    Contract,
    ContractLine,
    CreditApplication,
    FleetLine,
    Interest,
    LossCause,
    NegotiationPlan,
    Objection,
    Opportunity,
    PlanRow,
    Product,
    Proposal,
    ProposalLine,
    Renewal,
    SalesStrategy,
    Study,
)
from tests.company.decisions import a_credit_decision
from tests.company.facts import FLEET, MONTHLY, NOW, TERM, TODAY, add, day, edit, number, put, the_company
from tests.company.papers import sign
from tests.company.people import a_document, an_account, talk, who
from tests.company.walking import PREPARE, walk


def a_lead(session: Session, **values: Any) -> Opportunity:
    """An opportunity of which nothing is known but what the test says."""
    lead = Opportunity(
        stage="lead", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW, needs_delivery=True, **values
    )  # fmt: skip
    return add(session, lead)


def an_opportunity(
    session: Session, stage: str = "lead", *, account: Account | None = None, **changes: Any
) -> Opportunity:
    """An opportunity with all its evidence, walked to a stage through every gate before it, then edited."""
    account = account or an_account(session)
    mine = sa.select(Contact.id).where(Contact.account_id == account.id).order_by(Contact.id)
    contact_id = session.scalars(mine).first()
    product = add(session, Product(name=f"MPS {number()}", created_at=NOW))
    case = a_lead(
        session,
        name="Print service", kind="new", account_id=account.id, account_ref=account.name, contact_id=contact_id,
        owner_id=who(session, "sales"), product_id=product.id, product_ref=product.name, lead_source="referral",
        amount_mxn=MONTHLY * TERM, monthly_mxn=MONTHLY, probability=60, need_felt_on=day(-60), opened_on=day(-40), closed_on=day(0),
        expected_close_on=day(15), has_need=True, has_purchasing_power=True, is_receptive=True, is_accessible=True,
        main_pain="downtime", niche="music_schools", approach_plan="Ask what stood still", icp_percent=Decimal(80),
        icp_on=TODAY, interest_confirmed_on=day(-20), value_impact="Less waiting",
        value_differentiators="Same-day service", framework_agreement="36 months", batna="24 months",
    )  # fmt: skip
    _study(session, case)
    _quote(session, case)
    _talks(session, case)
    a_plan(session, case)
    _credit(session, case)
    _contract(session, case)
    walk(session, case, stage)
    return edit(session, case, changes)


def _study(session: Session, case: Opportunity) -> None:
    study = add(session, Study(
        opportunity_id=case.id, done_on=day(-18), done_by_id=case.owner_id, cost_today_mxn=Decimal(14_000),
        buying_process="Purchasing, then the board", needs_demo=True, created_at=NOW,
    ))  # fmt: skip
    for model in ("Old A", "Old B"):
        put(session, FleetLine(
            study_id=study.id, model=model, quantity=1, mono_pages_per_month=10_000, colour_pages_per_month=1_000
        ))  # fmt: skip


def _quote(session: Session, case: Opportunity) -> None:
    put(session, Proposal(opportunity_id=case.id, version=1, created_at=NOW))
    quote = add(session, Proposal(
        opportunity_id=case.id, version=2, is_official=True, quoter_version="2026.1", sent_on=day(-12),
        valid_until=day(9), term_months=TERM, monthly_mxn=MONTHLY, included_mono_pages=20_000,
        included_colour_pages=2_000, click_mono_mxn=Decimal("0.25"), click_colour_mxn=Decimal(2),
        margin_percent=Decimal(33), discount_percent=Decimal(3), feasible_on=day(-13),
        feasible_by_id=who(session, "operations"), created_at=NOW,
    ))  # fmt: skip
    for model, place, quantity in FLEET:
        put(session, ProposalLine(
            proposal_id=quote.id, kind="equipment", model=model, location=place, quantity=quantity
        ))  # fmt: skip
    for kind in ("consumables", "service", "follow_up"):
        put(session, ProposalLine(proposal_id=quote.id, kind=kind, model=kind, quantity=1))


def _talks(session: Session, case: Opportunity) -> None:
    links = {"opportunity_id": case.id, "account_id": case.account_id}
    to_come = {"kind": "meeting", "done_at": None, "due_on": day(4), "objective": None, "result": None}
    talk(
        session,
        links,
        *({"kind": kind, "method": "on site", **links} for kind in ("demo", "visit")),
        {"objective": None, "method": None, **links},  # a call needs neither
        {**to_come, **links},
    )
    for party in ("internal", "client"):
        paper = a_document(session, "minutes", opportunity_id=case.id, signed_on=day(-8))
        put(session, Agreement(
            opportunity_id=case.id, party=party, subject="Term", agreed_on=day(-8), document_id=paper.id,
            matches_contract=True, due_on=day(-4), fulfilled_on=day(-5), created_at=NOW,
        ))  # fmt: skip
    put(session, Objection(
        opportunity_id=case.id, raised_on=day(-9), objection="Too dear", response="See the saving", created_at=NOW
    ))  # fmt: skip


def a_plan(session: Session, case: Opportunity) -> NegotiationPlan:
    """The plan of a negotiation in all its parts, on a strategy in force."""
    strategy = SalesStrategy(
        name=f"Strategy {number()}",
        summary="Schools first",
        from_on=day(-200),
        until_on=day(100),
        created_at=NOW,
    )
    add(session, strategy)
    plan = add(session, NegotiationPlan(
        opportunity_id=case.id, strategy_id=strategy.id, made_on=day(-17), made_by_id=case.owner_id,
        general_environment="Enrolment falls", specific_environment="Old machines", way_in="Through the users",
        own_objective="36 months", client_objective="One invoice", client_issue="Cost", adviser_issue="Trust", supplier_issue="Margin",
        analysis_strategy="Listen", formulation_strategy="Show savings", implementation_strategy="One topic a visit",
        control_strategy="Review monthly", created_at=NOW,
    ))  # fmt: skip
    for place, block in enumerate(("Service", "Price"), start=1):
        put(session, PlanRow(
            plan_id=plan.id, place=place, block=block, topic="Times", minutes=20, arguments="Our technicians are near",
            documents="Service report", concessions="First month free", results="Agreed", observations="Calm", evaluation="Good",
            created_at=NOW,
        ))  # fmt: skip
    mine = sa.select(Contact.id).where(Contact.account_id == case.account_id).order_by(Contact.id)
    for priority, contact_id in enumerate(session.scalars(mine).all(), start=1):
        put(session, Interest(
            opportunity_id=case.id, contact_id=contact_id, objective="Save", interest="Peace", priority=priority, created_at=NOW
        ))  # fmt: skip
    put(session, Competitor(
        opportunity_id=case.id, name="Otra Copiadora", company="Large", our_arguments="We answer in four hours", created_at=NOW
    ))  # fmt: skip
    session.flush()
    return plan


def _credit(session: Session, case: Opportunity) -> None:
    put(session, CreditApplication(
        opportunity_id=case.id, requested_by_id=case.owner_id, requested_on=day(-7), amount_mxn=case.amount_mxn,
        signed_on=day(-7), created_at=NOW,
    ))  # fmt: skip
    a_credit_decision(session, case)


def _contract(session: Session, case: Opportunity) -> None:
    unique = number()
    contract = add(session, Contract(
        opportunity_id=case.id, account_id=case.account_id, number=f"C-{unique}", monthly_mxn=MONTHLY, term_months=TERM,
        rfc=session.get_one(Account, case.account_id).rfc, starts_on=day(10), ends_on=day(10 + 1095), notice_days=90,
        sla="4 h", signed_on=day(-1), client_signatory="Ana Ruiz", company_signatory="Luis Gil",
        included_mono_pages=20_000, included_colour_pages=2_000, click_mono_mxn=Decimal("0.25"), click_colour_mxn=Decimal(2),
        created_at=NOW,
    ))  # fmt: skip
    for model, place, quantity in FLEET:
        put(session, ContractLine(contract_id=contract.id, model=model, location=place, quantity=quantity))
    paper = sign(session, contract)
    for letter in the_company().catalogues.annexes:
        due, signed = (day(-1), day(-2)) if letter == "A" else (day(8), None)
        proof = None if signed is None else paper.id
        annex = Annex(contract_id=contract.id, letter=letter, due_on=due, signed_on=signed, document_id=proof)
        put(session, annex)


def a_loss(session: Session, case: Opportunity | Renewal, **changes: Any) -> LossCause:
    """The cause for which a sale or a client was lost, and the interview."""
    values: dict[str, Any] = {
        "cause": "price", "lost_on": day(-3), "competitor": "Otra Copiadora", "interviewed_on": day(-1),
        "interviewed_by_id": who(session, "sales_manager"), "created_at": NOW,
        "opportunity_id" if isinstance(case, Opportunity) else "renewal_id": case.id,
    }  # fmt: skip
    return add(session, LossCause(**(values | changes)))


def _prepare_opportunity(session: Session, case: Opportunity, stage: str) -> None:
    if stage == "disqualified":
        case.disqualified_reason, case.nurture_on = "No need", day(90)
    elif stage == "on_hold":
        case.hold_reason, case.hold_until = "Budget", day(30)
    elif stage == "lost":
        a_loss(session, case)
    elif stage == "lead":
        case.hold_reason = case.disqualified_reason = None


PREPARE["opportunity"] = _prepare_opportunity
