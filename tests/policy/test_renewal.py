"""A renewal goes in dated steps, told from the end of its contract (000/A11)."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.calendar import is_business_day
from policy.renewal import OUTCOME, dated_steps, due_dates

WINDOWS = {"planned": 180, "reviewed": 120, "proposed": 90, "negotiated": 60, "escalated": 30}
HOLIDAYS = frozenset({dt.date(2027, 1, 1), dt.date(2027, 2, 1), dt.date(2026, 11, 16)})
few = settings(max_examples=50)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_each_step_is_due_when_its_window_opens_and_the_outcome_by_the_end() -> None:
    assert due_dates(d("2027-06-30"), WINDOWS, HOLIDAYS) == {
        "planned": d("2027-01-04"),  # a Friday that is New Year: the next business day
        "reviewed": d("2027-03-02"),
        "proposed": d("2027-04-01"),
        "negotiated": d("2027-05-03"),  # from a Saturday to the Monday
        "escalated": d("2027-05-31"),
        OUTCOME: d("2027-06-30"),
    }


def test_the_outcome_is_due_before_a_weekend_and_no_step_later_than_that() -> None:
    due = due_dates(d("2027-01-03"), {"last_word": 1}, HOLIDAYS)  # a Sunday after New Year
    assert due == {"last_word": d("2026-12-31"), OUTCOME: d("2026-12-31")}


def test_steps_that_are_late_follow_one_another_from_today_and_the_others_keep_their_day() -> None:
    due = due_dates(d("2027-02-26"), WINDOWS, HOLIDAYS)
    steps = dated_steps(due, (), d("2026-12-05"), 2, HOLIDAYS)  # a Saturday, 83 days before the end
    assert [(step.stage, step.do_on, step.late) for step in steps] == [
        ("planned", d("2026-12-07"), True),
        ("reviewed", d("2026-12-09"), True),
        ("proposed", d("2026-12-11"), True),
        ("negotiated", d("2026-12-28"), False),
        ("escalated", d("2027-01-27"), False),
        (OUTCOME, d("2027-02-26"), False),
    ]


def test_what_is_done_needs_no_day() -> None:
    due = due_dates(d("2027-02-26"), WINDOWS, HOLIDAYS)
    steps = dated_steps(due, ("planned", "reviewed", "proposed"), d("2026-12-07"), 2, HOLIDAYS)
    assert [step.stage for step in steps] == ["negotiated", "escalated", OUTCOME]


def test_of_a_contract_that_has_ended_everything_is_to_be_done_at_once() -> None:
    due = due_dates(d("2026-12-01"), WINDOWS, HOLIDAYS)
    steps = dated_steps(due, (), d("2026-12-09"), 2, HOLIDAYS)
    assert {step.do_on for step in steps} == {d("2026-12-09")}
    assert all(step.late for step in steps)


@few
@given(DAYS, DAYS, st.integers(1, 5))
def test_steps_keep_their_order_on_business_days_and_none_is_put_off_behind_the_outcome(
    ends_on: dt.date, today: dt.date, pace: int
) -> None:
    due = due_dates(ends_on, WINDOWS, HOLIDAYS)
    steps = dated_steps(due, (), today, pace, HOLIDAYS)
    days = [step.do_on for step in steps]
    assert [step.stage for step in steps] == [*WINDOWS, OUTCOME]
    assert days == sorted(days)
    assert all(is_business_day(day, HOLIDAYS) and day >= today for day in days)
    assert all(step.do_on >= step.due_on for step in steps)
    assert due[OUTCOME] <= ends_on
    if due[OUTCOME] >= today:
        assert max(days) == due[OUTCOME]


@few
@given(st.sampled_from(list(WINDOWS)), DAYS)
def test_no_step_is_due_before_its_window_opens_unless_the_contract_ends_first(
    stage: str, ends_on: dt.date
) -> None:
    due = due_dates(ends_on, WINDOWS, HOLIDAYS)
    opens = ends_on - dt.timedelta(days=WINDOWS[stage])
    assert opens <= due[stage] <= opens + dt.timedelta(days=5)
