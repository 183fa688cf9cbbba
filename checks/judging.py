"""The pass: every rule over every record, as a few statements that never leave the database.

A record type that walks a lifecycle takes one statement a stage, with just the rules that this stage asks for; any
other takes one. What is found is written to a scratch table: a row for each record that breaks a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Date,
    Executable,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    cast,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from checks.compile import DIALECTS, MASKS, Bits, masks, sql
from checks.install import Installed
from checks.rule import Rule, Rulebook, standing
from checks.subjects import SUBJECTS
from crm.base import Money
from crm.model import CASES

FAILING = "failing"
ASKED = "asked"


@dataclass(frozen=True)
class Part:
    """Records that are asked the same rules: those of a case in one stage, or all of a type without a lifecycle."""

    record: str
    stage: str | None
    rules: tuple[Rule, ...]


def parts(rulebook: Rulebook) -> tuple[Part, ...]:
    """The whole rulebook, as the parts of one pass; the longest first, so that several workers end together."""
    found = []
    for record in rulebook.records:
        stages = rulebook.company.lifecycles[record].ids if record in CASES else (None,)
        found += [Part(record, stage, rulebook.judged_in(record, stage)) for stage in stages]
    return tuple(sorted((part for part in found if part.rules), key=lambda part: -len(part.rules)))


def failing_table(name: str = FAILING, schema: str | None = None) -> Table:
    """The scratch table of what a pass found; its columns are those of ``crm.findings.Verdict``."""
    return Table(
        name, MetaData(),
        Column("record", String(20), primary_key=True),
        Column("record_id", Integer, primary_key=True, autoincrement=False),
        *(Column(name, BigInteger, nullable=False) for name in MASKS),
        Column("owner_id", Integer),
        Column("value_centavos", Money, key="value_mxn"),
        Column("due_on", Date),
        schema=schema, sqlite_with_rowid=False,
    )  # fmt: skip


def asked_table(schema: str | None = None) -> Table:
    """The scratch table of the records to judge, with where each stands (NULL: it walks no lifecycle, or is gone)."""
    return Table(
        ASKED, MetaData(),
        Column("record", String(20), primary_key=True),
        Column("standing", Text),
        Column("record_id", Integer, primary_key=True, autoincrement=False),
        schema=schema,
    )  # fmt: skip


def create(connection: Connection, table: Table) -> None:
    """Create a scratch table: in the file that is its schema, or as a temporary one of this connection."""
    text = str(CreateTable(table).compile(dialect=connection.dialect))
    if table.schema is None:
        text = text.replace("CREATE TABLE", "CREATE TEMPORARY TABLE")
        if connection.dialect.name == "postgresql":
            text += " ON COMMIT DROP"
        else:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{table.name}")
    connection.exec_driver_sql(text)


def count(connection: Connection, statement: Executable) -> int:
    """Run a statement; how many rows it wrote (an INSERT … SELECT does not say without being asked to)."""
    done = connection.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(done, CursorResult)
    return done.rowcount


def judge(connection: Connection, installed: Installed, part: Part, into: Table, asked: Table | None) -> int:
    """Judge one part (only the records of ``asked``, where given); the number of records that break a rule."""
    names = ", ".join(column.name for column in into.columns)
    wanted = chosen(installed, part, connection.dialect.name, asked)
    if connection.dialect.name == "postgresql":
        wanted = wanted.replace("%", "%%")  # psycopg takes a single one for the place of a parameter
    done = connection.exec_driver_sql(f"INSERT INTO {into.fullname} ({names}) {wanted}")
    return int(done.rowcount)


def chosen(installed: Installed, part: Part, dialect_name: str, asked: Table | None = None) -> str:
    """The SELECT that judges one part: a row for each record that breaks a rule, with the columns of ``failing_table``."""
    schema = None if asked is None else asked.schema or ""
    return _statement(part, _bits(installed, part), dialect_name, schema)


def _bits(installed: Installed, part: Part) -> tuple[int, ...]:
    places = installed.bits_of(part.record)
    return tuple(places[rule.key] for rule in part.rules)


@lru_cache(maxsize=256)
def _statement(part: Part, bits: tuple[int, ...], dialect_name: str, asked_schema: str | None) -> str:
    """The SELECT of a part. To write it takes longer than to run it on a small CRM, so it is kept."""
    asked = None if asked_schema is None else asked_table(asked_schema or None)
    places = dict(zip((rule.key for rule in part.rules), bits, strict=True))
    rows = sql(broken_rules(part, places, asked), DIALECTS[dialect_name])
    # SQLite would write each rule twice into the statement, once to choose the row and once to store it, and
    # evaluate both: a LIMIT keeps the inner SELECT whole. PostgreSQL has OFFSET 0 for the same.
    whole = "LIMIT -1" if dialect_name == "sqlite" else "OFFSET 0"
    fails = " OR ".join(f"{name} <> 0" for name in MASKS)
    return f"SELECT * FROM ({rows} {whole}) AS judged WHERE {fails}"


def broken_rules(part: Part, bits: Bits, asked: Table | None = None) -> Select[Any]:
    """One row a record of the part: which rules it breaks, whose it is, what it is worth and by when it counts."""
    subject = SUBJECTS[part.record]
    return subject.select(
        literal(part.record, String).label("record"),
        subject.id.label("record_id"),
        *masks(part.rules, bits),
        _or_null(subject.owner, Integer()).label("owner_id"),
        _or_null(subject.value, Money()).label("value_centavos"),
        _or_null(subject.due, Date()).label("due_on"),
        where=_of_the_part(part, subject.id, asked),
    )


def _of_the_part(part: Part, identity: Any, asked: Table | None) -> ColumnElement[bool] | None:
    if asked is not None:
        chosen = select(asked.c.record_id).where(asked.c.record == part.record)
        if part.stage is not None:
            chosen = chosen.where(asked.c.standing == part.stage)
        among: ColumnElement[bool] = identity.in_(chosen)
        return among
    return None if part.stage is None else standing(part.record) == literal_column(f"'{part.stage}'")


def _or_null(column: Any, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return cast(null(), kind) if column is None else column
