"""One goes back to a client that left in an orderly way: not too soon, in time, and never over an open cause (000/A12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.calendar import is_business_day
from policy.recovery import Loss, reentry


@dataclass(frozen=True)
class Patience:
    first_reentry_days: int = 90
    competitor_notice_days: int = 60
    lead_days: int = 30
    cured_days: int = 40


PATIENCE = Patience()
LOST = dt.date(2026, 3, 2)
few = settings(max_examples=50)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31))


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_one_is_back_before_the_notice_of_the_competitors_contract_is_due() -> None:
    found = reentry(Loss(LOST, competitor_ends_on=d("2027-03-01"), competitor_notice_days=120), PATIENCE)
    assert (found.on, found.ground) == (d("2026-10-02"), "before_notice")  # 120 and 30 days before, a Friday


def test_where_the_competitors_notice_is_not_known_the_usual_one_counts() -> None:
    known = reentry(Loss(LOST, competitor_ends_on=d("2027-03-01"), competitor_notice_days=60), PATIENCE)
    assert reentry(Loss(LOST, competitor_ends_on=d("2027-03-01")), PATIENCE) == known
    at_the_end = reentry(Loss(LOST, competitor_ends_on=d("2027-03-01"), competitor_notice_days=0), PATIENCE)
    assert at_the_end.on == d("2027-01-29")


@pytest.mark.parametrize(
    ("ends_on", "ground"),
    [(None, "term_unknown"), ("2026-08-15", "minimum"), ("2026-07-31", "minimum"), ("2026-07-30", "notice_missed"), ("2026-05-01", "notice_missed")],
)  # fmt: skip
def test_never_before_the_least_number_of_days(ends_on: str | None, ground: str) -> None:
    found = reentry(Loss(LOST, competitor_ends_on=d(ends_on) if ends_on else None), PATIENCE)
    assert (found.on, found.ground) == (d("2026-06-01"), ground)


COMBINATIONS = list(product((False, True), (False, True), (None, d("2026-06-30"))))


@pytest.mark.parametrize(("final", "bad_debt", "cured_on"), COMBINATIONS)
def test_a_final_cause_and_uncured_debt_exclude_the_client_and_a_cure_is_proved_by_time(
    final: bool, bad_debt: bool, cured_on: dt.date | None
) -> None:
    found = reentry(Loss(LOST, final, bad_debt=bad_debt, cured_on=cured_on), PATIENCE)
    if final:
        assert (found.on, found.ground) == (None, "final_cause")
    elif bad_debt and cured_on is None:
        assert (found.on, found.ground) == (None, "debt")
    elif bad_debt:
        assert found.on == d("2026-08-10")  # forty days after the cure, a Sunday: the Monday
    else:
        assert found.on == d("2026-06-01")


@few
@given(DAYS, st.none() | DAYS, st.none() | st.integers(0, 200), st.none() | DAYS)
def test_the_day_is_a_business_day_after_the_minimum_and_before_the_notice_where_that_is_said(
    lost_on: dt.date, ends_on: dt.date | None, notice: int | None, cured_on: dt.date | None
) -> None:
    loss = Loss(lost_on, False, ends_on, notice, cured_on is not None, cured_on)
    found = reentry(loss, PATIENCE)
    assert found.on is not None and is_business_day(found.on)
    assert found.on >= lost_on + dt.timedelta(days=90)
    assert cured_on is None or found.on >= cured_on + dt.timedelta(days=40)
    if ends_on is not None:
        notice_on = ends_on - dt.timedelta(days=60 if notice is None else notice)
        if found.ground == "before_notice":
            assert found.on <= notice_on - dt.timedelta(days=30)
        assert (found.on > notice_on) == (found.ground == "notice_missed")


@few
@given(DAYS, DAYS, st.integers(0, 400))
def test_a_later_term_of_the_competitor_never_brings_one_back_sooner(
    lost_on: dt.date, ends_on: dt.date, more: int
) -> None:
    sooner = reentry(Loss(lost_on, competitor_ends_on=ends_on), PATIENCE).on
    later = reentry(Loss(lost_on, competitor_ends_on=ends_on + dt.timedelta(days=more)), PATIENCE).on
    assert sooner is not None and later is not None and later >= sooner
