"""What is asked for at a renewal rests on the real cost of its pages and keeps the floor of the margin (000/A11, A07, M05)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.pricing import Variables, margin_percent, quote
from policy.renewal_price import RenewalPrice, renewal_price
from tests.policy.prices import a_contract, contracts, mxn, percent

D = Decimal
REAL = a_contract()
COST = quote(REAL).cost_mxn


def price(present: Decimal, *, rises: int = 4, floor: int = 35, keeps: bool = True) -> RenewalPrice:
    return renewal_price(present, REAL, D(rises), D(floor), keeps_machines=keeps)


def test_a_rent_that_leaves_enough_rises_with_prices() -> None:
    found = price(D(20_000))
    assert (found.monthly_mxn, found.ground) == (D("20800.00"), "escalator")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_rent_that_leaves_too_little_is_raised_to_the_floor_and_not_a_cent_more(keeps: bool) -> None:
    found = price(D(100), keeps=keeps)
    assert found.ground == "floor"
    assert found.margin_percent == 35
    assert (found.monthly_mxn - D("0.01")) * 65 < found.cost_mxn * 100 <= found.monthly_mxn * 65


def test_the_real_margin_is_that_of_the_present_rent_on_what_the_machines_cost_new() -> None:
    for keeps in (True, False):
        assert price(2 * COST, keeps=keeps).real_margin_percent == 50
        assert price(COST, keeps=keeps).real_margin_percent == 0
    loss = price(COST / 2).real_margin_percent
    assert loss is not None and abs(loss + 100) < D("0.1")


def test_machines_that_stay_cost_what_they_are_still_worth() -> None:
    kept, replaced = price(D(100)), price(D(100), keeps=False)
    assert replaced.cost_mxn == COST
    plain = [line.cost_mxn for line in quote(REAL).lines if line.kind != "equipment"]
    assert sum(plain) < kept.cost_mxn < COST


FLOOR = percent(0, 80)
few = settings(max_examples=20)


@few
@given(mxn(1, 500_000), contracts(), percent(0, 20), FLOOR, st.booleans())
def test_no_proposal_is_below_the_floor_or_below_what_prices_rise_by(
    present: Decimal, real: Variables, rises: Decimal, floor: Decimal, keeps: bool
) -> None:
    found = renewal_price(present, real, rises, floor, keeps_machines=keeps)
    assert found.monthly_mxn * (100 - floor) >= found.cost_mxn * 100
    assert found.monthly_mxn >= (present * (100 + rises) / 100).quantize(D("0.01")) - D("0.01")
    assert found.real_margin_percent == margin_percent(present, quote(real).cost_mxn)
    assert found.monthly_mxn == found.monthly_mxn.quantize(D("0.01"))


@few
@given(mxn(1, 500_000), contracts(), FLOOR, st.integers(1, 50_000))
def test_more_pages_never_make_the_proposal_cheaper_nor_do_new_machines(
    present: Decimal, real: Variables, floor: Decimal, more: int
) -> None:
    first = real.lines[0]
    busier = replace(real, lines=(replace(first, mono_pages=first.mono_pages + more), *real.lines[1:]))

    def asked(variables: Variables, keeps: bool) -> Decimal:
        return renewal_price(present, variables, D(4), floor, keeps_machines=keeps).monthly_mxn

    assert asked(busier, True) >= asked(real, True)
    assert asked(real, False) >= asked(real, True)
