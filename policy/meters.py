"""What a meter counted between two days, and whether that can be believed (000/A13, A29).

A counter is known on the days on which it was read. The counter of another day is the reading nearest to it, at most
``fresh_days`` away; where there is none it is estimated from the readings around it, and marked so. What went back, jumped
or is more than the machine can print is not counted: whoever bills holds the period and says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["mono", "colour"]
KINDS: tuple[Kind, ...] = ("mono", "colour")

State = Literal[
    "read", "late", "missing", "reversed", "absurd", "jump", "no_start", "no_end", "no_opening"
]  # fmt: skip
"""``read``: counted between two readings. ``late``: the last reading of the period is too old. ``missing``: it has none.
``no_opening``: the counter at the beginning of the period was not read. These three are estimated where that is allowed
and there is a trend. ``reversed``: the counter went back. ``absurd``: more than the machine can print. ``jump``: far more
than it usually prints. ``no_start``, ``no_end``: a new or a replaced machine lacks its counter."""


class ReadingRules(BaseModel):
    """When a reading counts, and what is done where there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fresh_days: int = Field(ge=0)
    """At most so far from the day that is asked for."""
    trend_days: int = Field(gt=0)
    """So far back the usual number of pages is looked for, and so far apart two readings tell of a day between them."""
    missing: Literal["estimate", "hold"]
    estimate_days: int = Field(ge=0)
    """No estimate reaches further than this beyond the last reading."""
    jump_factor: Decimal = Field(gt=1)
    """More than so many times the usual is not believed …"""
    jump_pages: int = Field(ge=0)
    """… if it is also more than so many pages."""


@dataclass(frozen=True)
class Reading:
    """The counter at the end of a day."""

    on: dt.date
    pages: int


@dataclass(frozen=True)
class Meter:
    """One counter of one machine. ``billed``: where the bill of the period before left it; none if it left none."""

    kind: Kind
    started_on: dt.date | None
    start_pages: int | None
    readings: tuple[Reading, ...]
    billed: Reading | None = None
    ended_on: dt.date | None = None
    end_pages: int | None = None

    @property
    def exists(self) -> bool:
        """A machine without start counter and without readings of a kind has no such meter."""
        return self.start_pages is not None or bool(self.readings)


@dataclass(frozen=True)
class Usage:
    """The pages of one meter in a period. Without ``pages`` nothing may be billed; ``state`` says why."""

    state: State
    opening: Reading | None = None
    closing: Reading | None = None
    pages: int | None = None

    @property
    def is_estimated(self) -> bool:
        """The pages were told from the trend."""
        return self.pages is not None and self.state != "read"


def usage(
    meter: Meter,
    first: dt.date,
    last: dt.date,
    rules: ReadingRules,
    possible_pages_per_day: Mapping[Kind, int],
    *,
    is_first_bill: bool = False,
) -> Usage | None:
    """The pages from the morning of ``first`` to the evening of ``last``; none where the machine was not there.

    ``is_first_bill``: nothing was ever billed, so the count begins at the start counter however long ago it was written
    down. In which order the readings come makes no difference.
    """
    if (meter.started_on is not None and meter.started_on > last) or not meter.exists:
        return None
    if meter.ended_on is not None and meter.ended_on < first:
        return None
    points = _points(meter)
    opening, is_known = _opening(meter, points, first - dt.timedelta(days=1), rules, is_first_bill)
    if opening is None:
        return Usage("no_start" if meter.start_pages is None else "no_opening")
    closing, state = _closing(meter, points, first, last, rules)
    if closing is None:
        return Usage(state, opening)
    fault = _fault(points, opening, closing, rules, possible_pages_per_day[meter.kind])
    if fault is not None:
        return Usage(fault, opening, closing)
    if state == "read" and not is_known:
        state = "no_opening"
    return Usage(state, opening, closing, closing.pages - opening.pages)


def _points(meter: Meter) -> list[Reading]:
    """Every known counter by day; of several on one day the highest, since a counter only grows."""
    best: dict[dt.date, int] = {}
    start = (
        [Reading(meter.started_on, meter.start_pages)]
        if meter.started_on is not None and meter.start_pages is not None
        else []
    )
    for reading in (*start, *meter.readings):
        best[reading.on] = max(reading.pages, best.get(reading.on, reading.pages))
    return [Reading(on, best[on]) for on in sorted(best)]


def _opening(
    meter: Meter, points: Sequence[Reading], day: dt.date, rules: ReadingRules, is_first_bill: bool
) -> tuple[Reading | None, bool]:
    """Where the count begins, and whether that is known or an estimate."""
    if meter.billed is not None:
        return meter.billed, True
    if is_first_bill or (meter.started_on is not None and meter.started_on > day):
        start = None if meter.start_pages is None else Reading(meter.started_on or day, meter.start_pages)
        return start, True
    return _counter_at(points, day, rules)


def _closing(
    meter: Meter, points: Sequence[Reading], first: dt.date, last: dt.date, rules: ReadingRules
) -> tuple[Reading | None, State]:
    if meter.ended_on is not None and meter.ended_on <= last:
        if meter.end_pages is None:
            return None, "no_end"
        return Reading(meter.ended_on, meter.end_pages), "read"
    found, was_read = _counter_at(points, last, rules)
    if was_read:
        return found, "read"
    return found, "late" if any(first <= point.on <= last for point in points) else "missing"


def _counter_at(points: Sequence[Reading], day: dt.date, rules: ReadingRules) -> tuple[Reading | None, bool]:
    """The counter on a day, and whether it was read: the nearest reading (of two, the earlier), else an estimate."""
    near = [point for point in points if abs((point.on - day).days) <= rules.fresh_days]
    if near:
        return min(near, key=lambda point: (abs((point.on - day).days), point.on)), True
    return (_estimate(points, day, rules) if rules.missing == "estimate" else None), False


def _estimate(points: Sequence[Reading], day: dt.date, rules: ReadingRules) -> Reading | None:
    """Between two readings by the days; after the last one by the trend of the readings before it, but not far."""
    before = [point for point in points if point.on < day]
    after = [point for point in points if point.on > day]
    if not before:
        return None
    last = before[-1]
    if after and (after[0].on - last.on).days <= rules.trend_days:
        one, other = last, after[0]
    elif (
        not after and (day - last.on).days <= rules.estimate_days and (earlier := _earlier(before, last, rules))
    ):
        one, other = earlier, last
    else:
        return None
    if other.pages < one.pages:
        return None
    more = (other.pages - one.pages) * (day - last.on).days // (other.on - one.on).days
    return Reading(day, last.pages + more)


def _earlier(points: Sequence[Reading], than: Reading, rules: ReadingRules) -> Reading | None:
    """The first reading of the trend that ends with a reading."""
    since = than.on - dt.timedelta(days=rules.trend_days)
    return next((point for point in points if since <= point.on < than.on), None)


def _fault(
    points: Sequence[Reading], opening: Reading, closing: Reading, rules: ReadingRules, possible: int
) -> State | None:
    between = [point for point in points if opening.on < point.on < closing.on]
    steps = list(pairwise((opening, *between, closing)))
    if any(after.pages < before.pages for before, after in steps):
        return "reversed"
    if any(
        after.pages - before.pages > possible * max((after.on - before.on).days, 1) for before, after in steps
    ):
        return "absurd"
    pages, days = closing.pages - opening.pages, max((closing.on - opening.on).days, 1)
    earlier = _earlier(points, opening, rules)
    if earlier is not None and pages > rules.jump_pages:
        usual, usual_days = opening.pages - earlier.pages, (opening.on - earlier.on).days
        if usual > 0 and pages * usual_days > rules.jump_factor * usual * days:
            return "jump"
    return None
