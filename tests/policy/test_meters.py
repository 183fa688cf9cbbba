"""A13, A29: what a meter counted, in whatever order it was read; what is not believed is not counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.meters import Meter, Reading, ReadingRules, Usage, usage

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
RULES = ReadingRules(
    fresh_days=5, trend_days=90, missing="estimate", estimate_days=45, jump_factor=Decimal(4), jump_pages=1_000
)
HOLDING = RULES.model_copy(update={"missing": "hold"})
POSSIBLE = {"mono": 10_000, "colour": 10_000}


def on(month: int, day: int, pages: int) -> Reading:
    return Reading(dt.date(2026, month, day), pages)


def a_meter(*readings: Reading, **changes: object) -> Meter:
    values = {"kind": "mono", "started_on": dt.date(2026, 1, 10), "start_pages": 0, "readings": readings}
    return Meter(**(values | changes))  # type: ignore[arg-type]


def counted(meter: Meter, rules: ReadingRules = RULES, **how: bool) -> Usage | None:
    return usage(meter, FIRST, LAST, rules, POSSIBLE, **how)


SEPTEMBER = on(9, 30, 1_000)


@pytest.mark.parametrize(
    ("readings", "pages"),
    [
        ((SEPTEMBER, on(10, 31, 1_600)), 600),
        ((SEPTEMBER, on(11, 5, 1_700)), 700),  # five days away is near enough
        ((SEPTEMBER, on(10, 29, 1_550), on(11, 2, 1_650)), 550),  # of two as near, the earlier
        ((SEPTEMBER, on(10, 31, 1_600), on(10, 31, 1_610)), 610),  # of one day, the highest
        ((on(9, 28, 980), on(10, 31, 1_600)), 620),
    ],
)
def test_the_pages_lie_between_the_readings_nearest_to_the_two_ends(
    readings: tuple[Reading, ...], pages: int
) -> None:
    found = counted(a_meter(*readings))
    assert found is not None
    assert (found.state, found.pages, found.is_estimated) == ("read", pages, False)


def test_the_first_bill_counts_from_the_start_counter_and_the_next_from_where_that_left_it() -> None:
    meter = a_meter(on(10, 31, 900), start_pages=150)
    first = counted(meter, is_first_bill=True)
    assert first is not None and first.pages == 750
    later = counted(a_meter(SEPTEMBER, on(10, 31, 1_600), billed=on(9, 30, 1_100)))
    assert later is not None and later.pages == 500


@pytest.mark.parametrize(
    ("readings", "state", "estimate"),
    [
        ((on(8, 31, 400), SEPTEMBER), "missing", 620),  # 20 a day, 31 days
        ((SEPTEMBER, on(10, 20, 1_200)), "late", 310),  # 10 a day: eleven days more
        ((SEPTEMBER, on(11, 20, 1_510)), "missing", 310),  # between two readings, by the days
        ((on(9, 20, 900), on(10, 10, 1_100), on(10, 31, 1_310)), "no_opening", 310),
    ],
)
def test_a_reading_that_lacks_is_estimated_and_marked_or_held(
    readings: tuple[Reading, ...], state: str, estimate: int
) -> None:
    found = counted(a_meter(*readings))
    assert found is not None
    assert (found.state, found.pages, found.is_estimated) == (state, estimate, True)
    held = counted(a_meter(*readings), HOLDING)
    assert held is not None and (held.state, held.pages) == (state, None)


@pytest.mark.parametrize(
    ("meter", "state"),
    [
        (a_meter(SEPTEMBER), "missing"),  # no trend
        (a_meter(on(6, 30, 0), on(8, 31, 900), billed=on(9, 30, 1_000)), "missing"),  # too far from the last
        (a_meter(SEPTEMBER, on(10, 31, 400)), "reversed"),
        (a_meter(SEPTEMBER, on(10, 15, 30), on(10, 31, 1_600)), "reversed"),  # though it came back
        (a_meter(SEPTEMBER, on(10, 31, 400_000)), "absurd"),
        (a_meter(on(8, 31, 400), SEPTEMBER, on(10, 31, 16_000)), "jump"),  # a zero too many
        (a_meter(on(10, 31, 1_600), start_pages=None), "no_start"),
        (a_meter(on(10, 31, 1_600)), "no_opening"),
        (a_meter(SEPTEMBER, ended_on=dt.date(2026, 10, 15)), "no_end"),
    ],
)  # fmt: skip
def test_what_can_not_be_believed_is_not_counted(meter: Meter, state: str) -> None:
    found = counted(meter)
    assert found is not None
    assert (found.state, found.pages) == (state, None)


def test_few_pages_are_no_jump_however_few_were_usual() -> None:
    found = counted(a_meter(on(8, 31, 990), SEPTEMBER, on(10, 31, 2_000)))
    assert found is not None and found.pages == 1_000


def test_a_machine_replaced_in_the_period_counts_to_its_end_and_the_new_one_from_its_start() -> None:
    change = dt.date(2026, 10, 12)
    old = counted(a_meter(SEPTEMBER, ended_on=change, end_pages=1_250))
    new = counted(a_meter(on(10, 31, 330), started_on=change, start_pages=20))
    assert (old and old.pages, new and new.pages) == (250, 310)


@pytest.mark.parametrize(
    "meter",
    [
        a_meter(on(11, 10, 5), started_on=dt.date(2026, 11, 3)),
        a_meter(SEPTEMBER, ended_on=dt.date(2026, 9, 30), end_pages=1_000),
        a_meter(start_pages=None),
    ],
)
def test_a_machine_that_was_not_there_and_a_meter_that_it_does_not_have_count_nothing(meter: Meter) -> None:
    assert counted(meter) is None


counters = st.lists(st.integers(0, 300), min_size=4, max_size=120).map(
    lambda steps: tuple(Reading(dt.date(2026, 7, 1) + n * DAY, sum(steps[: n + 1])) for n in range(len(steps)))
)


@settings(max_examples=40)
@given(counters, st.integers(0, 1_000))
def test_in_which_order_the_readings_come_makes_no_difference(readings: tuple[Reading, ...], seed: int) -> None:
    mixed = list(readings)
    Random(seed).shuffle(mixed)
    assert counted(a_meter(*readings)) == counted(a_meter(*mixed))


@settings(max_examples=40)
@given(st.lists(st.integers(0, 300), min_size=64, max_size=64), st.integers(1, 30))
def test_a_period_split_in_two_adds_up(steps: list[int], day: int) -> None:
    """Every day is read; wherever the period is cut, its parts count what the whole counts."""
    meter = a_meter(*(Reading(dt.date(2026, 9, 1) + n * DAY, sum(steps[: n + 1])) for n in range(64)))
    cut = FIRST + (day - 1) * DAY

    def pages(first: dt.date, last: dt.date) -> int:
        rules = RULES.model_copy(update={"jump_pages": 10**9})
        found = usage(meter, first, last, rules, POSSIBLE)
        assert found is not None and found.pages is not None
        return found.pages

    assert pages(FIRST, cut) + pages(cut + DAY, LAST) == pages(FIRST, LAST)


@settings(max_examples=40)
@given(st.integers(0, 50_000), st.integers(0, 50_000))
def test_what_is_counted_is_never_less_than_nothing(before: int, after: int) -> None:
    found = counted(a_meter(on(9, 30, before), on(10, 31, after)))
    assert found is not None
    assert found.pages is None if after < before else found.pages == after - before
