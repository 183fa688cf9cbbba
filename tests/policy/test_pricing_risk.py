"""How likely a margin falls below its floor, which machine to offer, how pages are shared out (000/A07, A22)."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.pricing import quote
from policy.pricing_fleet import Offer, fitting, share_out
from policy.pricing_risk import Risk, Spread, risk
from tests.policy.prices import COLOUR, MONO, D, a_contract

SPREAD = Spread(coverage_percent=D(60), volume_percent=D(30))


def drawn(discount: int = 0, floor: int = 35, spread: Spread = SPREAD, seed: int = 7, draws: int = 400) -> Risk:
    variables = a_contract(discount_percent=D(discount))
    return risk(variables, quote(variables), D(floor), spread, draws, seed)


def test_the_same_seed_gives_the_same_probability_for_ever() -> None:
    assert drawn(22) == drawn(22)
    assert drawn(22) == Risk(7, 400, D("52.25"), D("24.44"))


def test_without_deviations_the_margin_is_the_quoted_one() -> None:
    still = Spread(D(0), D(0))
    margin = quote(a_contract()).margin_percent
    assert drawn(spread=still).bad_margin_percent == margin
    assert drawn(floor=int(margin) + 1, spread=still).below_floor_percent == 100
    assert drawn(floor=int(margin), spread=still).below_floor_percent == 0


def test_more_discount_and_a_higher_floor_are_never_safer() -> None:
    by_discount = [drawn(discount).below_floor_percent for discount in range(0, 40, 5)]
    by_floor = [drawn(20, floor).below_floor_percent for floor in range(20, 60, 5)]
    for chances in (by_discount, by_floor):
        assert chances == sorted(chances)
        assert chances[0] < 1 and chances[-1] > 95


def test_some_thousand_draws_take_well_under_a_second() -> None:
    before = time.process_time()
    drawn(draws=4_000)
    assert time.process_time() - before < 1


def test_there_is_at_least_one_draw() -> None:
    with pytest.raises(ValueError):
        drawn(draws=0)


OFFERS = (Offer("small", 5_000, MONO), Offer("colour", 20_000, COLOUR), Offer("strong", 90_000, COLOUR))


@pytest.mark.parametrize(
    ("mono", "colour", "name"),
    [
        (0, 0, "small"),
        (5_000, 0, "small"),
        (5_001, 0, "colour"),
        (1_000, 1, "colour"),
        (19_000, 1_001, "strong"),
        (900_000, 0, "strong"),
    ],
)
def test_a22_what_is_offered_bears_the_pages_and_the_colour(mono: int, colour: int, name: str) -> None:
    assert fitting(OFFERS, mono, colour).name == name


def test_no_colour_is_promised_where_nothing_prints_it() -> None:
    with pytest.raises(ValueError):
        fitting(OFFERS[:1], 10, 10)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_shares_add_up_to_the_page_and_are_in_proportion(pages: int, weights: list[int]) -> None:
    if not sum(weights):
        weights[0] = 1
    shares = share_out(pages, weights)
    assert sum(shares) == pages
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Decimal(pages) * weight / sum(weights)) < 1


def test_pages_without_a_machine_are_refused() -> None:
    with pytest.raises(ValueError):
        share_out(10, [0, 0])
    assert share_out(0, [0, 0]) == [0, 0]
