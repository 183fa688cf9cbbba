"""Defects of sales and of the papers of a sale; see ``sample.defect`` for what an entry says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, cast, func, literal, select

from crm.model import (
    Account,
    Activity,
    Agreement,
    Annex,
    Contact,
    Contract,
    ContractLine,
    CreditApplication,
    CreditDecision,
    Document,
    FleetLine,
    LossCause,
    Objection,
    Opportunity,
    Person,
    Proposal,
    ProposalLine,
    QuoteVariables,
    Study,
)
from sample.defect import Defect
from sample.edits import Addition, Ago, add, put, remove
from sample.papers import document_id
from sample.plan import VICTIMS

v = VICTIMS.c
Opp = Opportunity
case_of = VICTIMS.join(Opp.__table__, Opp.id == v.id)
supersede = put(CreditDecision, CreditDecision.superseded_at.is_(None), superseded_at=Ago(0))


def _decision(approver: Any, until: int) -> Addition:
    return add(CreditDecision, case_of, opportunity_id=Opp.id, outcome="approved", limit_mxn=Opp.amount_mxn,
               approver_id=approver, decided_at=Opp.moved_at, expires_on=Ago(until), source="legacy",
               source_id=literal("B-") + cast(Opp.id, String))  # fmt: skip


manager = select(Person.manager_id).where(Person.id == Opp.owner_id).scalar_subquery()
analyst = (
    select(func.min(CreditDecision.approver_id))
    .where(CreditDecision.opportunity_id == Opp.id)
    .scalar_subquery()
)

SALES = {
    "no amount": Defect(3, "opportunity:qualified", (put(Opp, amount_mxn=None),), ("A16-opportunity-amount-mxn",)),
    "close date past": Defect(5, "opportunity:proposed", (put(Opp, expected_close_on=Ago(20)),), ("M07-close-date-past",)),
    "certain before it is won": Defect(3, "opportunity:proposed", (put(Opp, probability=100),), ("M08-not-yet-certain",)),
    "open without hope": Defect(1, "opportunity:studied", (put(Opp, probability=0),), ("M08-not-hopeless",)),
    "next step overdue": Defect(4, "opportunity:studied", (put(Activity, next_step_on=Ago(9)),), ("M07-next-step-overdue",)),
    "next step of nobody": Defect(2, "opportunity:qualified", (put(Activity, next_step_owner_id=None),), ("M07-next-step",)),
    "stale negotiation": Defect(3, "opportunity:negotiated", (put(Opp, stage_since=Ago(70)),), ("A02-opportunity-days-in-stage",)),
    "lead not followed": Defect(
        5, "opportunity:lead", (put(Opp, stage_since=Ago(25)), remove(Activity, Activity.kind == "task"), put(Activity, due_on=Ago(25))),
        ("D04-lead-not-followed", "A02-opportunity-days-in-stage"),
    ),
    "lead of nobody": Defect(2, "opportunity:lead", (put(Opp, owner_id=None),), ("E17-opportunity-owner-id",)),
    "account not registered": Defect(
        2, "opportunity:lead", (put(Opp, account_id=None, account_ref="Comercial sin registro"),),
        ("A32-opportunity-account-id", "A32-known-account"),
    ),
    "product not in the catalogue": Defect(
        2, "opportunity:qualified", (put(Opp, product_id=None, product_ref="Copiadora grande"),), ("A16-known-product",)
    ),
    "lead of unknown source": Defect(2, "opportunity:lead", (put(Opp, lead_source=None),), ("A08-opportunity-lead-source",)),
    "pain that we do not solve": Defect(2, "opportunity:qualified", (put(Opp, main_pain="ruido"),), ("A04-pain-of-catalogue",)),
    "far from the ideal client": Defect(
        2, "opportunity:qualified",
        (put(Opp, niche=None, main_pain="ruido", amount_mxn=1_000, has_need=None), put(Account, employees=2),
         put(Contact, Contact.buying_role == "decider", function="users")),
        ("A03-icp-minimum", "A04-pain-of-catalogue", "E03-opportunity-has-need"),
    ),
    "first contact not prepared": Defect(3, "opportunity:studied", (put(Opp, approach_plan=" "),), ("E04-opportunity-approach-plan",)),
    "nurture date missed": Defect(2, "opportunity:disqualified", (put(Opp, nurture_on=Ago(6)),), ("M06-nurture-date",)),
    "need not confirmed": Defect(2, "opportunity:qualified", (put(Opp, has_need=None),), ("E03-opportunity-has-need",)),
    "study without volumes": Defect(1, "opportunity:proposed", (put(FleetLine, mono_pages_per_month=None),), ("A16-study-volumes",)),
    "study without cost": Defect(1, "opportunity:studied", (put(Study, cost_today_mxn=0),), ("A16-study-cost-today",)),
    "study without fleet": Defect(1, "opportunity:studied", (remove(FleetLine),), ("A16-study-fleet",)),
    "champion unknown": Defect(
        2, "opportunity:studied", (put(Contact, Contact.stance == "champion", stance="supporter"),), ("C04-champion",)
    ),
    "detractor unknown": Defect(
        1, "opportunity:negotiated", (put(Contact, Contact.stance == "neutral", stance="supporter"),), ("C05-detractor",)
    ),
    "quote expired": Defect(3, "opportunity:proposed", (put(Proposal, valid_until=Ago(3)),), ("M05-quote-valid",)),
    "margin below the floor": Defect(
        1, "opportunity:proposed", (put(Proposal, margin_percent=5),), ("M05-margin-floor", "A07-quote-adds-up")
    ),
    "discount beyond the limit": Defect(
        1, "opportunity:negotiated", (put(Proposal, discount_percent=60),), ("A09-discount-limit", "A02-terms-of-the-quoter")
    ),
    "quote of a spreadsheet": Defect(1, "opportunity:proposed", (put(Proposal, quoter_version="hoja de cálculo"),), ("M05-quoter-in-force",)),
    "quote without its figures": Defect(1, "opportunity:proposed", (remove(QuoteVariables),), ("A07-figures-kept",)),
    "line made dearer by hand": Defect(
        1, "opportunity:proposed", (put(ProposalLine, ProposalLine.kind == "service", monthly_mxn=ProposalLine.monthly_mxn + 500),),
        ("A07-quote-adds-up",),
    ),
    "toner at cost": Defect(
        1, "opportunity:proposed", (put(ProposalLine, ProposalLine.kind == "consumables", cost_mxn=ProposalLine.monthly_mxn),),
        ("M05-line-margins", "A07-quote-adds-up"),
    ),
    "technician not asked": Defect(1, "opportunity:proposed", (put(Proposal, technician_on=None),), ("A22-facts-confirmed",)),
    "no follow-up offered": Defect(
        1, "opportunity:proposed", (put(ProposalLine, ProposalLine.kind == "follow_up", kind="service"),), ("A14-complete-system",)
    ),
    "feasible by word of the seller": Defect(
        1, "opportunity:proposed",
        (put(Proposal, feasible_by_id=select(Opp.owner_id).where(Opp.id == Proposal.opportunity_id).scalar_subquery()),),
        ("A22-feasible-by-another",),
    ),
    "value is not the quote": Defect(2, "opportunity:proposed", (put(Opp, amount_mxn=Opp.amount_mxn + 1),), ("A20-amount-is-the-quote",)),
    "objection without answer": Defect(
        1, "opportunity:negotiated", (add(Objection, opportunity_id=v.id, raised_on=Ago(2), objection="Piden otro precio."),),
        ("E06-objections-answered",),
    ),
    "agreed by word with the client": Defect(
        1, "opportunity:negotiated", (put(Agreement, Agreement.party == "client", document_id=None),), ("A19-client-agreements-written",)
    ),
    "agreed by word inside": Defect(
        1, "opportunity:negotiated",
        (add(Agreement, opportunity_id=v.id, party="internal", subject="Bono de arranque", agreed_on=Ago(3)),),
        ("A18-internal-agreements-written",),
    ),
    "no plan B": Defect(1, "opportunity:negotiated", (put(Opp, batna=""),), ("B31-batna",)),
    "credit expired": Defect(1, "opportunity:credit_authorised", (supersede, _decision(analyst, 2)), ("A21-credit-authorised", "A21-credit-on-these-terms")),
    "opinion of the SAT expired": Defect(
        1, "opportunity:contracted", (put(Document, Document.kind == "tax_opinion", key=Document.opportunity_id, issued_on=Ago(200)),),
        ("A21-tax-opinion",), next="sla",
    ),
    "credit by who may not": Defect(
        1, "opportunity:contracted", (supersede, _decision(manager, -60)), ("A21-credit-by-role", "A21-credit-on-these-terms"), next="sla"
    ),
    "credit asked by who decides": Defect(
        1, "opportunity:contracted",
        (put(CreditApplication, requested_by_id=select(func.max(CreditDecision.approver_id)).where(
            CreditDecision.opportunity_id == CreditApplication.opportunity_id).scalar_subquery()),),
        ("A21-credit-four-eyes",), next="sla",
    ),
    "visit without result": Defect(
        2, "opportunity:studied", (put(Activity, Activity.kind == "visit", result=" "),),
        ("C12-visits-documented", "E10-activity-result"),
    ),
    "meeting without next step": Defect(
        2, "opportunity:negotiated", (put(Activity, Activity.kind == "meeting", next_step=None),), ("E07-next-step-asked",)
    ),
    "disqualified without reason": Defect(
        2, "opportunity:disqualified", (put(Opp, disqualified_reason=None),), ("M06-disqualified-reason",), (("opportunity", "lead"),)
    ),
    "lost without cause": Defect(3, "opportunity:lost", (remove(LossCause),), ("A12-loss-cause",), left="proposed"),
    "lost to nobody": Defect(2, "opportunity:lost", (put(LossCause, cause="price", competitor=None),), ("A12-competitor",), left="proposed"),
    "hold that is over": Defect(
        2, "opportunity:on_hold", (put(Opp, hold_until=Ago(4)),), ("M06-hold-reason",), (("opportunity", "lead"),)
    ),
    "lost but at work": Defect(
        1, "opportunity:qualified", (add(LossCause, opportunity_id=v.id, cause="service", lost_on=Ago(3)),),
        ("A12-not-lost",), (("opportunity", "lost"),),
    ),
    "closed before it was opened": Defect(1, "opportunity:lost", (put(Opp, opened_on=Ago(0)),), ("A17-dates-in-order",)),
}  # fmt: skip

_NO_QUALIFICATION = (
    "E10-opportunity-contact-id", "A16-opportunity-amount-mxn", "A31-opportunity-expected-close-on",
    "E03-opportunity-has-purchasing-power", "E03-opportunity-is-receptive", "E03-opportunity-is-accessible",
    "A04-opportunity-main-pain", "E04-opportunity-approach-plan",
)  # fmt: skip
_NO_OFFER = (
    "D06-opportunity-interest-confirmed-on", "A13-opportunity-monthly-mxn", "A05-opportunity-value-impact",
    "A05-opportunity-value-differentiators", "A16-study", "A16-study-fleet", "M05-official-quote",
)  # fmt: skip
_NO_SALE = (
    "B31-framework-agreement", "B31-batna", "A21-credit-application", "A21-credit-decided", "A23-contract-signed",
    "A33-opportunity-contract-sla", "A33-opportunity-contract-starts-on", "A33-opportunity-contract-ends-on",
    "A33-opportunity-contract-notice-days", "C05-detractor",
)  # fmt: skip
CLAIMS = {
    "imported proposal without evidence": Defect(
        2, "imported:proposed", (put(Opp, has_need=False),), (*_NO_QUALIFICATION, "E03-opportunity-has-need", *_NO_OFFER, "M07-next-step")
    ),
    "imported sale without evidence": Defect(
        2, "imported:won", (put(Opp, has_need=False),), (*_NO_QUALIFICATION, "E03-opportunity-has-need", *_NO_OFFER, *_NO_SALE)
    ),
    "imported loss without cause": Defect(2, "imported:lost", (), ("A12-loss-cause",)),
}  # fmt: skip

CONTRACTS = {
    "contract is not the quote": Defect(
        1, "opportunity:contracted", (put(Contract, monthly_mxn=Contract.monthly_mxn + 500),),
        ("A20-contract-is-the-quote", "A20-contract-is-the-signed-paper"), next="sla",
    ),
    "contract ends as it starts": Defect(
        1, "opportunity:contracted", (put(Contract, starts_on=Contract.ends_on),),
        ("A33-contract-dates", "A20-contract-is-the-signed-paper"), next="sla",
    ),
    "contract under a generic RFC": Defect(
        1, "opportunity:contracted", (put(Contract, rfc="XAXX010101000"),),
        ("A21-generic-rfc", "A20-contract-party", "A21-contract-rfc", "A20-contract-is-the-signed-paper"), next="sla",
    ),
    "annex A is not the quote": Defect(
        1, "opportunity:contracted", (put(ContractLine, quantity=ContractLine.quantity + 5),),
        ("M12-annex-is-the-quote", "A20-contract-is-the-signed-paper"), next="sla",
    ),
    "annex A missing": Defect(1, "opportunity:contracted", (remove(Annex, Annex.letter == "A"),), ("A24-annexes-declared",), next="sla"),
    "contract without number": Defect(1, "opportunity:contracted", (put(Contract, number=None),), ("A33-contract-number",), next="sla"),
    "annex without its paper": Defect(
        1, "delivery:trained", (put(Annex, Annex.letter == "A", document_id=None, due_on=Ago(30)),),
        ("A24-annexes-in-period", "A24-contract-annex-overdue", "A24-no-annex-overdue"),
    ),
    "annex overdue": Defect(
        1, "delivery:trained", (put(Annex, Annex.letter == "A", signed_on=None, due_on=Ago(30)),),
        ("A24-annexes-in-period", "A24-contract-annex-overdue", "A24-no-annex-overdue"),
    ),
    "contract not filed": Defect(
        1, "delivery:installed", (put(Contract, document_id=None),), ("A23-contract-signed", "A23-signed-before-dispatch")
    ),
    "one file for two contracts": Defect(
        1, "delivery:trained", (put(Contract, shift=1, document_id=document_id("contract", Contract.id - 1)),),
        (*("A20-contract-number-unique",) * 2, "A23-contract-signed"), again="ordered",
    ),
}  # fmt: skip
