"""The contracts that come to their end, as managers see them: by window, with pesos, health, risks and what comes next (000/A11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, null, select, type_coerce
from sqlalchemy.orm import Session

from config.company import Company
from crm.base import Money
from crm.model import (
    CODES,
    Account,
    Contract,
    ExpansionCandidate,
    Opportunity,
    Person,
    Renewal,
    RenewalRisk,
    StageHistory,
)
from crm.retention_facts import alive, standing_of_renewal
from crm.standing import RenewalLine, RiskLine, StepLine, WindowLine
from policy.health import Risk, wear
from policy.renewal import OUTCOME, dated_steps, due_dates

_WORTH = type_coerce(Contract.monthly_mxn * Contract.term_months, Money())
"""In pesos: a product of centavos and months would be read as a plain number of centavos."""


def renewal_lines(
    session: Session, company: Company, today: dt.date, closed: Container[dt.date], within_days: int, limit: int
) -> list[RenewalLine]:
    """The contracts that end within so many days or have ended without an outcome, the next to end first."""
    columns: tuple[Any, ...] = (
        Renewal.id, standing_of_renewal(), Account.name, Person.name, Contract.ends_on, _WORTH, Contract.monthly_mxn,
        Renewal.proposed_monthly_mxn, Renewal.health_percent,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Contract, Contract.id == Renewal.contract_id)
        .outerjoin(Account, Account.id == Renewal.account_id)
        .outerjoin(Person, Person.id == Renewal.owner_id)
        .where(_coming(company, today, within_days))
        .order_by(Contract.ends_on, Renewal.id)
        .limit(limit)
    ).all()
    numbers = [row[0] for row in rows]
    risks, found = _risks(session, numbers), _candidates(session, numbers)
    return [
        RenewalLine(
            f"{CODES['renewal']}-{number}", account, owner, stage, ends_on, worth, monthly, proposed, health,
            _wear(company, risks[number]), tuple(risks[number]), _steps(company, stage, ends_on, today, closed), found[number],
        )
        for number, stage, account, owner, ends_on, worth, monthly, proposed, health in rows
    ]  # fmt: skip


def window_lines(session: Session, company: Company, today: dt.date, within_days: int) -> list[WindowLine]:
    """The same contracts, counted by the step that is the latest due, the nearest end first."""
    windows = sorted(company.renewal_windows.items(), key=lambda window: window[1])
    ended: Any = (Contract.ends_on < today, literal(OUTCOME))
    steps = [(Contract.ends_on <= today + dt.timedelta(days=days), literal(stage)) for stage, days in windows]
    step: Any = case(ended, *steps, else_=null())
    high = exists().where(RenewalRisk.renewal_id == Renewal.id, RenewalRisk.level == "high")
    worth: Any = func.coalesce(_WORTH, 0)
    rows = session.execute(
        select(step, func.count(), func.sum(worth), func.sum(case((high, 1), else_=0)), func.sum(case((high, worth), else_=0)))
        .select_from(Renewal)
        .join(Contract, Contract.id == Renewal.contract_id)
        .where(_coming(company, today, within_days))
        .group_by(step)
    )  # fmt: skip
    counted = {row[0]: row for row in rows}
    return [
        WindowLine(place, int(number), _pesos(worth), int(high), _pesos(risky))
        for place in (OUTCOME, *(stage for stage, _ in windows), None)
        if place in counted
        for _, number, worth, high, risky in [counted[place]]
    ]


def rescued(session: Session, since: dt.date, until: dt.date) -> int:
    """How many clients that had left bought again in a period, both days included (001/B35)."""
    won = StageHistory
    begin = dt.datetime.combine(since, dt.time(), dt.UTC)
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), dt.UTC)
    return (
        session.scalar(
            select(func.count(Opportunity.account_id.distinct()))
            .join(
                won, and_(won.record == "opportunity", won.record_id == Opportunity.id, won.to_stage == "won")
            )
            .where(Opportunity.kind == "recovery", won.moved_at >= begin, won.moved_at < end)
        )
        or 0
    )


def _coming(company: Company, today: dt.date, within_days: int) -> ColumnElement[bool]:
    return and_(
        standing_of_renewal().in_(alive(company)), Contract.ends_on <= today + dt.timedelta(days=within_days)
    )


def _risks(session: Session, numbers: list[int]) -> dict[int, list[RiskLine]]:
    found: dict[int, list[RiskLine]] = defaultdict(list)
    risk = RenewalRisk
    columns = (risk.renewal_id, risk.kind, risk.percent, risk.level, risk.facts, risk.action)
    for number, kind, percent, level, facts, action in session.execute(
        select(*columns).where(risk.renewal_id.in_(numbers)).order_by(risk.renewal_id, risk.id)
    ):
        told = {name: Decimal(value) for name, value in facts.items()}
        found[number].append(RiskLine(kind, percent, level, told, action))
    return found


def _candidates(session: Session, numbers: list[int]) -> dict[int, dict[str, dict[str, str]]]:
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    one = ExpansionCandidate
    for number, kind, facts in session.execute(
        select(one.renewal_id, one.kind, one.facts).where(one.renewal_id.in_(numbers)).order_by(one.id)
    ):
        found[number][kind] = facts
    return found


def _wear(company: Company, lines: list[RiskLine]) -> Decimal | None:
    known = [Risk(line.kind, line.percent, "low", ()) for line in lines if line.kind in company.retention.risk]
    return wear(known, company.retention.risk)


def _steps(
    company: Company, stage: str, ends_on: dt.date, today: dt.date, closed: Container[dt.date]
) -> tuple[StepLine, ...]:
    due = due_dates(ends_on, company.renewal_windows, closed)
    order = list(due)
    done = order[: order.index(stage) + 1] if stage in order else []
    steps = dated_steps(due, done, today, company.retention.planning.pace_business_days, closed)
    return tuple(StepLine(step.stage, step.due_on, step.do_on) for step in steps)


def _pesos(amount: Any) -> Decimal:
    return amount if isinstance(amount, Decimal) else Decimal(amount or 0)
