"""What a client is worth and what follows from it (``clients.toml``; 001/B01–B10, B18–B20, 003/D11–D13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from config.words import Text, Unfit, Words
from policy.abc import Class, Scale
from policy.clients import ImportanceScale, LadderRules, ProStandard

Catalogue = dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,38}$")], Text]
Committee = Literal["client_committee", "channel_committee"]
"""The kinds of activity by which committees are planned: with a client, and between distribution and company."""


class Abc(Words):
    """How a client's value is weighed and where the classes are cut (003/D11)."""

    size_weight: int = Field(ge=0, le=100)
    recurrence_weight: int = Field(ge=0, le=100)
    seniority_weight: int = Field(ge=0, le=100)
    full_size_mxn: Decimal = Field(gt=0)
    full_recurrence_purchases: int = Field(gt=0)
    full_seniority_years: int = Field(gt=0)
    a_until_percent: int = Field(gt=0, lt=100)
    b_until_percent: int = Field(gt=0, le=100)
    confirm_days: int = Field(gt=0)
    current_days: int = Field(gt=0)

    @model_validator(mode="after")
    def _adds_up(self) -> Abc:
        if self.size_weight + self.recurrence_weight + self.seniority_weight != 100:
            raise Unfit(
                "size_weight, recurrence_weight and seniority_weight must add up to 100",
                "size_weight, recurrence_weight y seniority_weight deben sumar 100",
            )
        if self.b_until_percent <= self.a_until_percent:
            raise Unfit(
                "b_until_percent must lie above a_until_percent",
                "b_until_percent debe ser mayor que a_until_percent",
            )
        if self.current_days <= self.confirm_days:
            raise Unfit(
                "current_days must be more than confirm_days, else every class goes out of date",
                "current_days debe ser mayor que confirm_days; si no, toda clase pierde vigencia",
            )
        return self

    @property
    def scale(self) -> Scale:
        """The weights, as the policy takes them."""
        return Scale(
            self.size_weight, self.recurrence_weight, self.seniority_weight,
            self.full_size_mxn, self.full_recurrence_purchases, self.full_seniority_years,
        )  # fmt: skip


class Ladder(Words):
    """From buyer to strategic client (001/B02)."""

    client_purchases: int = Field(ge=2)
    strategic_years: int = Field(ge=0)
    strategic_renewals: int = Field(ge=0)
    strategic_classes: tuple[Class, ...]

    @property
    def rules(self) -> LadderRules:
        """The thresholds, as the policy takes them."""
        return LadderRules(
            self.client_purchases, self.strategic_years, self.strategic_renewals, self.strategic_classes
        )


class Pro(Words):
    """The traits of a Pro client, its powers, and what it is good for (001/B05–B07)."""

    traits_needed: int = Field(gt=0)
    evidence_days: int = Field(gt=0)
    traits: Catalogue
    powers: Catalogue
    values: Catalogue

    @model_validator(mode="after")
    def _each_word_once(self) -> Pro:
        if len(self.words) < len(self.traits) + len(self.powers) + len(self.values):
            raise Unfit(
                "a word stands for one trait, power or value, not for two",
                "una palabra nombra un solo rasgo, poder o valor, no dos",
            )
        if self.traits_needed > len(self.traits):
            raise Unfit(
                f"traits_needed is more than the {len(self.traits)} traits there are",
                f"traits_needed es más que los {len(self.traits)} rasgos que hay",
            )
        return self

    @property
    def words(self) -> dict[str, Text]:
        """All that may be noted of a client."""
        return self.traits | self.powers | self.values

    @property
    def standard(self) -> ProStandard:
        """What makes a Pro, as the policy takes it."""
        return ProStandard(tuple(self.traits), self.traits_needed, self.evidence_days)


class Share(Words):
    """Our part of what a client buys (001/B10, 002/C14)."""

    key_classes: tuple[Class, ...]
    period_days: int = Field(gt=0)
    trend_periods: int = Field(ge=2)
    steady_points: Decimal = Field(gt=0, le=100)


class Effort(Words):
    """What a client may have of us in a year (001/B09)."""

    hours_a_year: int = Field(ge=0)
    budget_percent: Decimal = Field(ge=0, le=100)


class Efforts(Words):
    """By class, and for those who have not bought yet."""

    A: Effort
    B: Effort
    C: Effort
    new: Effort


class Importance(Words):
    """How a contact is weighed (003/D12)."""

    three_from: int = Field(gt=0)
    two_from: int = Field(gt=0)
    signs_orders: int = Field(ge=0)
    roles: dict[str, int]
    levels: dict[str, int]

    @model_validator(mode="after")
    def _rises(self) -> Importance:
        if self.three_from <= self.two_from:
            raise Unfit("three_from must be more than two_from", "three_from debe ser mayor que two_from")
        return self

    @property
    def scale(self) -> ImportanceScale:
        """The points, as the policy takes them."""
        return ImportanceScale(self.roles, self.levels, self.signs_orders, self.two_from, self.three_from)


class Development(Words):
    """What is done with key clients (001/B18–B20)."""

    committee_days: int = Field(gt=0)
    validator_days: int = Field(gt=0)
    committees: dict[str, Committee]
    steps: Catalogue


class Complaints(Words):
    """How fast a dissatisfied client gets an answer, and why clients are dissatisfied (003/D07)."""

    days: int = Field(gt=0)
    causes: Catalogue


class Clients(Words):
    """All of config/clients.toml."""

    abc: Abc
    ladder: Ladder
    pro: Pro
    share: Share
    effort: Efforts
    importance: Importance
    development: Development
    complaints: Complaints
