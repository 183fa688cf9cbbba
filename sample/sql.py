"""The sample's few words of SQL: days before today, picking a phrase, filling a table from a plan; portable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    Date,
    Insert,
    Table,
    case,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from crm.base import UtcDateTime
from crm.model import Base

Expression = Any
"""A column, an expression of columns, or a plain value."""


class _Day(FunctionElement[dt.date]):
    """A number of days before today (a negative number lies ahead); NULL stays NULL."""

    name = "sample_day"
    type = Date()
    inherit_cache = True


@compiles(_Day, "sqlite")
def _sqlite_day(element: _Day, compiler: Any, **kw: Any) -> str:
    today, age = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({today}, (-({age})) || ' days')"


@compiles(_Day, "postgresql")
def _postgresql_day(element: _Day, compiler: Any, **kw: Any) -> str:
    today, age = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({today} AS DATE) - CAST({age} AS INTEGER))"


class _Instant(FunctionElement[dt.datetime]):
    """A minute of such a day, in UTC."""

    name = "sample_instant"
    type = UtcDateTime()
    inherit_cache = True


@compiles(_Instant, "sqlite")
def _sqlite_instant(element: _Instant, compiler: Any, **kw: Any) -> str:
    day, time = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({day} || ' ' || {time} || ':00.000000')"


@compiles(_Instant, "postgresql")
def _postgresql_instant(element: _Instant, compiler: Any, **kw: Any) -> str:
    day, time = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({day} + CAST({time} AS TIME))"


class Calendar:
    """Dates of the sample: everything is told in days before ``today``, so that no clock is read."""

    def __init__(self, today: dt.date) -> None:
        self.today = today

    def day(self, age: Expression) -> ColumnElement[dt.date]:
        return _Day(literal(self.today, Date()), age)

    def at(self, age: Expression, hour: int, minute: int = 5) -> ColumnElement[dt.datetime]:
        return _Instant(self.day(age), f"{hour:02d}:{minute:02d}")


def pick(phrases: Sequence[Any], number: Expression) -> ColumnElement[Any]:
    """One of the phrases, by a number that is not negative."""
    return case(dict(enumerate(phrases)), value=number % len(phrases))


def fill(
    model: type[Base], source: Any, where: Any = None, /, *, order: tuple[Any, ...], **values: Expression
) -> Insert:
    """``INSERT … SELECT``: a row of ``model`` for each row of ``source``, its fields by name."""
    table = model.__table__
    assert isinstance(table, Table)
    chosen = [_typed(value, table.c[key]) for key, value in values.items()]
    rows = select(*chosen).select_from(source)
    if where is not None:
        rows = rows.where(where)
    return insert(table).from_select([table.c[key] for key in values], rows.order_by(*order))


def _typed(value: Expression, column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(value, ClauseElement) or hasattr(value, "__clause_element__"):
        return value  # type: ignore[no-any-return]
    return literal(value, column.type)


def carry_on_numbering(connection: Connection) -> None:
    """After rows were written with numbers of our own, let PostgreSQL count on from the highest."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is True:
            highest = connection.scalar(select(func.max(table.c.id)))
            if highest is not None:
                sequence = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)")
                connection.execute(sequence, {"table": table.name, "highest": highest})
