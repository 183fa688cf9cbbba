"""A13, A29: a bill is exact to the cent, says its reasons, and is held where something is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.billing import (
    Agreement,
    BillingRules,
    Machine,
    Period,
    Preview,
    Terms,
    in_service,
    overage,
    period_of,
    preview,
    share,
)
from policy.meters import Meter, Reading
from tests.policy.test_meters import POSSIBLE, RULES

CENT = Decimal("0.01")
OCTOBER = dt.date(2026, 10, 1)
NUMBERS = BillingRules(Decimal(16), (90, 95), RULES, POSSIBLE)
TERMS = Terms(Decimal(10_000), {"mono": 2_000, "colour": 300}, {"mono": Decimal("0.25"), "colour": Decimal(2)})


def a_machine(number: int, mono: int, colour: int = 0) -> Machine:
    """It was read at the end of September and of October, and printed so many pages between."""

    def meter(kind: Any, pages: int) -> Meter:
        readings = (Reading(dt.date(2026, 9, 30), 500), Reading(dt.date(2026, 10, 31), 500 + pages))
        return Meter(kind, dt.date(2026, 1, 10), 0, readings)

    return Machine(number, f"SN-{number}", (meter("mono", mono), meter("colour", colour)))


def an_agreement(*machines: Machine, **changes: Any) -> Agreement:
    return replace(Agreement(TERMS, dt.date(2026, 1, 1), None, 1, machines or (a_machine(1, 900),)), **changes)


def billed(agreement: Agreement) -> Preview:
    found = preview(agreement, OCTOBER, NUMBERS)
    assert found is not None
    return found


# --- the period -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "cycle_day", "first", "last"),
    [
        ("2026-10-01", 1, "2026-10-01", "2026-10-31"),
        ("2026-10-01", 15, "2026-09-15", "2026-10-14"),
        ("2026-03-01", 28, "2026-02-28", "2026-03-27"),
        ("2026-01-01", 5, "2025-12-05", "2026-01-04"),
        ("2028-02-01", 1, "2028-02-01", "2028-02-29"),
    ],
)
def test_the_period_of_a_month_is_the_one_that_ends_in_it(
    month: str, cycle_day: int, first: str, last: str
) -> None:
    day = dt.date.fromisoformat
    assert period_of(day(month), cycle_day) == Period(day(first), day(last))


@settings(max_examples=40)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.integers(1, 28))
def test_periods_follow_each_other_without_a_gap(day: dt.date, cycle_day: int) -> None:
    this = period_of(day.replace(day=1), cycle_day)
    following = period_of((day.replace(day=1) + dt.timedelta(days=31)).replace(day=1), cycle_day)
    assert following.first == this.last + dt.timedelta(days=1)
    assert 28 <= this.days <= 31


@pytest.mark.parametrize("cycle_day", [0, 29, 31])
def test_a_cycle_begins_on_a_day_that_every_month_has(cycle_day: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 28"):
        period_of(OCTOBER, cycle_day)


@settings(max_examples=40)
@given(
    st.decimals(0, 1_000_000, places=2),
    st.sampled_from([CENT, Decimal(1)]),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.integers(2, 31),
    st.data(),
)
def test_the_shares_of_a_split_period_add_up_to_the_amount(
    amount: Decimal, unit: Decimal, first: dt.date, days: int, data: st.DataObject
) -> None:
    whole = Period(first, first + dt.timedelta(days=days - 1))
    cuts = sorted(data.draw(st.sets(st.integers(1, days - 1), max_size=4)))
    edges = [0, *cuts, days]
    parts = [Period(first + dt.timedelta(days=a), first + dt.timedelta(days=b - 1)) for a, b in pairwise(edges)]
    in_units = (amount / unit).to_integral_value("ROUND_HALF_UP") * unit
    assert sum(share(amount, unit, whole, part) for part in parts) == in_units


def test_a_first_and_a_last_period_are_those_of_the_days_in_service() -> None:
    bill = billed(an_agreement(starts_on=dt.date(2026, 10, 17), ends_on=dt.date(2026, 10, 24)))
    (base,) = (line for line in bill.lines if line.kind == "base")
    assert (base.days, base.of_days, base.amount_mxn) == (8, 31, Decimal("2580.65"))
    assert in_service(Period(OCTOBER, dt.date(2026, 10, 31)), dt.date(2026, 11, 1), None) is None
    assert preview(an_agreement(starts_on=dt.date(2026, 11, 1)), OCTOBER, NUMBERS) is None


# --- the lines ------------------------------------------------------------------------------------------------------


def test_base_overage_and_tax_each_say_their_reason() -> None:
    bill = billed(an_agreement(a_machine(1, 1_500, 120), a_machine(2, 700, 60)))
    base, over = bill.lines
    assert (base.kind, base.amount_mxn, base.iva_mxn) == ("base", Decimal(10_000), Decimal(1_600))
    assert (over.kind, over.counted_pages, over.included_pages) == ("overage_mono", 2_200, 2_000)
    assert (over.rate_mxn, over.amount_mxn, over.iva_mxn) == (Decimal("0.25"), Decimal(50), Decimal(8))
    assert (bill.subtotal_mxn, bill.iva_mxn, bill.total_mxn) == (10_050, 1_608, 11_658)
    assert not bill.is_held


def test_the_allowance_belongs_to_the_whole_group() -> None:
    apart = billed(an_agreement(a_machine(1, 2_000), a_machine(2, 0)))
    assert [line.kind for line in apart.lines] == ["base"]


@pytest.mark.parametrize(
    ("pages", "warned"), [(1_799, None), (1_800, 90), (1_899, 90), (1_900, 95), (2_100, 95)]
)
def test_the_allowance_warns_at_90_and_at_95_percent(pages: int, warned: int | None) -> None:
    alerts = billed(an_agreement(a_machine(1, pages))).alerts
    assert [alert.percent for alert in alerts if alert.meter == "mono"] == ([warned] if warned else [])


pages = st.integers(0, 60_000)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(pages, pages), min_size=1, max_size=5),
    st.decimals(0, 99_999, places=2),
    st.integers(1, 31),
)
def test_the_lines_add_up_to_the_total_to_the_cent(
    fleet: list[tuple[int, int]], monthly: Decimal, day: int
) -> None:
    machines = tuple(a_machine(n, *printed) for n, printed in enumerate(fleet))
    terms = replace(TERMS, monthly_mxn=monthly)
    bill = billed(an_agreement(*machines, terms=terms, starts_on=dt.date(2026, 10, day)))
    assert bill.total_mxn == sum(line.amount_mxn + line.iva_mxn for line in bill.lines)
    for line in bill.lines:
        assert line.amount_mxn == line.amount_mxn.quantize(CENT)
        assert abs(line.iva_mxn - line.amount_mxn * Decimal("0.16")) <= CENT / 2


@settings(max_examples=40)
@given(pages, st.integers(0, 5_000), pages, st.decimals(0, 9, places=4))
def test_more_pages_never_cost_less(counted: int, more: int, allowance: int, rate: Decimal) -> None:
    assert overage(counted + more, allowance, rate) >= overage(counted, allowance, rate) >= 0
    fewer, many = (billed(an_agreement(a_machine(1, n))) for n in (counted, counted + more))
    assert many.total_mxn >= fewer.total_mxn


# --- what holds -----------------------------------------------------------------------------------------------------


def _without(**lacking: Any) -> Agreement:
    return an_agreement(a_machine(1, 2_500), terms=replace(TERMS, **lacking))


_went_back = replace(
    a_machine(1, 900),
    meters=(replace(a_machine(1, 900).meters[0], billed=Reading(dt.date(2026, 9, 30), 9_000)),),
)


@pytest.mark.parametrize(
    ("agreement", "held_by", "word"),
    [
        (an_agreement(faults=("A29-rates-in-band",)), "set_up", "A29-rates-in-band"),
        (replace(an_agreement(), machines=()), "set_up", "no_machines"),
        (_without(monthly_mxn=None), "terms", "monthly"),
        (_without(included_pages={"mono": None, "colour": 0}), "terms", "included"),
        (_without(click_mxn={"mono": None, "colour": Decimal(2)}), "terms", "click"),
        (_without(click_mxn={"mono": Decimal(0), "colour": Decimal(2)}), "terms", "click"),
        (an_agreement(_went_back), "readings", "reversed"),
    ],
)
def test_what_is_wrong_holds_the_bill_and_says_why(agreement: Agreement, held_by: str, word: str) -> None:
    bill = billed(agreement)
    assert bill.is_held
    assert (bill.reasons[0].held_by, bill.reasons[0].word) == (held_by, word)


def test_a_wrong_meter_is_named_and_its_pages_are_not_billed() -> None:
    bill = billed(an_agreement(_went_back, a_machine(2, 50_000)))
    (reason,) = bill.reasons
    assert (reason.machine, reason.meter) == ("SN-1", "mono")
    assert [line.kind for line in bill.lines] == ["base"]


def test_pages_told_from_the_trend_are_marked_on_the_line() -> None:
    unread = Meter(
        "mono",
        dt.date(2026, 1, 10),
        0,
        (Reading(dt.date(2026, 8, 31), 0), Reading(dt.date(2026, 9, 30), 3_000)),
    )
    bill = billed(an_agreement(Machine(1, "SN-1", (unread,))))
    over = bill.lines[1]
    assert (over.counted_pages, over.estimated_pages) == (3_100, 3_100)
    assert not bill.is_held
