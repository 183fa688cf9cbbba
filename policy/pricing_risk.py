"""How likely a quoted margin falls below its floor once pages and inking are not as planned (000/A07, M05).

The same seed gives the same probability for ever: only ``random()`` is drawn, whose sequence Python promises to keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from policy.pricing import Quote, Variables, cost_per_page


@dataclass(frozen=True, slots=True)
class Spread:
    """By how much reality may differ from plan at most, in percent: how heavily pages are inked, how many there are."""

    coverage_percent: Decimal
    volume_percent: Decimal


@dataclass(frozen=True, slots=True)
class Risk:
    """Of so many draws: how many percent fell below the floor, and the margin that one in twenty does not reach."""

    seed: int
    draws: int
    below_floor_percent: Decimal
    bad_margin_percent: Decimal


def risk(
    variables: Variables, quoted: Quote, floor_percent: Decimal, spread: Spread, draws: int, seed: int
) -> Risk:
    """Draw how the contract may turn out: inking and pages vary about the plan, a little more often than much.

    Pages beyond those included are charged at the click prices; pages that are not printed are paid all the same.
    """
    if draws <= 0:
        raise ValueError("there is at least one draw")
    contract, random = _Contract.of(variables, quoted), Random(seed)
    floor, coverage, volume = (
        float(one) / 100 for one in (floor_percent, spread.coverage_percent, spread.volume_percent)
    )

    def about(reach: float) -> float:
        return max(0.0, 1 + reach * (random.random() + random.random() - 1))

    margins = sorted(contract.margin(about(coverage), about(volume), about(volume)) for _ in range(draws))
    below = sum(margin < floor for margin in margins)
    bad = margins[draws // 20]
    return Risk(seed, draws, _percent(below / draws), _percent(bad))


@dataclass(frozen=True, slots=True)
class _Contract:
    """What a month costs and brings, in floating pesos, which is exact enough for chances."""

    monthly: float
    fixed: float
    toner_mono: float
    toner_colour: float
    upkeep_mono: float
    upkeep_colour: float
    overage_mono: float
    overage_colour: float

    @classmethod
    def of(cls, variables: Variables, quoted: Quote) -> _Contract:
        sums = [Decimal(0)] * 4
        for line in variables.lines:
            page = cost_per_page(line.machine, variables.coverage, variables.a3_percent)
            for place, amount in enumerate(
                (
                    page.mono_toner_mxn * line.mono_pages, page.colour_toner_mxn * line.colour_pages,
                    page.upkeep_mxn * line.mono_pages, page.upkeep_mxn * line.colour_pages,
                )
            ):  # fmt: skip
                sums[place] += amount
        by_page = (*sums, quoted.click_mono_mxn * quoted.included_mono_pages, quoted.click_colour_mxn * quoted.included_colour_pages)  # fmt: skip
        fixed = quoted.cost_mxn - sum(sums)
        return cls(float(quoted.monthly_mxn), float(fixed), *(float(amount) for amount in by_page))

    def margin(self, coverage: float, mono: float, colour: float) -> float:
        """The margin where inking and pages are so many times those of the plan."""
        cost = (
            self.fixed
            + mono * (self.toner_mono * coverage + self.upkeep_mono)
            + colour * (self.toner_colour * coverage + self.upkeep_colour)
        )
        billed = (
            self.monthly + max(0.0, mono - 1) * self.overage_mono + max(0.0, colour - 1) * self.overage_colour
        )
        return (billed - cost) / billed if billed else -1.0


def _percent(share: float) -> Decimal:
    return Decimal(round(share * 10_000)).scaleb(-2)
