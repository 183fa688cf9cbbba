"""What one colleague has to mend, as the last audit found it: the weightiest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from checks.install import Installed
from checks.rule import Rule
from crm.model import CODES, Finding, RuleRow, Verdict


@dataclass(frozen=True)
class ToMend:
    """A finding on a colleague's desk: the record, the rule it breaks, since when, and what the record is worth."""

    code: str
    rule: Rule
    first_seen: dt.date
    value_mxn: Decimal | None


def number_to_mend(session: Session, owner_id: int) -> int:
    """How many open findings are the colleague's."""
    return session.scalar(_findings(owner_id).with_only_columns(func.count())) or 0


def to_mend(session: Session, installed: Installed, owner_id: int, limit: int) -> list[ToMend]:
    """The colleague's open findings by weight of the rule × worth of the record, at most ``limit``."""
    worth = func.coalesce(Verdict.value_mxn, 0)
    rows = session.execute(
        _findings(owner_id)
        .where(RuleRow.key.in_(installed.rulebook.by_key))
        .order_by((RuleRow.weight * worth).desc(), RuleRow.weight.desc(), Finding.record_id, RuleRow.key)
        .limit(limit)
    )
    return [
        ToMend(code_of(record, number), installed.rulebook.by_key[key], since, value)
        for record, number, key, since, value in rows
    ]


def code_of(record: str, number: int) -> str:
    """What people call a record: OPP-12 for a case, ``account 12`` for any other."""
    return f"{CODES[record]}-{number}" if record in CODES else f"{record} {number}"


def _findings(owner_id: int) -> Any:
    found = and_(Verdict.record == RuleRow.record, Verdict.record_id == Finding.record_id)
    return (
        select(RuleRow.record, Finding.record_id, RuleRow.key, Finding.first_seen, Verdict.value_mxn)
        .select_from(Finding)
        .join(RuleRow, RuleRow.id == Finding.rule_id)
        .join(Verdict, found)
        .where(Finding.resolved_on.is_(None), Verdict.owner_id == owner_id)
    )
