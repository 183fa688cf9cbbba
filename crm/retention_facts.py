"""The facts by which the installed base is judged, read for some renewals at once: a statement a fact, no statement a case."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from config.company import Company
from crm.model import (
    Contract,
    ContractLine,
    Delivery,
    Equipment,
    FleetLine,
    Installation,
    Invoice,
    MeterReading,
    Renewal,
    Satisfaction,
    ServiceTicket,
    Study,
)
from policy.expansion import Base
from policy.volumes import Reading, pages_per_month, trend_percent

AT_ONCE = 1_000
YEAR_DAYS = 365
MONTH_DAYS = 30
Chosen = Callable[[Any], ColumnElement[bool]]
"""Which cases, as a condition on their number (``Scope.of``)."""

_Other = aliased(Contract, name="other_contract")


@dataclass(frozen=True)
class Facts:
    """One renewal as its contract, its client and its machines tell it; ``facts`` by the words of ``retention.toml``.

    ``lines``: the machines of annex A as (model, quantity, place).
    """

    renewal_id: int
    stage: str
    ends_on: dt.date
    facts: dict[str, Decimal | None]
    base: Base
    lines: tuple[tuple[str, int, str | None], ...] = ()
    monthly_mxn: Decimal | None = None
    term_months: int | None = None


def standing_of_renewal() -> ColumnElement[str]:
    """The stage of a renewal or, of an imported one, the stage that it claims."""
    return func.coalesce(Renewal.claimed_stage, Renewal.stage)


def alive(company: Company) -> tuple[str, ...]:
    """The stages in which a contract is still to be renewed."""
    stages = company.lifecycles["renewal"].stage
    return tuple(s.id for s in stages if s.track in ("main", "exit") and not s.closed)


def last_end(company: Company, today: dt.date) -> dt.date:
    """Contracts that end up to this day are planned: those in a window, and those whose first one opens soon."""
    days = max(company.renewal_windows.values()) + company.retention.planning.ahead_days
    return today + dt.timedelta(days=days)


def facts_of_some(
    session: Session, company: Company, today: dt.date, chosen: Chosen, again: bool, after: int
) -> list[Facts]:
    """The next ``AT_ONCE`` renewals to be planned, beyond number ``after``; those of today are left out unless ``again``."""
    due = and_(
        standing_of_renewal().in_(alive(company)),
        Contract.ends_on <= last_end(company, today),
        chosen(Renewal.id),
        Renewal.id > after,
    )
    if not again:
        due = and_(due, or_(Renewal.health_on.is_(None), Renewal.health_on < today))
    rows = _contracts(session, due)
    return _Batch(session, company, today, rows).facts() if rows else []


def _contracts(session: Session, where: ColumnElement[bool]) -> Sequence[Any]:
    installed = (
        select(func.min(Installation.installed_on))
        .join(Delivery, Delivery.id == Installation.delivery_id)
        .where(Delivery.contract_id == Contract.id)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        Renewal.id, standing_of_renewal().label("stage"), Contract.ends_on, Contract.included_mono_pages,
        Contract.included_colour_pages, Contract.monthly_mxn, Contract.term_months, func.coalesce(installed, Contract.starts_on).label("in_use_since"),
    )  # fmt: skip
    return session.execute(
        select(*columns)
        .join(Contract, Contract.id == Renewal.contract_id)
        .where(where)
        .order_by(Renewal.id)
        .limit(AT_ONCE)
    ).all()


class _Batch:
    """Some renewals, with what is known of each."""

    def __init__(self, session: Session, company: Company, today: dt.date, rows: Sequence[Any]) -> None:
        self.session, self.today, self.rows = session, today, rows
        self.health = company.retention.health
        self.since = today - dt.timedelta(days=self.health.history_days)
        self.mine = Renewal.id.in_([row.id for row in rows])
        self.measured = set(company.retention.fact)

    def facts(self) -> list[Facts]:
        """Everything that the policy wants to know."""
        tickets, machines = self._tickets(), self._machines()
        satisfaction, invoices = self._satisfaction(), self._invoices()
        readings, lines, places = self._readings(), self._lines(), self._places()
        found = []
        for row in self.rows:
            months = pages_per_month(readings[row.id])
            age = None if row.in_use_since is None else (self.today - row.in_use_since).days // MONTH_DAYS
            number, reporting = machines.get(row.id, (0, 0))
            opened, kept, judged = tickets.get(row.id, (0, 0, 0))
            facts = {
                "sla_kept": _percent(kept, judged),
                "tickets": _ratio(opened * YEAR_DAYS, number * self.health.history_days),
                "meters_reporting": _percent(reporting, number),
                "satisfaction": _ratio(*satisfaction.get(row.id, (0, 0))),
                "volume_trend": trend_percent(months),
                "late_payments": _percent(*invoices.get(row.id, (0, 0))),
                "age_months": None if age is None else Decimal(age),
            }
            mine = lines[row.id]
            base = Base(
                months, row.included_mono_pages, row.included_colour_pages, age, tuple(model for model, _, _ in mine),
                frozenset(places[row.id]), frozenset(place for _, _, place in mine if place),
            )  # fmt: skip
            measured = {name: value for name, value in facts.items() if name in self.measured}
            found.append(
                Facts(
                    row.id,
                    row.stage,
                    row.ends_on,
                    measured,
                    base,
                    tuple(mine),
                    row.monthly_mxn,
                    row.term_months,
                )
            )
        return found

    def _counted(self, source: Any, on: ColumnElement[bool], *counts: Any) -> dict[int, tuple[int, ...]]:
        rows = self.session.execute(
            select(Renewal.id, *counts).join(source, on).where(self.mine).group_by(Renewal.id)
        )
        return {row[0]: tuple(int(value or 0) for value in row[1:]) for row in rows}

    def _tickets(self) -> dict[int, tuple[int, ...]]:
        """Opened in the time that counts; inside their service level; of so many of which that is known."""
        ticket = ServiceTicket
        on = and_(ticket.account_id == Renewal.account_id, ticket.opened_on >= self.since)
        return self._counted(
            ticket, on, func.count(), _number(ticket.sla_kept.is_(True)), func.count(ticket.sla_kept)
        )

    def _satisfaction(self) -> dict[int, tuple[int, ...]]:
        """The sum of the scores, and their number."""
        on = and_(Satisfaction.account_id == Renewal.account_id, Satisfaction.asked_on >= self.since)
        return self._counted(Satisfaction, on, func.sum(Satisfaction.score), func.count(Satisfaction.score))

    def _invoices(self) -> dict[int, tuple[int, ...]]:
        """Paid late, or overdue and not paid; of so many that were due."""
        late = or_(Invoice.paid_on > Invoice.due_on, Invoice.paid_mxn < Invoice.amount_mxn)
        on = and_(
            Invoice.account_id == Renewal.account_id, Invoice.due_on >= self.since, Invoice.due_on < self.today
        )
        return self._counted(Invoice, on, _number(late), func.count())

    def _machines(self) -> dict[int, tuple[int, ...]]:
        """The client's machines, and those that report their meters."""
        since = self.today - dt.timedelta(days=self.health.meter_days)
        read = exists().where(MeterReading.equipment_id == Equipment.id, MeterReading.read_on >= since)
        rows = self.session.execute(
            select(Renewal.id, func.count(), _number(and_(Equipment.reports_meters.is_(True), read)))
            .join(_Other, _Other.account_id == Renewal.account_id)
            .join(Equipment, Equipment.contract_id == _Other.id)
            .where(self.mine)
            .group_by(Renewal.id)
        )
        return {number: (int(machines), int(reporting or 0)) for number, machines, reporting in rows}

    def _readings(self) -> dict[int, list[Reading]]:
        found: dict[int, list[Reading]] = defaultdict(list)
        reading = MeterReading
        rows = self.session.execute(
            select(Renewal.id, reading.equipment_id, reading.read_on, reading.mono_pages, reading.colour_pages)
            .join(Equipment, Equipment.contract_id == Renewal.contract_id)
            .join(reading, reading.equipment_id == Equipment.id)
            .where(self.mine, reading.read_on >= self.since, reading.mono_pages.is_not(None))
            .order_by(Renewal.id, reading.equipment_id, reading.read_on)
        )
        for number, machine, read_on, mono, colour in rows:
            found[number].append(Reading(machine, read_on, mono or 0, colour or 0))
        return found

    def _lines(self) -> dict[int, list[tuple[str, int, str | None]]]:
        found: dict[int, list[tuple[str, int, str | None]]] = defaultdict(list)
        rows = self.session.execute(
            select(Renewal.id, ContractLine.model, ContractLine.quantity, ContractLine.location)
            .join(ContractLine, ContractLine.contract_id == Renewal.contract_id)
            .where(self.mine)
            .order_by(ContractLine.id)
        )
        for number, model, quantity, place in rows:
            found[number].append((model, quantity, place))
        return found

    def _places(self) -> dict[int, set[str]]:
        """Where the study found machines."""
        found: dict[int, set[str]] = defaultdict(set)
        rows = self.session.execute(
            select(Renewal.id, FleetLine.location)
            .join(Contract, Contract.id == Renewal.contract_id)
            .join(Study, Study.opportunity_id == Contract.opportunity_id)
            .join(FleetLine, FleetLine.study_id == Study.id)
            .where(self.mine, FleetLine.location.is_not(None))
        )
        for number, place in rows:
            found[number].add(place or "")
        return found


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _percent(part: int, whole: int) -> Decimal | None:
    return _ratio(part * 100, whole)


def _ratio(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.01")) if whole else None
