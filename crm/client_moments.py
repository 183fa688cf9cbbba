"""The three moments of a sale: when the need was felt, when it became a purchase, when the purchase was put to use (001/B03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crm.model import Activity, Delivery, Installation, Opportunity
from policy.clients import Moments

_WON = func.coalesce(Opportunity.claimed_stage, Opportunity.stage) == "won"


def of_client(session: Session, account_id: int, zone: str, limit: int) -> Iterator[tuple[int, Moments]]:
    """(opportunity, its moments) of the latest sales of a client."""
    return _moments(session, Opportunity.account_id == account_id, zone, limit)


def of_won_since(session: Session, since: dt.date, zone: str) -> Iterator[Moments]:
    """The moments of every sale won since a day."""
    won = _moments(session, _WON & (Opportunity.closed_on >= since), zone, None)
    return (moments for _, moments in won)


def _moments(
    session: Session, which: ColumnElement[bool], zone: str, limit: int | None
) -> Iterator[tuple[int, Moments]]:
    rows = session.execute(
        select(
            Opportunity.id, Opportunity.need_felt_on, func.min(Activity.done_at), _WON, Opportunity.closed_on,
            func.min(Installation.installed_on),
        )
        .outerjoin(Activity, Activity.opportunity_id == Opportunity.id)
        .outerjoin(Delivery, Delivery.opportunity_id == Opportunity.id)
        .outerjoin(Installation, Installation.delivery_id == Delivery.id)
        .where(which)
        .group_by(Opportunity.id)
        .order_by(Opportunity.id.desc())
        .limit(limit)
    )  # fmt: skip
    here = ZoneInfo(zone)
    for number, need, answered, won, closed, used in rows:
        first = None if answered is None else answered.astimezone(here).date()
        yield number, Moments(need, first, closed if won else None, used)
