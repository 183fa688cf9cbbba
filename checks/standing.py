"""How the cases of one lifecycle stand: by stage, who is held there, and for whom they wait."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, null, select
from sqlalchemy.orm import Session, aliased

from checks.compile import keys_in, masks_of
from checks.gate import Scope
from checks.install import Installed
from checks.subjects import SUBJECTS
from crm.base import IMPORTED
from crm.model import CASES, CODES, Account, Hold, Opportunity, Person
from crm.standing import HeldLine, HeldTally, Lack, StageLine

_Owner = aliased(Person, name="case_owner")


def held_lines(session: Session, installed: Installed, record: str, limit: int) -> list[HeldLine]:
    """The held cases of one lifecycle as the last sweep wrote them down, the most pesos first, at most ``limit``."""
    subject, model = SUBJECTS[record], CASES[record]
    bits, by_key = installed.bits_of(record), installed.rulebook.by_key
    account: Any = Account.name
    owner: Any = _Owner.name
    name: Any = null() if record == "renewal" else Opportunity.name
    if record == "opportunity":
        account = func.coalesce(Account.name, Opportunity.account_ref)
        owner = func.coalesce(_Owner.name, Opportunity.owner_ref)
    rows = session.execute(
        subject.select(subject.id, model.stage, name, account, owner, subject.value.label("worth"))
        .join(Hold, and_(Hold.record == record, Hold.record_id == subject.id))
        .outerjoin(_Owner, _Owner.id == subject.owner)
        .add_columns(Hold.target, Hold.since, *masks_of(Hold))
        .order_by(func.coalesce(subject.value, 0).desc(), Hold.since, subject.id)
        .limit(limit)
    )
    return [
        HeldLine(
            f"{CODES[record]}-{number}",
            title,
            customer,
            who,
            stage,
            target,
            since,
            worth,
            tuple(Lack(key, by_key[key].says, by_key[key].mender) for key in keys_in(broken, bits)),
        )
        for number, stage, title, customer, who, worth, target, since, *broken in rows
    ]


def held_tally(session: Session, installed: Installed, record: str, scope: Scope) -> HeldTally:
    """How many cases of the scope are held, for whom they wait and by which rules."""
    bits, by_key = installed.bits_of(record), installed.rulebook.by_key
    menders: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    cases = 0
    groups = (
        select(func.count(), *masks_of(Hold))
        .where(Hold.record == record, scope.of(Hold.record_id))
        .group_by(*masks_of(Hold))
    )
    for number, *broken in session.execute(groups):
        keys = keys_in(broken, bits)
        cases += number
        rules.update(dict.fromkeys(keys, number))
        menders.update(dict.fromkeys({by_key[key].mender for key in keys}, number))
    return HeldTally(cases, menders, rules)


def cases_moved(session: Session, record: str, now: dt.datetime, actor: str) -> int:
    """How many cases of a record one run has moved, whether by one stage or by several."""
    model = CASES[record]
    moved = select(func.count()).select_from(model).where(model.moved_at == now, model.moved_by == actor)
    return session.scalar(moved) or 0


def stage_lines(session: Session, installed: Installed, record: str) -> list[StageLine]:
    """Every stage of a lifecycle, in its order, with the cases that stand there (or claim to)."""
    subject, model = SUBJECTS[record], CASES[record]
    place = func.coalesce(model.claimed_stage, model.stage)
    claimed = model.stage == IMPORTED
    found: dict[str, list[Any]] = {}
    for stage, is_claim, number, worth in session.execute(
        subject.select(place, claimed, func.count(), func.sum(subject.value)).group_by(place, claimed)
    ):
        line = found.setdefault(stage, [0, 0, Decimal(0)])
        line[0] += number
        line[1] += number if is_claim else 0
        line[2] += worth or 0
    held_there = (
        select(place, func.count())
        .join(Hold, and_(Hold.record == record, Hold.record_id == model.id))
        .group_by(place)
    )
    held = {stage: int(number) for stage, number in session.execute(held_there)}
    return [
        StageLine(stage, cases, claims, held.get(stage, 0), worth)
        for stage in installed.rulebook.company.lifecycles[record].ids
        for cases, claims, worth in [found.get(stage, [0, 0, Decimal(0)])]
    ]
