"""Making a CRM on PostgreSQL larger than a sample is made in bearable time: every client again, under other numbers.

What hangs on a client goes with it, and so do the moves and holds of its cases; colleagues, products and campaigns are those that
there are. A copy shares its RFC with its model, which the audit finds: it judges no fewer rules for that.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table

from benchmarks.postgresql import count_on
from crm.database import open_engine
from crm.model import Account, Base, Hold, StageHistory

_BY_RECORD = (StageHistory.__tablename__, Hold.__tablename__)


def multiply(url: str, times: int) -> None:
    """Make a CRM so many times as large. It has no guards yet, and nobody uses it."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        own = _of_clients()
        step = 1 + max(_highest(connection, table) for table in own)
        indexes = [index for table in own for index in table.indexes]
        for index in indexes:  # to make them afterwards takes a fraction of the time
            index.drop(connection)
        for table in own:
            connection.exec_driver_sql(_copying(table, step, times))
            count_on(table, connection)
        for index in indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _of_clients() -> list[Table]:
    """The tables whose rows hang on a client, by whatever way."""
    found = {Account.__tablename__, *_BY_RECORD}
    for _ in Base.metadata.sorted_tables:  # a way is no longer than there are tables
        found |= {table.name for table in Base.metadata.sorted_tables if _hangs_on(table, found)}
    return [table for table in Base.metadata.sorted_tables if table.name in found]


def _hangs_on(table: Table, names: set[str]) -> list[Column[object]]:
    return [
        column for column in table.columns if any(key.column.table.name in names for key in column.foreign_keys)
    ]


def _highest(connection: Connection, table: Table) -> int:
    column = table.c.record_id if table.name in _BY_RECORD else next(iter(table.primary_key.columns))
    return connection.scalar(sa.select(sa.func.coalesce(sa.func.max(column), 0))) or 0


def _copying(table: Table, step: int, times: int) -> str:
    """The statement that writes all copies of a table's rows."""
    names = {one.name for one in _of_clients()}
    moved = {column.name for column in _hangs_on(table, names)} | {"id", "record_id"} & set(table.c.keys())
    renamed = {next(iter(reversed(key))) for key in _unique(table) if not moved & set(key)}
    values = []
    for column in table.columns:
        name = f'"{column.name}"'
        if column.name in moved or (column.name in renamed and isinstance(column.type, sa.Integer)):
            name = f"{name} + copy * {step}"
        elif column.name in renamed:
            name = f"{name} || '~' || copy"
        values.append((column, name))
    given = [(column, value) for column, value in values if column.computed is None]
    into = ", ".join(f'"{column.name}"' for column, _ in given)
    chosen = ", ".join(value for _, value in given)
    return f'INSERT INTO "{table.name}" ({into}) SELECT {chosen} FROM "{table.name}", generate_series(1, {times - 1}) AS copy'


def _unique(table: Table) -> Iterator[list[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [str(getattr(column, "name", column)) for column in index.expressions]
