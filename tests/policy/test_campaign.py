"""Five weighted factors, the database first; few are addressed one by one (003/D16–D20)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.campaign import FACTORS, JUDGED, Audience, Plan, Standard, appraise, approach, share

WEIGHTS = dict(zip(FACTORS, map(Decimal, ("6", "3", "2", "1.35", "1.25")), strict=True))
STANDARD = Standard(WEIGHTS, minimum_score=60, minimum_database=50, minimum_on_target=80)
GOOD = Audience(size=200, reachable=200, fresh=200, on_target=200, usable=200)
PLAN = Plan(
    True,
    True,
    True,
    True,
    {"offer": Decimal(80), "moment": Decimal(70), "creativity": Decimal(60)},
    Decimal(60),
)
percents = st.decimals(0, 100, places=2)


def audiences() -> st.SearchStrategy[Audience]:
    """Counts as a CRM may have them: what can be used is in all three groups."""

    def build(size: int, shares: list[float]) -> Audience:
        reachable, fresh, on_target = (int(size * share) for share in shares[:3])
        return Audience(size, reachable, fresh, on_target, int(min(reachable, fresh, on_target) * shares[3]))

    return st.builds(build, st.integers(0, 5_000), st.lists(st.floats(0, 1), min_size=4, max_size=4))


def test_the_weights_of_the_manual_give_the_score_that_one_reckons_by_hand() -> None:
    """003/D18: 6 × 100 + 3 × 80 + 2 × 70 + 1.35 × 60 + 1.25 × 60, over 13.6."""
    found = appraise(STANDARD, PLAN, GOOD)
    assert found.score_percent == Decimal("83.53")
    assert [one.weight for one in found.factors] == list(WEIGHTS.values())
    assert found.may_run


@settings(max_examples=50)
@given(audiences(), percents, percents, percents, percents)
def test_a_score_lies_between_nothing_and_all_and_never_falls_with_better_data(
    audience: Audience, offer: Decimal, moment: Decimal, creativity: Decimal, medium: Decimal
) -> None:
    plan = replace(PLAN, judged=dict(zip(JUDGED, (offer, moment, creativity), strict=True)), medium=medium)
    found = appraise(STANDARD, plan, audience)
    better = appraise(STANDARD, plan, replace(audience, usable=audience.size))
    assert 0 <= found.score_percent <= better.score_percent <= 100
    assert found.database_percent == share(audience.usable, audience.size)
    assert abs(sum((one.points for one in found.factors), Decimal(0)) - found.score_percent) <= Decimal("0.03")


def what_holds(plan: Plan, audience: Audience) -> list[str]:
    return [reason.what for reason in appraise(STANDARD, plan, audience).reasons]


@pytest.mark.parametrize(("usable", "held"), [(100, False), (99, True), (0, True)])
def test_a_campaign_on_poor_data_is_held_and_says_what_to_mend(usable: int, held: bool) -> None:
    """003/D19: with all else at its best."""
    best = replace(PLAN, judged=dict.fromkeys(JUDGED, Decimal(100)), medium=Decimal(100))
    found = what_holds(best, Audience(200, reachable=150, fresh=usable, on_target=200, usable=usable))
    assert found == (["poor_database", "unreachable", "stale"] if held else [])


@pytest.mark.parametrize(("on_target", "held"), [(160, []), (159, ["off_target"])])
def test_a_campaign_off_target_is_held(on_target: int, held: list[str]) -> None:
    assert what_holds(PLAN, replace(GOOD, on_target=on_target, usable=on_target)) == held


@pytest.mark.parametrize("there", list(itertools.product((True, False), repeat=4)))
def test_what_is_not_decided_holds_a_campaign(there: tuple[bool, bool, bool, bool]) -> None:
    """Target, channel, message and offer, in every combination."""
    plan = Plan(*there, PLAN.judged, PLAN.medium)
    names = ("no_target", "no_channel", "no_message", "no_offer")
    assert what_holds(plan, GOOD) == [name for name, decided in zip(names, there, strict=True) if not decided]


@pytest.mark.parametrize("name", JUDGED)
def test_a_factor_that_nobody_judged_holds_a_campaign_and_counts_as_nothing(name: str) -> None:
    plan = replace(PLAN, judged={**PLAN.judged, name: None})
    assert what_holds(plan, GOOD) == [f"{name}_not_judged"]
    assert appraise(STANDARD, plan, GOOD).score_percent < appraise(STANDARD, PLAN, GOOD).score_percent


def test_nobody_to_address_holds_a_campaign() -> None:
    assert what_holds(PLAN, Audience(0, 0, 0, 0, 0)) == ["no_audience"]


def test_a_low_score_holds_a_campaign_whose_data_is_good() -> None:
    dull = replace(PLAN, judged=dict.fromkeys(JUDGED, Decimal(0)), medium=Decimal(0))
    poor = replace(GOOD, usable=120)
    assert what_holds(dull, poor) == ["low_score"]


@pytest.mark.parametrize(
    ("size", "is_important", "how"),
    [(30, False, "individual"), (31, False, "type"), (31, True, "individual"), (0, False, "individual")],
)
def test_few_or_important_are_addressed_one_by_one_and_many_by_type(
    size: int, is_important: bool, how: str
) -> None:
    assert approach(size, is_important, 30) == how
