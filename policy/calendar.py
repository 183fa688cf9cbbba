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
