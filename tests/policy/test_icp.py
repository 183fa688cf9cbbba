"""The score against the ideal client, and what follows from it (000/A03, A04, M06, 004/E03, E05)."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.icp import FACTORS, PROFILE, SIGNS, Band, Facts, Profile, qualify, score, selling

TODAY = dt.date(2026, 11, 20)
IDEAL = Profile(
    weights=dict(zip(FACTORS, (20, 10, 10, 15, 15, 10, 8, 6, 4, 2), strict=True)),
    graded={
        "segment": {"plants": 100, "shops": 40},
        "niche": {"car_parts": 50, "corner_shops": 100},
        "solution": {"downtime": 100, "colour": 20},
        "decision_maker": {"management": 100, "users": 0},
    },
    segment_of_niche={"car_parts": "plants", "corner_shops": "shops"},
    bands={
        "size": (Band(Decimal(0), 0), Band(Decimal(20), 50), Band(Decimal(100), 100)),
        "worth": (Band(Decimal(0), 10), Band(Decimal(1_000), 100)),
    },
    minimum_percent=60,
    nurture_days={"need": 100, "purchasing_power": 200, "receptivity": 50, "accessibility": 30, PROFILE: 365},
)
BEST = Facts("plants", "car_parts", 300, Decimal(5_000), "downtime", "management", True, True, True, True)


def facts() -> st.SearchStrategy[Facts]:
    """Anything that a CRM may hold."""
    sign = st.none() | st.booleans()
    word = {name: st.none() | st.sampled_from([*words, "?"]) for name, words in IDEAL.graded.items()}
    return st.builds(
        Facts, word["segment"], word["niche"], st.none() | st.integers(0, 10_000),
        st.none() | st.decimals(0, 10_000, places=2), word["solution"], word["decision_maker"], sign, sign, sign, sign,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "points"),
    [
        (Facts(), 0),
        (Facts(segment="plants"), 20),
        (Facts(segment="shops"), 8),
        (Facts(segment="?"), 0),
        (Facts(segment="plants", niche="car_parts"), 25),
        (Facts(segment="plants", niche="corner_shops"), 20),
        (Facts(niche="corner_shops"), 0),
        (Facts(employees=19), 0),
        (Facts(employees=20), 5),
        (Facts(employees=100), 10),
        (Facts(worth_mxn=Decimal("999.99")), 1.5),
        (Facts(worth_mxn=Decimal(1_000)), 15),
        (Facts(pain="downtime"), 15),
        (Facts(pain="colour"), 3),
        (Facts(function="management"), 10),
        (Facts(function="users"), 0),
        (Facts(need=True), 8),
        (Facts(purchasing_power=True), 6),
        (Facts(receptivity=True), 4),
        (Facts(accessibility=True), 2),
        (Facts(need=False, accessibility=False), 0),
        (BEST, 95),
    ],
)
def test_each_fact_earns_its_points(known: Facts, points: float) -> None:
    assert score(IDEAL, known).percent == Decimal(str(points))


@settings(max_examples=50)
@given(facts())
def test_the_reasons_add_up_to_the_score(known: Facts) -> None:
    fit = score(IDEAL, known)
    earned = sum((one.points for one in fit.factors), Decimal(0))
    assert [one.name for one in fit.factors] == list(FACTORS)
    assert all(0 <= one.points <= one.of for one in fit.factors)
    assert fit.percent == earned * 100 / sum(one.of for one in fit.factors)


@settings(max_examples=50)
@given(facts())
def test_asking_never_lowers_a_score(known: Facts) -> None:
    """What is unknown earns nothing, so nobody keeps a fact back to look better."""
    for name in Facts._fields:
        assert score(IDEAL, known).percent >= score(IDEAL, known._replace(**{name: None})).percent


@pytest.mark.parametrize(
    ("known", "factor", "why"),
    [
        (Facts(segment="shops"), "segment", "partly"),
        (Facts(segment="plants"), "segment", "best"),
        (Facts(segment="?"), "segment", "not_catalogued"),
        (Facts(), "segment", "unknown"),
        (Facts(segment="plants", niche="corner_shops"), "niche", "other_segment"),
        (Facts(function="users"), "decision_maker", "no"),
        (Facts(need=False), "need", "no"),
        (Facts(), "need", "unknown"),
        (Facts(employees=3), "size", "no"),
    ],
)
def test_each_factor_says_why(known: Facts, factor: str, why: str) -> None:
    assert {one.name: one.why for one in score(IDEAL, known).factors}[factor] == why


@pytest.mark.parametrize("answers", list(itertools.product((True, False, None), repeat=4)))
def test_who_says_no_is_nurtured_who_was_not_asked_is_asked_and_the_rest_qualifies(
    answers: tuple[bool | None, ...],
) -> None:
    """004/E03: every combination of the four signs."""
    known = BEST._replace(**dict(zip(SIGNS, answers, strict=True)))
    found = qualify(IDEAL, score(IDEAL, known), known, TODAY)
    refused = [sign for sign, answer in zip(SIGNS, answers, strict=True) if answer is False]
    if refused:
        wait = max(IDEAL.nurture_days[sign] for sign in refused)
        assert (found.verdict, list(found.refused)) == ("nurture", refused)
        assert found.nurture_on == TODAY + dt.timedelta(days=wait)
    else:
        assert found.verdict == ("ask" if None in answers else "qualified")
        assert found.nurture_on is None


@pytest.mark.parametrize("pain", [None, "?"])
def test_without_a_pain_that_we_solve_nobody_qualifies(pain: str | None) -> None:
    """000/A04."""
    known = BEST._replace(pain=pain)
    fit = score(IDEAL, known)
    assert fit.percent > IDEAL.minimum_percent
    assert qualify(IDEAL, fit, known, TODAY).verdict == "ask"


def test_far_from_the_ideal_client_is_nurtured_only_when_everything_is_known() -> None:
    far = Facts("shops", "corner_shops", 5, Decimal(10), "colour", "users", True, True, True, True)
    fit = score(IDEAL, far)
    assert fit.percent < IDEAL.minimum_percent
    found = qualify(IDEAL, fit, far, TODAY)
    assert (found.verdict, found.lacking, found.refused) == ("nurture", (PROFILE,), ())
    assert found.nurture_on == TODAY + dt.timedelta(days=365)
    for blank in ({"pain": None}, {"segment": "?"}, {"niche": "car_parts"}):
        less = far._replace(**blank)  # type: ignore[arg-type]
        assert qualify(IDEAL, score(IDEAL, less), less, TODAY).verdict == "ask"


@settings(max_examples=50)
@given(facts())
def test_nobody_is_forgotten(known: Facts) -> None:
    """000/M06: whoever does not qualify is asked further or has a date."""
    found = qualify(IDEAL, score(IDEAL, known), known, TODAY)
    assert (found.verdict == "nurture") == (found.nurture_on is not None) == bool(found.lacking)
    assert found.nurture_on is None or found.nurture_on > TODAY


def test_the_version_of_a_profile_changes_with_any_figure() -> None:
    others = (
        replace(IDEAL, minimum_percent=61),
        replace(IDEAL, weights={**IDEAL.weights, "need": 9}),
        replace(IDEAL, bands={**IDEAL.bands, "size": (Band(Decimal(0), 1),)}),
    )
    assert len({IDEAL.version, *(other.version for other in others)}) == 4
    assert replace(IDEAL).version == IDEAL.version


@pytest.mark.parametrize(
    ("monthly", "offered", "how"),
    [
        (Decimal(100), (), "relationship"),
        (None, ("equipment", "service"), "relationship"),
        (None, ("equipment", "follow_up"), "relationship"),
        (Decimal(0), ("equipment", "consumables"), "transaction"),
        (None, ("equipment",), "transaction"),
        (None, (), "unknown"),
        (Decimal(0), (), "unknown"),
    ],
)
def test_a_sale_that_goes_on_is_told_from_one_that_does_not(
    monthly: Decimal | None, offered: tuple[str, ...], how: str
) -> None:
    """004/E01."""
    assert selling(monthly, offered) == how
