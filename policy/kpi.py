"""Indicators of result: the real pipeline, where the funnel breaks and for whom, shares that say nothing of nothing (000/A31).

A chance is told from history: of the cases that left a stage, how many went onward and how many went away. Cases that
still stand there say nothing yet (004/E14, 000/M08).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Passage:
    """How many cases of one seller left a stage, and how many of them onward."""

    seller_id: int | None
    stage: str
    left: int
    onward: int


@dataclass(frozen=True)
class Chance:
    """How likely a case in a stage is to be won, in percent; ``cases`` left the stage in the window.

    ``is_proven``: history tells it. Otherwise there were too few cases, and the step is as likely as the company assumes.
    """

    percent: Decimal
    cases: int
    is_proven: bool


@dataclass(frozen=True)
class Break:
    """Where the funnel breaks for a seller: fewer of their cases get on from a stage than of the team's median."""

    seller_id: int
    stage: str
    conversion_percent: Decimal
    median_percent: Decimal
    cases: int

    @property
    def points(self) -> Decimal:
        """How far below the median, in percentage points."""
        return self.median_percent - self.conversion_percent


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Percent to a tenth; none of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def chances(passages: Iterable[Passage], assumed: Mapping[str, Decimal], least_cases: int) -> dict[str, Chance]:
    """The real chance of each stage (000/M08): the steps from it to the end, multiplied, each as history tells it.

    ``assumed``: by stage, in their order, what the company assumes in percent; a step of fewer than ``least_cases`` cases
    is taken from there.
    """
    left: Counter[str] = Counter()
    onward: Counter[str] = Counter()
    for passage in passages:
        left[passage.stage] += passage.left
        onward[passage.stage] += passage.onward
    found: dict[str, Chance] = {}
    later, later_assumed = Decimal(100), Decimal(100)
    for stage, expected in reversed(list(assumed.items())):
        proven = left[stage] >= least_cases
        step = Decimal(onward[stage]) / left[stage] if proven else expected / later_assumed
        later, later_assumed = later * step, expected
        found[stage] = Chance(later.quantize(_TENTH, ROUND_HALF_UP), left[stage], proven)
    return {stage: found[stage] for stage in assumed}


def real_pipeline(worth_mxn: Mapping[str, Decimal], found: Mapping[str, Chance]) -> dict[str, Decimal]:
    """By stage, what the open cases are worth once weighed by their real chance, in pesos (000/A31)."""
    return {
        stage: (worth_mxn.get(stage, Decimal(0)) * chance.percent / 100).quantize(_CENT, ROUND_HALF_UP)
        for stage, chance in found.items()
    }


def breaks(
    passages: Sequence[Passage], stages: Sequence[str], least_cases: int, break_points: Decimal
) -> list[Break]:
    """Where the funnel breaks, and for whom (004/E14): the widest gap to the team's median first.

    Of each stage only sellers are compared of whom at least ``least_cases`` cases left it, and only if there are three.
    """
    found = []
    for stage in stages:
        known = [p for p in passages if p.stage == stage and p.seller_id is not None and p.left >= least_cases]
        if len(known) < 3:
            continue
        rates = {p: Decimal(p.onward) * 100 / p.left for p in known}
        middle = Decimal(median(rates.values()))
        found += [
            Break(p.seller_id or 0, stage, rate.quantize(_TENTH, ROUND_HALF_UP), middle.quantize(_TENTH, ROUND_HALF_UP), p.left)
            for p, rate in rates.items()
            if middle - rate >= break_points
        ]  # fmt: skip
    return sorted(found, key=lambda b: (-b.points, b.stage, b.seller_id))


def narrowest(
    passages: Iterable[Passage], stages: Sequence[str], least_cases: int
) -> tuple[str, Decimal] | None:
    """The stage from which the fewest cases of everybody get on, with their share; none where history is too short."""
    left: Counter[str] = Counter()
    onward: Counter[str] = Counter()
    for passage in passages:
        left[passage.stage] += passage.left
        onward[passage.stage] += passage.onward
    rates = [(share(onward[s], left[s]) or Decimal(0), s) for s in stages if left[s] >= least_cases]
    return (min(rates)[1], min(rates)[0]) if rates else None
