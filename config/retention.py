"""How the installed base is kept, renewed, widened and won back (``retention.toml``; 000/A11, A12, A29, M10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from config.words import Text, Unfit, Words, unknown_word

RiskKind = Literal["service", "collection", "perception", "obsolescence"]
FACTS = (
    "sla_kept", "tickets", "meters_reporting", "satisfaction", "volume_trend", "late_payments", "age_months"
)  # fmt: skip


class AccountPlan(Words):
    """How long the plan of a client holds (M10)."""

    plan_days: int = Field(gt=0)


class HealthNumbers(Words):
    """How far back facts count, and when they are too few to tell how a client is."""

    history_days: int = Field(gt=0)
    valid_days: int = Field(gt=0)
    meter_days: int = Field(gt=0)
    least_known_percent: int = Field(ge=1, le=100)


class Fact(Words):
    """One fact of the health of a client: it scores 0 at ``worst`` and 100 at ``best``."""

    name: Text
    unit: str = ""
    risk: RiskKind
    weight: int = Field(ge=1, le=100)
    worst: Decimal
    best: Decimal

    @model_validator(mode="after")
    def _has_two_ends(self) -> Fact:
        if self.worst == self.best:
            raise Unfit(
                "worst and best are the same: nothing lies between them",
                "worst y best son iguales: nada cabe entre ellos",
            )
        return self


class RiskLevels(Words):
    """From which loss on a kind of risk is watched, and from which it is high; ``ours``: it wears the client out (A29)."""

    name: Text
    watch_percent: int = Field(gt=0, le=100)
    high_percent: int = Field(gt=0, le=100)
    ours: bool = False

    @model_validator(mode="after")
    def _watched_before_high(self) -> RiskLevels:
        if self.watch_percent >= self.high_percent:
            raise Unfit(
                "watch_percent must be less than high_percent", "watch_percent debe ser menor que high_percent"
            )
        return self


class Planning(Words):
    """How early the steps of a renewal are dated, and how late ones are caught up with."""

    ahead_days: int = Field(ge=0)
    pace_business_days: int = Field(gt=0)


class StepNeeds(Words):
    """What a step of a renewal needs."""

    needs: Text


class RenewalPricing(Words):
    """By how much a rent rises when a contract is renewed, where nothing else is agreed."""

    escalator_percent: Decimal = Field(ge=0, le=50, decimal_places=2)


class Expansion(Words):
    """When a client may need more than its contract gives (004/E16)."""

    months_over: int = Field(gt=0)
    over_percent: int = Field(ge=0)
    old_months: int = Field(gt=0)
    single_function: tuple[str, ...]


class Recovery(Words):
    """The times of a loss and of the way back (000/A12, 003/D09)."""

    exit_interview_days: int = Field(gt=0)
    first_reentry_days: int = Field(gt=0)
    competitor_notice_days: int = Field(ge=0)
    lead_days: int = Field(ge=0)
    touch_days: int = Field(gt=0)
    bad_debt_days: int = Field(gt=0)
    cured_days: int = Field(ge=0)


class Cause(Words):
    """What must be done about a cause of loss before one goes back; ``final``: nothing can be."""

    closes: Text
    final: bool = False


class Retention(Words):
    """All of config/retention.toml."""

    account: AccountPlan
    health: HealthNumbers
    fact: dict[str, Fact]
    risk: dict[str, RiskLevels]
    planning: Planning
    step: dict[str, StepNeeds]
    price: RenewalPricing
    expansion: Expansion
    recovery: Recovery
    cause: dict[str, Cause]

    @field_validator("fact", "risk")
    @classmethod
    def _of_known_names(cls, given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        known = FACTS if info.field_name == "fact" else get_args(RiskKind)
        for word in given:
            if word not in known:
                raise Unfit(unknown_word(word, known))
        return given

    @model_validator(mode="after")
    def _every_risk_has_facts(self) -> Retention:
        told = {fact.risk for fact in self.fact.values()}
        for kind in get_args(RiskKind):
            if kind not in self.risk or kind not in told:
                raise Unfit(
                    f"the risk {kind!r} needs its levels and at least one fact",
                    f"el riesgo {kind!r} necesita sus niveles y al menos un hecho",
                )
        return self

    @property
    def final_causes(self) -> tuple[str, ...]:
        """The causes of loss after which nobody goes back."""
        return tuple(name for name, cause in self.cause.items() if cause.final)
