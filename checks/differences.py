"""What has changed in a case since something was decided or signed about it, field by field."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from checks.terms import MATERIAL, OFFER
from crm.model import (
    Account,
    ApprovalRequest,
    CreditDecision,
    Opportunity,
    Proposal,
    ProposalLine,
    Terms,
    TermsLine,
)
from crm.questions import Difference


def differences(session: Session, request_id: int, kind: str) -> list[Difference]:
    """The material terms of a request that the case has changed since; none where no terms were written down."""
    fields = MATERIAL[kind]
    kept = [getattr(Terms, name).label(f"kept_{name}") for name in fields]
    today = [OFFER[name].label(f"now_{name}") for name in fields]
    row = session.execute(
        select(Terms.id.label("terms_id"), Proposal.id.label("proposal_id"), *kept, *today)
        .select_from(Terms)
        .join(ApprovalRequest, ApprovalRequest.id == Terms.request_id)
        .join(Opportunity, Opportunity.id == ApprovalRequest.opportunity_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Proposal, and_(Proposal.opportunity_id == Opportunity.id, Proposal.is_official))
        .where(Terms.request_id == request_id)
    ).one_or_none()
    if row is None:
        return []
    pairs = [(name, getattr(row, f"kept_{name}"), getattr(row, f"now_{name}")) for name in fields]
    found = [Difference(name, _shown(was), _shown(is_)) for name, was, is_ in pairs if was != is_]
    kept_lines = _lines(session, select(TermsLine).where(TermsLine.terms_id == row.terms_id))
    quoted = select(ProposalLine).where(
        ProposalLine.proposal_id == row.proposal_id, ProposalLine.kind == "equipment"
    )
    for line in sorted((was := kept_lines).keys() | (now := _lines(session, quoted)).keys()):
        if was[line] != now[line]:
            found.append(Difference("equipment", f"{was[line]} × {line}", f"{now[line]} × {line}"))
    return found


def since_credit(session: Session, opportunity_id: int) -> list[Difference]:
    """What has changed since the credit decision in force."""
    request_id = session.scalar(
        select(CreditDecision.request_id).where(
            CreditDecision.opportunity_id == opportunity_id, CreditDecision.superseded_at.is_(None)
        )
    )
    return [] if request_id is None else differences(session, request_id, "credit")


def _lines(session: Session, query: Any) -> Counter[str]:
    lines: Counter[str] = Counter()
    for line in session.scalars(query):
        lines[f"{line.model} · {line.location or '—'}"] += line.quantity
    return lines


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
