"""Defects of plans, buying centres and our relations; see ``sample.defect`` for what an entry says."""

from __future__ import annotations

from decimal import Decimal

from crm.model import (
    Account,
    AccountFactor,
    Activity,
    Agreement,
    Concession,
    Contact,
    NegotiationPlan,
    PeerRelation,
    PlanRow,
)
from sample.defect import Defect
from sample.edits import Ago, add, put, remove
from sample.plan import VICTIMS

v = VICTIMS.c
meetings = Activity.kind == "meeting"
neutral = Contact.stance == "neutral"

PREPARATION = {
    "analysis cut short": Defect(
        2, "opportunity:proposed", (put(NegotiationPlan, specific_environment=None),), ("B21-analysis",), large=True
    ),
    "plan on no strategy": Defect(1, "opportunity:proposed", (put(NegotiationPlan, strategy_id=None),), ("B21-analysis",), large=True),
    "blocks without arguments": Defect(1, "opportunity:negotiated", (put(PlanRow, arguments=" "),), ("B21-formulation",), large=True),
    "opponent nobody prepared for": Defect(
        1, "opportunity:negotiated", (put(Contact, neutral, stance="detractor", arguments=None),), ("B21-analysis", "B21-formulation"),
        large=True,
    ),
    "most of the client unknown": Defect(
        1, "opportunity:negotiated", (put(Contact, Contact.signs_orders.is_(False), function=None),),
        ("C15-coverage-negotiated", *("C15-contact-function",) * 3), large=True,
    ),
    "negotiation not evaluated": Defect(
        1, "opportunity:credit_authorised", (put(Activity, meetings, evaluation=None),), ("B21-implementation", "B41-meeting-evaluated")
    ),
    "meeting without observations": Defect(2, "opportunity:negotiated", (put(Activity, meetings, observations=" "),), ("B41-meeting-evaluated",)),
    "planned only in name": Defect(
        1, "opportunity:negotiated",
        (add(Concession, opportunity_id=v.id, subject="Primer mes sin costo", worth_mxn=Decimal(4_500), planned=True, granted_on=Ago(2)),),
        ("B42-planned-in-the-plan",),
    ),
    "agreement overdue": Defect(
        1, "opportunity:contracted", (put(Agreement, due_on=Ago(6), fulfilled_on=None),), ("B38-agreements-kept",), next="sla"
    ),
    "agreement without a date": Defect(1, "delivery:trained", (put(Agreement, due_on=None),), ("B21-control",), large=True),
}  # fmt: skip

RELATIONS = {
    "nobody speaks with who decides": Defect(1, "renewal:watched", (remove(PeerRelation),), ("C16-peers",)),
    "relation gone cold": Defect(2, "renewal:watched", (put(PeerRelation, last_contact_on=Ago(400)),), ("C17-relations-kept",)),
    "relation without a purpose": Defect(1, "renewal:watched", (put(PeerRelation, purpose=None),), ("C17-relations-planned",)),
    "champion without a plan": Defect(
        1, "renewal:watched", (put(Contact, Contact.stance == "champion", communication_plan=None),), ("C08-communication-plan",)
    ),
    "detractor without an answer": Defect(
        1, "renewal:watched", (put(Contact, neutral, stance="detractor", arguments=" "),), ("C09-arguments",)
    ),
    "position unknown": Defect(2, "renewal:watched", (put(Account, supplier_position=None),), ("C13-supplier-position",)),
    "note on what is nobody's business": Defect(
        1, "opportunity:lead",
        (add(AccountFactor, account_id=v.account_id, kind="individual", factor="religion", note="Lo comentó en la comida.", noted_on=Ago(3)),),
        ("B16-no-sensitive-data",),
    ),
}  # fmt: skip
