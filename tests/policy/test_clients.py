"""How close a client is to us, and what follows (001/B02–B10, 002/C14, 003/D12)."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.clients import (
    RUNGS,
    Allowance,
    Dealings,
    ImportanceScale,
    Lack,
    LadderRules,
    Lapses,
    Moments,
    Noted,
    Pace,
    Period,
    ProStandard,
    ProVerdict,
    allowance,
    doubt,
    effort_kind,
    importance,
    lapses,
    pace,
    place_on_ladder,
    pro_verdict,
    share,
    share_trend,
)

TODAY = dt.date(2026, 11, 20)
STANDARD = ProStandard(("promoter", "proactive", "change"), 2, 700)
LADDER = LadderRules(2, 3, 1, ("A",))
A_PRO, NO_PRO = ProVerdict(("promoter", "change"), (), 0), ProVerdict((), (), 2)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days)


def noted(
    trait: str, evidence: str | None = "Named us at a fair", proved: bool = True, days: int = 10
) -> Noted:
    return Noted(trait, evidence, proved, ago(days))


@pytest.mark.parametrize(
    ("evidence", "proved", "days", "why"),
    [
        ("Named us", True, 0, None),
        ("Named us", True, 700, None),
        ("Named us", True, 701, "old"),
        ("Named us", False, 0, "no_evidence"),
        (None, True, 0, "no_evidence"),
        ("  ", True, 0, "no_evidence"),
        (None, False, 900, "no_evidence"),
    ],
)
def test_b05_a_trait_counts_only_with_evidence_that_is_proved_and_not_too_old(
    evidence: str | None, proved: bool, days: int, why: str | None
) -> None:
    assert doubt(noted("promoter", evidence, proved, days), 700, TODAY) == why


def test_b05_enough_proved_traits_make_a_pro_and_the_others_are_named_with_the_reason() -> None:
    verdict = pro_verdict(
        [noted("promoter"), noted("proactive", None), noted("change", days=999), noted("reference")], STANDARD, TODAY
    )  # fmt: skip
    assert verdict == ProVerdict(("promoter",), (("proactive", "no_evidence"), ("change", "old")), 1)
    assert not verdict.is_pro
    assert pro_verdict([noted("promoter"), noted("change")], STANDARD, TODAY).is_pro


def test_b06_b07_powers_and_values_alone_make_nobody_a_pro() -> None:
    assert pro_verdict([noted("research"), noted("reference"), noted("buzz")], STANDARD, TODAY).missing == 2


def test_b05_a_trait_noted_twice_counts_once() -> None:
    assert pro_verdict([noted("promoter"), noted("promoter")], STANDARD, TODAY).missing == 1


def expected_rung(purchases: int, is_pro: bool, years: int, renewals: int, abc: str | None) -> str | None:
    """The ladder in words: each rung presupposes the one before."""
    if purchases == 0:
        return None
    if purchases == 1:
        return "buyer"
    if not is_pro:
        return "client"
    return "strategic" if years >= 3 and renewals >= 1 and abc == "A" else "pro"


EVERY_DEALING = list(
    itertools.product((0, 1, 2, 5), (False, True), (0, 2, 3, 9), (0, 1, 3), (None, "A", "B", "C"))
)


def test_b02_the_rung_follows_from_purchases_traits_years_renewals_and_class_over_every_combination() -> None:
    for purchases, is_pro, years, renewals, abc in EVERY_DEALING:
        dealings = Dealings(purchases, renewals, ago(years * 365) if purchases else None)
        place = place_on_ladder(dealings, A_PRO if is_pro else NO_PRO, abc, LADDER, TODAY)
        assert place.rung == expected_rung(purchases, is_pro, years, renewals, abc)
        following = RUNGS[RUNGS.index(place.rung) + 1 :] if place.rung else RUNGS
        assert place.next == (following[0] if following else None)
        assert bool(place.lacks) == (place.next is not None)


@pytest.mark.parametrize(
    ("dealings", "pro", "abc", "lacks"),
    [
        (Dealings(0, 0, None), NO_PRO, None, (Lack("purchases", 1),)),
        (Dealings(1, 0, ago(9)), A_PRO, "A", (Lack("purchases", 1),)),
        (Dealings(2, 0, ago(9)), NO_PRO, "A", (Lack("traits", 2),)),
        (Dealings(2, 0, ago(400)), A_PRO, "B", (Lack("years", 2), Lack("renewals", 1), Lack("class"))),
        (Dealings(3, 1, ago(1_100)), A_PRO, "B", (Lack("class"),)),
        (Dealings(3, 1, ago(1_100)), A_PRO, "A", ()),
    ],
)
def test_b02_a_client_is_told_what_it_lacks_for_the_next_rung(
    dealings: Dealings, pro: ProVerdict, abc: str | None, lacks: tuple[Lack, ...]
) -> None:
    assert place_on_ladder(dealings, pro, abc, LADDER, TODAY).lacks == lacks


def period(quarters_ago: int, supplied: object, potential: object = 100) -> Period:
    return Period(ago(91 * quarters_ago), Decimal(str(potential)), Decimal(str(supplied)))


@pytest.mark.parametrize(("supplied", "potential", "found"), [
    (25, 100, "25.00"), (0, 100, "0.00"), (1, 3, "33.33"), (2, 3, "66.67"), (120, 100, "120.00"), (0, 0, None), (5, 0, None),
])  # fmt: skip
def test_c14_the_share_is_what_we_supply_of_what_the_client_buys(
    supplied: int, potential: int, found: str | None
) -> None:
    assert share(period(0, supplied, potential)) == (None if found is None else Decimal(found))


@pytest.mark.parametrize(
    ("periods", "course"),
    [
        ([], None),
        ([period(0, 40)], None),
        ([period(1, 0, 0), period(0, 40)], None),
        ([period(1, 40), period(0, 37)], "falling"),
        ([period(1, 40), period(0, "37.01")], "steady"),
        ([period(1, 40), period(0, "42.99")], "steady"),
        ([period(1, 40), period(0, 43)], "rising"),
        ([period(3, 46), period(2, 44), period(1, 42), period(0, 40)], "falling"),
        ([period(4, 90), period(3, 40), period(2, 40), period(1, 40), period(0, 40)], "steady"),
        ([period(0, 30), period(2, 60), period(1, 50)], "falling"),
    ],
)
def test_b10_a_share_that_melts_slowly_falls_too(periods: list[Period], course: str | None) -> None:
    assert share_trend(periods, 4, Decimal(3)) == course


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=6), st.randoms())
def test_b10_the_order_in_which_periods_were_recorded_does_not_matter(
    given_periods: list[tuple[int, int]], chance: object
) -> None:
    periods = [period(number, *amounts) for number, amounts in enumerate(given_periods)]
    mixed = list(periods)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert share_trend(mixed, 4, Decimal(3)) == share_trend(periods, 4, Decimal(3))


@pytest.mark.parametrize(
    ("moments", "days"),
    [
        (Moments(ago(60), ago(57), ago(20), ago(5)), Lapses(3, 40, 15)),
        (Moments(ago(60), ago(80), None, None), Lapses(0, None, None)),
        (Moments(None, ago(57), ago(20), ago(20)), Lapses(None, None, 0)),
        (Moments(None, None, None, None), Lapses(None, None, None)),
    ],
)
def test_b03_b04_the_lapse_from_need_to_purchase_and_our_speed_to_answer(
    moments: Moments, days: Lapses
) -> None:
    assert lapses(moments) == days


def test_b04_the_pace_is_the_middle_of_the_sales_that_know_it() -> None:
    sales = [Lapses(3, 40, None), Lapses(1, None, None), Lapses(90, 41, None), Lapses(None, 300, None)]
    assert pace(sales) == Pace(4, 3, 41, None)
    assert pace([]) == Pace(0, None, None, None)


@pytest.mark.parametrize(
    ("abc", "bought", "kind"),
    [("A", True, "A"), ("B", True, "B"), ("C", True, "C"), (None, True, "C"), ("A", False, "new"), (None, False, "new")],
)  # fmt: skip
def test_b09_effort_is_measured_by_class_and_by_whether_the_client_is_new(
    abc: str | None, bought: bool, kind: str
) -> None:
    assert effort_kind(abc, bought) == kind  # type: ignore[arg-type]


def test_b09_the_budget_of_a_client_is_a_part_of_what_it_pays() -> None:
    assert allowance(60, Decimal("2.5"), Decimal("123456.78")) == Allowance(60, Decimal("3086.42"))


SCALE = ImportanceScale({"decider": 4, "user": 1}, {"strategic": 2, "tactical": 1}, 3, 3, 6)


@pytest.mark.parametrize("role", ["decider", "user", "other", None])
@pytest.mark.parametrize("level", ["strategic", "tactical", "other", None])
@pytest.mark.parametrize("signs", [True, False])
def test_d12_a_contact_matters_by_its_part_its_level_and_its_signature(
    role: str | None, level: str | None, signs: bool
) -> None:
    total = (
        {"decider": 4, "user": 1}.get(role or "", 0)
        + {"strategic": 2, "tactical": 1}.get(level or "", 0)
        + 3 * signs
    )
    assert importance(role, level, signs, SCALE) == (3 if total >= 6 else 2 if total >= 3 else 1)
