"""Meter readings: every machine's counters at the close of the newest months, on the cycle of its contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Insert, and_, case, cast

from crm.model import Contract, Equipment, MeterReading
from sample.plan import DELIVERIES, OPPORTUNITIES
from sample.sql import Calendar, fill, pick

MONTHS = 3
d, p = DELIVERIES.c, OPPORTUNITIES.c
CYCLE_DAY = 1 + d.salt % 28


def readings(calendar: Calendar) -> Iterator[Insert]:
    """Of the last three months that are over: enough for a bill, the one before, and the trend; older ones are not kept."""
    month = calendar.today.replace(day=1)
    for _ in range(MONTHS):
        last = month - dt.timedelta(days=1)
        month = last.replace(day=1)
        begun, ended = (calendar.today - month).days, (calendar.today - last).days
        yield _at_the_close(calendar, case((CYCLE_DAY == 1, ended), else_=begun - (CYCLE_DAY - 2)))


def _at_the_close(calendar: Calendar, age: Any) -> Insert:
    """While the machine stands there and the contract runs; once more at the close after its end."""
    return fill(
        MeterReading,
        DELIVERIES.join(OPPORTUNITIES, p.id == d.id).join(Contract.__table__, Contract.id == d.id).join(
            Equipment.__table__, Equipment.delivery_id == d.id
        ),
        and_(age <= d.d4, age >= p.ends - 31), order=(Equipment.id,),
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
