"""What a campaign is worth before it runs: five weighted factors, the database first (003/D16–D20).

The factor that weighs most, the database, is never typed in: it follows from what the CRM knows of the audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

FACTORS = ("database", "offer", "moment", "creativity", "medium")
JUDGED = ("offer", "moment", "creativity")
"""Factors that a person judges, from 0 to 100."""

Approach = Literal["individual", "type"]


@dataclass(frozen=True)
class Audience:
    """Contacts that a campaign would address, and how many of them can be reached by its channel, have data that is
    fresh, lie inside the target, and are all three (``usable``)."""

    size: int
    reachable: int
    fresh: int
    on_target: int
    usable: int


@dataclass(frozen=True)
class Standard:
    """By what the company judges campaigns: weights (003/D18) and the least it accepts, in percent."""

    weights: Mapping[str, Decimal]
    minimum_score: int
    minimum_database: int
    minimum_on_target: int


@dataclass(frozen=True)
class Plan:
    """What is decided about a campaign. Factors are in percent; ``None``: nobody has judged it yet."""

    has_target: bool
    has_channel: bool
    has_message: bool
    has_offer: bool
    judged: Mapping[str, Decimal | None]
    medium: Decimal | None


class Factor(NamedTuple):
    """One factor of a score: its percent, its weight, and the points it brings to the score in percent."""

    name: str
    percent: Decimal
    weight: Decimal
    points: Decimal


class Reason(NamedTuple):
    """Why a campaign is held: what is to be mended, and how many (or how much) of how many."""

    what: str
    number: Decimal = Decimal(0)
    of: Decimal = Decimal(0)


@dataclass(frozen=True)
class Appraisal:
    """The score of a campaign with its factors, and why it may not run (no reason: it may)."""

    score_percent: Decimal
    database_percent: Decimal
    factors: tuple[Factor, ...]
    reasons: tuple[Reason, ...]

    @property
    def may_run(self) -> bool:
        """Nothing holds it."""
        return not self.reasons


def appraise(standard: Standard, plan: Plan, audience: Audience) -> Appraisal:
    """Score a campaign and say what holds it (003/D18, D19). A factor that nobody judged counts as nothing."""
    database = share(audience.usable, audience.size)
    percents = {"database": database, "medium": plan.medium, **{name: plan.judged.get(name) for name in JUDGED}}
    whole = sum((standard.weights[name] for name in FACTORS), Decimal(0))
    factors = []
    for name in FACTORS:
        percent, weight = percents[name] or Decimal(0), standard.weights[name]
        factors.append(Factor(name, percent, weight, _cents(percent * weight / whole)))
    score = _cents(sum((one.percent * one.weight for one in factors), Decimal(0)) / whole)
    return Appraisal(score, database, tuple(factors), _reasons(standard, plan, audience, database, score))


def approach(size: int, is_important: bool, individual_up_to: int) -> Approach:
    """Few, or important: one by one. Many: by the type of audience (003/D20)."""
    return "individual" if is_important or size <= individual_up_to else "type"


def share(part: int, whole: int) -> Decimal:
    """In percent, to a hundredth; nothing of nothing is nothing."""
    return _cents(Decimal(part) * 100 / whole) if whole else Decimal(0)


def _reasons(
    standard: Standard, plan: Plan, audience: Audience, database: Decimal, score: Decimal
) -> tuple[Reason, ...]:
    decided = {
        "target": plan.has_target,
        "channel": plan.has_channel,
        "message": plan.has_message,
        "offer": plan.has_offer,
    }
    reasons = [Reason(f"no_{what}") for what, is_there in decided.items() if not is_there]
    reasons += [Reason(f"{name}_not_judged") for name in JUDGED if plan.judged.get(name) is None]
    if plan.has_target and not audience.size:
        reasons.append(Reason("no_audience"))
    size = Decimal(audience.size)
    if audience.size and share(audience.on_target, audience.size) < standard.minimum_on_target:
        reasons.append(Reason("off_target", size - audience.on_target, size))
    if audience.size and database < standard.minimum_database:
        reasons.append(Reason("poor_database", database, Decimal(standard.minimum_database)))
        lacks = {"unreachable": audience.reachable, "stale": audience.fresh}
        reasons += [Reason(what, size - good, size) for what, good in lacks.items() if good < audience.size]
    if not reasons and score < standard.minimum_score:
        reasons.append(Reason("low_score", score, Decimal(standard.minimum_score)))
    return tuple(reasons)


def _cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)
