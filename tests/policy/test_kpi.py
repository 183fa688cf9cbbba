"""Real chances, the real pipeline, and where the funnel breaks (000/A31, M08; 004/E14)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.kpi import Passage, breaks, chances, narrowest, real_pipeline, share

STAGES = ("lead", "qualified", "proposed")
ASSUMED = {"lead": Decimal(10), "qualified": Decimal(40), "proposed": Decimal(50)}


def test_m08_a_chance_is_the_product_of_the_steps_that_history_tells() -> None:
    history = [Passage(1, "lead", 100, 50), Passage(2, "qualified", 40, 30), Passage(None, "proposed", 20, 8)]
    found = chances(history, ASSUMED, least_cases=20)
    assert {stage: one.percent for stage, one in found.items()} == {
        "lead": Decimal("15.0"), "qualified": Decimal("30.0"), "proposed": Decimal("40.0"),
    }  # fmt: skip
    assert all(one.is_proven for one in found.values())


def test_m08_where_history_is_too_short_the_step_is_the_assumed_one() -> None:
    found = chances([Passage(1, "qualified", 19, 19), Passage(1, "proposed", 20, 20)], ASSUMED, least_cases=20)
    assert {stage: (one.percent, one.is_proven) for stage, one in found.items()} == {
        "lead": (Decimal("20.0"), False), "qualified": (Decimal("80.0"), False), "proposed": (Decimal("100.0"), True),
    }  # fmt: skip


def test_m08_without_any_history_the_chances_are_the_assumed_ones() -> None:
    assert {stage: one.percent for stage, one in chances([], ASSUMED, 20).items()} == ASSUMED


@settings(max_examples=40)
@given(st.lists(st.builds(lambda s, n, m: Passage(1, s, n + m, n), st.sampled_from(STAGES), st.integers(0, 50), st.integers(0, 50))))  # fmt: skip
def test_m08_a_chance_never_falls_on_the_way_to_the_end(history: list[Passage]) -> None:
    percents = [one.percent for one in chances(history, ASSUMED, 5).values()]
    assert percents == sorted(percents)
    assert all(0 <= percent <= 100 for percent in percents)


def test_a31_the_real_pipeline_weighs_what_is_open() -> None:
    found = real_pipeline({"lead": Decimal(1_000), "proposed": Decimal("333.33")}, chances([], ASSUMED, 20))
    assert found == {"lead": Decimal(100), "qualified": Decimal(0), "proposed": Decimal("166.67")}


def a_team(*rates: int, cases: int = 10) -> list[Passage]:
    return [Passage(number, "lead", cases, rate) for number, rate in enumerate(rates, start=1)]


def test_e14_the_funnel_breaks_for_who_is_far_below_the_median() -> None:
    (found,) = breaks(a_team(6, 5, 2, 5), STAGES, least_cases=10, break_points=Decimal(20))
    assert (found.seller_id, found.stage, found.points) == (3, "lead", Decimal("30.0"))


@pytest.mark.parametrize(
    "team",
    [
        a_team(6, 5, 2, 5, cases=9),
        a_team(9, 1),
        a_team(5, 5, 4),
        [Passage(None, "lead", 90, 0), *a_team(5, 5, 5)],
    ],
    ids=["too few cases", "two sellers are no team", "not far enough", "nobody's cases"],
)
def test_e14_it_does_not_break(team: list[Passage]) -> None:
    assert breaks(team, STAGES, least_cases=10, break_points=Decimal(20)) == []


def test_e14_the_widest_gap_comes_first() -> None:
    team = [*a_team(9, 9, 9, 5, 2), *(Passage(n, "proposed", 10, rate) for n, rate in ((1, 9), (2, 9), (3, 1)))]
    found = breaks(team, STAGES, least_cases=10, break_points=Decimal(20))
    assert [(b.stage, b.seller_id) for b in found] == [("proposed", 3), ("lead", 5), ("lead", 4)]


def test_e14_the_narrowest_stage_of_all_is_named() -> None:
    history = [Passage(1, "lead", 30, 10), Passage(2, "lead", 30, 20), Passage(1, "proposed", 50, 20), Passage(1, "qualified", 3, 0)]  # fmt: skip
    assert narrowest(history, STAGES, 20) == ("proposed", Decimal("40.0"))
    assert narrowest([], STAGES, 20) is None


def test_a_share_of_nothing_is_none() -> None:
    assert (share(0, 0), share(0, 3), share(Decimal(1), Decimal(3))) == (None, 0, Decimal("33.3"))
