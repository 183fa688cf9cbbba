"""The guards as PostgreSQL functions and triggers; the same refusals as on SQLite, in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, case, literal_column, text
from sqlalchemy.dialects import postgresql

from checks.compile import all_hold, sql
from checks.guards import APPEND_ONLY, PREFIX, FactGuard, edges, fact_guards, touched_by, touching_tables
from checks.rule import Rule, Rulebook
from checks.subjects import SUBJECTS, touched_ids
from crm.base import IMPORTED
from crm.model import CASES

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def statements(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """(name, CREATE …) of every function and trigger, functions first."""
    for record in CASES:
        yield from _case(rulebook, record)
    for table, free in APPEND_ONLY.items():
        yield from _append_only(table, free)
    yield from _business_day()
    for guard in fact_guards(rulebook):
        yield from _fact(rulebook, guard)
    for table in touching_tables():
        yield from _touch(table)


def remove(connection: Connection) -> None:
    """Drop every guard of an older rulebook."""
    names = connection.execute(text(f"SELECT proname FROM pg_proc WHERE proname LIKE '{PREFIX}%'"))
    for (name,) in names.all():
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def altered(connection: Connection, expected: Mapping[str, str]) -> list[str]:
    """Guards that are missing, switched off or whose function no longer has the text it was given."""
    functions = text(f"SELECT proname, prosrc FROM pg_proc WHERE proname LIKE '{PREFIX}%'")
    triggers = text(
        f"SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgname LIKE '{PREFIX}%' AND NOT tgisinternal"
    )
    bodies: dict[str, str] = dict(connection.execute(functions).tuples().all())
    switches: dict[str, str] = dict(connection.execute(triggers).tuples().all())
    wrong = []
    for name, statement in expected.items():
        if statement.startswith("CREATE FUNCTION"):
            if bodies.get(name) != statement.split("$guard$")[1]:
                wrong.append(name)
        elif switches.get(name) != "O":
            wrong.append(name)
    return sorted(wrong + [name for name in (*bodies, *switches) if name not in expected])


def _case(rulebook: Rulebook, record: str) -> Iterator[tuple[str, str]]:
    lifecycle = rulebook.company.lifecycles[record]
    initial, stages = _list(lifecycle.initial), _list(lifecycle.ids)
    moves = _list(f"{a}>{b}" for a, b in edges(rulebook, record))
    changed = "NEW.stage IS DISTINCT FROM OLD.stage"

    yield from _before(
        f"{record}_enter", "INSERT", record,
        _refuse(f"{record}: a case enters at {initial} or as an imported claim",
                f"NOT (NEW.stage IN ({initial}) OR (NEW.stage = '{IMPORTED}' AND NEW.source IS NOT NULL))"),
        _refuse(f"{record}: unknown claimed stage", f"NEW.claimed_stage NOT IN ({stages})"),
        _refuse(f"{record}: a case enters with version 1", "NEW.version <> 1"),
    )  # fmt: skip
    yield from _before(
        f"{record}_move", "UPDATE", record,
        _refuse(f"{record}: the number of a case never changes", "NEW.id IS DISTINCT FROM OLD.id"),
        _refuse(f"{record}: the version never goes back", "NEW.version < OLD.version"),
        _refuse(f"{record}: unknown claimed stage", f"NEW.claimed_stage NOT IN ({stages})"),
        _refuse(f"{record}: no such change of stage",
                f"{changed} AND NOT (OLD.stage || '>' || NEW.stage IN ({moves})"
                f" OR (OLD.stage = '{IMPORTED}' AND NEW.stage = OLD.claimed_stage))"),
        _refuse(f"{record}: a change of stage takes the next version", f"{changed} AND NEW.version <> OLD.version + 1"),
    )  # fmt: skip
    yield from _never_removed(record, f"{record}: a case is closed, never deleted")

    history = (
        "INSERT INTO stage_history (record, record_id, version, from_stage, to_stage, moved_at, moved_by)"
        f" VALUES ('{record}', NEW.id, NEW.version, {{}}, NEW.stage, NEW.moved_at, NEW.moved_by);"
    )
    gates = {stage: rules for stage in lifecycle.ids if (rules := rulebook.gating(record, stage))}
    yield _function(f"{record}_entered", history.format("NULL"))
    yield _trigger(f"{record}_entered", f"AFTER INSERT ON {record} FOR EACH ROW")
    yield _function(
        f"{record}_moved", _gate(record, gates) + history.format("OLD.stage"), declare="broken text;"
    )
    yield _trigger(
        f"{record}_moved",
        f"AFTER UPDATE ON {record} FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage)",
    )


def _gate(record: str, gates: Mapping[str, tuple[Rule, ...]]) -> str:
    if not gates:
        return ""
    subject = SUBJECTS[record]
    branches = []
    for stage, rules in gates.items():
        sentences: list[tuple[Any, Any]] = [
            (r.broken, literal_column(_text(f"{r.key}: {r.says.en}"))) for r in rules
        ]
        query = sql(subject.select(case(*sentences), where=subject.id == literal_column("NEW.id")), DIALECT)
        branches.append(f"IF NEW.stage = '{stage}' THEN broken := ({query}); END IF;")
    return (
        " ".join(branches)
        + " IF broken IS NOT NULL THEN RAISE EXCEPTION USING MESSAGE = 'held: ' || broken; END IF; "
    )


def _append_only(table: Table, free: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    name = table.name
    fixed = [column.name for column in table.columns if column.name not in free]
    differs = " OR ".join(f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text" for column in fixed)
    again = "".join(f" OR OLD.{column} IS NOT NULL" for column in free)
    yield from _before(
        f"{name}_update", "UPDATE", name, _refuse(f"{name}: what happened is never changed", differs + again)
    )
    yield from _never_removed(name, f"{name}: what happened is never deleted")
    if name == "stage_history":
        stands = " OR ".join(
            f"(NEW.record = '{record}' AND EXISTS (SELECT 1 FROM {record} WHERE id = NEW.record_id"
            " AND stage = NEW.to_stage AND version = NEW.version))"
            for record in CASES
        )
        yield from _before(
            f"{name}_insert",
            "INSERT",
            name,
            _refuse("stage_history: only a move writes history", f"NOT ({stands})"),
        )


def _business_day() -> Iterator[tuple[str, str]]:
    yield from _before("business_day_update", "UPDATE", "business_day",
                       _refuse("business_day: the day only moves forward", "NEW.today < OLD.today OR NEW.id <> OLD.id"))  # fmt: skip
    yield from _never_removed("business_day", "business_day: there is one")


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
        f" AND NEW.{guard.column} <= moved_at::date"
    )
    name = f"{guard.table}_{guard.column}"
    yield _function(name, _refuse(
        guard.sentence,
        f"NEW.{guard.column} IS NOT NULL AND NOT EXISTS ({sql(allowed, DIALECT)}) AND NOT EXISTS ({history})",
    ))  # fmt: skip
    yield _trigger(
        name, f"AFTER INSERT OR UPDATE OF {guard.column}, {guard.reference} ON {guard.table} FOR EACH ROW"
    )


def _touch(table: Table) -> Iterator[tuple[str, str]]:
    """One statement a table edit, however many rows it changes (transition tables)."""
    for event, sources in (
        ("INSERT", ("new_rows",)),
        ("UPDATE", ("new_rows", "old_rows")),
        ("DELETE", ("old_rows",)),
    ):
        body = ""
        for subject, steps in touched_by(table):
            for source in sources:
                ids = sql(touched_ids(subject, steps, "changed"), DIALECT)
                found = f"SELECT id FROM {source}" if steps == ((subject.id, subject.id),) else (
                    f"SELECT DISTINCT found.id FROM {source} AS changed CROSS JOIN LATERAL ({ids}) AS found"
                )  # fmt: skip
                body += (
                    f"INSERT INTO touched (record, record_id) SELECT '{subject.name}', id FROM ({found}) AS ids; "
                )
        name = f"{table.name}_touch_{event.lower()}"
        referencing = " ".join(f"{source[:3].upper()} TABLE AS {source}" for source in sources)
        yield _function(name, body, result="NULL")
        yield _trigger(name, f"AFTER {event} ON {table.name} REFERENCING {referencing} FOR EACH STATEMENT")


def _before(name: str, event: str, table: str, *body: str) -> Iterator[tuple[str, str]]:
    yield _function(name, " ".join(body), result="NEW")
    yield _trigger(name, f"BEFORE {event} ON {table} FOR EACH ROW")


def _never_removed(table: str, sentence: str) -> Iterator[tuple[str, str]]:
    yield _function(f"{table}_delete", _refuse(sentence, "true"), result="NULL")
    yield _trigger(f"{table}_delete", f"BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT")


def _function(name: str, body: str, *, result: str = "NULL", declare: str = "") -> tuple[str, str]:
    opening = f"DECLARE {declare} " if declare else ""
    return (
        PREFIX + name,
        f"CREATE FUNCTION {PREFIX}{name}() RETURNS trigger LANGUAGE plpgsql AS $guard$"
        f"{opening}BEGIN {body} RETURN {result}; END$guard$",
    )


def _trigger(name: str, event: str) -> tuple[str, str]:
    return f"{PREFIX}{name}_t", f"CREATE TRIGGER {PREFIX}{name}_t {event} EXECUTE FUNCTION {PREFIX}{name}()"


def _refuse(sentence: str, condition: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION USING MESSAGE = {_text(f'refused: {sentence}')}; END IF;"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(words: Any) -> str:
    return ", ".join(_text(word) for word in words)
