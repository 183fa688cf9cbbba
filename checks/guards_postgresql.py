"""The guards as PostgreSQL functions and triggers; the same refusals as on SQLite, in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, case, literal_column, text

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
    touched_by,
    touching_tables,
)
from checks.guards import text as quote
from checks.guards_documents import IS_KEPT, NOT_DELETED, TABLE, on_altering, on_filing
from checks.rule import Rule, Rulebook
from checks.subjects import SUBJECTS, touched_ids
from crm.base import IMPORTED, Base
from crm.model import CASES, ApprovalRequest

DIALECT = DIALECTS["postgresql"]
DIFFERS = "IS DISTINCT FROM"
SCHEMA = "<schema>"


def statements(rulebook: Rulebook, schema: str = "public") -> Iterator[tuple[str, str]]:
    """(name, CREATE …) of every function and trigger, each function before its trigger.

    They are written as the database itself spells them, so that ``altered`` can compare them letter by letter. Their
    functions look for tables in ``schema`` and nowhere before it: a temporary table of the same name is not believed.
    """
    for name, statement in _statements(rulebook):
        yield name, statement.replace(SCHEMA, schema)


def _statements(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
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


def remove(connection: Connection) -> None:
    """Drop every guard of an older rulebook."""
    names = connection.execute(text(f"SELECT proname FROM pg_proc WHERE proname LIKE '{PREFIX}%'"))
    for (name,) in names.all():
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def altered(connection: Connection, expected: Mapping[str, str], views: Mapping[str, str]) -> list[str]:
    """Guards and views that are missing, changed, switched off, or not ours; tables that are not what they seem."""
    rows = connection.execute(text(_GUARDS)).all()
    found = {name: definition if on else "switched off" for name, definition, on in rows}
    wanted = {name: statement for name, statement in expected.items() if not statement.startswith("ALTER")}
    wrong = {name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)}
    wrong |= set(connection.scalars(text(_STRANGE_TABLES), {"names": list(Base.metadata.tables)}))
    return sorted(wrong | {name for name, query in views.items() if not _is_view(connection, name, query)})


def _is_view(connection: Connection, name: str, statement: str) -> bool:
    """Whether the view is what the statement would make: it is made for a moment, and the two are compared."""
    definition = text("SELECT pg_get_viewdef(to_regclass(:name))")
    with connection.begin_nested() as moment:
        connection.exec_driver_sql(
            statement.replace(f"VIEW {name}", "TEMPORARY VIEW expected", 1).replace("%", "%%")
        )
        expected = connection.scalar(definition, {"name": "pg_temp.expected"})
        moment.rollback()
    return bool(connection.scalar(definition, {"name": name}) == expected)


_GUARDS = f"""
    SELECT proname, pg_get_functiondef(oid), true FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname LIKE '{PREFIX}%'
    UNION ALL
    SELECT tgname, pg_get_triggerdef(t.oid, true), tgenabled = 'A' FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal
"""
_STRANGE_TABLES = """
    SELECT relname FROM pg_class AS c WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (:names)
    AND (relkind <> 'r' OR relrowsecurity OR EXISTS (SELECT 1 FROM pg_rewrite WHERE ev_class = c.oid)
         OR EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = c.oid))
"""


def _case(rulebook: Rulebook, record: str) -> Iterator[tuple[str, str]]:
    lifecycle = rulebook.company.lifecycles[record]
    yield from _before(f"{record}_enter", "INSERT", record, *_refusals(on_entering(rulebook, record)))
    yield from _before(f"{record}_move", "UPDATE", record, *_refusals(on_moving(rulebook, record, DIFFERS)))
    yield from _never_removed(record, f"{record}: a case is closed, never deleted")

    history = (
        "INSERT INTO stage_history (record, record_id, version, from_stage, to_stage, moved_at, moved_by)"
        f" VALUES ('{record}', NEW.id, NEW.version, {{}}, NEW.stage, NEW.moved_at, NEW.moved_by);"
    )
    gates = {stage: rules for stage in lifecycle.ids if (rules := rulebook.gating(record, stage))}
    yield _function(f"{record}_entered", history.format("NULL"))
    yield from _trigger(f"{record}_entered", f"AFTER INSERT ON {record} FOR EACH ROW")
    yield _function(
        f"{record}_moved", _gate(record, gates) + history.format("OLD.stage"), declare="broken text;"
    )
    yield from _trigger(
        f"{record}_moved",
        f"AFTER UPDATE ON {record} FOR EACH ROW WHEN (old.stage::text IS DISTINCT FROM new.stage::text)",
    )


def _gate(record: str, gates: Mapping[str, tuple[Rule, ...]]) -> str:
    if not gates:
        return ""
    subject = SUBJECTS[record]
    branches = []
    for stage, rules in gates.items():
        sentences: list[tuple[Any, Any]] = [
            (r.broken, literal_column(quote(f"{r.key}: {r.says.en}"))) for r in rules
        ]
        query = sql(subject.select(case(*sentences), where=subject.id == literal_column("NEW.id")), DIALECT)
        branches.append(f"IF NEW.stage = '{stage}' THEN broken := ({query}); END IF;")
    return (
        " ".join(branches)
        + " IF broken IS NOT NULL THEN RAISE EXCEPTION USING MESSAGE = 'held: ' || broken; END IF; "
    )


def _append_only(rulebook: Rulebook, table: Table, free: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    name = table.name
    fixed = [column.name for column in table.columns if column.name not in free]
    differs = " OR ".join(f"NEW.{column}::text {DIFFERS} OLD.{column}::text" for column in fixed)
    again = "".join(f" OR OLD.{column} IS NOT NULL" for column in free)
    yield from _before(
        f"{name}_update", "UPDATE", name, _refuse(f"{name}: what happened is never changed", differs + again)
    )
    yield from _never_removed(name, f"{name}: what happened is never deleted")
    if written := on_written(name, rulebook, DIFFERS, DIALECT):
        yield from _before(f"{name}_insert", "INSERT", name, *_refusals(written))


def _requests() -> Iterator[tuple[str, str]]:
    name = ApprovalRequest.__tablename__
    yield from _before(f"{name}_update", "UPDATE", name, *_refusals(on_requests(DIFFERS)))
    yield from _never_removed(name, f"{name}: what was asked is never deleted")


def _documents() -> Iterator[tuple[str, str]]:
    yield from _before(f"{TABLE}_insert", "INSERT", TABLE, *_refusals(on_filing(DIFFERS)))
    yield from _before(f"{TABLE}_update", "UPDATE", TABLE, *_refusals(on_altering("::text", DIFFERS)))
    yield _function(f"{TABLE}_delete", _refuse(NOT_DELETED, IS_KEPT), result="OLD")
    yield from _trigger(f"{TABLE}_delete", f"BEFORE DELETE ON {TABLE} FOR EACH ROW")
    yield _function(f"{TABLE}_truncate", _refuse(NOT_DELETED, "true"), result="NULL")
    yield from _trigger(f"{TABLE}_truncate", f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT")


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
        & all_hold(rulebook.gating(guard.record, guard.stage) if guard.stage else ()),
    )
    history = (
        f"SELECT 1 FROM {guard.record} WHERE id = NEW.{guard.reference} AND stage = '{IMPORTED}'"
        f" AND NEW.{guard.column} <= moved_at::date AND NEW.{guard.column} < (SELECT today FROM business_day)"
    )
    name = f"{guard.table}_{guard.column}"
    yield _function(name, _refuse(
        guard.sentence,
        f"NEW.{guard.column} IS NOT NULL AND NOT EXISTS ({sql(allowed, DIALECT)}) AND NOT EXISTS ({history})",
    ))  # fmt: skip
    yield from _trigger(
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
                body += f"INSERT INTO touched (record, record_id) SELECT '{subject.name}', id FROM ({found}) AS ids; "
        name = f"{table.name}_touch_{event.lower()}"
        referencing = " ".join(
            f"{source[:3].upper()} TABLE AS {source}" for source in sorted(sources, reverse=True)
        )
        yield _function(name, body, result="NULL")
        yield from _trigger(name, f"AFTER {event} ON {table.name} REFERENCING {referencing} FOR EACH STATEMENT")


def _before(name: str, event: str, table: str, *body: str) -> Iterator[tuple[str, str]]:
    yield _function(name, " ".join(body), result="NEW")
    yield from _trigger(name, f"BEFORE {event} ON {table} FOR EACH ROW")


def _never_removed(table: str, sentence: str) -> Iterator[tuple[str, str]]:
    yield _function(f"{table}_delete", _refuse(sentence, "true"), result="NULL")
    yield from _trigger(f"{table}_delete", f"BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT")


def _function(name: str, body: str, *, result: str = "NULL", declare: str = "") -> tuple[str, str]:
    opening = f"DECLARE {declare} " if declare else ""
    # Planned once a connection, not anew for each of its first five rows: planning a gate takes longer than asking it.
    return (
        PREFIX + name,
        f"CREATE OR REPLACE FUNCTION {SCHEMA}.{PREFIX}{name}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
        f" SET search_path TO '{SCHEMA}', 'pg_temp'\n"
        " SET plan_cache_mode TO 'force_generic_plan'\n"
        f"AS $function${opening}BEGIN {body} RETURN {result}; END$function$\n",
    )


def _trigger(name: str, event: str) -> Iterator[tuple[str, str]]:
    """A trigger that fires whatever the session says it replicates (``session_replication_role``)."""
    trigger = f"{PREFIX}{name}_t"
    yield trigger, f"CREATE TRIGGER {trigger} {event} EXECUTE FUNCTION {PREFIX}{name}()"
    table = event.split(" ON ")[1].split(" ")[0]
    yield f"{trigger}_always", f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"


def _refusals(refusals: Iterable[Refusal]) -> list[str]:
    return [_refuse(sentence, condition) for sentence, condition in refusals]


def _refuse(sentence: str, condition: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION USING MESSAGE = {quote(f'refused: {sentence}')}; END IF;"
