"""Queries over a record that are written out once: a rulebook's conditions are long, and the same at every sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, TextClause, literal_column, select, text

from checks.compile import DIALECTS, sql
from checks.subjects import Subject


@dataclass(frozen=True)
class Spelled:
    """The text of a query: its columns, its joins, its condition."""

    columns: tuple[tuple[str, str], ...]
    source: str
    where: str

    def select(self, *more: ColumnElement[Any], where: ColumnElement[bool]) -> Select[Any]:
        """The query with further columns and one more condition; both name columns by text, never tables."""
        columns: list[Any] = [literal_column(written).label(name) for name, written in self.columns]
        return select(*columns, *more).select_from(_text(self.source)).where(_text(self.where), where)


def spell(dialect: str, subject: Subject, columns: Sequence[Label[Any]], where: ColumnElement[bool]) -> Spelled:
    """Write out a query of labelled columns."""
    rest = sql(subject.select(*columns, where=where), DIALECTS[dialect]).removeprefix("SELECT ")
    written = []
    for column in columns:
        name = str(column.name)
        value, _, rest = rest.partition(f" AS {name}")
        written.append((name, value.lstrip(", ")))
    source, _, condition = rest.partition(" WHERE ")
    return Spelled(tuple(written), source.strip().removeprefix("FROM "), condition)


def _text(written: str) -> TextClause:
    return text(written.replace(":", "\\:"))
