"""The installed base, planned: steps are dated, health and risks told, candidates found; and the way back to who left is dated.

What the policy says of the facts is written for many renewals at once. To do it again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from config.company import Company
from crm.database import Bind, unit_of_work
from crm.model import ExpansionCandidate, Invoice, LossCause, Renewal, RenewalRisk, RenewalStep
from crm.renewal_prices import proposed_price
from crm.retention_facts import AT_ONCE, Chosen, Facts, facts_of_some, standing_of_renewal
from policy.expansion import Candidate, candidates
from policy.health import Health, health
from policy.recovery import Loss, reentry
from policy.renewal import due_dates
from policy.renewal_price import RenewalPrice

ON_THE_WAY_BACK = ("lost", "interviewed", "scheduled")


@dataclass(frozen=True)
class Planned:
    """What became of a pass over the installed base."""

    renewals: int
    at_high_risk: int
    candidates: int


@dataclass(frozen=True)
class _Result:
    renewal_id: int
    due: dict[str, dt.date]
    health: Health
    candidates: tuple[Candidate, ...]
    price: RenewalPrice | None


def plan_renewals(
    bind: Bind,
    company: Company,
    today: dt.date,
    closed: Container[dt.date],
    chosen: Chosen,
    again: bool = False,
) -> Planned:
    """Date the steps of every contract that comes to its end, tell how its client is, and find what it may need besides (A11, M10).

    Each is looked at once a day; ``again``: also those of today. Some at a time, each time in a transaction of its own, so that
    nobody waits long for the CRM.
    """
    done, last = Planned(0, 0, 0), 0
    while True:
        with unit_of_work(bind) as session:
            batch = facts_of_some(session, company, today, chosen, again, last)
            results = [_judge(company, facts, today, closed) for facts in batch]
            if results:
                _write(session, results, today)
        if not results:
            return done
        last = results[-1].renewal_id
        high = sum(any(risk.level == "high" for risk in result.health.risks) for result in results)
        found = sum(len(result.candidates) for result in results)
        done = Planned(done.renewals + len(results), done.at_high_risk + high, done.candidates + found)


def _judge(company: Company, facts: Facts, today: dt.date, closed: Container[dt.date]) -> _Result:
    rules = company.retention
    told = health(facts.facts, rules.fact, rules.risk, rules.health.least_known_percent)
    due = due_dates(facts.ends_on, company.renewal_windows, closed)
    price = proposed_price(company, facts, today)
    return _Result(facts.renewal_id, due, told, candidates(facts.base, rules.expansion), price)


def _write(session: Session, results: list[_Result], today: dt.date) -> None:
    table: Any = Renewal.__table__
    session.execute(
        update(table)
        .where(table.c.id == bindparam("number"))
        .values(health_percent=bindparam("percent"), health_on=bindparam("day")),
        [{"number": r.renewal_id, "percent": r.health.percent, "day": today} for r in results],
    )
    _write_prices(session, results)
    steps = [
        {"renewal_id": r.renewal_id, "stage": s, "due_on": day} for r in results for s, day in r.due.items()
    ]
    _put(session, RenewalStep, "stage", ("due_on",), steps)
    risks = [
        {
            "renewal_id": r.renewal_id, "kind": risk.kind, "percent": risk.percent, "level": risk.level,
            "facts": {reason.fact: str(reason.value) for reason in risk.reasons},
        }
        for r in results
        for risk in r.health.risks
    ]  # fmt: skip
    _put(session, RenewalRisk, "kind", ("percent", "level", "facts"), risks)
    found = [
        {"renewal_id": r.renewal_id, "kind": one.kind, "facts": one.facts, "found_on": today}
        for r in results
        for one in r.candidates
    ]
    _forget_candidates(session, results)
    _put(session, ExpansionCandidate, "kind", ("facts",), found)


def _write_prices(session: Session, results: list[_Result]) -> None:
    """The real margin and the price proposed, where they could be told; what a person wrote otherwise stays."""
    prices = [
        {"number": r.renewal_id, "margin": r.price.real_margin_percent, "price": r.price.monthly_mxn}
        for r in results
        if r.price is not None
    ]
    if prices:
        table: Any = Renewal.__table__
        told: dict[str, Any] = {
            "margin_percent": bindparam("margin"),
            "proposed_monthly_mxn": bindparam("price"),
        }
        session.execute(update(table).where(table.c.id == bindparam("number")).values(**told), prices)


def _put(session: Session, model: Any, key: str, values: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Insert the rows, or bring those of the same renewal and ``key`` up to date."""
    if not rows:
        return
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(model.__table__)
    columns = model.__table__.c
    insert = insert.on_conflict_do_update(
        index_elements=[columns.renewal_id, columns[key]],
        set_={columns[name]: insert.excluded[name] for name in values},
    )
    session.execute(insert, rows)


def _forget_candidates(session: Session, results: list[_Result]) -> None:
    """Those for which nothing speaks any more, but for what a sale has taken up."""
    one = ExpansionCandidate
    kept = [(r.renewal_id, candidate.kind) for r in results for candidate in r.candidates]
    gone = [one.renewal_id.in_([r.renewal_id for r in results]), one.opportunity_id.is_(None)]
    if kept:
        gone.append(tuple_(one.renewal_id, one.kind).not_in(kept))
    session.execute(delete(one).where(*gone).execution_options(synchronize_session=False))


# --- the way back ---------------------------------------------------------------------------------------------------


def date_reentries(
    session: Session, company: Company, today: dt.date, closed: Container[dt.date], chosen: Chosen
) -> int:
    """Write down from when we may go back to each client that left, and schedule it where nobody has; how many were dated (A12)."""
    finals, rules = company.retention.final_causes, company.retention.recovery
    written = 0
    for batch in _lost(session, company, today, chosen):
        changes = []
        for row in batch:
            loss = Loss(
                row.lost_on, row.cause in finals, row.competitor_ends_on, row.competitor_notice_days,
                row.has_bad_debt or row.owes, None if row.owes else row.debt_cured_on,
            )  # fmt: skip
            day = reentry(loss, rules, closed).on
            chosen_day = day if row.reentry_on is None else row.reentry_on
            if (day, chosen_day) != (row.reentry_from, row.reentry_on):
                changes.append({"number": row.id, "first": day, "chosen": chosen_day})
        if changes:
            table: Any = Renewal.__table__
            dates: dict[str, Any] = {"reentry_from": bindparam("first"), "reentry_on": bindparam("chosen")}
            session.execute(update(table).where(table.c.id == bindparam("number")).values(**dates), changes)
        written += len(changes)
    return written


def _lost(session: Session, company: Company, today: dt.date, chosen: Chosen) -> Iterator[Any]:
    long_ago = today - dt.timedelta(days=company.retention.recovery.bad_debt_days)
    owes = exists().where(
        Invoice.account_id == Renewal.account_id,
        Invoice.due_on < long_ago,
        Invoice.paid_mxn < Invoice.amount_mxn,
    )
    columns = (
        Renewal.id, Renewal.reentry_from, Renewal.reentry_on, Renewal.debt_cured_on, LossCause.cause, LossCause.lost_on,
        LossCause.competitor_ends_on, LossCause.competitor_notice_days, Renewal.has_bad_debt, owes.label("owes"),
    )  # fmt: skip
    last = 0
    while rows := session.execute(
        select(*columns)
        .join(LossCause, LossCause.renewal_id == Renewal.id)
        .where(and_(standing_of_renewal().in_(ON_THE_WAY_BACK), chosen(Renewal.id), Renewal.id > last))
        .order_by(Renewal.id)
        .limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        yield rows
