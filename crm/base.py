"""Column types and mixins shared by every record.

Money is stored as whole centavos and read as ``Decimal`` pesos, so that SQLite and PostgreSQL give the same
cent. Instants are stored in UTC and read with their zone; calendar dates carry no zone.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql import operators

IMPORTED = "imported"
"""The stage of a case whose history was imported and has not passed any gate: it claims, it does not hold."""


class Base(DeclarativeBase):
    """Every record of the CRM; constraints are named, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class _Scaled(TypeDecorator[Decimal]):
    """A decimal number kept as an integer number of its smallest unit."""

    impl = BigInteger
    cache_ok = True
    decimals = 2

    @property
    def python_type(self) -> type[Any]:
        return Decimal

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError(f"give a Decimal or an int, not the float {value!r}")
        return int((Decimal(value) * 10**self.decimals).to_integral_value(rounding=ROUND_HALF_UP))

    def process_literal_param(self, value: Any, dialect: Dialect) -> str:
        return str(self.process_bind_param(value, dialect))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.decimals)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return Integer() if op in (operators.mul, operators.truediv, operators.mod) else self


class Money(_Scaled):
    """Pesos to the centavo."""

    cache_ok = True


class Rate(_Scaled):
    """A price per page in pesos, to a ten-thousandth."""

    cache_ok = True
    decimals = 4


class Percent(_Scaled):
    """A percentage, to a hundredth of a point (12.5 means 12.5 %)."""

    cache_ok = True


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database. A naive value is refused."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the instant {value} has no time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def fk(target: str, **options: Any) -> Any:
    """A reference to another record, indexed, because every gate looks it up."""
    options.setdefault("index", True)
    return mapped_column(ForeignKey(f"{target}.id"), **options)


def word(length: int = 40, **options: Any) -> Any:
    """A short code from a catalogue of the company (stage, kind, role …)."""
    return mapped_column(String(length), **options)


class Row:
    """A record with a number of its own."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)


class Stamped:
    """When the record entered the CRM and when it was last changed (001/B08: freshness is measurable)."""

    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Sourced:
    """The key of the record in the system it was imported from; unique within that system."""

    source: Mapped[str | None] = mapped_column(String(40))
    source_id: Mapped[str | None] = mapped_column(String(120))

    @classmethod
    def source_index(cls, table: str) -> Index:
        return Index(f"uq_{table}_source", "source", "source_id", unique=True)


class Case:
    """A record that walks a lifecycle. Its stage moves only through the gate (``checks.guards``).

    ``claimed_stage`` is set only while ``stage`` is ``imported``: the stage that the outside system said the case
    had reached. A claim is judged by the audit and passes no gate until the evidence for it is in the CRM.
    """

    stage: Mapped[str] = mapped_column(String(24))
    claimed_stage: Mapped[str | None] = mapped_column(String(24))
    stage_since: Mapped[dt.date] = mapped_column()
    moved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    moved_by: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    @staticmethod
    def case_arguments(table: str) -> tuple[Any, ...]:
        return (
            CheckConstraint(
                f"(stage = '{IMPORTED}') = (claimed_stage IS NOT NULL)", name="claim_only_when_imported"
            ),
            Index(f"ix_{table}_stage", "stage", "claimed_stage"),
            Index(f"ix_{table}_standing", text("coalesce(claimed_stage, stage)")),
        )
