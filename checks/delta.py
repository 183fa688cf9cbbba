"""From what a pass found to findings that have an age: only what differs from the last audit is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from checks.compile import BITS_PER_MASK, MASKS, masks_of, page_of
from checks.judging import count, create
from crm.findings import Finding, RuleRow, Verdict

VERDICT = Verdict.metadata.tables["verdict"]
FINDING = Finding.metadata.tables["finding"]
RULE = RuleRow.metadata.tables["rule"]

CHANGE = Table(
    "change", MetaData(),
    Column("record", String(20)),
    Column("record_id", Integer),
    *(Column(f"new_{name}", BigInteger) for name in MASKS),
    *(Column(f"gone_{name}", BigInteger) for name in MASKS),
    Column("stays", Boolean),
)  # fmt: skip
"""Records whose verdict is another than at the last audit: which rules are newly broken, which no longer."""

NEW, GONE = (tuple(CHANGE.c[f"{how}_{name}"] for name in MASKS) for how in ("new", "gone"))


@dataclass(frozen=True)
class Written:
    """How many findings an audit added, and how many it closed."""

    new: int
    resolved: int


def write(connection: Connection, failing: Sequence[Table], asked: Table | None, day: dt.date) -> Written:
    """Make verdicts and findings those of ``failing``. ``asked``: nothing but these records was judged."""
    create(connection, CHANGE)
    for found in failing:
        insert_rows(connection, CHANGE, _changed(found))
    insert_rows(connection, CHANGE, _no_longer_failing(failing, asked))
    decode = decoded(
        connection,
        "broken_by_change",
        union(
            select(CHANGE.c.record, *(new.label(name) for name, new in zip(MASKS, NEW, strict=True))),
            select(CHANGE.c.record, *GONE),
        ).subquery(),
    )
    written = Written(_open(connection, decode, day), _close(connection, decode, day))
    _keep(connection, failing)
    return written


def decoded(connection: Connection, name: str, broken: FromClause) -> Table:
    """A scratch table that says for which rules masks stand; far fewer of them differ than there are records."""
    table = Table(
        name, MetaData(),
        Column("record", String(20), primary_key=True),
        *(Column(mask, BigInteger, primary_key=True, autoincrement=False) for mask in MASKS),
        Column("rule_id", Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )  # fmt: skip
    create(connection, table)
    distinct = select(broken.c.record, *masks_of(broken)).distinct().subquery()
    page = page_of(RULE.c.bit, masks_of(distinct))
    bit = literal(1, BigInteger).bitwise_lshift(RULE.c.bit % BITS_PER_MASK)
    insert_rows(
        connection,
        table,
        select(*distinct.c, RULE.c.id)
        .select_from(distinct.join(RULE, RULE.c.record == distinct.c.record))
        .where(page.bitwise_and(bit) != 0),
    )
    return table


def _changed(found: Table) -> Select[Any]:
    """Records that fail other rules than before, or that have another owner, worth or date."""
    now, before = masks_of(found), [func.coalesce(mask, 0) for mask in masks_of(VERDICT)]
    differs = [
        VERDICT.c.record_id.is_(None), *(new != old for new, old in zip(now, masks_of(VERDICT), strict=True)),
        *(_other(found.c[key], VERDICT.c[key]) for key in ("owner_id", "value_mxn", "due_on")),
    ]  # fmt: skip
    return (
        select(
            found.c.record, found.c.record_id,
            *(new.bitwise_and(old.bitwise_not()) for new, old in zip(now, before, strict=True)),
            *(old.bitwise_and(new.bitwise_not()) for new, old in zip(now, before, strict=True)),
            true(),
        )
        .select_from(found.outerjoin(VERDICT, _same(found, VERDICT)))
        .where(or_(*differs))
    )  # fmt: skip


def _no_longer_failing(failing: Sequence[Table], asked: Table | None) -> Select[Any]:
    judged = VERDICT if asked is None else asked.join(VERDICT, _same(asked, VERDICT))
    return (
        select(
            VERDICT.c.record, VERDICT.c.record_id,
            *(literal(0).label(column.key) for column in NEW), *masks_of(VERDICT),
            false(),
        )
        .select_from(judged)
        .where(*(~exists().where(_same(found, VERDICT)) for found in failing))
    )  # fmt: skip


def _open(connection: Connection, decode: Table, day: dt.date) -> int:
    news = _rules_of(decode, NEW)
    rows, back = news.add_columns(literal(day)), 0
    if _is_any(connection, FINDING.c.resolved_on == day):
        # what was resolved today and is broken again today was never gone
        again = tuple_(FINDING.c.rule_id, FINDING.c.record_id).in_(news)
        reopening = update(FINDING).where(FINDING.c.resolved_on == day, again).values(resolved_on=None)
        back = count(connection, reopening)
    if _is_any(connection, FINDING.c.resolved_on.is_(None)):
        same = and_(FINDING.c.rule_id == decode.c.rule_id, FINDING.c.record_id == CHANGE.c.record_id)
        rows = rows.where(~exists().where(same, FINDING.c.resolved_on.is_(None)))
    columns = [FINDING.c.rule_id, FINDING.c.record_id, FINDING.c.first_seen]
    return back + count(connection, insert(FINDING).from_select(columns, rows))


def _is_any(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.scalar(select(FINDING.c.rule_id).where(condition).limit(1)) is not None


def _close(connection: Connection, decode: Table, day: dt.date) -> int:
    gone = _rules_of(decode, GONE)
    closing = (
        update(FINDING)
        .where(FINDING.c.resolved_on.is_(None), tuple_(FINDING.c.rule_id, FINDING.c.record_id).in_(gone))
        .values(resolved_on=day)
    )
    return count(connection, closing)


def _rules_of(decode: Table, masks: Sequence[ColumnElement[int]]) -> Select[Any]:
    """(rule, record) of each bit that is set in a change."""
    alike = (one == other for one, other in zip(masks_of(decode), masks, strict=True))
    same = and_(decode.c.record == CHANGE.c.record, *alike)
    return select(decode.c.rule_id, CHANGE.c.record_id).select_from(CHANGE.join(decode, same))


def _keep(connection: Connection, failing: Sequence[Table]) -> None:
    """The verdicts as they are now; a record that fails nothing has none."""
    mended = select(CHANGE.c.record, CHANGE.c.record_id).where(~CHANGE.c.stays)
    connection.execute(delete(VERDICT).where(tuple_(VERDICT.c.record, VERDICT.c.record_id).in_(mended)))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.key for column in VERDICT.primary_key]
    for found in failing:
        rows = select(*found.c).select_from(CHANGE.join(found, _same(CHANGE, found))).where(CHANGE.c.stays)
        kept = dialect.insert(VERDICT).from_select([column.key for column in found.c], rows)
        renewed = {column.key: kept.excluded[column.key] for column in VERDICT.c if column.key not in keys}
        connection.execute(kept.on_conflict_do_update(index_elements=keys, set_=renewed))


def _same(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(one.c.record == other.c.record, one.c.record_id == other.c.record_id)


def _other(now: ColumnElement[Any], before: ColumnElement[Any]) -> ColumnElement[bool]:
    return now.is_distinct_from(before)


def insert_rows(connection: Connection, table: Table, rows: Any) -> None:
    """Fill a scratch table with what a SELECT finds."""
    connection.execute(insert(table).from_select([column.key for column in table.c], rows))
