"""Who is contacted how often, how long it takes and how much fits into a day (``cadence.toml``; 003/D01–D15)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from config.words import Unfit, Words
from policy.cadence import Routine, Weights
from policy.channels import Hours

AbcClass = Literal["A", "B", "C"]
Days = Annotated[int, Field(gt=0, le=3650)]
Minutes = Annotated[int, Field(gt=0, le=1440)]
Percent = Annotated[int, Field(gt=0, le=1000)]
Points = Annotated[int, Field(ge=0, le=1000)]


class Rhythm(Words):
    """The days of one class; a visit also counts as a contact, a review as a visit."""

    contact: Days
    visit: Days
    review: Days

    @model_validator(mode="after")
    def _the_heavier_comes_less_often(self) -> Rhythm:
        if not self.contact <= self.visit <= self.review:
            raise Unfit(
                "a visit comes no more often than a contact, a review no more often than a visit",
                "una visita no es más frecuente que un contacto, ni una revisión más que una visita",
            )
        return self


class Percents(Words):
    """By how much the days of a class change (003/D10)."""

    relationship: dict[str, Percent] = {}
    kind: dict[str, Percent] = {}
    country: dict[str, Percent] = {}
    project: dict[str, Percent] = {}


class StageDays(Words):
    """Days between two contacts about a case in a stage."""

    opportunity: dict[str, Days] = {}
    delivery: dict[str, Days] = {}
    renewal: dict[str, Days] = {}


class MinutesOf(Words):
    """What one contact takes."""

    call: Minutes
    email: Minutes
    video: Minutes
    visit: Minutes
    review: Minutes
    review_by_video: Minutes


class Preparation(Words):
    """What preparing a contact takes (001/B41)."""

    contact: Annotated[int, Field(ge=0, le=1440)]
    visit: Annotated[int, Field(ge=0, le=1440)]
    review: Annotated[int, Field(ge=0, le=1440)]


def _without_a_zone(hour: dt.time) -> dt.time:
    if hour.tzinfo is not None:
        raise Unfit("an hour like 09:00, without a time zone", "una hora como 09:00, sin zona horaria")
    return hour


Hour = Annotated[dt.time, AfterValidator(_without_a_zone)]


class WorkingHours(Words):
    """From when until when people work, in their own time."""

    from_: Hour = Field(alias="from")
    until: Hour

    @model_validator(mode="after")
    def _the_day_has_hours(self) -> WorkingHours:
        if self.from_ >= self.until:
            raise Unfit("the day ends before it begins", "el día termina antes de empezar")
        return self


class Priority(Words):
    """Points by which contacts are put in order where not everything fits."""

    class_: dict[AbcClass, Points] = Field(alias="class")
    relationship: dict[str, Points] = {}
    case: dict[Literal["opportunity", "delivery", "renewal"], Points]
    stage: dict[str, Points] = {}
    gap: Points
    late_day: Points
    late_most: Points


def _has_a_company(hours: dict[str, WorkingHours]) -> dict[str, WorkingHours]:
    if "company" not in hours:
        raise Unfit(
            "say the hours of the company: company = { from = …, until = … }",
            "indique el horario de la empresa: company = { from = …, until = … }",
        )
    return hours


def _has_a_default(minutes: dict[str, int]) -> dict[str, int]:
    if "default" not in minutes:
        raise Unfit(
            "say the capacity of a role that is not named: default = …",
            "indique la capacidad de los puestos que no se nombran: default = …",
        )
    return minutes


class Cadence(Words):
    """All of config/cadence.toml."""

    horizon_days: int = Field(gt=0, le=60)
    opens_percent: int = Field(ge=0, le=100)
    promised: tuple[AbcClass, ...]
    unclassed: AbcClass
    lead_response_days: int = Field(ge=0)
    least_common_minutes: Minutes
    days: dict[AbcClass, Rhythm]
    percent: Percents
    stage: StageDays
    minutes: MinutesOf
    preparation: Preparation
    capacity: Annotated[dict[str, Minutes], AfterValidator(_has_a_default)]
    working_hours: Annotated[dict[str, WorkingHours], AfterValidator(_has_a_company)]
    priority: Priority

    @model_validator(mode="after")
    def _every_class_has_its_days(self) -> Cadence:
        for letter in ("A", "B", "C"):
            if letter not in self.days or letter not in self.priority.class_:
                raise Unfit(
                    f"class {letter} has no days or no priority",
                    f"la clase {letter} no tiene días o no tiene prioridad",
                )
        return self

    def minutes_of(self, roles: set[str]) -> int:
        """The minutes a day that somebody of these roles has for clients: the most that one of them gives."""
        own = [minutes for role, minutes in self.capacity.items() if role in roles]
        return max(own, default=self.capacity["default"])

    def routine(self, time_zone: str) -> Routine:
        """The same as plain values, for the policy; ``time_zone``: where the company works."""
        hours = {zone: Hours(found.from_, found.until) for zone, found in self.working_hours.items()}
        return Routine(
            days={letter: rhythm.model_dump() for letter, rhythm in self.days.items()},
            percent=self.percent.model_dump(),
            stage=self.stage.model_dump(),
            minutes=self.minutes.model_dump(),
            preparation=self.preparation.model_dump(),
            hours=hours,
            company_zone=time_zone,
            weights=Weights(**self.priority.model_dump()),
            horizon_days=self.horizon_days,
            opens_percent=self.opens_percent,
            promised=self.promised,
            unclassed=self.unclassed,
            lead_response_days=self.lead_response_days,
            least_common_minutes=self.least_common_minutes,
        )  # fmt: skip
