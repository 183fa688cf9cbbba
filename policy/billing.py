"""What a contract will be billed for a period, line by line with its reason; or why it is held (000/A13, A29, M12).

Nothing is invented: with a wrong reading, a term that is not known or a set-up that the audit finds wrong, the preview is
held with its reasons. Estimates are marked. A held preview still shows what is certain, so that people see what waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from policy.meters import KINDS, Kind, Meter, ReadingRules, Usage, usage

_CENT = Decimal("0.01")

LineKind = Literal["base", "overage_mono", "overage_colour"]
HeldBy = Literal["set_up", "terms", "readings"]


@dataclass(frozen=True)
class Period:
    """Some days, the first and the last included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def period_of(month: dt.date, cycle_day: int) -> Period:
    """The period of a contract whose last day lies in the month; a new one begins on each ``cycle_day`` (1 to 28)."""
    if not 1 <= cycle_day <= 28:
        raise ValueError(f"a cycle begins on a day from 1 to 28, not {cycle_day}")
    this = month.replace(day=1)
    if cycle_day == 1:
        begins, following = this, (this + dt.timedelta(days=31)).replace(day=1)
    else:
        begins, following = (this - dt.timedelta(days=1)).replace(day=cycle_day), this.replace(day=cycle_day)
    return Period(begins, following - dt.timedelta(days=1))


def in_service(period: Period, starts_on: dt.date, ends_on: dt.date | None) -> Period | None:
    """The days of the period on which the service ran; none if it ran on none."""
    first = max(period.first, starts_on)
    last = period.last if ends_on is None else min(period.last, ends_on)
    return Period(first, last) if first <= last else None


def share(amount: Decimal, unit: Decimal, whole: Period, part: Period) -> Decimal:
    """What falls to some days of a period, in whole ``unit``s (a cent, a page), half up.

    It is the share up to the last day less the share up to the day before the first, so the shares of the parts of a
    period add up to the amount.
    """

    def until(day: dt.date) -> Decimal:
        days = (day - whole.first).days + 1
        return (amount * days / whole.days / unit).to_integral_value(ROUND_HALF_UP) * unit

    return until(part.last) - until(part.first - dt.timedelta(days=1))


@dataclass(frozen=True)
class Terms:
    """What the contract says of its price; ``None`` where it says nothing."""

    monthly_mxn: Decimal | None
    included_pages: Mapping[Kind, int | None]
    click_mxn: Mapping[Kind, Decimal | None]


@dataclass(frozen=True)
class Machine:
    """A machine of the contract's meter group, with its counters."""

    id: int
    name: str
    meters: tuple[Meter, ...]


@dataclass(frozen=True)
class Agreement:
    """All that a bill is made of. ``faults``: the rules of the set-up that the contract breaks."""

    terms: Terms
    starts_on: dt.date
    ends_on: dt.date | None
    cycle_day: int
    machines: tuple[Machine, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class BillingRules:
    """The company's numbers: tax, when to warn of the allowance, when a reading counts, what a machine can print."""

    iva_percent: Decimal
    alert_percents: tuple[int, ...]
    readings: ReadingRules
    possible_pages_per_day: Mapping[Kind, int]


@dataclass(frozen=True)
class Line:
    """An amount and why: ``days`` of ``of_days`` of the base rent, or pages over the allowance at a rate."""

    kind: LineKind
    amount_mxn: Decimal
    iva_mxn: Decimal
    days: int
    of_days: int
    counted_pages: int | None = None
    estimated_pages: int | None = None
    included_pages: int | None = None
    rate_mxn: Decimal | None = None


@dataclass(frozen=True)
class Reason:
    """Why a preview is held: a rule of the set-up, a term that lacks, or the state of a meter."""

    held_by: HeldBy
    word: str
    machine: str | None = None
    meter: Kind | None = None


@dataclass(frozen=True)
class Alert:
    """So much of the group's allowance is used (ID545)."""

    meter: Kind
    percent: int
    counted_pages: int
    included_pages: int


@dataclass(frozen=True)
class Counted:
    """What one meter of one machine counted."""

    machine_id: int
    machine: str
    meter: Kind
    usage: Usage


@dataclass(frozen=True)
class Preview:
    """What would be billed for a period; held where there are reasons."""

    period: Period
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    alerts: tuple[Alert, ...]
    meters: tuple[Counted, ...]

    @property
    def is_held(self) -> bool:
        """Nothing of it may be billed."""
        return bool(self.reasons)

    @property
    def subtotal_mxn(self) -> Decimal:
        """The lines without tax."""
        return sum((line.amount_mxn for line in self.lines), Decimal(0))

    @property
    def iva_mxn(self) -> Decimal:
        """The tax of the lines, each rounded by itself as an invoice (CFDI) has it."""
        return sum((line.iva_mxn for line in self.lines), Decimal(0))

    @property
    def total_mxn(self) -> Decimal:
        """Lines and tax, to the cent."""
        return self.subtotal_mxn + self.iva_mxn


def preview(agreement: Agreement, month: dt.date, rules: BillingRules) -> Preview | None:
    """What the contract is billed for the period that ends in the month; none if it was not in service (000/A13).

    The base rent and the allowance of a first or last period are those of the days in service. The allowance belongs to
    the whole group of machines: one may print what another does not.
    """
    whole = period_of(month, agreement.cycle_day)
    served = in_service(whole, agreement.starts_on, agreement.ends_on)
    if served is None:
        return None
    bill = _Bill(agreement.terms, rules, whole, served)
    bill.reasons += [Reason("set_up", fault) for fault in agreement.faults]
    if not agreement.machines and not agreement.faults:
        bill.reasons.append(Reason("set_up", "no_machines"))
    bill.charge_the_base()
    meters = _count(agreement, whole, served, rules)
    for kind in KINDS:
        bill.charge_the_pages(kind, [counted for counted in meters if counted.meter == kind])
    return Preview(served, tuple(bill.lines), tuple(bill.reasons), tuple(bill.alerts), meters)


class _Bill:
    """A bill as it is written: its lines, what holds it, what to warn of."""

    def __init__(self, terms: Terms, rules: BillingRules, whole: Period, served: Period) -> None:
        self.terms, self.rules, self.whole, self.served = terms, rules, whole, served
        self.lines: list[Line] = []
        self.reasons: list[Reason] = []
        self.alerts: list[Alert] = []

    def charge_the_base(self) -> None:
        if self.terms.monthly_mxn is None:
            self.reasons.append(Reason("terms", "monthly"))
        else:
            self._charge("base", share(self.terms.monthly_mxn, _CENT, self.whole, self.served))

    def charge_the_pages(self, kind: Kind, meters: Sequence[Counted]) -> None:
        wrong = [one for one in meters if one.usage.pages is None]
        if wrong or not meters:
            self.reasons += [Reason("readings", one.usage.state, one.machine, kind) for one in wrong]
            return
        included, rate = self.terms.included_pages[kind], self.terms.click_mxn[kind]
        if included is None:
            self.reasons.append(Reason("terms", "included", meter=kind))
            return
        counted = sum(one.usage.pages or 0 for one in meters)
        allowance = int(share(Decimal(included), Decimal(1), self.whole, self.served))
        reached = [percent for percent in self.rules.alert_percents if counted * 100 >= percent * allowance > 0]
        if reached:
            self.alerts.append(Alert(kind, max(reached), counted, allowance))
        if counted <= allowance:
            return
        if not rate:
            self.reasons.append(Reason("terms", "click", meter=kind))
            return
        estimated = sum(one.usage.pages or 0 for one in meters if one.usage.is_estimated)
        pages = {"counted_pages": counted, "estimated_pages": estimated, "included_pages": allowance}
        over: LineKind = "overage_mono" if kind == "mono" else "overage_colour"
        self._charge(over, overage(counted, allowance, rate), rate_mxn=rate, **pages)

    def _charge(self, kind: LineKind, amount: Decimal, **why: Any) -> None:
        iva = (amount * self.rules.iva_percent / 100).quantize(_CENT, ROUND_HALF_UP)
        self.lines.append(Line(kind, amount, iva, self.served.days, self.whole.days, **why))


def overage(counted: int, allowance: int, rate_mxn: Decimal) -> Decimal:
    """Pesos for the pages over the allowance, to the cent."""
    return (max(counted - allowance, 0) * rate_mxn).quantize(_CENT, ROUND_HALF_UP)


def _count(agreement: Agreement, whole: Period, served: Period, rules: BillingRules) -> tuple[Counted, ...]:
    """What every meter counted. In the first period nothing was billed before: it begins at the start counters."""
    is_first = agreement.starts_on >= whole.first
    possible = rules.possible_pages_per_day
    found = (
        (
            machine,
            meter,
            usage(meter, served.first, served.last, rules.readings, possible, is_first_bill=is_first),
        )
        for machine in agreement.machines
        for meter in machine.meters
    )
    return tuple(
        Counted(machine.id, machine.name, meter.kind, counted) for machine, meter, counted in found if counted
    )
