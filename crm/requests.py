"""What awaits a decision, who may give it, and which colleague is meant by a name."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.model import CODES, Account, ApprovalRequest, Opportunity, Person, PersonRole


class UnknownPerson(Exception):
    """No colleague, or more than one, is meant; the message says who comes near."""


@dataclass(frozen=True)
class Awaiting:
    """An open approval request: what is asked, by when, and the colleagues who may answer (000/A21)."""

    request_id: int
    kind: str
    case: str
    account: str | None
    amount_mxn: Decimal | None
    percent: Decimal | None
    due_on: dt.date
    asked_by: str | None
    role: str
    may_decide: tuple[str, ...]


def awaiting(
    session: Session, *, person_id: int | None = None, opportunity_id: int | None = None
) -> list[Awaiting]:
    """The open requests, most urgent first; of those, the ones that one colleague may answer, or of one case."""
    query = (
        select(ApprovalRequest, Opportunity.owner_id, Account.name, Person.name)
        .join(Opportunity, Opportunity.id == ApprovalRequest.opportunity_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Person, Person.id == ApprovalRequest.requested_by_id)
        .where(ApprovalRequest.status == "open")
        .order_by(ApprovalRequest.due_on, ApprovalRequest.id)
    )
    if opportunity_id is not None:
        query = query.where(ApprovalRequest.opportunity_id == opportunity_id)
    able = _able(session)
    found = []
    for request, seller, account, asked_by in session.execute(query):
        others = {
            number: name
            for number, name in able.get(request.required_role, {}).items()
            if number not in (seller, request.requested_by_id)
        }
        if person_id is None or person_id in others:
            found.append(
                Awaiting(
                    request.id, request.kind, f"{CODES['opportunity']}-{request.opportunity_id}", account,
                    request.amount_mxn, request.percent, request.due_on, asked_by, request.required_role,
                    tuple(others.values()),
                )
            )  # fmt: skip
    return found


def kind_of(session: Session, request_id: int) -> str | None:
    """What a request asks for (credit, margin, discount); none where there is no such request."""
    return session.scalar(select(ApprovalRequest.kind).where(ApprovalRequest.id == request_id))


def find_person(session: Session, name: str) -> int:
    """The number of the active colleague with this number, e-mail address or name (or unique part of a name)."""
    wanted = _plain(name)
    people = session.execute(select(Person.id, Person.name, Person.email).where(Person.active)).all()
    exact = (
        [p for p in people if wanted in (str(p.id), _plain(p.name), _plain(p.email or ""))] if wanted else []
    )
    near = exact or ([p for p in people if wanted in _plain(p.name)] if wanted else [])
    if len(near) == 1:
        return int(near[0].id)
    if not near:
        raise UnknownPerson(f"{name}: there is no active colleague of this name, e-mail address or number")
    shown = ", ".join(f"{p.name} ({p.email or p.id})" for p in near[:5])
    raise UnknownPerson(
        f"{name}: {len(near)} colleagues are called so; give the e-mail address or number: {shown}"
    )


def number_open(session: Session, today: dt.date) -> tuple[int, int]:
    """How many requests are open, and how many of them were due before today."""
    open_ones = select(func.count()).select_from(ApprovalRequest).where(ApprovalRequest.status == "open")
    late = open_ones.where(ApprovalRequest.due_on < today)
    return session.scalar(open_ones) or 0, session.scalar(late) or 0


def _able(session: Session) -> dict[str, dict[int, str]]:
    able: dict[str, dict[int, str]] = {}
    rows = session.execute(
        select(PersonRole.role, Person.id, Person.name)
        .join(Person, Person.id == PersonRole.person_id)
        .where(Person.active)
        .order_by(Person.name)
    )
    for role, number, name in rows:
        able.setdefault(role, {})[number] = name
    return able


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
