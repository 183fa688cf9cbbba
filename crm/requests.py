"""What awaits a decision, who may give it, and which colleague is meant by a name."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.words import Text, Told
from crm.model import CODES, Account, ApprovalRequest, Deputy, Opportunity, Person, PersonRole


class UnknownPerson(Told):
    """No colleague, or more than one, is meant; the sentence says who comes near."""


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
    tier: int
    may_decide: tuple[str, ...]


def awaiting(
    session: Session,
    may_decide: Callable[[str, int], tuple[str, ...]],
    *,
    person_id: int | None = None,
    opportunity_id: int | None = None,
) -> list[Awaiting]:
    """The open requests, most urgent first; of those, the ones that one colleague may answer, or of one case.

    ``may_decide(kind, tier)``: the roles that may decide (``config.approvals``).
    """
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
    holders = cache(lambda roles: able(session, roles))
    found = []
    for request, seller, account, asked_by in session.execute(query):
        may = holders(may_decide(request.kind, request.tier))
        others = {n: name for n, name in may.items() if n not in (seller, request.requested_by_id)}
        if person_id is None or person_id in others:
            found.append(
                Awaiting(
                    request.id, request.kind, f"{CODES['opportunity']}-{request.opportunity_id}", account, request.amount_mxn,
                    request.percent, request.due_on, asked_by, request.required_role, request.tier, tuple(others.values()),
                )
            )  # fmt: skip
    return found


def find_person(session: Session, name: str) -> int:
    """The number of the active colleague with this number, e-mail address or name (or unique part of a name)."""
    wanted = _plain(name)
    people = session.execute(select(Person.id, Person.name, Person.email).where(Person.active)).all()
    exact = (
        [p for p in people if wanted in (str(p.id), _plain(p.name), _plain(p.email or ""))] if wanted else []
    )
    by_name = wanted and not wanted.isdecimal()
    near = exact or ([p for p in people if wanted in _plain(p.name)] if by_name else [])
    if len(near) == 1:
        return int(near[0].id)
    if not near:
        raise UnknownPerson(
            Text(
                en=f"{name}: there is no active colleague of this name, e-mail address or number",
                es=f"{name}: no hay colaborador activo con ese nombre, correo o número",
            )
        )
    shown = ", ".join(f"{p.name} ({p.email or p.id})" for p in near[:5])
    raise UnknownPerson(
        Text(
            en=f"{name}: {len(near)} colleagues are called so; give the e-mail address or number: {shown}",
            es=f"{name}: {len(near)} colaboradores se llaman así; indique correo o número: {shown}",
        )
    )


def number_open(session: Session, today: dt.date) -> tuple[int, int]:
    """How many requests are open, and how many of them were due before today."""
    open_ones = select(func.count()).select_from(ApprovalRequest).where(ApprovalRequest.status == "open")
    late = open_ones.where(ApprovalRequest.due_on < today)
    return session.scalar(open_ones) or 0, session.scalar(late) or 0


def able(session: Session, roles: Sequence[str]) -> dict[int, str]:
    """The active colleagues that have one of these roles: number and name, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.active, PersonRole.role.in_(roles))
        .order_by(Person.name)
    )
    return {row.id: row.name for row in rows}


def deputies_of(session: Session, deputy_id: int, today: dt.date) -> list[int]:
    """Whose deputy a colleague is today."""
    named = select(Deputy.person_id).where(
        Deputy.deputy_id == deputy_id, Deputy.from_on <= today, Deputy.until_on >= today
    )
    return list(session.scalars(named.order_by(Deputy.id)))


def deputies_for(session: Session, principals: Sequence[int], today: dt.date) -> dict[int, str]:
    """The active colleagues who are deputy of one of these today: number and name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Deputy, Deputy.deputy_id == Person.id)
        .where(
            Person.active, Deputy.person_id.in_(principals), Deputy.from_on <= today, Deputy.until_on >= today
        )
        .order_by(Person.name)
    )
    return {row.id: row.name for row in rows}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
