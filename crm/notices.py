"""What a notice is about and whom it concerns, looked up when it is sent: names and amounts are those of that moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.model import (
    CASES,
    CODES,
    Account,
    ApprovalDecision,
    ApprovalRequest,
    Deputy,
    Opportunity,
    Person,
    PersonRole,
)
from crm.outbox import Claim

ASKS = ("decision_wanted", "decision_escalated")


@dataclass(frozen=True)
class Addressee:
    """A colleague who is to be told."""

    number: int
    name: str
    email: str | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """The question that a notice is about, and its answer if there is one."""

    number: int
    kind: str
    status: str
    tier: int
    amount_mxn: Decimal | None
    percent: Decimal | None
    due_on: dt.date
    asked_by: str | None
    limit_mxn: Decimal | None = None
    conditions: str | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Facts:
    """All that a message may say."""

    key: str
    kind: str
    record: str
    code: str
    account: str | None
    payload: dict[str, Any]
    asked: Asked | None = None

    @property
    def is_no_news(self) -> bool:
        """A question that was answered, or went on to another tier, need not be brought to anybody."""
        return self.kind in ASKS and (
            self.asked is None or self.asked.status != "open" or not self._is_of_its_tier
        )

    @property
    def _is_of_its_tier(self) -> bool:
        return self.asked is not None and self.key.endswith(f":{self.asked.tier}")


def facts(session: Session, claim: Claim) -> Facts:
    """What a notice is about."""
    account = None
    if claim.record in CASES:
        case: Any = session.get(CASES[claim.record], claim.record_id)
        account = (
            None if case is None or case.account_id is None else session.get_one(Account, case.account_id).name
        )
    elif claim.record == "account":
        found = session.get(Account, claim.record_id)
        account = None if found is None else found.name
    prefix = CODES.get(claim.record)
    code = f"{prefix}-{claim.record_id}" if prefix else ""
    number = claim.payload.get("request")
    asked = _asked(session, number) if isinstance(number, int) else None
    return Facts(claim.key, claim.kind, claim.record, code, account, claim.payload, asked)


def _asked(session: Session, number: int) -> Asked | None:
    row = session.execute(
        select(ApprovalRequest, Person.name, ApprovalDecision)
        .outerjoin(Person, Person.id == ApprovalRequest.requested_by_id)
        .outerjoin(ApprovalDecision, ApprovalDecision.request_id == ApprovalRequest.id)
        .where(ApprovalRequest.id == number)
    ).one_or_none()
    if row is None:
        return None
    request, asked_by, decision = row
    said = (decision.limit_mxn, decision.conditions, decision.valid_until) if decision else (None, None, None)
    return Asked(
        request.id, request.kind, request.status, request.tier, request.amount_mxn, request.percent, request.due_on, asked_by,
        *said,
    )  # fmt: skip


def addressees(session: Session, claim: Claim, today: dt.date) -> list[Addressee]:
    """The active colleagues whom a notice concerns, by number: one person, or all of a role.

    A question goes to those of the role who neither sell nor asked, and to whoever decides for them today.
    """
    person, role = claim.payload.get("person"), claim.payload.get("role")
    numbers: set[int] = {person} if isinstance(person, int) else set()
    if isinstance(role, str):
        holders = set(session.scalars(select(PersonRole.person_id).where(PersonRole.role == role)))
        if claim.kind in ASKS:
            holders |= _deputies(session, holders, today)
            holders -= _not_asked(session, claim)
        numbers |= holders
    people = session.scalars(
        select(Person).where(Person.id.in_(numbers), Person.active).order_by(Person.id)
    ).all()
    return [Addressee(one.id, one.name, one.email, _roles(session, one.id)) for one in people]


def _deputies(session: Session, holders: set[int], today: dt.date) -> set[int]:
    return set(
        session.scalars(
            select(Deputy.deputy_id).where(
                Deputy.person_id.in_(holders), Deputy.from_on <= today, Deputy.until_on >= today
            )
        )
    )


def _not_asked(session: Session, claim: Claim) -> set[int]:
    """Who sells the case, or asked."""
    rows = session.execute(
        select(Opportunity.owner_id, ApprovalRequest.requested_by_id)
        .select_from(Opportunity)
        .outerjoin(ApprovalRequest, ApprovalRequest.id == claim.payload.get("request"))
        .where(Opportunity.id == claim.record_id)
    )
    return {number for row in rows for number in row if number is not None}


def _roles(session: Session, number: int) -> frozenset[str]:
    return frozenset(session.scalars(select(PersonRole.role).where(PersonRole.person_id == number)))
