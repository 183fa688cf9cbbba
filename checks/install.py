"""Putting the rulebook into a database: the rules with their bits, the views, the guards; and proof that they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, inspect, select, text, update
from sqlalchemy.orm import Session

from checks import guards_postgresql, guards_sqlite
from checks.compile import DIALECTS, MOST_RULES, Bits, view, view_name
from checks.guards import PREFIX
from checks.rule import Rulebook
from checks.subjects import SUBJECTS
from config.words import Told
from crm.model import BusinessDay, RuleRow

NO_DAY = (
    "the CRM has no business day: run 'seiton init' first",
    "el CRM no tiene día de trabajo: ejecute primero 'seiton init'",
)


class NotInstalled(Told):
    """The database lacks the rulebook, or its guards were altered; the message says which and what to run."""


@dataclass(frozen=True)
class Installed:
    """A rulebook together with the bit that each rule has in one database."""

    rulebook: Rulebook
    bits: Mapping[str, Bits]
    ids: Mapping[str, int]

    def bits_of(self, record: str) -> Bits:
        return self.bits[record]


def install(session: Session, rulebook: Rulebook) -> Installed:
    """Write rules, views and guards; what an older rulebook left is replaced. Safe to run again."""
    _remove(session.connection())
    _write_rules(session, rulebook)
    connection = session.connection()
    for statement in _views(rulebook, connection.dialect.name).values():
        connection.exec_driver_sql(_literal(statement, connection))
    for _, statement in _guards(connection, rulebook):
        connection.exec_driver_sql(_literal(statement, connection))
    return installed(session, rulebook)


def installed(session: Session, rulebook: Rulebook) -> Installed:
    """The rulebook as it stands in this database. Raises ``NotInstalled`` when it does not."""
    if not inspect(session.connection()).has_table("rule"):
        raise NotInstalled(
            "the CRM is empty: run 'seiton init' first", "el CRM está vacío: ejecute primero 'seiton init'"
        )
    rows = {row.key: row for row in session.scalars(select(RuleRow).where(RuleRow.retired.is_(False)))}
    missing = [rule.key for rule in rulebook if rule.key not in rows]
    if missing or len(rows) != len(rulebook):
        raise NotInstalled(
            "the rulebook in the database is not the current one: run 'seiton init'",
            "las reglas de la base no son las vigentes: ejecute 'seiton init'",
        )
    bits = {record: {rule.key: rows[rule.key].bit for rule in rulebook.of(record)} for record in SUBJECTS}
    return Installed(rulebook, bits, {key: row.id for key, row in rows.items()})


def altered_guards(session: Session, rulebook: Rulebook) -> list[str]:
    """The guards and views of the database that are missing, changed or not ours (none: all stand)."""
    connection = session.connection()
    dialect = connection.dialect.name
    expected = dict(_guards(connection, rulebook))
    views = _views(rulebook, dialect)
    if dialect == "sqlite":
        expected |= views
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"))
        found = {row.name: row.sql for row in rows}
        return sorted(name for name in expected | found if expected.get(name) != found.get(name))
    return guards_postgresql.altered(connection, expected, views)


def open_day(session: Session, today: dt.date) -> dt.date:
    """Set the business day: created if there is none, moved forward if ``today`` is later, else left alone."""
    current: dt.date | None = session.scalar(select(BusinessDay.today))
    if current is None:
        session.add(BusinessDay(id=1, today=today))
        session.flush()
        return today
    if today > current:
        session.execute(update(BusinessDay).values(today=today))
        return today
    return current


def business_day(session: Session) -> dt.date:
    """Today, as this database has it. Raises ``NotInstalled`` where no day was ever opened."""
    day: dt.date | None = session.scalar(select(BusinessDay.today))
    if day is None:
        raise NotInstalled(*NO_DAY)
    return day


def _write_rules(session: Session, rulebook: Rulebook) -> None:
    rows = {row.key: row for row in session.scalars(select(RuleRow))}
    for known in rows.values():
        known.retired = known.key not in rulebook.by_key
    taken = {
        record: max((r.bit for r in rows.values() if r.record == record), default=-1) for record in SUBJECTS
    }
    for rule in rulebook:
        row = rows.get(rule.key)
        if row is None:
            taken[rule.record] += 1
            row = RuleRow(key=rule.key, record=rule.record, bit=taken[rule.record])
            session.add(row)
        row.mender, row.weight, row.retired = rule.mender, rule.weight, False
        row.sentence_en, row.sentence_es = rule.says.en, rule.says.es
    full = [record for record, bit in taken.items() if bit >= MOST_RULES]
    if full:
        raise NotInstalled(
            f"more than {MOST_RULES} rules for {', '.join(full)}",
            f"más de {MOST_RULES} reglas para {', '.join(full)}",
        )
    session.flush()


def _guards(connection: Connection, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    if connection.dialect.name == "sqlite":
        return _on_sqlite(rulebook)
    schema = connection.scalar(text("SELECT current_schema()"))
    return _on_postgresql(rulebook, schema or "public")


@cache
def _views(rulebook: Rulebook, dialect: str) -> dict[str, str]:
    return {view_name(record): view(rulebook, record, DIALECTS[dialect]) for record in rulebook.records}


@cache
def _on_sqlite(rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    return tuple(guards_sqlite.statements(rulebook))


@cache
def _on_postgresql(rulebook: Rulebook, schema: str) -> tuple[tuple[str, str], ...]:
    return tuple(guards_postgresql.statements(rulebook, schema))


def _literal(statement: str, connection: Connection) -> str:
    return statement if connection.dialect.name == "sqlite" else statement.replace("%", "%%")


def _remove(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        names = connection.execute(
            text(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'")
        )
        for (name,) in names.all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        guards_postgresql.remove(connection)
    for record in SUBJECTS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view_name(record)}")
