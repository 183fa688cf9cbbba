"""The days on which no period runs: weekends aside, statutory holidays and the company's own days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container

from config.company import Company


def closed_days(company: Company, today: dt.date) -> Container[dt.date]:
    """Those of the last year, this one and the next (Ley Federal del Trabajo, art. 74, where the country is Mexico)."""
    from holidays import country_holidays  # takes a moment to import

    found = country_holidays(company.calendar.country, years=range(today.year - 1, today.year + 2))
    return {*found, *company.calendar.closed}
