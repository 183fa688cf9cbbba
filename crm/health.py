"""How the CRM fares, in a few figures: is it empty, what waits to be delivered, when was it last audited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.model import Account, AuditRun, Opportunity, Outbox, Person


@dataclass(frozen=True)
class Waiting:
    """Effects not yet delivered: how many, since when, and how many of them failed before."""

    number: int
    oldest: dt.datetime | None
    failed: int


def is_empty(session: Session) -> bool:
    """Whether the CRM holds no record that a person or an import would have written."""
    return not any(session.scalar(select(model.id).limit(1)) for model in (Account, Opportunity, Person))


def outbox(session: Session) -> Waiting:
    """What waits in the outbox."""
    undelivered = Outbox.delivered_at.is_(None)
    number, oldest = session.execute(select(func.count(), func.min(Outbox.created_at)).where(undelivered)).one()
    failed = session.scalar(
        select(func.count()).select_from(Outbox).where(undelivered, Outbox.error.is_not(None))
    )
    return Waiting(number, oldest, failed or 0)


def last_audit(session: Session) -> AuditRun | None:
    """The latest audit, if there was one."""
    return session.scalar(select(AuditRun).order_by(AuditRun.id.desc()).limit(1))
