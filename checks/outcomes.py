"""The four consequences of work out of order, measured: delays, friction, billing errors, a worn-out client (000/A29).

A consequence is no record of its own: it is what the audit finds. Which rules show which one is said by the company
(``[outcomes]`` of billing.toml); a finding has the day it was noticed, its cause (the rule) and the day it was resolved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fnmatch import fnmatchcase

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from config.billing import CONSEQUENCES, Consequence, Outcomes
from crm.model import Finding, RuleRow
from crm.standing import OutcomeLine


def rules_of(outcomes: Outcomes, consequence: Consequence, keys: Iterable[str]) -> list[str]:
    """The rules whose findings show a consequence."""
    patterns: tuple[str, ...] = getattr(outcomes, consequence)
    return [key for key in keys if any(fnmatchcase(key, pattern) for pattern in patterns)]


def outcomes(session: Session, chosen: Outcomes, first: dt.date, last: dt.date) -> list[OutcomeLine]:
    """What was noticed and what was resolved from one day to another, and what was open on the last of them."""
    is_open = and_(Finding.first_seen <= last, or_(Finding.resolved_on.is_(None), Finding.resolved_on > last))
    rows = session.execute(
        select(
            RuleRow.key,
            func.sum(case((Finding.first_seen.between(first, last), 1), else_=0)),
            func.sum(case((Finding.resolved_on.between(first, last), 1), else_=0)),
            func.sum(case((is_open, 1), else_=0)),
            func.min(case((is_open, Finding.first_seen))),
        )
        .join(RuleRow, RuleRow.id == Finding.rule_id)
        .group_by(RuleRow.key)
    )
    found = {key: figures for key, *figures in rows}
    lines = []
    for consequence in CONSEQUENCES:
        mine = [found[key] for key in rules_of(chosen, consequence, found)]
        noticed, resolved, still = (sum(figures[n] for figures in mine) for n in range(3))
        oldest = min((figures[3] for figures in mine if figures[3] is not None), default=None)
        lines.append(OutcomeLine(consequence, noticed, resolved, still, oldest))
    return lines
