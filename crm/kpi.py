"""What the records say of a period: sales closed, leads, moves through the funnel, what was kept and what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, delete, func, select
from sqlalchemy.orm import Session

from config.company import Company, Lifecycle
from crm.model import (
    AuditRun,
    Contract,
    Opportunity,
    Proposal,
    QuotaPosting,
    Renewal,
    StageChance,
    StageHistory,
    Verdict,
)
from policy.calendar import Period
from policy.kpi import Chance, Passage

H = StageHistory


@dataclass(frozen=True)
class Closed:
    """Sales won in a period, and how many of them at the margin floor or above (000/A31)."""

    won: int
    profitable: int


@dataclass(frozen=True)
class OpenStage:
    """The open sales of one stage: how many, and what they are worth in pesos."""

    stage: str
    cases: int
    value_mxn: Decimal


@dataclass(frozen=True)
class Kept:
    """Monthly billing of contracts that came to a decision: what was renewed, and what left."""

    kept_mxn: Decimal
    lost_mxn: Decimal


def passages(session: Session, company: Company, period: Period) -> list[Passage]:
    """How many sales of each seller left each stage in a period, and how many onward (004/E14).

    A sale on hold has not left for good; who came back to a stage and leaves again is counted again.
    """
    sales = company.lifecycles["opportunity"]
    main = _main(sales)
    gone = [stage.id for stage in sales.stage if stage.track != "main" and stage.closed]
    moves: Any = (
        select(Opportunity.owner_id, H.from_stage, H.to_stage, func.count())
        .join(Opportunity, Opportunity.id == H.record_id)
        .where(H.record == "opportunity", H.from_stage.in_(main), H.to_stage.in_((*main, *gone)))
        .where(H.moved_at.between(*_instants(company, period)))
        .group_by(Opportunity.owner_id, H.from_stage, H.to_stage)
    )
    left: dict[tuple[int | None, str], list[int]] = {}
    for owner, here, there, number in session.execute(moves):
        if there in gone or main.index(there) > main.index(here):
            line = left.setdefault((owner, here), [0, 0])
            line[0] += number
            line[1] += 0 if there in gone else number
    return [Passage(owner, stage, *counts) for (owner, stage), counts in left.items()]


def open_sales(session: Session, company: Company) -> list[OpenStage]:
    """What is open in each stage of the main track."""
    place = func.coalesce(Opportunity.claimed_stage, Opportunity.stage)
    sums = select(place, func.count(), func.sum(Opportunity.amount_mxn)).group_by(place)
    found = {stage: (number, amount or Decimal(0)) for stage, number, amount in session.execute(sums)}
    sales = company.lifecycles["opportunity"]
    stages = [stage for stage in _main(sales) if not sales[stage].closed]
    return [OpenStage(stage, *found.get(stage, (0, Decimal(0)))) for stage in stages]


def closed(session: Session, company: Company, period: Period) -> Closed:
    """The sales won in a period. A margin that nobody knows is not profitable."""
    floor = company.pricing.margin_floor_percent
    profitable = func.sum(case((Proposal.margin_percent >= floor, 1), else_=0))
    rows = (
        select(func.count(), profitable)
        .select_from(H)
        .outerjoin(Proposal, and_(Proposal.opportunity_id == H.record_id, Proposal.is_official))
    )
    found = session.execute(rows.where(*_entered(company, "opportunity", ("won",), period))).one()
    return Closed(found[0], int(found[1] or 0))


def entered(session: Session, company: Company, record: str, stage: str, period: Period) -> int:
    """How many cases entered a stage in a period."""
    which = _entered(company, record, (stage,), period)
    return session.scalar(select(func.count()).select_from(H).where(*which)) or 0


def kept(session: Session, company: Company, period: Period) -> Kept:
    """Of the contracts whose renewal was decided in a period, the billing that stayed and the billing that left (000/A11)."""
    stays = [
        stage for stage in _main(company.lifecycles["renewal"]) if company.lifecycles["renewal"][stage].closed
    ]
    decided = (
        select(H.to_stage, func.sum(Contract.monthly_mxn))
        .join(Renewal, Renewal.id == H.record_id)
        .join(Contract, Contract.id == Renewal.contract_id)
        .where(*_entered(company, "renewal", (*stays, "lost"), period))
        .group_by(H.to_stage)
    )
    sums = {stage: amount or Decimal(0) for stage, amount in session.execute(decided)}
    return Kept(sum((sums.get(stage, Decimal(0)) for stage in stays), Decimal(0)), sums.get("lost", Decimal(0)))


def leads(session: Session, period: Period, sources: tuple[str, ...] = ()) -> int:
    """The opportunities opened in a period, of all origins or of some (000/A08)."""
    found = select(func.count()).select_from(Opportunity).where(Opportunity.opened_on.between(*period))
    return session.scalar(found.where(Opportunity.lead_source.in_(sources)) if sources else found) or 0


def posted(session: Session, period: Period, plan: str, *kinds: str) -> Decimal:
    """What a plan's postings of some kinds (or of all) come to in a period, exempt ones included."""
    which = [QuotaPosting.plan == plan, QuotaPosting.occurred_on.between(*period)]
    if kinds:
        which.append(QuotaPosting.kind.in_(kinds))
    return session.scalar(select(func.sum(QuotaPosting.amount_mxn)).where(*which)) or Decimal(0)


def without_findings(session: Session, company: Company) -> tuple[int, int]:
    """Of the open opportunities, how many break no rule, and how many there are, as the last audit saw them (000/A31).

    Before the first audit nobody knows: none of none.
    """
    if session.scalar(select(AuditRun.id).limit(1)) is None:
        return 0, 0
    place = func.coalesce(Opportunity.claimed_stage, Opportunity.stage)
    whole, broken = session.execute(
        select(func.count(), func.count(Verdict.record_id))
        .select_from(Opportunity)
        .outerjoin(Verdict, and_(Verdict.record == "opportunity", Verdict.record_id == Opportunity.id))
        .where(place.in_(company.lifecycles["opportunity"].open_stages))
    ).one()
    return whole - broken, whole


def scores(session: Session, until: dt.date, days: int) -> list[tuple[dt.date, Decimal]]:
    """The score of the last audit of each of the latest days, the oldest first."""
    last_of_day = select(func.max(AuditRun.id)).where(AuditRun.day <= until).group_by(AuditRun.day)
    rows = session.execute(
        select(AuditRun.day, AuditRun.score_percent)
        .where(AuditRun.id.in_(last_of_day))
        .order_by(AuditRun.day.desc())
        .limit(days)
    )
    return [(day, score) for day, score in reversed(rows.all())]


def keep_chances(session: Session, found: Mapping[str, Chance], today: dt.date) -> None:
    """Keep the real chance of each stage, for whoever looks at a single case."""
    session.execute(delete(StageChance))
    session.add_all(
        StageChance(
            stage=stage, chance_percent=one.percent, cases=one.cases, is_proven=one.is_proven, told_on=today
        )
        for stage, one in found.items()
    )
    session.flush()


def chance_of(session: Session, stage: str) -> StageChance | None:
    """How likely a sale in a stage is to be won, as the last review told it; none before the first, or at an end."""
    return session.get(StageChance, stage)


def _main(lifecycle: Lifecycle) -> list[str]:
    return [stage.id for stage in lifecycle.stage if stage.track == "main"]


def _entered(company: Company, record: str, stages: tuple[str, ...], period: Period) -> tuple[Any, ...]:
    return H.record == record, H.to_stage.in_(stages), H.moved_at.between(*_instants(company, period))


def _instants(company: Company, period: Period) -> tuple[dt.datetime, dt.datetime]:
    """From the first moment of a period to its last, where the company is."""
    zone = ZoneInfo(company.time_zone)
    first = dt.datetime.combine(period[0], dt.time.min, zone)
    after = dt.datetime.combine(period[1] + dt.timedelta(days=1), dt.time.min, zone)
    return first, after - dt.timedelta(microseconds=1)
