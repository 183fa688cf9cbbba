"""A person's answer to an approval request: recorded once, by someone who may give it, and never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from crm.model import (
    ApprovalDecision,
    ApprovalRequest,
    BusinessDay,
    CreditDecision,
    Opportunity,
    Person,
    PersonRole,
)


class DecisionRefused(Exception):
    """The decision was not recorded; the message says why and what would be accepted."""


@dataclass(frozen=True)
class Answer:
    """What the approver says. ``limit_mxn`` only for credit: pesos that may be owed at most."""

    outcome: str
    approver_id: int
    limit_mxn: Decimal | None = None
    note: str | None = None
    valid_until: dt.date | None = None


OUTCOMES = ("approved", "declined")


def decide(
    session: Session, request_id: int, answer: Answer, now: dt.datetime, default_until: dt.date
) -> ApprovalDecision:
    """Record a decision (000/A21, A28). The first valid one counts.

    Raises ``DecisionRefused`` for an unknown or answered request, an approver without the role, one who sells the
    opportunity or asked for the decision, a validity that is over, or a credit limit that is missing or not positive.
    """
    request = session.scalar(select(ApprovalRequest).where(ApprovalRequest.id == request_id).with_for_update())
    if request is None:
        raise DecisionRefused(f"there is no approval request {request_id}")
    if request.status != "open":
        raise DecisionRefused(f"the approval request {request_id} has been answered already: {request.status}")
    if answer.outcome not in OUTCOMES:
        raise DecisionRefused(f"unknown outcome {answer.outcome!r}; known: {', '.join(OUTCOMES)}")
    _check_approver(session, request, answer.approver_id)
    until = answer.valid_until or default_until
    _check_still_to_come(session, until)
    limit = _credit_limit(request, answer) if request.kind == "credit" else None
    decision = ApprovalDecision(
        request_id=request.id, kind=request.kind, opportunity_id=request.opportunity_id, approver_id=answer.approver_id,
        outcome=answer.outcome, percent=request.percent, limit_mxn=limit, note=answer.note, decided_at=now,
        valid_until=until, created_at=now,
    )  # fmt: skip
    session.add(decision)
    request.status, request.updated_at = answer.outcome, now
    if limit is not None:
        _record_credit(session, decision, limit, now)
    session.flush()
    return decision


def _check_approver(session: Session, request: ApprovalRequest, approver_id: int) -> None:
    person = session.get(Person, approver_id)
    if person is None or not person.active:
        raise DecisionRefused(f"there is no active colleague {approver_id}")
    role = request.required_role
    if not session.scalar(select(exists().where(PersonRole.person_id == approver_id, PersonRole.role == role))):
        names = session.scalars(
            select(Person.name)
            .join(PersonRole, PersonRole.person_id == Person.id)
            .where(PersonRole.role == role)
            .order_by(Person.name)
        )
        raise DecisionRefused(
            f"{person.name} may not decide this; those who may ({role}): {', '.join(names) or 'nobody'}"
        )
    seller = session.scalar(select(Opportunity.owner_id).where(Opportunity.id == request.opportunity_id))
    if approver_id in (seller, request.requested_by_id):
        raise DecisionRefused(
            f"{person.name} sells this opportunity or asked for the decision: another must decide"
        )


def _check_still_to_come(session: Session, until: dt.date) -> None:
    today = session.scalar(select(BusinessDay.today))
    if today is not None and until < today:
        raise DecisionRefused(f"the decision would hold until {until}, which is over: give {today} or later")


def _credit_limit(request: ApprovalRequest, answer: Answer) -> Decimal | None:
    if answer.outcome != "approved":
        return None
    limit = answer.limit_mxn if answer.limit_mxn is not None else request.amount_mxn
    if limit is None or limit <= 0:
        raise DecisionRefused("an authorisation of credit needs a limit in pesos above zero")
    return limit


def _record_credit(session: Session, decision: ApprovalDecision, limit: Decimal, now: dt.datetime) -> None:
    session.execute(
        update(CreditDecision)
        .where(CreditDecision.opportunity_id == decision.opportunity_id, CreditDecision.superseded_at.is_(None))
        .values(superseded_at=now)
    )
    session.add(
        CreditDecision(
            opportunity_id=decision.opportunity_id,
            outcome="approved",
            limit_mxn=limit,
            conditions=decision.note,
            approver_id=decision.approver_id,
            decided_at=now,
            expires_on=decision.valid_until,
            created_at=now,
        )
    )
