"""Who is held, as the last sweep wrote it down: by rule with what it is worth, and case by case."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, true
from sqlalchemy.orm import Session

from checks.compile import BITS_PER_MASK, MASKS, keys_in, masks_of
from checks.install import Installed
from checks.rule import Rule
from checks.subjects import SUBJECTS
from crm.model import CASES, CODES, Account, Hold, Person


@dataclass(frozen=True)
class HeldBy:
    """A rule, the cases it holds and the pesos they are worth (a case held by two rules counts in both)."""

    rule: Rule
    cases: int
    value_mxn: Decimal


@dataclass(frozen=True)
class HeldCase:
    """A case that can't enter its next stage, and every rule that bars it."""

    code: str
    account: str | None
    owner: str | None
    target: str
    since: dt.date
    value_mxn: Decimal
    rules: tuple[str, ...]


def held_by_rule(session: Session, installed: Installed, owner_id: int | None = None) -> list[HeldBy]:
    """Every rule that holds a case (of one owner, or of all), the most pesos first."""
    cases: Counter[str] = Counter()
    worth: defaultdict[str, Decimal] = defaultdict(Decimal)
    for record in CASES:
        held = _held(record, owner_id).subquery()
        masks = masks_of(held)
        groups = select(func.count(), func.sum(held.c.worth), *masks).group_by(*masks)
        for number, pesos, *broken in session.execute(groups):
            for key in keys_in(broken, installed.bits_of(record)):
                cases[key] += number
                worth[key] += pesos or 0
    found = [HeldBy(installed.rulebook.by_key[key], cases[key], worth[key]) for key in cases]
    return sorted(found, key=lambda held: (-held.value_mxn, -held.cases, held.rule.key))


def number_held(session: Session, owner_id: int | None = None) -> int:
    """How many cases are held (of one owner, or of all)."""
    queries = (select(func.count()).select_from(_held(record, owner_id).subquery()) for record in CASES)
    return sum(session.scalar(query) or 0 for query in queries)


def held_cases(
    session: Session,
    installed: Installed,
    rule: Rule | None = None,
    owner_id: int | None = None,
    limit: int = 20,
) -> list[HeldCase]:
    """The cases that are held (by one rule, of one owner, or all), the most pesos first, at most ``limit``."""
    found: list[HeldCase] = []
    for record in CASES if rule is None else (rule.record,):
        bits = installed.bits_of(record)
        query = _held(record, owner_id)
        if rule is not None:
            query = query.where(_bars(bits[rule.key]))
        held = query.subquery()
        rows = session.execute(
            select(held, Account.name.label("account"), Person.name.label("owner"))
            .outerjoin(Account, Account.id == held.c.account_id)
            .outerjoin(Person, Person.id == held.c.owner_id)
            .order_by(func.coalesce(held.c.worth, 0).desc(), held.c.record_id)
            .limit(limit)
        )
        for row in rows:
            keys = tuple(keys_in([getattr(row, name) for name in MASKS], bits))
            code, worth = f"{CODES[record]}-{row.record_id}", row.worth or Decimal(0)
            found.append(HeldCase(code, row.account, row.owner, row.target, row.since, worth, keys))
    return sorted(found, key=lambda case: -case.value_mxn)[:limit]


def _held(record: str, owner_id: int | None) -> Select[Any]:
    subject, model = SUBJECTS[record], CASES[record]
    facts = subject.select(
        subject.id.label("id"), subject.value.label("worth"), subject.owner.label("owner_id"),
        model.account_id.label("account_id"),
    ).subquery()  # fmt: skip
    return (
        select(
            Hold.record_id, *masks_of(Hold), Hold.target, Hold.since, facts.c.worth, facts.c.owner_id, facts.c.account_id
        )
        .join(facts, and_(Hold.record == record, facts.c.id == Hold.record_id))
        .where(true() if owner_id is None else facts.c.owner_id == owner_id)
    )  # fmt: skip


def _bars(place: int) -> ColumnElement[bool]:
    page, bit = divmod(place, BITS_PER_MASK)
    mask: ColumnElement[int] = masks_of(Hold)[page]
    return mask.op("&")(literal(1 << bit)) != 0
