"""What a contract is quoted at (000/A07, A13, A14, M05): exact, monotone, whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.pricing import (
    PARTS,
    Variables,
    Wanted,
    cost_per_page,
    effective_yield,
    margin_percent,
    quote,
    rent,
    verdict,
)
from tests.policy.prices import COLOUR, MONO, PLAN, RATES, D, a_contract, contracts, mxn, percent

EXAMPLES = settings(max_examples=20)


def test_a_cartridge_gives_fewer_pages_the_more_of_each_is_inked() -> None:
    assert effective_yield(20_000, D(5), D(5)) == 20_000
    assert effective_yield(20_000, D(5), D(10)) == 10_000


def test_a_page_costs_its_toner_at_the_real_coverage_and_its_upkeep() -> None:
    page = cost_per_page(COLOUR, PLAN)
    assert page.mono_toner_mxn == D(800) / (D(16_000) * 5 / 7)
    assert page.colour_toner_mxn == D(800) / 8_000 + 3 * D(1_500) / 7_500
    assert page.upkeep_mxn == D("0.04")
    assert (page.mono_mxn, page.colour_mxn) == (
        page.mono_toner_mxn + D("0.04"),
        page.colour_toner_mxn + D("0.04"),
    )
    assert cost_per_page(MONO, PLAN).colour_toner_mxn == 0


def test_a_page_of_a3_costs_what_the_machine_says() -> None:
    half, none = cost_per_page(COLOUR, PLAN, D(50)), cost_per_page(COLOUR, PLAN)
    assert half.mono_mxn == none.mono_mxn * D("1.5")
    assert cost_per_page(MONO, PLAN, D(50)) == cost_per_page(MONO, PLAN)


def test_the_rent_pays_the_cost_less_what_is_left_with_interest() -> None:
    owed, monthly = D(10_000), rent(D(10_000), D(1_000), D(12), 24)
    for _ in range(24):
        owed = owed * D("1.01") - monthly
    assert abs(owed - 1_000) < D("0.0001")
    assert rent(D(10_000), D(400), D(0), 24) == D(400)


def test_a_quote_by_hand() -> None:
    """One mono machine, no interest: every figure can be followed."""
    rates = replace(RATES, finance_percent=D(0))
    quoted = quote(
        a_contract(
            lines=(Wanted("M", "Piso 1", 1, 4_000, 0, MONO),),
            term_months=20,
            discount_percent=D(10),
            rates=rates,
        )
    )
    equipment, consumables, service, follow_up = quoted.lines
    assert (equipment.cost_mxn, equipment.monthly_mxn) == (D("475.00"), D("712.50"))  # (10,500 - 1,000) / 20
    assert (consumables.cost_mxn, consumables.monthly_mxn) == (
        D("280.00"),
        D("504.00"),
    )  # 4,000 × 800 / 11,428.57
    assert (service.cost_mxn, service.monthly_mxn) == (D("240.00"), D("480.00"))  # 4,000 × 0.04 + 80
    assert (follow_up.cost_mxn, follow_up.monthly_mxn) == (D("240.00"), D("432.00"))
    assert (quoted.monthly_mxn, quoted.cost_mxn, quoted.iva_mxn) == (D("2128.50"), D("1235.00"), D("340.56"))
    assert (quoted.click_mono_mxn, quoted.click_colour_mxn) == (D("0.2289"), D("0.0000"))
    assert (quoted.margin_percent, quoted.finance_mxn) == (D("41.98"), D("0.00"))


@given(contracts())
@EXAMPLES
def test_a14_a_quote_is_a_whole_system_and_its_lines_add_up_to_the_cent(variables: Variables) -> None:
    quoted = quote(variables)
    assert {line.kind for line in quoted.lines} == set(PARTS)
    assert sum(line.monthly_mxn for line in quoted.lines) == quoted.monthly_mxn
    assert sum(line.cost_mxn for line in quoted.lines) == quoted.cost_mxn
    for amount in (quoted.monthly_mxn, quoted.cost_mxn, quoted.iva_mxn, quoted.finance_mxn):
        assert amount == amount.quantize(D("0.01"))


@given(contracts())
@EXAMPLES
def test_a07_the_same_variables_give_the_same_quote(variables: Variables) -> None:
    assert quote(replace(variables)) == quote(variables)


@given(contracts(), st.integers(0, 3), st.integers(1, 40_000), st.booleans())
@EXAMPLES
def test_more_pages_are_never_cheaper(variables: Variables, place: int, more: int, colour: bool) -> None:
    line = variables.lines[place % len(variables.lines)]
    if colour and line.machine.prints_colour:
        fuller = replace(line, colour_pages=line.colour_pages + more)
    else:
        fuller = replace(line, mono_pages=line.mono_pages + more)
    other = quote(replace(variables, lines=tuple(fuller if one is line else one for one in variables.lines)))
    assert other.monthly_mxn >= quote(variables).monthly_mxn
    assert other.cost_mxn >= quote(variables).cost_mxn


@given(contracts(), st.integers(1, 36))
@EXAMPLES
def test_a_longer_term_never_makes_the_month_dearer(variables: Variables, more: int) -> None:
    longer = replace(variables, term_months=variables.term_months + more)
    assert quote(longer).monthly_mxn <= quote(variables).monthly_mxn


@given(
    contracts(), st.integers(0, 3), mxn(1, 50_000),
    st.sampled_from(["equipment_mxn", "install_mxn", "delivery_mxn", "service_mxn", "parts_mxn", "labour_mxn", "black_mxn"]),
)  # fmt: skip
@EXAMPLES
def test_a_dearer_machine_is_never_quoted_cheaper(
    variables: Variables, place: int, more: Decimal, what: str
) -> None:
    line = variables.lines[place % len(variables.lines)]
    dearer = replace(line, machine=replace(line.machine, **{what: getattr(line.machine, what) + more}))
    other = quote(replace(variables, lines=tuple(dearer if one is line else one for one in variables.lines)))
    assert other.monthly_mxn >= quote(variables).monthly_mxn


@given(contracts(), percent(1, 30))
@EXAMPLES
def test_heavier_inking_is_never_cheaper(variables: Variables, more: Decimal) -> None:
    heavier = replace(
        variables.coverage,
        mono_percent=variables.coverage.mono_percent + more,
        colour_percent=variables.coverage.colour_percent + more,
    )
    assert quote(replace(variables, coverage=heavier)).monthly_mxn >= quote(variables).monthly_mxn


@given(contracts(), percent(1, 30))
@EXAMPLES
def test_a_discount_lowers_the_price_and_the_margin_and_costs_nothing_less(
    variables: Variables, more: Decimal
) -> None:
    given_away = quote(replace(variables, discount_percent=variables.discount_percent + more))
    listed = quote(variables)
    assert given_away.monthly_mxn <= listed.monthly_mxn
    assert given_away.margin_percent <= listed.margin_percent
    assert given_away.cost_mxn == listed.cost_mxn
    assert (given_away.click_mono_mxn, given_away.click_colour_mxn) == (
        listed.click_mono_mxn,
        listed.click_colour_mxn,
    )


@pytest.mark.parametrize(
    "nonsense",
    [
        {"lines": ()},
        {"lines": (Wanted("M", None, 0, 10, 0, MONO),)},
        {"lines": (Wanted("M", None, 1, -1, 0, MONO),)},
        {"lines": (Wanted("M", None, 1, 10, 5, MONO),)},
        {"discount_percent": D(100)},
        {"discount_percent": D(-1)},
        {"term_months": 0},
        {"coverage": replace(PLAN, mono_percent=D(0))},
    ],
)
def test_what_can_not_be_is_not_quoted(nonsense: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        quote(a_contract(**nonsense))


@pytest.mark.parametrize(
    ("price", "cost", "margin", "verdict_"),
    [
        (D(100), D(40), D(60), "on_target"),
        (D(100), D(50), D(50), "on_target"),
        (D(100), D("50.01"), D("49.99"), "below_target"),
        (D(100), D(65), D(35), "below_target"),
        (D(100), D("65.01"), D("34.99"), "below_floor"),
        (D(100), D(120), D(-20), "below_floor"),
        (D(0), D(0), None, "on_target"),
    ],
)
def test_m05_a_margin_stands_to_its_floor_and_its_target(
    price: Decimal, cost: Decimal, margin: Decimal | None, verdict_: str
) -> None:
    assert margin_percent(price, cost) == margin
    assert verdict(margin, D(35), D(50)) == verdict_
