"""The state of a client is told by facts, and each kind of risk by its own (000/M10, A29)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.health import Health, health, score, wear


@dataclass(frozen=True)
class Measure:
    risk: str
    weight: int
    worst: Decimal
    best: Decimal


@dataclass(frozen=True)
class Bounds:
    watch_percent: int
    high_percent: int
    ours: bool = False


MEASURES = {
    "kept": Measure("service", 30, Decimal(50), Decimal(90)),
    "tickets": Measure("service", 10, Decimal(10), Decimal(0)),
    "score": Measure("perception", 40, Decimal(0), Decimal(10)),
    "late": Measure("collection", 20, Decimal(100), Decimal(0)),
}
BOUNDS = {
    "service": Bounds(25, 50, ours=True),
    "perception": Bounds(25, 50, ours=True),
    "collection": Bounds(25, 50),
    "obsolescence": Bounds(25, 50),
}


def told(least: int = 1, **facts: int | str | None) -> Health:
    values = {name: None if value is None else Decimal(value) for name, value in facts.items()}
    return health(values, MEASURES, BOUNDS, least)


@pytest.mark.parametrize(
    ("measure", "value", "scored"),
    [
        ("kept", "90", "100"), ("kept", "95", "100"), ("kept", "50", "0"), ("kept", "10", "0"), ("kept", "70", "50"),
        ("tickets", "0", "100"), ("tickets", "10", "0"), ("tickets", "12", "0"), ("tickets", "2.5", "75"),
    ],
)  # fmt: skip
def test_a_fact_scores_in_proportion_between_its_worst_and_its_best(
    measure: str, value: str, scored: str
) -> None:
    assert score(Decimal(value), MEASURES[measure]) == Decimal(scored)


def test_the_health_is_the_weighted_mean_of_what_is_known() -> None:
    assert told(kept=70, score=10, late=0, tickets=None).percent == Decimal(
        "83.33"
    )  # (30×50 + 40×100 + 20×100) / 90
    assert told(kept=90).percent == 100


def test_where_too_little_is_known_the_health_is_unknown_and_the_known_risks_are_told_all_the_same() -> None:
    assert told(40, score=2).percent == 20
    few = told(41, score=2)
    assert few.percent is None
    assert {risk.kind: risk.level for risk in few.risks} == {
        "service": "unknown", "perception": "high", "collection": "unknown", "obsolescence": "unknown"
    }  # fmt: skip
    nothing = told(1, score=None)
    assert (nothing.percent, nothing.reasons) == (None, ())


LEVELS = [(kept, tickets) for kept, tickets in product((90, 80, 70, 60, 50, None), (0, 5, 10, None))]


@pytest.mark.parametrize(("kept", "tickets"), LEVELS)
def test_the_level_of_a_risk_follows_from_what_its_facts_have_lost(
    kept: int | None, tickets: int | None
) -> None:
    lost = [(30, (90 - kept) * 100 / 40)] if kept is not None else []
    lost += [(10, tickets * 10)] if tickets is not None else []
    risk = next(risk for risk in told(kept=kept, tickets=tickets).risks if risk.kind == "service")
    if not lost:
        assert (risk.percent, risk.level) == (None, "unknown")
        return
    mean = sum(weight * points for weight, points in lost) / sum(weight for weight, _ in lost)
    assert risk.percent == Decimal(str(mean)).quantize(Decimal("0.01"))
    assert risk.level == ("high" if mean >= 50 else "watch" if mean >= 25 else "low")


def test_reasons_say_what_takes_most_away_first_and_add_up() -> None:
    found = told(kept=80, score=1, late=100)
    assert [reason.fact for reason in found.reasons] == ["score", "late", "kept"]
    assert found.percent is not None
    lost = sum(reason.lost_points for reason in found.reasons)
    assert abs(100 - found.percent - lost) <= Decimal("0.03")


def test_a_client_is_worn_out_by_what_we_did_and_not_by_what_they_owe() -> None:
    assert wear(told(kept=50, tickets=10, score=10, late=100).risks, BOUNDS) == 50
    assert wear(told(late=100).risks, BOUNDS) is None


few = settings(max_examples=50)
VALUES = st.none() | st.decimals(-20, 200, places=2)


@few
@given(st.fixed_dictionaries(dict.fromkeys(MEASURES, VALUES)))
def test_health_and_risks_are_percentages_and_only_of_known_facts(facts: dict[str, Decimal | None]) -> None:
    found = health(facts, MEASURES, BOUNDS, 1)
    known = {name for name, value in facts.items() if value is not None}
    assert (found.percent is None) == (not known)
    assert found.percent is None or 0 <= found.percent <= 100
    assert {reason.fact for reason in found.reasons} == known
    assert all(risk.percent is None or 0 <= risk.percent <= 100 for risk in found.risks)


@few
@given(st.fixed_dictionaries(dict.fromkeys(MEASURES, VALUES)), st.sampled_from(sorted(MEASURES)))
def test_a_better_fact_never_makes_the_health_worse(facts: dict[str, Decimal | None], which: str) -> None:
    value = facts[which]
    if value is None:
        return
    measure = MEASURES[which]
    better = value + (5 if measure.best > measure.worst else -5)
    before = health(facts, MEASURES, BOUNDS, 1).percent
    after = health(facts | {which: better}, MEASURES, BOUNDS, 1).percent
    assert before is not None and after is not None and after >= before
