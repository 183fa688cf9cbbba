"""Questions that were asked and answered, as the database demands: by who may, once, on the terms of the case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.terms import OFFER
from crm.model import (
    Account,
    ApprovalDecision,
    ApprovalRequest,
    CreditDecision,
    Opportunity,
    Proposal,
    ProposalLine,
    Terms,
    TermsLine,
)
from tests.company.facts import MONTHLY, NOW, TERM, add, day, number, put
from tests.company.people import who


def a_question(session: Session, case: Opportunity, kind: str, **changes: Any) -> ApprovalRequest:
    """A question about the case as it is, open unless the test says otherwise."""
    values = {
        "required_role": "credit" if kind == "credit" else "sales_manager", "requested_by_id": case.owner_id, "requested_at": NOW,
        "question": kind, "due_on": day(2), "status": "open", "created_at": NOW, "amount_mxn": case.amount_mxn,
    }  # fmt: skip
    request = add(session, ApprovalRequest(kind=kind, opportunity_id=case.id, **(values | changes)))
    quote = session.scalars(
        sa.select(Proposal).where(Proposal.opportunity_id == case.id, Proposal.is_official)
    ).first()
    account = session.get(Account, case.account_id) if case.account_id else None
    sources = {Opportunity: case, Proposal: quote, Account: account}
    terms = {name: getattr(sources[column.class_], column.key, None) for name, column in OFFER.items()}
    kept = add(session, Terms(request_id=request.id, **terms))
    lines = sa.select(ProposalLine).where(
        ProposalLine.proposal_id == (quote.id if quote else None), ProposalLine.kind == "equipment"
    )
    for line in session.scalars(lines).all():
        copy = TermsLine(terms_id=kept.id, model=line.model, location=line.location, quantity=line.quantity)
        put(session, copy)
    session.flush()
    return request


def an_answer(session: Session, request: ApprovalRequest, **changes: Any) -> ApprovalDecision:
    """The answer to a question, as the request says it was answered."""
    values = {
        "opportunity_id": request.opportunity_id, "outcome": request.status, "percent": request.percent, "decided_at": NOW,
        "valid_until": day(30), "created_at": NOW, "code_step": number(), "channel": "tests",
        "approver_id": who(session, request.required_role),
    }  # fmt: skip
    return add(session, ApprovalDecision(request_id=request.id, **({"kind": request.kind} | values | changes)))


def an_approval(
    session: Session, case: Opportunity, kind: str, percent: int, **changes: Any
) -> ApprovalDecision:
    """An exception that the head of sales granted; direction, where it is for direction to grant."""
    role = "direction" if kind == "discount" and percent > 10 else "sales_manager"
    outcome = changes.pop("outcome", "approved")
    tier = 2 if role == "direction" else 1
    request = a_question(
        session, case, kind, percent=Decimal(percent), status=outcome, required_role=role, tier=tier
    )
    return an_answer(session, request, **changes)


def a_credit_decision(
    session: Session, case: Opportunity, *, abroad: bool = False, **changes: Any
) -> CreditDecision:
    """Credit authorised by the analyst for all of the amount; ``abroad``: as another system says that it was."""
    values = {
        "outcome": "approved", "limit_mxn": MONTHLY * TERM, "approver_id": who(session, "credit"), "decided_at": NOW,
        "expires_on": day(55), "created_at": NOW,
    } | changes  # fmt: skip
    if abroad:
        values |= {"source": "old", "source_id": f"credit-{number()}"}
    else:
        request = a_question(session, case, "credit", status="approved")
        an_answer(
            session, request, approver_id=values["approver_id"], limit_mxn=values["limit_mxn"], valid_until=values["expires_on"]
        )  # fmt: skip
        values |= {"request_id": request.id}
    return add(session, CreditDecision(opportunity_id=case.id, **values))


def supersede(session: Session, decision: CreditDecision) -> None:
    """The decision is no longer in force."""
    decision.superseded_at = NOW
    session.flush()
