"""Periods count in business days (000/A24)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.calendar import add_business_days, is_business_day

FRIDAY = dt.date(2026, 11, 20)
SATURDAY, MONDAY = FRIDAY + dt.timedelta(1), FRIDAY + dt.timedelta(3)
CHRISTMAS = dt.date(2026, 12, 25)

dates = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))
closed_days = st.frozensets(st.integers(0, 60), max_size=20)


def test_saturdays_sundays_and_days_on_which_the_company_is_closed_are_no_business_days() -> None:
    assert [is_business_day(FRIDAY + dt.timedelta(n)) for n in range(4)] == [True, False, False, True]
    assert not is_business_day(CHRISTMAS, {CHRISTMAS})


@pytest.mark.parametrize(
    ("day", "days", "end"),
    [
        (FRIDAY, 0, FRIDAY),
        (SATURDAY, 0, SATURDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (FRIDAY, 5, FRIDAY + dt.timedelta(7)),
        (FRIDAY, 10, FRIDAY + dt.timedelta(14)),
        (CHRISTMAS - dt.timedelta(1), 1, dt.date(2026, 12, 28)),
    ],
)
def test_a_period_begins_the_day_after(day: dt.date, days: int, end: dt.date) -> None:
    assert add_business_days(day, days, {CHRISTMAS}) == end


def test_a_period_is_not_negative() -> None:
    with pytest.raises(ValueError, match="a period is not negative"):
        add_business_days(FRIDAY, -1)


@given(dates, st.integers(1, 40), closed_days)
def test_a_period_ends_on_a_business_day_and_holds_as_many_as_it_says(
    day: dt.date, days: int, ages: frozenset[int]
) -> None:
    closed = {day + dt.timedelta(age) for age in ages}
    end = add_business_days(day, days, closed)
    between = [day + dt.timedelta(n) for n in range(1, (end - day).days + 1)]
    assert is_business_day(end, closed)
    assert sum(is_business_day(one, closed) for one in between) == days


@given(dates, st.integers(0, 15), st.integers(0, 15), closed_days)
def test_two_periods_one_after_the_other_are_one(
    day: dt.date, first: int, second: int, ages: frozenset[int]
) -> None:
    closed = {day + dt.timedelta(age) for age in ages}
    assert add_business_days(add_business_days(day, first, closed), second, closed) == add_business_days(
        day, first + second, closed
    )
