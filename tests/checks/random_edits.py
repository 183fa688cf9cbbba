"""Edits of any column of any table that a rule can read, as a plain client of the database might make them."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Engine, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import iterate

from checks.guards import touching_tables
from checks.incremental import table_of
from checks.subjects import SUBJECTS
from crm.base import UtcDateTime
from tests.builders import NOW, TODAY, the_rulebook

NEVER = {"id", "source", "source_id", "version", "stage"}
"""Columns that name a record, or that only the gate may change."""


def read_columns() -> list[Column[Any]]:
    """Every column that a rule, the worth, the date or the owner of a record, or a way to a record looks at."""
    looked_at: list[Any] = [rule.broken for rule in the_rulebook()]
    for subject in SUBJECTS.values():
        looked_at += [part for part in (subject.value, subject.due, subject.owner) if part is not None]
        looked_at += [condition for _, condition in subject.joins]
        looked_at += [side for way in subject.reach for step in way for side in step]
    elements = [e.__clause_element__() if hasattr(e, "__clause_element__") else e for e in looked_at]
    named = {
        (table_of(node), node.name)
        for element in elements
        for node in iterate(element)
        if getattr(node, "table", None) is not None
    }
    columns = [
        column for table in touching_tables() for column in table.columns if (table, column.name) in named
    ]
    return [column for column in columns if column.name not in NEVER]


class Editor:
    """Makes one edit at a time; what the database refuses has simply not happened."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine, self.random = engine, random.Random(seed)
        self.columns = read_columns()
        self.done: Counter[str] = Counter()

    def edit(self, times: int) -> None:
        """Some edits, each saved for itself."""
        for _ in range(times):
            column = self.random.choice(self.columns)
            kind = self.random.choices((self._change, self._copy, self._remove), (8, 1, 1))[0]
            try:
                with self.engine.begin() as connection:
                    done = kind(connection, column.table, column)
            except DBAPIError:
                continue
            self.done[str(column)] += done

    def _change(self, connection: Connection, table: Table, column: Column[Any]) -> bool:
        row = self._some_row(connection, table)
        if row is None:
            return False
        values = {column.key: self._value(connection, table, column)}
        return connection.execute(sa.update(table).where(*_same(table, row)).values(values)).rowcount == 1

    def _copy(self, connection: Connection, table: Table, column: Column[Any]) -> bool:
        row = self._some_row(connection, table)
        if row is None or "stage" in table.c:
            return False
        values = {c.key: row._mapping[c] for c in table.columns if c.name not in ("id", "source", "source_id")}
        values[column.key] = self._value(connection, table, column)
        connection.execute(sa.insert(table).values(values))
        return True

    def _remove(self, connection: Connection, table: Table, _column: Column[Any]) -> bool:
        row = self._some_row(connection, table)
        return row is not None and connection.execute(sa.delete(table).where(*_same(table, row))).rowcount == 1

    def _some_row(self, connection: Connection, table: Table) -> Any:
        keys = list(table.primary_key)
        rows = connection.execute(sa.select(*keys).order_by(*keys)).all()
        if not rows:
            return None
        return connection.execute(sa.select(table).where(*_same(table, self.random.choice(rows)))).one()

    def _value(self, connection: Connection, table: Table, column: Column[Any]) -> Any:
        if column.nullable and self.random.random() < 0.4:
            return None
        if column.foreign_keys:
            (key,) = column.foreign_keys
            found = connection.scalars(sa.select(key.column).order_by(key.column)).all()
            return self.random.choice(found) if found else None
        if isinstance(column.type, Boolean):
            return self.random.random() < 0.5
        if isinstance(column.type, Date):
            return TODAY + dt.timedelta(
                days=self.random.choice((-400, -90, -31, -15, -10, -3, -1, 0, 1, 2, 5, 20, 61, 181))
            )
        if isinstance(column.type, (DateTime, UtcDateTime)):
            return NOW - dt.timedelta(days=self.random.randint(0, 30))
        return self._seen(connection, table, column)

    def _seen(self, connection: Connection, table: Table, column: Column[Any]) -> Any:
        """A value that another row has, so that twins, matches and mismatches come about."""
        found = list(connection.scalars(sa.select(column).where(column.is_not(None)).distinct().limit(50)))
        if isinstance(column.type, sa.String) and (not found or self.random.random() < 0.2):
            return self.random.choice(("", " ", "x", "x@example.mx"))
        found.sort(key=str)
        return self.random.choice(found) if found else 1


def _same(table: Table, row: Any) -> list[Any]:
    return [column == row._mapping[column.key] for column in table.primary_key]
