"""Meter readings: every machine's counters at the close of the newest periods, on the cycle of its contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Insert, and_, case, cast, true

from crm.model import Contract, Equipment, MeterReading
from sample.plan import DELIVERIES, OPPORTUNITIES
from sample.sql import Calendar, fill, pick

MONTHS = 4
d, p = DELIVERIES.c, OPPORTUNITIES.c
CYCLE_DAY = 1 + d.salt % 28


def readings(calendar: Calendar) -> Iterator[Insert]:
    """Of the periods that ended this month and in the few before: a bill, the one before, the trend; older ones are not kept."""
    month = calendar.today.replace(day=1)
    yield _at_the_close(calendar, (calendar.today - month).days - (CYCLE_DAY - 2), CYCLE_DAY > 1)
    for _ in range(MONTHS):
        first, last = _month_before(month)
        begun, ended = (calendar.today - first).days, (calendar.today - last).days
        yield _at_the_close(calendar, case((CYCLE_DAY == 1, ended), else_=begun - (CYCLE_DAY - 2)))
        month = first


def of_last_month(calendar: Calendar) -> ColumnElement[bool]:
    """The readings at the close of the last month that is over."""
    return MeterReading.read_on.between(*_month_before(calendar.today))


def _month_before(day: dt.date) -> tuple[dt.date, dt.date]:
    last = day.replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=1), last


def _at_the_close(calendar: Calendar, age: Any, which: Any = None) -> Insert:
    """While the machine stands there and the contract runs; once more at the close after its end."""
    return fill(
        MeterReading,
        DELIVERIES.join(OPPORTUNITIES, p.id == d.id).join(Contract.__table__, Contract.id == d.id).join(
            Equipment.__table__, Equipment.delivery_id == d.id
        ),
        and_(true() if which is None else which, age >= 0, age <= d.d4, age >= p.ends - 31), order=(Equipment.id,),
        equipment_id=Equipment.id, read_on=calendar.day(age),
        mono_pages=Equipment.start_mono_pages + _printed(Contract.included_mono_pages, d.d4 - age),
        colour_pages=Equipment.start_colour_pages + _printed(Contract.included_colour_pages, d.d4 - age),
        origin=pick(("agent", "agent", "agent", "manual"), Equipment.id), created_at=calendar.at(age, 14),
    )  # fmt: skip


def _printed(included: Any, days: Any) -> Any:
    """From a little under half of its share of the allowance to a little over it, the same each day."""
    machines = p.lines + sum(
        (case((p.lines >= line, (p.salt // 17 + line) % 3), else_=0) for line in (1, 2, 3)),
        start=cast(0, BigInteger),
    )
    return cast(included, BigInteger) * (45 + d.salt % 60) * days // (machines * 3_000)
