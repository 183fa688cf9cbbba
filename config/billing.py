"""How contracts are billed: tax, allowance alerts, what of a meter is believed, which findings are consequences (``billing.toml``)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator, model_validator

from config.words import Unfit, Words
from policy.billing import BillingRules
from policy.meters import Kind, ReadingRules

Consequence = Literal["delay", "friction", "billing_error", "client_wear"]
CONSEQUENCES: tuple[Consequence, ...] = ("delay", "friction", "billing_error", "client_wear")
"""What comes of work that was not done in order (000/A29)."""


class MeterBand(Words):
    """What a page of a kind may cost, and how many of them a machine can print in a day."""

    rate_from_mxn: Decimal = Field(gt=0)
    rate_to_mxn: Decimal = Field(gt=0)
    possible_pages_per_day: int = Field(gt=0)

    @model_validator(mode="after")
    def _from_is_less_than_to(self) -> MeterBand:
        if self.rate_from_mxn >= self.rate_to_mxn:
            raise Unfit(
                "no rate lies in the band: rate_from_mxn must be less than rate_to_mxn",
                "ninguna tarifa cabe en la banda: rate_from_mxn debe ser menor que rate_to_mxn",
            )
        return self


class Meters(Words):
    """The two kinds of meter."""

    mono: MeterBand
    colour: MeterBand


class Outcomes(Words):
    """For each consequence the rules whose findings show it; ``*`` stands for any letters."""

    delay: tuple[str, ...] = Field(min_length=1)
    friction: tuple[str, ...] = Field(min_length=1)
    billing_error: tuple[str, ...] = Field(min_length=1)
    client_wear: tuple[str, ...] = Field(min_length=1)


class Billing(Words):
    """All of config/billing.toml."""

    iva_percent: Decimal = Field(ge=0, le=100)
    cycle_day: int = Field(ge=1, le=28)
    alert_percents: tuple[int, ...] = Field(min_length=1)
    invoice_days: int = Field(gt=0)
    receivers: tuple[str, ...] = Field(min_length=1)
    readings: ReadingRules
    meter: Meters
    outcomes: Outcomes

    @field_validator("alert_percents")
    @classmethod
    def _rise(cls, percents: tuple[int, ...]) -> tuple[int, ...]:
        if list(percents) != sorted({percent for percent in percents if 0 < percent <= 100}):
            raise Unfit(
                "give percentages from 1 to 100, rising", "indique porcentajes del 1 al 100, en orden creciente"
            )
        return percents

    @property
    def rules(self) -> BillingRules:
        """As the policy takes them."""
        possible: dict[Kind, int] = {
            "mono": self.meter.mono.possible_pages_per_day,
            "colour": self.meter.colour.possible_pages_per_day,
        }
        return BillingRules(self.iva_percent, self.alert_percents, self.readings, possible)
