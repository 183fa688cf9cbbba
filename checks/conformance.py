"""What happened in the CRM against what the company declares: the history read case by case, and the decisions (000/A01, A17, A28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, extract, func, or_, select

from checks.install import Installed, business_day
from checks.rule import Rulebook
from config.company import Company
from crm.base import IMPORTED
from crm.database import Session
from crm.model import CASES, CODES, ApprovalDecision, ApprovalRequest, Opportunity, StageHistory
from policy.conformance import Answers, Conformance, Declared, Move, Pairs, conform

_BLOCK = 10_000
_DAY_SECONDS = 86_400


def conformance(session: Session, installed: Installed, shown: int = 10) -> list[Conformance]:
    """Every lifecycle of the company against the history. Raises ``NotInstalled`` without a business day."""
    return [conformance_of(session, installed.rulebook.company, record, shown) for record in CASES]


def conformance_of(session: Session, company: Company, record: str, shown: int = 10) -> Conformance:
    """One lifecycle, as a company declares it, against the history."""
    until = end_of_day(company, business_day(session))
    return conform(declared(company, record), _moves(session, record), until, shown)


def end_of_day(company: Company, day: dt.date) -> dt.datetime:
    """The end of a day where the company is: up to there a stay that has not ended is counted."""
    return dt.datetime.combine(day, dt.time.max, ZoneInfo(company.time_zone)).astimezone(dt.UTC)


def declared(company: Company, record: str, hands: Pairs = frozenset()) -> Declared:
    """What a lifecycle declares, in the words of what is computed."""
    lifecycle = company.lifecycles[record]
    tracks: dict[str, tuple[str, ...]] = {}
    for stage in lifecycle.stage:
        tracks[stage.track] = (*tracks.get(stage.track, ()), stage.id)
    return Declared(
        record=record,
        initial=lifecycle.initial,
        tracks=tracks,
        arrows=frozenset((source, stage.id) for stage in lifecycle.stage for source in stage.from_),
        days={stage.id: stage.days for stage in lifecycle.stage if stage.days is not None},
        imported=IMPORTED,
        hands=hands,
    )


def handed_on(rulebook: Rulebook, record: str) -> Pairs:
    """The arrows by which a case passes, with a decision, into other hands: who took the step before may not take this one."""
    lifecycle = rulebook.company.lifecycles[record]
    return frozenset(
        (source, stage.id)
        for stage in lifecycle.stage
        if any(rule.decision for rule in rulebook.gating(record, stage.id))
        for source in stage.from_
        if lifecycle[source].owner != stage.owner
    )


def _moves(session: Session, record: str) -> Iterator[Move]:
    h = StageHistory
    rows = session.connection().execute(
        select(h.record_id, h.from_stage, h.to_stage, h.moved_at, h.moved_by)
        .where(h.record == record)
        .order_by(h.record_id, h.version)
        .execution_options(yield_per=_BLOCK)
    )
    code = CODES[record]
    for number, here, there, at, who in rows:
        yield Move(f"{code}-{number}", here, there, at, who)


def answers(session: Session, company: Company, shown: int = 10) -> Answers:
    """Every decision against four eyes and its day (000/A28, A03); a sale is judged by whose it is today."""
    today = business_day(session)
    d, q, o = ApprovalDecision, ApprovalRequest, Opportunity
    own = or_(*(who.in_((o.owner_id, q.requested_by_id)) for who in (d.approver_id, d.on_behalf_of_id)))
    day_ends = extract("epoch", q.due_on) + _DAY_SECONDS - _offset_seconds(company, today)
    judged = (
        select(d.opportunity_id, _flag(own).label("eyes"), _flag(extract("epoch", d.decided_at) >= day_ends).label("late"))
        .join(q, q.id == d.request_id)
        .join(o, o.id == d.opportunity_id)
        .subquery("judged")
    )  # fmt: skip
    j = judged.c
    eyes, late = (func.coalesce(func.sum(flag), 0) for flag in (j.eyes, j.late))
    found = session.execute(select(func.count(), eyes, late).select_from(judged)).one()
    worst = (
        select(j.opportunity_id)
        .where(j.eyes + j.late > 0)
        .group_by(j.opportunity_id)
        .order_by(eyes.desc(), late.desc(), j.opportunity_id)
        .limit(shown)
    )
    waiting = session.scalar(select(func.count()).where(q.status == "open", q.due_on < today)) or 0
    codes = tuple(f"{CODES['opportunity']}-{number}" for number in session.scalars(worst))
    return Answers(found[0], int(found[1]), int(found[2]), waiting, codes)


def _flag(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _offset_seconds(company: Company, day: dt.date) -> int:
    """By how much the company's clock is ahead of UTC."""
    offset = dt.datetime.combine(day, dt.time(12), ZoneInfo(company.time_zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
