"""What is asked of sellers and how it is measured (``quotas.toml``; 000/A10, A31, M01–M04, M09; 001/B34–B40; 004/E12–E19)."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from config.words import Text, Unfit, Words, must_be_known, read_toml, validated

Kpi = Literal[
    "new_billing", "attainment", "equipment", "profitable_close", "real_pipeline", "quality", "retention", "recovered",
    "expanded", "cancelled", "conversion", "held", "crm_score", "leads", "digital_leads", "canvassing", "qualified",
]  # fmt: skip
"""The indicators that can be measured."""


class Quota(Words):
    """What one executive is to bring in a month; with a margin floor, what lies below it does not count."""

    name: Text
    monthly_mxn: Decimal = Field(gt=0)
    margin_floor_percent: Decimal = Field(default=Decimal(0), ge=0, le=100)


class Plans(Words):
    """The two quotas of an executive (000/M01, M04)."""

    mps: Quota
    equipment: Quota


class Counting(Words):
    """What counts towards a quota (000/M02, M03)."""

    exempt_causes: tuple[str, ...]
    loyal_years: int = Field(gt=0)


class Goals(Words):
    """When a goal deviates and how soon that is corrected (001/B39)."""

    behind_percent: Decimal = Field(gt=0, le=100)
    grace_days: int = Field(ge=0)
    correct_days: int = Field(ge=0)


class SalesForce(Words):
    """How lately a seller was trained (004/E18)."""

    training_days: int = Field(gt=0)


class Step(Words):
    """From this attainment on, so much of the new monthly billing is paid (004/E19)."""

    from_percent: Decimal = Field(ge=0)
    pays_percent: Decimal = Field(ge=0)


class Funnel(Words):
    """How the real chances are told, and from when on a funnel breaks (004/E14, 000/M08)."""

    window_days: int = Field(gt=0)
    least_cases: int = Field(gt=0)
    break_points: Decimal = Field(gt=0, le=100)
    chance_percent: dict[str, Decimal]

    @model_validator(mode="after")
    def _chances_rise(self) -> Funnel:
        chances = list(self.chance_percent.values())
        if not chances or any(not 0 < chance <= 100 for chance in chances):
            raise Unfit(
                "each chance is above 0 and at most 100",
                "cada probabilidad es mayor que 0 y de 100 como máximo",
            )
        if any(early > late for early, late in itertools.pairwise(chances)):
            raise Unfit(
                "a chance can't be less than that of the stage before",
                "una probabilidad no puede ser menor que la de la etapa anterior",
            )
        return self


class Indicator(Words):
    """One figure; without a ``target`` it is only shown. ``sources``: of which origins leads are counted."""

    id: Kpi
    name: Text
    unit: Literal["mxn", "percent", "count"]
    target: Decimal | None = None
    sources: tuple[str, ...] = ()


class Block(Words):
    """Indicators that are looked at together."""

    id: Literal["results", "retention", "process", "demand"]
    name: Text
    measures: Literal["results", "activity"]
    kpi: tuple[Indicator, ...] = Field(min_length=1)


class Quotas(Words):
    """All of config/quotas.toml."""

    quota: Plans
    counting: Counting
    goals: Goals
    people: SalesForce
    commission: tuple[Step, ...] = Field(min_length=1)
    funnel: Funnel
    block: tuple[Block, ...]

    @model_validator(mode="after")
    def _the_scale_rises(self) -> Quotas:
        steps = self.commission
        if steps[0].from_percent != 0:
            raise Unfit(
                "the first step of the commission begins at 0", "el primer escalón de la comisión empieza en 0"
            )
        if any(low.from_percent >= high.from_percent for low, high in itertools.pairwise(steps)):
            raise Unfit(
                "each step of the commission begins above the one before",
                "cada escalón de la comisión empieza por encima del anterior",
            )
        return self

    @model_validator(mode="after")
    def _results_come_first(self) -> Quotas:
        measures = [block.measures for block in self.block]
        if measures != sorted(measures, reverse=True):
            raise Unfit(
                "blocks of results stand before blocks of activity (000/A31)",
                "los bloques de resultados van antes que los de actividad (000/A31)",
            )
        if sorted(block.id for block in self.block) != ["demand", "process", "results", "retention"]:
            raise Unfit(
                "there are four blocks: results, retention, process, demand (000/M09)",
                "son cuatro bloques: results, retention, process, demand (000/M09)",
            )
        return self


def load_quotas(path: Path, stages: Collection[str], causes: Collection[str]) -> Quotas:
    """Read the file; there is a chance for each working stage of a sale, and an exempt cause is a cause of loss."""
    quotas = validated(read_toml(path), Quotas, path, "")
    chances = quotas.funnel.chance_percent
    for key, words, known in (
        ("funnel.chance_percent", chances, stages),
        ("funnel.chance_percent", stages, chances),
        ("counting.exempt_causes", quotas.counting.exempt_causes, causes),
    ):
        for word in words:
            must_be_known(word, known, path, key)
    return quotas
