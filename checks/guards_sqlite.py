"""The guards as SQLite triggers. They use no function that a plain client lacks, so no client goes round them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import String, Table, case, literal_column, or_

from checks.compile import DIALECTS, all_hold, sql
from checks.guards import (
    APPEND_ONLY,
    PREFIX,
    FactGuard,
    Refusal,
    fact_guards,
    on_entering,
    on_moving,
    on_requests,
    on_written,
    text,
    touched_by,
    touching_tables,
    unique_keys,
)
from checks.guards_documents import IS_KEPT, NOT_DELETED, TABLE, on_altering, on_filing
from checks.rule import Rule, Rulebook
from checks.subjects import SUBJECTS, touched_ids
from crm.base import IMPORTED
from crm.model import CASES, ApprovalRequest, Document

DIALECT = DIALECTS["sqlite"]
DIFFERS = "IS NOT"


def statements(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """(name, CREATE TRIGGER …) of every guard."""
    for record in CASES:
        yield from _case(rulebook, record)
    for table, free in APPEND_ONLY.items():
        yield from _append_only(rulebook, table, free)
    yield from _requests()
    yield from _documents()
    yield from _business_day()
    for guard in fact_guards(rulebook):
        yield from _fact(rulebook, guard)
    for table in touching_tables():
        yield from _touch(table)


def _case(rulebook: Rulebook, record: str) -> Iterator[tuple[str, str]]:
    table = SUBJECTS[record].table
    changed = f"NEW.stage {DIFFERS} OLD.stage"

    yield _trigger(
        f"{record}_enter", f"BEFORE INSERT ON {record}",
        _refuse_replacing(table, new=True), *_refusals(on_entering(rulebook, record)),
    )  # fmt: skip
    yield _trigger(
        f"{record}_move", f"BEFORE UPDATE ON {record}",
        *_refusals(on_moving(rulebook, record, DIFFERS)), _refuse_replacing(table, new=False),
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
    if gating := [rule for rule in rulebook.of(record) if rule.gates]:
        yield _trigger(
            f"{record}_gate", f"AFTER UPDATE OF stage ON {record} WHEN {changed}", _gate(record, gating)
        )


def _gate(record: str, rules: list[Rule]) -> str:
    """Each rule stands once, with the stages that it bars: SQLite reads all of it for every connection, and again for
    every statement that moves a case. Of a list of stages it would make a table for every row: they are compared singly.
    """
    subject, into = SUBJECTS[record], literal_column("NEW.stage", String)
    refusals: list[tuple[Any, Any]] = [
        (
            or_(*(into == stage for stage in sorted(rule.gates))) & rule.broken,
            literal_column(f"RAISE(ABORT, {text(f'held: {rule.key}: {rule.says.en}')})"),
        )
        for rule in rules
    ]
    return sql(subject.select(case(*refusals), where=subject.id == literal_column("NEW.id")), DIALECT)


def _append_only(rulebook: Rulebook, table: Table, free: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    name = table.name
    fixed = [column.name for column in table.columns if column.name not in free]
    differs = " OR ".join(f"NEW.{column} {DIFFERS} OLD.{column}" for column in fixed)
    again = "".join(f" OR OLD.{column} IS NOT NULL" for column in free)
    written = _refusals(on_written(name, rulebook, DIFFERS, DIALECT))
    yield _trigger(f"{name}_insert", f"BEFORE INSERT ON {name}", _refuse_replacing(table, new=True), *written)
    yield _trigger(
        f"{name}_update",
        f"BEFORE UPDATE ON {name}",
        _refuse(f"{name}: what happened is never changed", differs + again),
    )
    yield _trigger(
        f"{name}_delete", f"BEFORE DELETE ON {name}", _refuse(f"{name}: what happened is never deleted", "1")
    )


def _requests() -> Iterator[tuple[str, str]]:
    table = ApprovalRequest.__table__
    assert isinstance(table, Table)
    name = table.name
    yield _trigger(f"{name}_insert", f"BEFORE INSERT ON {name}", _refuse_replacing(table, new=True))
    yield _trigger(
        f"{name}_update", f"BEFORE UPDATE ON {name}",
        *_refusals(on_requests(DIFFERS)), _refuse_replacing(table, new=False),
    )  # fmt: skip
    yield _trigger(
        f"{name}_delete", f"BEFORE DELETE ON {name}", _refuse(f"{name}: what was asked is never deleted", "1")
    )


def _documents() -> Iterator[tuple[str, str]]:
    table = Document.__table__
    assert isinstance(table, Table)
    yield _trigger(
        f"{TABLE}_insert", f"BEFORE INSERT ON {TABLE}",
        _refuse_replacing(table, new=True), *_refusals(on_filing(DIFFERS)),
    )  # fmt: skip
    yield _trigger(
        f"{TABLE}_update", f"BEFORE UPDATE ON {TABLE}",
        *_refusals(on_altering("", DIFFERS)), _refuse_replacing(table, new=False),
    )  # fmt: skip
    yield _trigger(f"{TABLE}_delete", f"BEFORE DELETE ON {TABLE}", _refuse(NOT_DELETED, IS_KEPT))


def _business_day() -> Iterator[tuple[str, str]]:
    yield _trigger("business_day_insert", "BEFORE INSERT ON business_day",
                   _refuse("business_day: there is one", "EXISTS (SELECT 1 FROM business_day)"),
                   _refuse("business_day: this is no day", "NEW.today IS NOT date(NEW.today)"))  # fmt: skip
    yield _trigger("business_day_update", "BEFORE UPDATE ON business_day",
                   _refuse("business_day: the day only moves forward",
                           "NEW.today < OLD.today OR NEW.id <> OLD.id OR NEW.today IS NOT date(NEW.today)"))  # fmt: skip
    yield _trigger(
        "business_day_delete", "BEFORE DELETE ON business_day", _refuse("business_day: there is one", "1")
    )


def _fact(rulebook: Rulebook, guard: FactGuard) -> Iterator[tuple[str, str]]:
    subject = SUBJECTS[guard.record]
    allowed = subject.select(
        subject.id,
        where=(subject.id == literal_column(f"NEW.{guard.reference}"))
        & subject.record.stage.in_(guard.stages)
        & all_hold(rulebook.gating(guard.record, guard.stage) if guard.stage else ()),
    )
    history = (
        f"SELECT 1 FROM {guard.record} WHERE id = NEW.{guard.reference} AND stage = '{IMPORTED}'"
        f" AND NEW.{guard.column} <= date(moved_at) AND NEW.{guard.column} < (SELECT today FROM business_day)"
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
    other = "" if new else " AND id <> NEW.id"
    twins = []
    for key, where in unique_keys(table):
        if new or key != ("id",):
            same = " AND ".join(f"{column} = NEW.{column}" for column in key)
            only = f" AND {where} AND NEW.{where}" if where else ""
            twins.append(f"EXISTS (SELECT 1 FROM {table.name} WHERE {same}{only}{other})")
    return _refuse(
        f"{table.name}: this record exists; it is changed, never replaced", " OR ".join(twins) or "0"
    )


def _trigger(name: str, event: str, *body: str) -> tuple[str, str]:
    name = PREFIX + name
    return name, f"CREATE TRIGGER {name} {event} BEGIN {' '.join(f'{statement};' for statement in body)} END"


def _refusals(refusals: Iterable[Refusal]) -> list[str]:
    return [_refuse(sentence, condition) for sentence, condition in refusals]


def _refuse(sentence: str, condition: str) -> str:
    return f"SELECT RAISE(ABORT, {text(f'refused: {sentence}')}) WHERE {condition}"
