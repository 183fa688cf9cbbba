"""What a manager looks at once a week or a month, as plain values: gathered by ``checks.review``, drawn by the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from config.quotas import Block, Indicator
from config.words import Text
from crm.goals import DeviationLine, GoalLine, SellerLine
from crm.kpi import Kept
from policy.calendar import Period
from policy.kpi import Chance

Span = Literal["week", "month"]


@dataclass(frozen=True)
class Figure:
    """An indicator in the period and in the one before."""

    indicator: Indicator
    value: Decimal | None
    before: Decimal | None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; none where there is no target or no value."""
        if self.indicator.target is None or self.value is None:
            return None
        return self.value >= self.indicator.target


@dataclass(frozen=True)
class FunnelLine:
    """One stage: what is open there, how likely it is to be won, what of it is real, and how many get on from here."""

    stage: str
    name: Text
    cases: int
    value_mxn: Decimal
    chance: Chance
    real_mxn: Decimal
    onward_percent: Decimal | None


@dataclass(frozen=True)
class BreakLine:
    """Where the funnel breaks, and for whom (004/E14)."""

    seller: str
    stage: Text
    conversion_percent: Decimal
    median_percent: Decimal
    cases: int


@dataclass(frozen=True)
class HeldLine:
    """A rule that holds cases, how many and for how many pesos."""

    sentence: Text
    cases: int
    value_mxn: Decimal


@dataclass(frozen=True)
class Review:
    """All of the manager's page. ``month``: the one whose quotas the sellers are looked at by."""

    span: Span
    today: dt.date
    period: Period
    month: Period
    blocks: tuple[tuple[Block, tuple[Figure, ...]], ...]
    funnel: tuple[FunnelLine, ...]
    narrowest: str | None
    breaks: tuple[BreakLine, ...]
    sellers: tuple[SellerLine, ...]
    goals: tuple[GoalLine, ...]
    deviations: tuple[DeviationLine, ...]
    held: tuple[HeldLine, ...]
    kept: Kept
    recovered: int
    scores: tuple[tuple[dt.date, Decimal], ...]
    differences: Mapping[str, tuple[int, Decimal]]
    """Why ledger and contracts differ: how many contracts, and by how many pesos in all."""
