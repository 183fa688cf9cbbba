"""Classifying every account from what the CRM holds of it: value and ABC class, rung of the ladder, share (003/D11, 001/B02).

The facts are read a range of accounts at a time, the policy decides, and only what differs is written; so it may be run
again at any time, on any number of accounts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import String, bindparam, case, cast, insert, literal, select, update
from sqlalchemy.orm import Session

from config.clients import Clients
from config.company import Company
from crm.client_facts import Facts, Range, facts, ranges
from crm.database import Bind, unit_of_work
from crm.model import Account, ClientChange, Complaint, Contact, Satisfaction
from crm.outbox import payload, queue
from crm.successors import insert_new
from policy.abc import Cuts, class_of, cuts, points
from policy.clients import importance, place_on_ladder, pro_verdict, share, share_trend

CLASS, RUNG = "class", "relationship"


@dataclass
class Classified:
    """What came of it: how many accounts are of each class, and how many changed class, rung or nothing but a figure."""

    classes: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    written: int = 0

    @property
    def accounts(self) -> int:
        """All of them."""
        return self.classes.total()


@dataclass(frozen=True)
class Standing:
    """Where an account stands, as the policy finds it; the names are those of the fields of the account."""

    abc_class: str
    value_points: Decimal
    relationship: str | None
    share_percent: Decimal | None
    share_trend: str | None


def classify(bind: Bind, company: Company, today: dt.date) -> Classified:
    """Bring every account to the class and rung that follow from the facts of today; what differed is written."""
    every = _ranges(bind)
    cut = _cuts(bind, company, every, today)
    done = Classified()
    for one in every:
        with unit_of_work(bind) as session:
            _write(session, company, list(facts(session, company, one, today)), cut, today, done)
    return done


def _ranges(bind: Bind) -> list[Range]:
    with unit_of_work(bind) as session:
        return ranges(session)


def _cuts(bind: Bind, company: Company, every: list[Range], today: dt.date) -> Cuts:
    numbers: Counter[Decimal] = Counter()
    abc = company.clients.abc
    for one in every:
        with unit_of_work(bind) as session:
            numbers.update(
                points(found.worth, abc.scale).total for found in facts(session, company, one, today)
            )
    return cuts(numbers, abc.a_until_percent, abc.b_until_percent)


def standing_of(found: Facts, clients: Clients, cut: Cuts, today: dt.date) -> Standing:
    """Where an account stands, by the policy."""
    value = points(found.worth, clients.abc.scale).total
    abc_class = class_of(value, cut)
    pro = pro_verdict(found.noted, clients.pro.standard, today)
    place = place_on_ladder(found.dealings, pro, abc_class, clients.ladder.rules, today)
    last = max(found.periods, key=lambda period: period.until_on, default=None)
    course = share_trend(found.periods, clients.share.trend_periods, clients.share.steady_points)
    return Standing(abc_class, value, place.rung, None if last is None else share(last), course)


def _write(
    session: Session, company: Company, found: list[Facts], cut: Cuts, today: dt.date, done: Classified
) -> None:
    rows: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for one in found:
        now = standing_of(one, company.clients, cut, today)
        done.classes[now.abc_class] += 1
        if one.differs_from(now) or one.is_older_than(company.clients.abc.confirm_days, today):
            rows.append({"number": one.id, "abc_on": today, **vars(now)})
        for what, before, after in _moves(one, now):
            changes.append(
                {"account_id": one.id, "changed_on": today, "what": what, "before": before, "after": after}
            )
            done.changed[what] += 1
    if rows:
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "number"}
        session.connection().execute(
            update(Account.__table__).where(Account.id == bindparam("number")).values(columns),  # type: ignore[arg-type]
            rows,
        )
    if changes:
        session.execute(insert(ClientChange), changes)
    done.written += len(rows)


def _moves(one: Facts, now: Standing) -> Iterator[tuple[str, str | None, str | None]]:
    """What is another than at the last classification; the first one moves nobody."""
    if one.abc_on is None:
        return
    if one.abc_class != now.abc_class:
        yield CLASS, one.abc_class, now.abc_class
    if one.relationship != now.relationship:
        yield RUNG, one.relationship, now.relationship


def weigh_contacts(session: Session, clients: Clients) -> int:
    """Write how important each contact is (003/D12); how many changed. Decided once for all contacts that are alike."""
    alike = (Contact.buying_role, Contact.level, Contact.signs_orders)
    changed = 0
    for role, level, signs, before in session.execute(select(*alike, Contact.importance).distinct()).all():
        weighs = importance(role, level, signs, clients.importance.scale)
        if weighs == before:
            continue
        same = [
            column.is_not_distinct_from(value)
            for column, value in zip((*alike, Contact.importance), (role, level, signs, before), strict=True)
        ]
        found = session.execute(
            update(Contact).where(*same).values(importance=weighs).execution_options(synchronize_session=False)
        )
        changed += found.rowcount  # type: ignore[attr-defined]
    return changed


def open_complaints(session: Session, company: Company, now: dt.datetime, today: dt.date) -> int:
    """Open a complaint for each dissatisfied answer that has none (003/D07): its owner is told, and finds cause and compensation."""
    due = today + dt.timedelta(days=company.clients.complaints.days)
    columns = ["account_id", "satisfaction_id", "owner_id", "opened_on", "due_on", "created_at"]
    table = Complaint.__table__
    known = select(Complaint.id).where(Complaint.satisfaction_id == Satisfaction.id).exists()
    rows = (
        select(
            Satisfaction.account_id, Satisfaction.id, Account.owner_id,
            *(literal(value, table.c[name].type) for name, value in zip(columns[3:], (today, due, now), strict=True)),
        )
        .join(Account, Account.id == Satisfaction.account_id)
        .where(Satisfaction.score < company.crm.satisfied_score, Satisfaction.processed_on.is_(None), ~known)
    )  # fmt: skip
    opened = insert_new(session, Complaint, columns, rows)
    if opened:
        _tell_owners(session, now, today)
    return opened


def _tell_owners(session: Session, now: dt.datetime, today: dt.date) -> None:
    """One notice for each complaint that was opened today; service is told of those that are nobody's."""
    said = payload(
        session, person=Complaint.owner_id, role=case((Complaint.owner_id.is_(None), "service")),
        score=Satisfaction.score, comment=Satisfaction.comment, due_on=Complaint.due_on,
    )  # fmt: skip
    opened = (
        select(
            literal("complaint:") + cast(Complaint.id, String), literal("account"), Complaint.account_id, said
        )
        .join(Satisfaction, Satisfaction.id == Complaint.satisfaction_id)
        .where(Complaint.opened_on == today, Complaint.closed_on.is_(None))
    )
    queue(session, "complaint_opened", now, opened)
