"""What each seller has to do today, and which promised clients are beyond their limit, as plain values (003/D13, D14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.model import CODES, Account, Activity, Contact, ContactPlan, Opportunity, Person


@dataclass(frozen=True)
class DayLine:
    """A contact or task that is due: when, how, with whom and why."""

    owner: str
    due_on: dt.date
    account: str | None
    contact: str | None
    phone: str | None
    email: str | None
    case: str | None
    kind: str
    method: str | None
    subject: str | None
    objective: str | None
    minutes: int | None
    reasons: list[Any]
    from_utc_minute: int | None
    until_utc_minute: int | None


@dataclass(frozen=True)
class BeyondLine:
    """A client that is, or will be, left alone longer than its class allows; ``obstacle``: why, where the planner met one."""

    account_id: int
    account: str | None
    abc_class: str
    owner: str | None
    contact_by_on: dt.date
    next_contact_on: dt.date | None
    obstacle: str | None


def day_lines(session: Session, today: dt.date, owner_id: int | None, limit: int) -> list[DayLine]:
    """What is due today or was before, owner by owner in the order of the plan; at most ``limit``."""
    columns = (
        Person.name.label("owner"), Activity.due_on, Account.name.label("account"), Contact.name.label("contact"), Contact.phone,
        Contact.email, Activity.opportunity_id, Activity.kind, Activity.method, Activity.subject, Activity.objective,
        Activity.planned_minutes.label("minutes"), Activity.reasons, Activity.from_utc_minute, Activity.until_utc_minute,
    )  # fmt: skip
    query: Select[Any] = (
        select(*columns)
        .join(Person, Person.id == Activity.owner_id)
        .outerjoin(Opportunity, Opportunity.id == Activity.opportunity_id)
        .outerjoin(Account, Account.id == func.coalesce(Activity.account_id, Opportunity.account_id))
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(_due(today, owner_id))
        .order_by(Person.name, Person.id, Activity.due_on, Activity.id)
        .limit(limit)
    )
    return [_line(row._asdict()) for row in session.execute(query)]


def _line(facts: dict[str, Any]) -> DayLine:
    number = facts.pop("opportunity_id")
    facts["case"] = None if number is None else f"{CODES['opportunity']}-{number}"
    facts["reasons"] = facts["reasons"] or []
    return DayLine(**facts)


def number_due(session: Session, today: dt.date, owner_id: int | None = None) -> int:
    """How many lines there are."""
    return session.scalar(select(func.count()).select_from(Activity).where(_due(today, owner_id))) or 0


def _due(today: dt.date, owner_id: int | None) -> ColumnElement[bool]:
    due = and_(Activity.done_at.is_(None), Activity.due_on <= today, Activity.owner_id.is_not(None))
    return due if owner_id is None else and_(due, Activity.owner_id == owner_id)


def beyond_limit(
    session: Session, promised: Sequence[str], today: dt.date, limit: int, owner_id: int | None = None
) -> list[BeyondLine]:
    """The promised clients beyond their limit, the longest left alone first."""
    query = (
        select(
            Account.id,
            Account.name,
            ContactPlan.abc_class,
            Person.name,
            ContactPlan.contact_by_on,
            ContactPlan.next_contact_on,
            ContactPlan.obstacle,
        )
        .select_from(ContactPlan)
        .join(Account, Account.id == ContactPlan.account_id)
        .outerjoin(Person, Person.id == ContactPlan.owner_id)
        .where(_beyond(promised, today, owner_id))
        .order_by(ContactPlan.contact_by_on, Account.id)
        .limit(limit)
    )
    return [BeyondLine(*row) for row in session.execute(query)]


def number_beyond(
    session: Session, promised: Sequence[str], today: dt.date, owner_id: int | None = None
) -> int:
    """How many of them there are."""
    query = select(func.count()).select_from(ContactPlan).where(_beyond(promised, today, owner_id))
    return session.scalar(query) or 0


def _beyond(promised: Sequence[str], today: dt.date, owner_id: int | None) -> ColumnElement[bool]:
    plan = ContactPlan
    late = or_(
        plan.contact_by_on < today, plan.contact_by_on < plan.next_contact_on, plan.obstacle.is_not(None)
    )
    mine = () if owner_id is None else (plan.owner_id == owner_id,)
    return and_(plan.abc_class.in_(promised), late, *mine)
