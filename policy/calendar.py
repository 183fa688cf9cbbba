"""Days on which people work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container

_SATURDAY = 5


def is_business_day(day: dt.date, closed: Container[dt.date] = ()) -> bool:
    """Monday to Friday, and not a day on which the company is closed."""
    return day.weekday() < _SATURDAY and day not in closed


def add_business_days(day: dt.date, days: int, closed: Container[dt.date] = ()) -> dt.date:
    """The date ``days`` business days after ``day`` (000/A24: periods count in business days)."""
    if days < 0:
        raise ValueError("a period is not negative")
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_business_day(day, closed)
    return day


def coming_business_days(day: dt.date, number: int, closed: Container[dt.date] = ()) -> list[dt.date]:
    """So many business days, beginning with ``day`` itself where it is one."""
    found: list[dt.date] = []
    while len(found) < number:
        if is_business_day(day, closed):
            found.append(day)
        day += dt.timedelta(days=1)
    return found


def on_or_after(day: dt.date, closed: Container[dt.date] = ()) -> dt.date:
    """The day itself where people work on it, else the next business day."""
    while not is_business_day(day, closed):
        day += dt.timedelta(days=1)
    return day


def on_or_before(day: dt.date, closed: Container[dt.date] = ()) -> dt.date:
    """The day itself where people work on it, else the business day before."""
    while not is_business_day(day, closed):
        day -= dt.timedelta(days=1)
    return day


Period = tuple[dt.date, dt.date]
"""Its first and its last day."""


def month_of(day: dt.date) -> Period:
    """The calendar month in which a day lies."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def month_before(day: dt.date) -> Period:
    """The last month that was over on a day."""
    return month_of(day.replace(day=1) - dt.timedelta(days=1))


def week_before(day: dt.date) -> Period:
    """The last week, Monday to Sunday, that was over on a day."""
    sunday = day - dt.timedelta(days=day.weekday() + 1)
    return sunday - dt.timedelta(days=6), sunday
