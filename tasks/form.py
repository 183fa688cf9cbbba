"""What a person who starts a run may say: the forms of the lifecycles, of the audit, of a day's work."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

CaseCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Sweep(BaseModel):
    """One run of a lifecycle."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dry_run: bool = Field(
        default=False,
        title="Rehearsal · Ensayo",
        description="Show what would move and who would be held, and write nothing.",
    )
    scope: tuple[CaseCode, ...] = Field(
        default=(),
        title="Cases · Casos",
        max_length=1000,
        description="Codes such as OPP-123, or the keys of the system they came from. Empty: everything open.",
    )
    shard: int = Field(
        default=1,
        title="Part · Parte",
        ge=1,
        le=64,
        description="Which part of the cases this run takes, where several workers share them.",
    )
    shards: int = Field(
        default=1,
        title="Of parts · De partes",
        ge=1,
        le=64,
        description="Into how many parts the cases are split. 1: this run takes all of them.",
    )
    today: dt.date | None = Field(
        default=None,
        title="Business day · Día de trabajo",
        description="Empty: today in the company's time zone. A day ahead of the calendar is refused.",
    )

    @model_validator(mode="after")
    def _the_part_exists(self) -> Sweep:
        if self.shard > self.shards:
            raise ValueError(f"there is no part {self.shard} of {self.shards}")
        return self


EVERYTHING = Sweep()
"""What a schedule asks for: all that is open, today."""


class Audit(BaseModel):
    """One run of the audit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    full: bool = Field(
        default=True,
        title="Everything · Todo",
        description="Judge every record. Off: only the records that an edit or the calendar can have changed.",
    )
    with_data_docs: bool = Field(
        default=True,
        title="Data Docs",
        description="Validate with Great Expectations and write its Data Docs.",
    )
    today: dt.date | None = Field(
        default=None,
        title="Business day · Día de trabajo",
        description="Empty: today in the company's time zone. A day ahead of the calendar is refused.",
    )


FULL_AUDIT = Audit()


class Day(BaseModel):
    """One run of what is done each day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    today: dt.date | None = Field(
        default=None,
        title="Business day · Día de trabajo",
        description="Empty: today in the company's time zone. A day ahead of the calendar is refused.",
    )


TODAY = Day()
"""What a schedule asks for."""


class BillingMonth(BaseModel):
    """One run of the billing preview."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = Field(
        default=None,
        title="Month · Mes",
        description="The month in which the periods end, as 2026-10. Empty: the last month that is over.",
    )
    today: dt.date | None = Field(
        default=None,
        title="Business day · Día de trabajo",
        description="Empty: today in the company's time zone. A day ahead of the calendar is refused.",
    )

    @property
    def first_day(self) -> dt.date | None:
        """The first day of the month; none where none is named."""
        return dt.date.fromisoformat(f"{self.month}-01") if self.month else None


LAST_MONTH = BillingMonth()


class Review(BaseModel):
    """One review of how we are doing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    span: Literal["week", "month"] = Field(
        default="week",
        title="Of what · De qué",
        description="The last week or the last month that is over.",
    )
    today: dt.date | None = Field(
        default=None,
        title="Business day · Día de trabajo",
        description="Empty: today in the company's time zone.",
    )


WEEKLY = Review()
"""What Monday's schedule asks for."""
