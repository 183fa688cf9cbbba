"""What a judged record is: its table, the rows it is joined to, the edits that reach it, whose it is, what it is worth.

``joins`` name at most one row each (the account, the official quote, the decision in force), so a rule may use their
columns as if they were the record's own. ``reach`` says from which rows of other tables an edit can change a verdict:
a path of equal columns that leads from the edited row to the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, inspect, literal_column, select
from sqlalchemy.sql.visitors import iterate

Step = tuple[Any, Any]


@dataclass(frozen=True)
class Subject:
    """A record type that is judged."""

    name: str
    record: Any
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    reach: tuple[tuple[Step, ...], ...] = ()
    owner: Any = None
    value: Any = None
    due: Any = None

    @property
    def table(self) -> Table:
        return self.record.__table__  # type: ignore[no-any-return]

    @property
    def id(self) -> Any:
        return self.record.id

    def select(self, *columns: Any, where: ColumnElement[bool] | None = None) -> Select[Any]:
        """The columns, from the record joined to just the rows that they speak of."""
        used = {table for column in (*columns, where) if column is not None for table in _tables_of(column)}
        source: Any = self.table
        wanted = self._needed(used)
        for joined, condition in self.joins:
            if _from_clause(joined) in wanted:
                source = source.outerjoin(_from_clause(joined), condition)
        query = select(*columns).select_from(source)
        return query if where is None else query.where(where)

    def _needed(self, used: set[FromClause]) -> set[FromClause]:
        needed = set(used)
        for joined, condition in reversed(self.joins):
            if _from_clause(joined) in needed:
                needed |= _tables_of(condition)
        return needed


def _from_clause(entity: Any) -> FromClause:
    return inspect(entity).selectable  # type: ignore[no-any-return]


def _tables_of(expression: Any) -> set[FromClause]:
    element = expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression
    tables = (getattr(node, "table", None) for node in iterate(element))
    return {table for table in tables if table is not None}


def path(*steps: Step) -> tuple[Step, ...]:
    """Pairs of equal columns from the edited table to the record: ``path((Study.opportunity_id, Opportunity.id))``."""
    return steps


def touched_ids(subject: Subject, steps: tuple[Step, ...], row: str) -> Select[Any]:
    """The records that an edit of one row (``NEW`` or ``OLD`` in a trigger) may give another verdict."""
    origin: Any = None
    source: Any = None
    query = select()
    for number, (left, right) in enumerate(steps):
        table = right.class_.__table__.alias("reached" if number == len(steps) - 1 else f"via_{number}")
        if origin is None:
            source = table
            query = query.where(table.c[right.key] == literal_column(f"{row}.{left.property.columns[0].name}"))
        else:
            source = source.join(table, table.c[right.key] == origin.c[left.key])
        origin = table
    return query.add_columns(origin.c.id).select_from(source)
