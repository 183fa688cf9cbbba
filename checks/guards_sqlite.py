"""The guards as SQLite triggers. They use no function that a plain client lacks, so no client goes round them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, case, literal_column
from sqlalchemy.dialects import sqlite

from checks.compile import all_hold, sql
from checks.guards import (
    APPEND_ONLY,
    PREFIX,
    FactGuard,
    edges,
    fact_guards,
    touched_by,
    touching_tables,
    unique_keys,
)
from checks.rule import Rule, Rulebook
from checks.subjects import SUBJECTS, touched_ids
from crm.base import IMPORTED
from crm.model import CASES

DIALECT = sqlite.dialect()


def statements(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """(name, CREATE TRIGGER …) of every guard."""
    for record in CASES:
        yield from _case(rulebook, record)
    for table, free in APPEND_ONLY.items():
        yield from _append_only(table, free)
    yield from _business_day()
    for guard in fact_guards(rulebook):
        yield from _fact(rulebook, guard)
    for table in touching_tables():
        yield from _touch(table)


def _case(rulebook: Rulebook, record: str) -> Iterator[tuple[str, str]]:
    lifecycle = rulebook.company.lifecycles[record]
    initial, stages = _list(lifecycle.initial), _list(lifecycle.ids)
    moves = _list(f"{a}>{b}" for a, b in edges(rulebook, record))
    changed = "NEW.stage IS NOT OLD.stage"

    yield _trigger(
        f"{record}_enter", f"BEFORE INSERT ON {record}",
        _refuse_replacing(SUBJECTS[record].table, new=True),
        _refuse(f"{record}: a case enters at {initial} or as an imported claim",
                f"NOT (NEW.stage IN ({initial}) OR (NEW.stage = '{IMPORTED}' AND NEW.source IS NOT NULL))"),
        _refuse(f"{record}: unknown claimed stage", f"NEW.claimed_stage NOT IN ({stages})"),
        _refuse(f"{record}: a case enters with version 1", "NEW.version <> 1"),
    )  # fmt: skip
    yield _trigger(
        f"{record}_move", f"BEFORE UPDATE ON {record}",
        _refuse(f"{record}: the number of a case never changes", "NEW.id IS NOT OLD.id"),
        _refuse(f"{record}: the version never goes back", "NEW.version < OLD.version"),
        _refuse_replacing(SUBJECTS[record].table, new=False),
        _refuse(f"{record}: unknown claimed stage", f"NEW.claimed_stage NOT IN ({stages})"),
        _refuse(f"{record}: no such change of stage",
                f"{changed} AND NOT (OLD.stage || '>' || NEW.stage IN ({moves})"
                f" OR (OLD.stage = '{IMPORTED}' AND NEW.stage = OLD.claimed_stage))"),
        _refuse(f"{record}: a change of stage takes the next version",
                f"{changed} AND NEW.version <> OLD.version + 1"),
    )  # fmt: skip
    yield _trigger(
        f"{record}_delete", f"BEFORE DELETE ON {record}",
        _refuse(f"{record}: a case is closed, never deleted", "1"),
    )  # fmt: skip
    history = (
        "INSERT INTO stage_history (record, record_id, version, from_stage, to_stage, moved_at, moved_by)"
        f" VALUES ('{record}', NEW.id, NEW.version, {{}}, NEW.stage, NEW.moved_at, NEW.moved_by)"
    )
    yield _trigger(f"{record}_entered", f"AFTER INSERT ON {record}", history.format("NULL"))
    yield _trigger(
        f"{record}_moved", f"AFTER UPDATE OF stage ON {record} WHEN {changed}", history.format("OLD.stage")
    )
    for stage in lifecycle.ids:
        rules = rulebook.gating(record, stage)
        if rules:
            gate = _gate(record, rules)
            yield _trigger(
                f"{record}_gate_{stage}",
                f"AFTER UPDATE OF stage ON {record} WHEN NEW.stage = '{stage}' AND {changed}", gate,
            )  # fmt: skip


def _gate(record: str, rules: tuple[Rule, ...]) -> str:
    subject = SUBJECTS[record]
    refusals: list[tuple[Any, Any]] = [
        (rule.broken, literal_column(f"RAISE(ABORT, {_text(f'held: {rule.key}: {rule.says.en}')})"))
        for rule in rules
    ]
    return sql(subject.select(case(*refusals), where=subject.id == literal_column("NEW.id")), DIALECT)


def _append_only(table: Table, free: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    name = table.name
    fixed = [column.name for column in table.columns if column.name not in free]
    differs = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in fixed)
    again = "".join(f" OR OLD.{column} IS NOT NULL" for column in free)
    yield _trigger(
        f"{name}_insert", f"BEFORE INSERT ON {name}", _refuse_replacing(table, new=True), *_history_only(table)
    )
    yield _trigger(
        f"{name}_update",
        f"BEFORE UPDATE ON {name}",
        _refuse(f"{name}: what happened is never changed", differs + again),
    )
    yield _trigger(
        f"{name}_delete", f"BEFORE DELETE ON {name}", _refuse(f"{name}: what happened is never deleted", "1")
    )


def _history_only(table: Table) -> Iterator[str]:
    if table.name == "stage_history":
        stands = " OR ".join(
            f"(NEW.record = '{record}' AND EXISTS (SELECT 1 FROM {record} WHERE id = NEW.record_id"
            " AND stage = NEW.to_stage AND version = NEW.version))"
            for record in CASES
        )
        yield _refuse("stage_history: only a move writes history", f"NOT ({stands})")


def _business_day() -> Iterator[tuple[str, str]]:
    yield _trigger("business_day_insert", "BEFORE INSERT ON business_day",
                   _refuse("business_day: there is one", "EXISTS (SELECT 1 FROM business_day)"))  # fmt: skip
    yield _trigger("business_day_update", "BEFORE UPDATE ON business_day",
                   _refuse("business_day: the day only moves forward", "NEW.today < OLD.today OR NEW.id <> OLD.id"))  # fmt: skip
    yield _trigger(
        "business_day_delete", "BEFORE DELETE ON business_day", _refuse("business_day: there is one", "1")
    )


def _fact(rulebook: Rulebook, guard: FactGuard) -> Iterator[tuple[str, str]]:
    subject = SUBJECTS[guard.record]
    allowed = subject.select(
        subject.id,
        where=(subject.id == literal_column(f"NEW.{guard.reference}"))
        & subject.record.stage.in_(guard.stages)
        & all_hold(rulebook.gating(guard.record, guard.stage)),
    )
    history = (
        f"SELECT 1 FROM {guard.record} WHERE id = NEW.{guard.reference} AND stage = '{IMPORTED}'"
        f" AND NEW.{guard.column} <= date(moved_at)"
    )
    refusal = _refuse(
        guard.sentence,
        f"NEW.{guard.column} IS NOT NULL AND NOT EXISTS ({sql(allowed, DIALECT)}) AND NOT EXISTS ({history})",
    )
    yield _trigger(f"{guard.table}_{guard.column}_insert", f"AFTER INSERT ON {guard.table}", refusal)
    yield _trigger(
        f"{guard.table}_{guard.column}_update",
        f"AFTER UPDATE ON {guard.table} WHEN NEW.{guard.column} IS NOT OLD.{guard.column}"
        f" OR NEW.{guard.reference} IS NOT OLD.{guard.reference}",
        refusal,
    )  # fmt: skip


def _touch(table: Table) -> Iterator[tuple[str, str]]:
    inserts: dict[str, list[str]] = {"NEW": [], "OLD": [], "moved": []}
    for subject, steps in touched_by(table):
        key = steps[0][0].property.columns[0].name
        for row in ("NEW", "OLD"):
            ids = sql(touched_ids(subject, steps, row), DIALECT)
            if steps == ((subject.id, subject.id),):
                ids = f"SELECT {row}.id AS id"
            insert = f"INSERT INTO touched (record, record_id) SELECT '{subject.name}', id FROM ({ids})"
            inserts[row].append(insert)
            if row == "OLD":
                inserts["moved"].append(f"{insert} WHERE OLD.{key} IS NOT NEW.{key}")
    name = f"{table.name}_touch"
    yield _trigger(f"{name}_insert", f"AFTER INSERT ON {table.name}", *inserts["NEW"])
    yield _trigger(f"{name}_update", f"AFTER UPDATE ON {table.name}", *inserts["NEW"], *inserts["moved"])
    yield _trigger(f"{name}_delete", f"AFTER DELETE ON {table.name}", *inserts["OLD"])


def _refuse_replacing(table: Table, *, new: bool) -> str:
    """INSERT OR REPLACE and UPDATE OR REPLACE would delete the row in the way without any trigger."""
    keys = [key for key in unique_keys(table) if new or key != ("id",)]
    other = "" if new else " AND id <> NEW.id"
    twins = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table.name} WHERE " + " AND ".join(f"{c} = NEW.{c}" for c in key) + f"{other})"
        for key in keys
    )
    return _refuse(f"{table.name}: this record exists; it is changed, never replaced", twins or "0")


def _trigger(name: str, event: str, *body: str) -> tuple[str, str]:
    name = PREFIX + name
    return name, f"CREATE TRIGGER {name} {event} BEGIN {' '.join(f'{statement};' for statement in body)} END"


def _refuse(sentence: str, condition: str) -> str:
    return f"SELECT RAISE(ABORT, {_text(f'refused: {sentence}')}) WHERE {condition}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(words: Any) -> str:
    return ", ".join(_text(word) for word in words)
