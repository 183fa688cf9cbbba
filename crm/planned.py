"""Planned contacts as activities on people's lists: written, moved and withdrawn, but never once a person has touched them (003/D15)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from crm.model import Activity, ContactPlan
from policy.day_plan import Earlier

PLANNER = "planner"
ACTIVITY: Table = Activity.__table__  # type: ignore[assignment]
PLAN: Table = ContactPlan.__table__  # type: ignore[assignment]
AT_ONCE = 500
LIKE = {"meeting": "visit", "demo": "visit"}
"""What takes as long as something that is in ``config/cadence.toml``."""

Whose = tuple[int, int]
"""A seller and a client: between the two there is one planned contact at most."""


@dataclass(frozen=True)
class PlannedContact:
    """What the planner writes into an activity; ``reasons`` as pairs of a word and what is filled into it."""

    owner_id: int
    account_id: int
    opportunity_id: int | None
    contact_id: int
    kind: str
    contact_kind: str
    method: str
    subject: str
    objective: str
    due_on: dt.date
    planned_minutes: int
    reasons: list[list[Any]]
    from_utc_minute: int | None
    until_utc_minute: int | None

    @property
    def whose(self) -> Whose:
        return self.owner_id, self.account_id


FIELDS = tuple(PlannedContact.__dataclass_fields__)


@dataclass
class Desk:
    """What stands in the calendars of some sellers: untouched plans, contacts that they planned themselves, minutes taken."""

    untouched: dict[Whose, list[Any]] = field(default_factory=lambda: defaultdict(list))
    own: dict[Whose, dt.date] = field(default_factory=dict)
    taken: dict[int, Counter[dt.date]] = field(default_factory=lambda: defaultdict(Counter))

    def earlier(self) -> dict[int, dict[int, Earlier]]:
        """The untouched plans by seller and client, for the planner."""
        found: dict[int, dict[int, Earlier]] = defaultdict(dict)
        for (owner, account), rows in self.untouched.items():
            row = rows[0]
            found[owner][account] = Earlier(row.due_on, row.contact_kind, row.method, row.contact_id)
        return found


def desk(
    session: Session,
    owners: Sequence[int],
    days: Sequence[dt.date],
    today: dt.date,
    day_begins: dt.datetime,
    minutes: Mapping[str, int],
) -> Desk:
    """The calendars of some sellers over the coming days; ``day_begins``: what was done since counts for today.

    ``minutes``: what an activity takes that does not say it, by method or kind.
    """
    found = Desk()
    open_ = and_(
        Activity.done_at.is_(None),
        or_(Activity.origin == PLANNER, Activity.due_on.between(days[0], days[-1])),
    )
    query = (
        select(*ACTIVITY.c)
        .where(Activity.owner_id.in_(owners), or_(open_, Activity.done_at >= day_begins))
        .order_by(Activity.due_on, Activity.id)
        .with_for_update()
    )
    for row in session.execute(query):
        if row.origin == PLANNER and row.done_at is None and row.plan_seal == _seal(row._asdict()):
            found.untouched[row.owner_id, row.account_id].append(row)
            continue
        day = today if row.done_at is not None else row.due_on
        if day is not None and day >= days[0]:
            found.taken[row.owner_id][day] += _takes(row, minutes)
            if row.done_at is None and row.kind != "task" and row.account_id is not None:
                found.own.setdefault((row.owner_id, row.account_id), day)
    return found


def _takes(row: Any, minutes: Mapping[str, int]) -> int:
    if row.planned_minutes is not None:
        return int(row.planned_minutes)
    return minutes.get(row.method or "", minutes.get(LIKE.get(row.kind, row.kind), 0))


@dataclass
class Written:
    """How many planned contacts are new, were changed or moved, were withdrawn, and stay as they are."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0

    def __iadd__(self, other: Written) -> Written:
        for name, number in asdict(other).items():
            setattr(self, name, getattr(self, name) + number)
        return self


def write(session: Session, wanted: Iterable[PlannedContact], at: Desk, now: dt.datetime) -> Written:
    """Make the untouched plans of some sellers what is wanted; doing it again changes nothing."""
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    written, left = Written(), dict(at.untouched)
    gone: list[int] = []
    for contact in wanted:
        values = {name: getattr(contact, name) for name in FIELDS}
        values["plan_seal"] = _seal(values)
        before, *more = left.pop(contact.whose, [None])
        gone += [row.id for row in more]
        if before is None:
            new.append(values | {"origin": PLANNER, "created_at": now})
        elif before.plan_seal == values["plan_seal"]:
            written.same += 1
        else:
            changed.append(values | {"number": before.id, "updated_at": now})
    gone += [row.id for rows in left.values() for row in rows]
    if new:
        session.execute(insert(ACTIVITY), new)
    if changed:
        one = update(ACTIVITY).where(ACTIVITY.c.id == bindparam("number"))
        session.connection().execute(one, changed)
    for first in range(0, len(gone), AT_ONCE):
        session.execute(delete(ACTIVITY).where(ACTIVITY.c.id.in_(gone[first : first + AT_ONCE])))
    written.new, written.changed, written.withdrawn = len(new), len(changed), len(gone)
    return written


def write_account_plans(session: Session, plans: Sequence[Mapping[str, Any]], now: dt.datetime) -> int:
    """Keep the plan of each account, as values of ``ContactPlan``; only those that differ are written. How many."""
    number = 0
    for first in range(0, len(plans), AT_ONCE):
        number += _write_some(session, plans[first : first + AT_ONCE], now)
    return number


def _write_some(session: Session, plans: Sequence[Mapping[str, Any]], now: dt.datetime) -> int:
    accounts = [plan["account_id"] for plan in plans]
    rows = session.execute(select(*PLAN.c).where(PLAN.c.account_id.in_(accounts)))
    before = {row.account_id: row for row in rows}
    new = [dict(plan, changed_at=now) for plan in plans if plan["account_id"] not in before]
    changed = []
    for plan in plans:
        row = before.get(plan["account_id"])
        if row is not None and any(row._mapping[name] != value for name, value in plan.items()):
            changed.append(dict(plan, changed_at=now, number=row.id))
    if new:
        session.execute(insert(PLAN), new)
    if changed:
        one = update(PLAN).where(PLAN.c.id == bindparam("number"))
        session.connection().execute(one, changed)
    return len(new) + len(changed)


def _seal(values: Mapping[str, Any]) -> str:
    """A hash of what people see and may change: as long as it fits, nobody has."""
    seen = [values[name] for name in FIELDS]
    return hashlib.sha256(
        json.dumps(seen, ensure_ascii=False, default=str, sort_keys=True).encode()
    ).hexdigest()
