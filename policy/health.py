"""How a client is, told by facts: a health in percent with its reasons, and what endangers the renewal, by kind (000/M10).

Every fact scores 100 at its best bound, 0 at its worst and in proportion between them; the health is their weighted mean. A
fact that nobody knows does not count, and where too little is known the health is unknown: no figure is made of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Protocol

WHOLE = Decimal(100)
HUNDREDTH = Decimal("0.01")

Level = Literal["low", "watch", "high", "unknown"]


class Measure(Protocol):
    """How one fact is measured: its kind of risk, its weight, and the values at which it scores 0 and 100."""

    @property
    def risk(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def worst(self) -> Decimal: ...
    @property
    def best(self) -> Decimal: ...


class Bounds(Protocol):
    """From which percentage on a kind of risk is watched, and from which it is high; whether it is of our own making."""

    @property
    def watch_percent(self) -> int: ...
    @property
    def high_percent(self) -> int: ...
    @property
    def ours(self) -> bool: ...


@dataclass(frozen=True)
class Reason:
    """One known fact: its value in its own unit, its score, and the points of health that it takes away."""

    fact: str
    value: Decimal
    score: Decimal
    lost_points: Decimal


@dataclass(frozen=True)
class Risk:
    """One kind of risk: how much of its facts' score is lost (``None``: no fact tells), and what that means."""

    kind: str
    percent: Decimal | None
    level: Level
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Health:
    """``percent``: 0 to 100, or ``None`` where too little is known. ``reasons``: what took most away comes first."""

    percent: Decimal | None
    reasons: tuple[Reason, ...]
    risks: tuple[Risk, ...]


def health(
    facts: Mapping[str, Decimal | None],
    measures: Mapping[str, Measure],
    bounds: Mapping[str, Bounds],
    least_known_percent: int,
) -> Health:
    """The health of a client and its risks by kind, of the facts that are known (000/M10).

    ``least_known_percent``: with less of all weight known, the health is unknown. Raises ``KeyError`` for a fact that is not measured.
    """
    known = {name: value for name, value in facts.items() if value is not None}
    scores = {name: score(value, measures[name]) for name, value in known.items()}
    whole = sum(measure.weight for measure in measures.values())
    weight = sum(measures[name].weight for name in known)
    reasons = tuple(
        Reason(name, value, scores[name], _rounded((WHOLE - scores[name]) * measures[name].weight / weight))
        for name, value in known.items()
    )
    enough = weight * WHOLE >= least_known_percent * whole and weight > 0
    return Health(
        _mean(scores, measures) if enough else None,
        _worst_first(reasons),
        tuple(_risk(kind, reasons, measures, bound) for kind, bound in bounds.items()),
    )


def score(value: Decimal, measure: Measure) -> Decimal:
    """0 at the worst bound and beyond, 100 at the best and beyond, in proportion between them."""
    share = (value - measure.worst) / (measure.best - measure.worst)
    return _rounded(WHOLE * min(max(share, Decimal(0)), Decimal(1)))


def wear(risks: Iterable[Risk], bounds: Mapping[str, Bounds]) -> Decimal | None:
    """How worn out the client is by what we did ourselves: the mean of the risks of our own making (000/A29)."""
    own = [risk.percent for risk in risks if bounds[risk.kind].ours and risk.percent is not None]
    return _rounded(sum(own, Decimal(0)) / len(own)) if own else None


def _risk(kind: str, reasons: Iterable[Reason], measures: Mapping[str, Measure], bound: Bounds) -> Risk:
    mine = tuple(reason for reason in reasons if measures[reason.fact].risk == kind)
    if not mine:
        return Risk(kind, None, "unknown", ())
    percent = WHOLE - _mean({reason.fact: reason.score for reason in mine}, measures)
    return Risk(kind, percent, _level(percent, bound), _worst_first(mine))


def _level(percent: Decimal, bound: Bounds) -> Level:
    if percent >= bound.high_percent:
        return "high"
    return "watch" if percent >= bound.watch_percent else "low"


def _mean(scores: Mapping[str, Decimal], measures: Mapping[str, Measure]) -> Decimal:
    weight = sum(measures[name].weight for name in scores)
    return _rounded(sum((scores[name] * measures[name].weight for name in scores), Decimal(0)) / weight)


def _worst_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: (-reason.lost_points, reason.fact)))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)
