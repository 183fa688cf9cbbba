"""What the last audit found, as people look at it: the trend, the scores, the worklist of all, what changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from sqlalchemy import BigInteger, ColumnElement, and_, func, select, type_coerce
from sqlalchemy.orm import Session

from checks.install import Installed
from checks.scores import worth_units
from checks.worklist import code_of
from crm.model import AuditRun, AuditScore, Finding, Person, RuleRow, Verdict
from crm.standing import ChangeLine, MendLine, ScoreLine

_UNITS_A_PESO = 400
"""A weight is in hundredths, an urgency in quarters (``checks.scores``)."""


def last_audits(session: Session, days: int) -> list[AuditRun]:
    """The last audit of each of the latest days on which there was one, the oldest first."""
    last_of_day = select(func.max(AuditRun.id)).group_by(AuditRun.day)
    found = session.scalars(
        select(AuditRun).where(AuditRun.id.in_(last_of_day)).order_by(AuditRun.day.desc()).limit(days)
    ).all()
    return list(reversed(found))


def score_lines(session: Session, audit_id: int, dimension: str, limit: int) -> list[ScoreLine]:
    """The lines of an audit along one dimension (owner, team, rule …), the dearest first."""
    columns = (
        AuditScore.key, AuditScore.name, AuditScore.records, AuditScore.failing, AuditScore.findings,
        AuditScore.score_percent, AuditScore.debt_mxn,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .where(AuditScore.audit_run_id == audit_id, AuditScore.dimension == dimension)
        .order_by(AuditScore.debt_mxn.desc(), AuditScore.findings.desc(), AuditScore.key)
        .limit(limit)
    )
    return [ScoreLine(*row) for row in rows]


def mend_lines(session: Session, installed: Installed, today: dt.date, limit: int) -> list[MendLine]:
    """The open findings of everybody that weigh most, at most ``limit``; owner by owner, the heaviest burden first."""
    by_key = installed.rulebook.by_key
    units = RuleRow.weight * worth_units(
        Verdict.value_mxn, Verdict.due_on, installed.rulebook.company.debt, today
    )
    weight = type_coerce(units, BigInteger).label("units")
    rows = session.execute(
        select(Person.name, RuleRow.record, Finding.record_id, RuleRow.key, Finding.first_seen, weight)
        .select_from(Finding)
        .join(RuleRow, RuleRow.id == Finding.rule_id)
        .join(Verdict, and_(Verdict.record == RuleRow.record, Verdict.record_id == Finding.record_id))
        .outerjoin(Person, Person.id == Verdict.owner_id)
        .where(Finding.resolved_on.is_(None), RuleRow.key.in_(by_key))
        .order_by(weight.desc(), RuleRow.record, Finding.record_id, RuleRow.key)
        .limit(limit)
    )
    found = [
        MendLine(
            owner, code_of(record, number), key, by_key[key].says, by_key[key].mend, by_key[key].mender, since,
            (Decimal(int(weighs)) / _UNITS_A_PESO).quantize(Decimal("0.01")),
        )
        for owner, record, number, key, since, weighs in rows
    ]  # fmt: skip
    burden: Counter[str | None] = Counter()
    for line in found:
        burden[line.owner] += int(line.debt_mxn)
    return sorted(found, key=lambda line: (-burden[line.owner], line.owner or "", -line.debt_mxn))


def change_lines(session: Session, installed: Installed, day: dt.date) -> list[ChangeLine]:
    """By rule, what is new on a day and what was resolved on it; the most new first."""
    new = _counted(session, and_(Finding.first_seen == day, Finding.resolved_on.is_(None)))
    resolved = _counted(session, Finding.resolved_on == day)
    by_key = installed.rulebook.by_key
    lines = [
        ChangeLine(key, by_key[key].says, new[number], resolved[number])
        for key, number in installed.ids.items()
        if key in by_key and (new[number] or resolved[number])
    ]
    return sorted(lines, key=lambda line: (-line.new, -line.resolved, line.rule))


def _counted(session: Session, which: ColumnElement[bool]) -> Counter[int]:
    rows = session.execute(select(Finding.rule_id, func.count()).where(which).group_by(Finding.rule_id))
    return Counter({rule: int(number) for rule, number in rows})
