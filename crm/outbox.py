"""Notices on their way out: claimed in small batches, marked as delivered, tried again later, given up at last.

A claim sets ``next_try_at`` forward, so that nobody else takes the row meanwhile; who dies while delivering loses it when
that time has come. ``payload["sent"]`` names the places that have the message already, so that a second try does not repeat it there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, update
from sqlalchemy.orm import Session

from config.notifications import Delivery
from crm.model import Outbox
from crm.successors import insert_new

CLAIMED_FOR = dt.timedelta(minutes=10)
BATCH = 5


@dataclass(frozen=True)
class Claim:
    """A row that is ours until an instant, for the attempt of this number."""

    number: int
    key: str
    kind: str
    record: str
    record_id: int
    payload: dict[str, Any]
    created_at: dt.datetime
    attempt: int
    until: dt.datetime

    @property
    def sent(self) -> tuple[str, ...]:
        """The places that have the message already."""
        return tuple(self.payload.get("sent", ()))


@dataclass(frozen=True)
class Tally:
    """The undelivered: waiting for a try, given up after the last one, too old to be news; and when the oldest came."""

    waiting: int
    given_up: int
    too_old: int
    failed_before: int
    oldest: dt.datetime | None


def queue(session: Session, kind: str, now: dt.datetime, told: Select[Any]) -> int:
    """Queue a notice for each (key, record, record number, payload) selected whose key is new; how many there were."""
    columns = ["key", "record", "record_id", "payload", "kind", "created_at", "attempts"]
    rows = told.add_columns(literal(kind), literal(now, Outbox.created_at.type), literal(0))
    return insert_new(session, Outbox, columns, rows)


def payload(session: Session, **values: Any) -> ColumnElement[Any]:
    """Whom to tell (``role``, ``person``), and of what, for ``queue``: values, or columns of what is selected."""
    pairs = [part for pair in values.items() for part in pair]
    sqlite = session.get_bind().dialect.name == "sqlite"
    return func.json_object(*pairs) if sqlite else func.json_build_object(*pairs)


def claim(session: Session, limits: Delivery, now: dt.datetime, most: int = BATCH) -> list[Claim]:
    """Take some rows that are due, the oldest first. Two who claim at once never get the same."""
    until = now + CLAIMED_FOR
    due = (
        select(Outbox)
        .where(_alive(limits, now), Outbox.attempts < limits.attempts)
        .where(or_(Outbox.next_try_at.is_(None), Outbox.next_try_at <= now))
        .order_by(Outbox.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claims = []
    for row in session.scalars(due):
        row.attempts, row.next_try_at = row.attempts + 1, until
        claims.append(
            Claim(row.id, row.key, row.kind, row.record, row.record_id, dict(row.payload), row.created_at, row.attempts, until)
        )  # fmt: skip
    session.flush()
    return claims


def note_sent(session: Session, claim: Claim, places: Collection[str]) -> None:
    """Remember which places have the message. A claim that has run out notes it too: it is true."""
    row = session.get_one(Outbox, claim.number, with_for_update=True)
    row.payload = {**row.payload, "sent": sorted({*row.payload.get("sent", ()), *places})}
    session.flush()


def mark_delivered(session: Session, claim: Claim, now: dt.datetime) -> None:
    """Everybody has it."""
    _mark(session, claim, delivered_at=now, next_try_at=None, error=None)


def drop(session: Session, claim: Claim, why: str, now: dt.datetime) -> None:
    """It is not sent, and need not be: it is no news any more, or nobody is to be told."""
    _mark(session, claim, delivered_at=now, next_try_at=None, error=why)


def put_back(session: Session, claim: Claim, until: dt.datetime) -> None:
    """It can't be sent yet, and that is nobody's failure: the attempt does not count."""
    _mark(session, claim, attempts=claim.attempt - 1, next_try_at=until)


def mark_failed(session: Session, claim: Claim, limits: Delivery, error: str, now: dt.datetime) -> None:
    """Somebody has it not: it is tried again later, or given up after the last attempt."""
    again = None if claim.attempt >= limits.attempts else now + limits.wait(claim.attempt)
    _mark(session, claim, next_try_at=again, error=error)


def _mark(session: Session, claim: Claim, **values: Any) -> None:
    mine = and_(Outbox.id == claim.number, Outbox.attempts == claim.attempt, Outbox.delivered_at.is_(None))
    session.execute(update(Outbox).where(mine).values(**values).execution_options(synchronize_session=False))


def undelivered(session: Session, limit: int) -> list[Outbox]:
    """What was not delivered, the oldest first."""
    query = select(Outbox).where(Outbox.delivered_at.is_(None)).order_by(Outbox.created_at, Outbox.id)
    return list(session.scalars(query.limit(limit)))


def tally(session: Session, limits: Delivery, now: dt.datetime) -> Tally:
    """How many notices lie undelivered, and why."""
    alive, given_up = _alive(limits, now), _given_up(limits, now)

    def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(Outbox).where(Outbox.delivered_at.is_(None), *conditions)
        return session.scalar(query) or 0

    return Tally(
        waiting=count(alive),
        given_up=count(given_up),
        too_old=count(~given_up, Outbox.created_at < _oldest(limits, now)),
        failed_before=count(alive, Outbox.error.is_not(None)),
        oldest=session.scalar(select(func.min(Outbox.created_at)).where(alive)),
    )


def state(row: Outbox, limits: Delivery, now: dt.datetime) -> str:
    """``given_up``, ``too_old``, ``failed`` (to be tried again) or ``waiting``."""
    is_due = row.next_try_at is None or row.next_try_at <= now
    if row.attempts >= limits.attempts and is_due:
        return "given_up"
    if row.created_at < _oldest(limits, now):
        return "too_old"
    return "waiting" if row.error is None else "failed"


def try_again(session: Session, limits: Delivery, now: dt.datetime) -> int:
    """Let what was given up be tried as if for the first time; how many there are."""
    again = update(Outbox).where(Outbox.delivered_at.is_(None), _given_up(limits, now))
    done = session.execute(
        again.values(attempts=0, next_try_at=None, error=None).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _alive(limits: Delivery, now: dt.datetime) -> ColumnElement[bool]:
    return and_(
        Outbox.delivered_at.is_(None), Outbox.created_at >= _oldest(limits, now), ~_given_up(limits, now)
    )


def _given_up(limits: Delivery, now: dt.datetime) -> ColumnElement[bool]:
    """After its last attempt; while that one is being made, it is not given up yet."""
    is_due = or_(Outbox.next_try_at.is_(None), Outbox.next_try_at <= now)
    return and_(Outbox.attempts >= limits.attempts, is_due)


def _oldest(limits: Delivery, now: dt.datetime) -> dt.datetime:
    return now - dt.timedelta(days=limits.oldest_days)
