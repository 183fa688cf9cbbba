"""Pages a month, from the counters of machines that were read on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise

MONTH_DAYS = 30


@dataclass(frozen=True)
class Reading:
    """The counters of one machine on a day."""

    machine: int
    read_on: dt.date
    mono: int
    colour: int


@dataclass(frozen=True)
class Month:
    """What all machines of a contract printed in a month of thirty days, up to the readings of that calendar month."""

    year: int
    month: int
    mono: int
    colour: int

    @property
    def pages(self) -> int:
        """Black and colour together."""
        return self.mono + self.colour


def pages_per_month(readings: Iterable[Reading]) -> tuple[Month, ...]:
    """The months in which machines were read, oldest first (``readings`` in the order of machine and day).

    Between two readings pages are spread evenly over the days. A counter that runs backwards, or two readings of one day, tell nothing.
    """
    found: dict[tuple[int, int], list[int]] = {}
    for _, mine in groupby(readings, key=lambda reading: reading.machine):
        for before, after in pairwise(mine):
            days = (after.read_on - before.read_on).days
            printed = after.mono - before.mono, after.colour - before.colour
            if days > 0 and min(printed) >= 0:
                sums = found.setdefault((after.read_on.year, after.read_on.month), [0, 0])
                for place, pages in enumerate(printed):
                    sums[place] += pages * MONTH_DAYS // days
    return tuple(Month(*when, *pages) for when, pages in sorted(found.items()))


def trend_percent(months: tuple[Month, ...]) -> Decimal | None:
    """By how much the newer half of the months prints more (or, negative, less) than the older; ``None`` with fewer than two."""
    half = len(months) // 2
    older = sum(month.pages for month in months[:half])
    newer = sum(month.pages for month in months[len(months) - half :])
    if not older:
        return None
    return (Decimal(newer - older) * 100 / older).quantize(Decimal("0.01"), ROUND_HALF_UP)
