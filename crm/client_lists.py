"""What a manager looks at among the clients: the classes, who rose or fell, whose share falls, whose complaint waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from config.clients import Clients
from crm.classifying import CLASS, RUNG
from crm.model import Account, ClientChange, Complaint, Person
from policy.clients import effort_kind


@dataclass(frozen=True)
class ClassLine:
    """A class: its accounts, those of them that have bought, the hours of sales they may have in a year."""

    abc_class: str
    accounts: int
    bought: int
    hours_a_year: int
    points: Decimal


@dataclass(frozen=True)
class FallingLine:
    """A key client whose share falls: how much we still have, and what is planned by when."""

    account_id: int
    name: str | None
    owner: str | None
    share_percent: Decimal | None
    plan: str | None
    due_on: dt.date | None


@dataclass(frozen=True)
class ChangeLine:
    """A client that moved: from where to where, and when."""

    account_id: int
    name: str | None
    owner: str | None
    before: str | None
    after: str | None
    changed_on: dt.date


@dataclass(frozen=True)
class ComplaintLine:
    """A complaint that waits: whose, why, by when."""

    account_id: int
    name: str | None
    owner: str | None
    cause: str | None
    opened_on: dt.date
    due_on: dt.date


def class_lines(session: Session, clients: Clients) -> list[ClassLine]:
    """The classes from A to C, as the last classification left them."""
    bought = case((Account.relationship.is_not(None), 1), else_=0)
    rows = session.execute(
        select(Account.abc_class, func.count(), func.sum(bought), func.sum(Account.value_points))
        .where(Account.abc_class.is_not(None))
        .group_by(Account.abc_class)
        .order_by(Account.abc_class)
    )
    lines = []
    for abc_class, accounts, customers, points in rows:
        hours = [
            number * getattr(clients.effort, effort_kind(abc_class, has_bought)).hours_a_year
            for has_bought, number in ((True, int(customers)), (False, int(accounts) - int(customers)))
        ]
        lines.append(ClassLine(abc_class, int(accounts), int(customers), sum(hours), points or Decimal(0)))
    return lines


def falling(session: Session, clients: Clients, limit: int) -> list[FallingLine]:
    """Key clients whose share falls, those without a plan first, then the most valuable (001/B10)."""
    rows = session.execute(
        select(
            Account.id, Account.name, Person.name, Account.share_percent, Account.share_plan,
            Account.share_plan_due_on,
        )
        .outerjoin(Person, Person.id == Account.owner_id)
        .where(
            Account.share_trend == "falling", Account.kind == "client",
            Account.abc_class.in_(clients.share.key_classes),
        )
        .order_by(Account.share_plan.is_not(None), Account.value_points.desc(), Account.id)
        .limit(limit)
    )  # fmt: skip
    return [FallingLine(*row) for row in rows]


def risen(session: Session, since: dt.date, limit: int) -> list[ChangeLine]:
    """Clients that became Pro or strategic since a day, the latest first (001/B02)."""
    return _changes(session, RUNG, since, limit, ("pro", "strategic"))


def moved(session: Session, since: dt.date, limit: int) -> list[ChangeLine]:
    """Accounts that are of another class since a day, the latest first (003/D11)."""
    return _changes(session, CLASS, since, limit, None)


def _changes(
    session: Session, what: str, since: dt.date, limit: int, after: tuple[str, ...] | None
) -> list[ChangeLine]:
    wanted = and_(ClientChange.what == what, ClientChange.changed_on >= since)
    if after is not None:
        wanted &= ClientChange.after.in_(after)
    rows = session.execute(
        select(
            Account.id, Account.name, Person.name, ClientChange.before, ClientChange.after, ClientChange.changed_on
        )
        .join(Account, Account.id == ClientChange.account_id)
        .outerjoin(Person, Person.id == Account.owner_id)
        .where(wanted)
        .order_by(ClientChange.changed_on.desc(), Account.value_points.desc(), ClientChange.id)
        .limit(limit)
    )  # fmt: skip
    return [ChangeLine(*row) for row in rows]


def waiting_complaints(session: Session, limit: int) -> list[ComplaintLine]:
    """Complaints that are not closed, the first to fall due first (003/D07)."""
    rows = session.execute(
        select(Account.id, Account.name, Person.name, Complaint.cause, Complaint.opened_on, Complaint.due_on)
        .join(Account, Account.id == Complaint.account_id)
        .outerjoin(Person, Person.id == Complaint.owner_id)
        .where(Complaint.closed_on.is_(None))
        .order_by(Complaint.due_on, Complaint.id)
        .limit(limit)
    )
    return [ComplaintLine(*row) for row in rows]
