"""How the CRM fares, in a few figures: is it empty, what waits to be delivered, when was it last audited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.model import Account, AuditRun, AuditScore, Opportunity, Outbox, Person


@dataclass(frozen=True)
class Waiting:
    """Effects not yet delivered: how many, since when, and how many of them failed before."""

    number: int
    oldest: dt.datetime | None
    failed: int


@dataclass(frozen=True)
class Dearest:
    """A rule (an owner, a team …) with its findings and what they weigh in pesos."""

    key: str
    name: str
    findings: int
    debt_mxn: Decimal


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


def dearest(session: Session, audit_id: int, dimension: str, limit: int) -> list[Dearest]:
    """The lines of an audit along one dimension (rule, owner, team …) that have findings, the dearest first."""
    columns = (AuditScore.key, AuditScore.name, AuditScore.findings, AuditScore.debt_mxn)
    rows = session.execute(
        select(*columns)
        .where(AuditScore.audit_run_id == audit_id, AuditScore.dimension == dimension, AuditScore.findings > 0)
        .order_by(AuditScore.debt_mxn.desc(), AuditScore.findings.desc(), AuditScore.key)
        .limit(limit)
    )
    return [Dearest(*row) for row in rows]


def last_audit(session: Session) -> AuditRun | None:
    """The latest audit, if there was one."""
    return session.scalar(select(AuditRun).order_by(AuditRun.id.desc()).limit(1))
