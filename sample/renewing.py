"""The installed base: renewals with their plans and reviews, and what was learnt from clients that left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Insert, and_, case, func, null, select, update
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import Contract, LossCause, Renewal
from sample import words
from sample.plan import OPPORTUNITIES, RENEWALS
from sample.sql import Calendar, fill, pick
from sample.timeline import SLACK_DAYS

R = RENEWALS
r = RENEWALS.c
REVIEWED = 2
LOST, INTERVIEWED, SCHEDULED, REENGAGED = range(1, 5)
lacks = func.coalesce(r.lacks, "")


def watched(company: Company, calendar: Calendar, first: int, last: int) -> Iterator[Executable]:
    """The renewals of the opportunities from one number to another, and the cause of a lost sale on its way back."""
    reviewed = and_(r.reach >= REVIEWED, lacks != "health")
    begun = case((r.contract_id.is_(None), calendar.at(r.r0, 14, 30)), else_=calendar.at(r.r0, 23, 30))
    yield fill(
        Renewal, R, r.id.between(first, last), order=(r.id,),
        id=r.id, contract_id=r.contract_id, lost_opportunity_id=r.lost_opportunity_id, account_id=r.account_id,
        owner_id=r.owner_id, successor_id=r.successor_id, plan=case((r.reach >= 1, pick(words.PLANS, r.salt)), else_=null()),
        planned_on=calendar.day(r.r1), reviewed_on=calendar.day(r.r2),
        health_percent=case((reviewed, 5_500 + r.salt % 40 * 100), else_=null()), health_on=case((reviewed, calendar.day(0)), else_=null()),
        margin_percent=case((reviewed, 3_000 + r.salt % 25 * 100), else_=null()),
        direction_informed_on=case((r.informed, calendar.day(func.coalesce(r.ended, 0))), else_=null()), expands=r.expands,
        cause_closed_on=case((and_(r.back_reach >= REENGAGED, lacks != "date"), calendar.day(r.l4)), else_=null()),
        has_bad_debt=lacks == "debt",
        reentry_from=case((r.back_reach >= SCHEDULED, calendar.day(r.reentry)), else_=null()),
        reentry_on=case((r.back_reach >= SCHEDULED, calendar.day(r.reentry)), else_=null()),
        reentry_plan=case((r.back_reach >= SCHEDULED, pick(words.REENTRY, r.salt // 3)), else_=null()),
        reengaged_on=case((and_(r.back_reach >= REENGAGED, lacks != "date"), calendar.day(r.l4)), else_=null()),
        closed_for_good_reason=case((r.gave_up.is_not(None), pick(words.GIVEN_UP, r.salt // 3)), else_=null()),
        stage="watched", stage_since=calendar.day(r.r0), moved_at=begun, moved_by=r.mover, version=1, created_at=begun,
    )  # fmt: skip
    lost = OPPORTUNITIES.c
    learnt = _learnt(company, calendar, LossCause.cause)
    yield (
        update(LossCause)
        .where(LossCause.opportunity_id.in_(select(lost.id).where(lost.recovers)))
        .values(
            renewal_id=LossCause.opportunity_id,
            **{
                name: select(value).where(r.id == LossCause.opportunity_id).scalar_subquery()
                for name, value in learnt.items()
            },
        )
    )


def _learnt(company: Company, calendar: Calendar, cause: Any) -> dict[str, Any]:
    """What the interview found, and what closed the cause. The competitor's term fits the day of re-entry where there is one."""
    held, back = r.back_reach >= INTERVIEWED, r.back_reach >= SCHEDULED
    times, finals = company.retention.recovery, company.retention.final_causes
    term = r.reentry - times.competitor_notice_days - times.lead_days + SLACK_DAYS
    other = next(word for word in company.catalogues.loss_causes if word not in finals)
    return {
        "cause": case((and_(back, cause.in_(finals)), other), else_=cause),
        "competitor": pick(words.COMPETITORS, r.salt // 7),
        "competitor_ends_on": calendar.day(case((back, term), else_=func.coalesce(r.l1, 0) - 365)),
        "competitor_notice_days": times.competitor_notice_days,
        "remedy": case(
            (and_(r.back_reach >= REENGAGED, lacks != "date"), pick(words.REMEDIES, r.salt // 3)), else_=null()
        ),
        "interviewed_on": case((held, calendar.day(r.l2)), else_=null()),
        "interviewed_by_id": case((held, r.manager_id), else_=null()),
    }


def causes_of_loss(company: Company, calendar: Calendar) -> Insert:
    """Why clients left; written when their renewal has come as far as it came."""
    cause = pick(company.catalogues.loss_causes, r.salt // 5)
    return fill(
        LossCause, R.join(Contract.__table__, Contract.id == r.contract_id), r.has_cause, order=(r.id,),
        renewal_id=r.id, lost_on=calendar.day(func.coalesce(r.l1, 0)), by_price_alone=case((cause == "tender", r.salt % 2 == 0)),
        note="Aviso por escrito del cliente.", created_at=calendar.at(func.coalesce(r.l1, 0), 18), **_learnt(company, calendar, cause),
    )  # fmt: skip
