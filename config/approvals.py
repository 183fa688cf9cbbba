"""Who may decide what, up to how much and how soon (config/approvals.toml; 000/A03, A09, A21, A24, A28, 001/B42)."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from config.words import Text, Unfit, Words

Kind = Literal["profile", "credit", "discount", "margin", "concession", "annex"]


class Tier(Words):
    """Who decides up to a measure (none: whatever it is), and the business days they have for it."""

    role: str
    up_to: Decimal | None = Field(default=None, gt=0)
    answer_days: int = Field(gt=0, le=60)


class Question(Words):
    """One kind of decision: what is asked, and its tiers from the lowest up."""

    question: Text
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _tiers_rise(self) -> Question:
        limits = [tier.up_to for tier in self.tiers]
        if limits[-1] is not None or None in limits[:-1]:
            raise Unfit(
                "the last tier, and only the last, decides without a limit: leave its up_to out",
                "el último nivel, y solo el último, decide sin límite: omita su up_to",
            )
        if any(low >= high for low, high in itertools.pairwise(limits) if low and high):
            raise Unfit(
                "each tier's up_to must be more than that of the tier before",
                "el up_to de cada nivel debe ser mayor que el del anterior",
            )
        return self

    def tier_for(self, measure: Decimal) -> int:
        """The lowest tier (from 1) that may decide this much."""
        for number, tier in enumerate(self.tiers, start=1):
            if tier.up_to is None or measure <= tier.up_to:
                return number
        raise AssertionError("the last tier has no limit")

    def roles_from(self, tier: int) -> tuple[str, ...]:
        """Who may decide what lies at a tier: its own role and those above."""
        return tuple(one.role for one in self.tiers[tier - 1 :])


class Identity(Words):
    """How often a wrong code is borne, and for how long it then locks (000/A28)."""

    wrong_codes: int = Field(gt=0, le=20)
    lock_minutes: int = Field(gt=0)


class Approvals(Words):
    """All of config/approvals.toml."""

    identity: Identity
    profile: Question
    credit: Question
    discount: Question
    margin: Question
    concession: Question
    annex: Question

    def of(self, kind: str) -> Question:
        """The question of a kind."""
        found = getattr(self, kind)
        assert isinstance(found, Question), kind
        return found


KINDS: tuple[Kind, ...] = ("profile", "credit", "discount", "margin", "concession", "annex")
"""Every kind of decision, in the order in which they are asked for."""
