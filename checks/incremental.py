"""Which records a new audit must judge again: those that an edit reached, and those whose date has come.

Every edit writes the records that it may give another verdict to ``touched`` (a trigger, see ``checks.guards``). A
rule that looks at the calendar changes its mind without an edit, on the day that one of its dates says; the rule
itself tells which (``turns``), so there is nothing here to keep up to date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    literal,
    null,
    select,
    union,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList

from checks.expressions import DaysBeforeToday
from checks.judging import Part, count
from checks.rule import Rule, Rulebook, standing
from checks.subjects import SUBJECTS, Step, Subject
from crm.model import CASES, Touched


@dataclass(frozen=True)
class Turn:
    """A date of some table after which, ``days`` later, a rule changes its mind about records in ``stages``."""

    column: ColumnElement[Any]
    days: int
    stages: frozenset[str] | None


def fill(connection: Connection, asked: Table, rulebook: Rulebook, last: dt.date, today: dt.date) -> int:
    """Write to ``asked`` each record that may have another verdict than on the day ``last``; how many there are."""
    number = 0
    for record in rulebook.records:
        ids = union(_edited(record), *_turned(rulebook, record, last, today)).subquery("found")
        subject = SUBJECTS[record]
        place = standing(record) if record in CASES else null()
        rows = (
            select(literal(record), place, ids.c[0])
            .distinct()
            .select_from(ids.outerjoin(subject.table, subject.id == ids.c[0]))
        )
        number += count(connection, asked.insert().from_select([column.key for column in asked.c], rows))
    return number


def asked_parts(connection: Connection, asked: Table, whole: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of a pass in which a record is asked."""
    places = connection.execute(select(asked.c.record, asked.c.standing).distinct())
    wanted = {(record, place if record in CASES else None) for record, place in places}
    return tuple(part for part in whole if (part.record, part.stage) in wanted)


def turns(rule: Rule) -> list[Turn]:
    """The dates that turn a rule; a gate-only rule turns for nobody, since the audit does not ask it."""
    if rule.judged is not None and not rule.judged:
        return []
    return list(dict.fromkeys(_turns_in(rule.broken, rule.judged, rule.record)))


def _turns_in(node: Any, stages: frozenset[str] | None, record: str) -> Iterator[Turn]:
    """Inside ``stage = 's' AND …`` only that stage matters: elsewhere the date changes nothing."""
    if isinstance(node, BinaryExpression) and isinstance(node.right, DaysBeforeToday):
        yield Turn(node.left, node.right.days, stages)
        return
    if isinstance(node, BooleanClauseList) and node.operator is operators.and_ and stages is not None:
        for clause in node.clauses:
            stages = stages & _stages_named(clause, record) if _names_stages(clause, record) else stages
    for child in node.get_children():
        yield from _turns_in(child, stages, record)


def _names_stages(clause: Any, record: str) -> bool:
    return (
        record in CASES
        and isinstance(clause, BinaryExpression)
        and clause.operator in (operators.eq, operators.in_op)
        and isinstance(clause.right, BindParameter)
        and str(clause.left) == str(standing(record))
    )


def _stages_named(clause: Any, record: str) -> frozenset[str]:
    value = clause.right.value
    return frozenset((value,) if isinstance(value, str) else value)


def _edited(record: str) -> Select[Any]:
    return select(Touched.record_id).where(Touched.record == record)


def _turned(rulebook: Rulebook, record: str, last: dt.date, today: dt.date) -> Iterator[Select[Any]]:
    """The records of which some date was still to come on the day ``last`` and has come today."""
    if last >= today:
        return
    for (table, key, days), stages in sorted(_turns_of(rulebook, record).items(), key=lambda item: item[0]):
        begins, ends = last - dt.timedelta(days), today - dt.timedelta(days)
        for origin, reached in _ways(record, table):
            column = origin.c[key]
            where = [column >= begins, column < ends]
            if stages is not None:
                # Few rows have the date, many the stage. Without the index of stages a database begins with the date.
                where.append((standing(record) + "").in_(sorted(stages)))
            yield select(SUBJECTS[record].id).select_from(reached).where(*where)


@lru_cache(maxsize=200)
def _turns_of(rulebook: Rulebook, record: str) -> dict[tuple[str, str, int], frozenset[str] | None]:
    """(table, column, days) → the stages in which some rule looks at it."""
    found: dict[tuple[str, str, int], frozenset[str] | None] = {}
    for rule in rulebook.of(record):
        for turn in turns(rule):
            place = (table_of(turn.column).name, str(turn.column.key), turn.days)
            before = found.get(place, frozenset())
            found[place] = None if before is None or turn.stages is None else before | turn.stages
    return found


def table_of(column: Any) -> Table:
    """The table that a column is of, under whatever name a rule calls it."""
    table = column.table
    while not isinstance(table, Table):
        table = table.element
    return table


@cache
def _ways(record: str, table: str) -> list[tuple[Any, Any]]:
    """(where the date stands, how it is joined to the record) for each way from a table to the record."""
    subject = SUBJECTS[record]
    own = [(subject.table, subject.table)] if table == subject.table.name else []
    ways = own + [_along(subject, steps) for steps in subject.reach if _starts_at(steps, table)]
    if not ways:
        raise LookupError(
            f"a rule of {subject.name} reads dates of {table}, from which checks.subjects knows no way"
        )
    return ways


def _starts_at(steps: tuple[Step, ...], table: str) -> bool:
    return bool(steps[0][0].class_.__table__.name == table)


def _along(subject: Subject, steps: tuple[Step, ...]) -> tuple[Any, Any]:
    origin = here = joined = steps[0][0].class_.__table__.alias("origin")
    for number, (left, right) in enumerate(steps, 1):
        last = number == len(steps)
        there = subject.table if last else right.class_.__table__.alias(f"via_{number}")
        joined = joined.join(there, there.c[right.key] == here.c[left.key])
        here = there
    return origin, joined
