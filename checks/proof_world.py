"""A CRM for the proof: the guards, gates and sweeps of the program, over rules that hold or break as they are told.

In place of what a rule looks at (an amount, a signature, a date) stands one fact: this rule is broken for this case. So every
rule can be broken alone, for any case, in any stage. What is proved is that no way leads round a rule; what each rule looks at
is proved by the tests that break and mend it on real records.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    exists,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from checks.gate import Scope, enter
from checks.guards import edges
from checks.held import explain
from checks.install import Installed, install, open_day
from checks.rule import Rule, Rulebook
from checks.subjects import SUBJECTS
from config.company import Company, Lifecycle
from crm.base import IMPORTED, Base
from crm.database import open_engine
from crm.model import CASES

TODAY = dt.date(2026, 1, 5)
NOW = dt.datetime(2026, 1, 5, 18, tzinfo=dt.UTC)

BROKEN = Table(
    "proof_broken", MetaData(),
    Column("rule", String(120), primary_key=True),
    Column("record_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)  # fmt: skip

Edge = tuple[str | None, str]
"""From where (``None``: from a claim of the stage) into which stage."""


def told(rulebook: Rulebook) -> Rulebook:
    """The same rules, in the same gates, each of which is broken where it is told to be."""
    return Rulebook(rulebook.company, (_told(rule) for rule in rulebook))


def _told(rule: Rule) -> Rule:
    said = exists(
        select(literal(1)).where(BROKEN.c.rule == rule.key, BROKEN.c.record_id == SUBJECTS[rule.record].id)
    )
    return replace(rule, holds=~said, when=None)


def ways_into(record: str, stage: str, rulebook: Rulebook) -> list[Edge]:
    """Every declared way into a stage, and the proof of an imported claim."""
    return [*((a, b) for a, b in edges(rulebook, record) if b == stage), (None, stage)]


@cache
def route(company: Company, record: str, stage: str) -> tuple[str, ...]:
    """The shortest way from the beginning of a lifecycle to a stage, both included."""
    lifecycle = company.lifecycles[record]
    waiting: deque[tuple[str, ...]] = deque((first,) for first in lifecycle.initial)
    while waiting:
        way = waiting.popleft()
        if way[-1] == stage:
            return way
        waiting.extend((*way, following) for following in lifecycle.next_of(way[-1]) if following not in way)
    raise LookupError(f"no way leads to {stage}")


def way_out(lifecycle: Lifecycle, stage: str) -> tuple[str, ...]:
    """The shortest way from a stage to a closed one, without the stage itself; empty where there is none."""
    waiting: deque[tuple[str, ...]] = deque([(stage,)])
    seen = {stage}
    while waiting:
        way = waiting.popleft()
        if lifecycle[way[-1]].closed:
            return way[1:]
        for following in lifecycle.next_of(way[-1]):
            if following not in seen:
                seen.add(following)
                waiting.append((*way, following))
    return ()


class World:
    """The scratch CRM, in one transaction that is never committed."""

    def __init__(self, connection: Connection, installed: Installed) -> None:
        self.connection, self.installed = connection, installed
        self.rulebook = installed.rulebook
        self._numbers = count(1)
        self.attempts = 0

    def cases(self, record: str, number: int, stage: str | None = None, claim: str | None = None) -> list[int]:
        """So many new cases, walked to a stage with nothing broken, or imported with a claim."""
        ids = [next(self._numbers) for _ in range(number)]
        first = IMPORTED if claim else self.rulebook.company.lifecycles[record].initial[0]
        self.connection.execute(insert(CASES[record]), [self._row(record, one, first, claim) for one in ids])
        for step in () if stage is None else route(self.rulebook.company, record, stage)[1:]:
            self._write(record, ids, step)
        return ids

    def _row(self, record: str, number: int, stage: str, claim: str | None) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": number, "stage": stage, "claimed_stage": claim, "stage_since": TODAY, "moved_at": NOW, "moved_by": "proof",
            "version": 1, "created_at": NOW, "source": "proof" if claim else None, "source_id": str(number) if claim else None,
        }  # fmt: skip
        if record == "opportunity":
            return row | {"needs_delivery": True, "kind": "new"}
        if record == "delivery":
            return row | {"opportunity_id": self.sale()}
        return row

    def sale(self) -> int:
        """A sale that a delivery can be of."""
        return self.cases("opportunity", 1)[0]

    def enters(self, record: str, stage: str) -> str | None:
        """Try to write a new case straight into a stage; why the database refuses, or nothing."""
        row = self._row(record, next(self._numbers), stage, None)
        return self._tried(lambda: self.connection.execute(insert(CASES[record]), [row]))

    def moves(self, record: str, number: int, stage: str) -> str | None:
        """Try to write a stage into a case, as anyone with a client of the database; why it is refused, or nothing."""
        return self._tried(lambda: self._write(record, [number], stage))

    def names(self, record: str, number: int) -> list[str]:
        """The rules that ``seiton held`` names to a case, in the order of the work."""
        self.attempts += 1
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            return [reason.rule for reason in explain(session, self.installed, record, number).reasons]

    def runs(self, statement: str) -> str | None:
        """Try any statement; why it is refused, or nothing."""
        return self._tried(lambda: self.connection.exec_driver_sql(statement))

    def sweeps(self, record: str, ids: Sequence[int], stage: str) -> int:
        """Let the sweep move whatever it would move into a stage; how many it moved."""
        self.attempts += 1
        with Session(self.connection, join_transaction_mode="create_savepoint") as session, session.begin():
            return enter(session, self.installed, record, stage, Scope(tuple(ids)), NOW, "proof")

    def triggers(self) -> dict[str, str]:
        """Every guard of the database, by name, as it is written there."""
        rows = self.connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {row.name: row.sql for row in rows}

    def break_(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Let each rule be broken for a case."""
        rows = [{"rule": key, "record_id": number} for key, number in pairs]
        if rows:
            self.connection.execute(insert(BROKEN), rows)

    def _write(self, record: str, ids: Sequence[int], stage: str) -> None:
        table = SUBJECTS[record].table
        values = {
            "stage": stage,
            "claimed_stage": None,
            "stage_since": TODAY,
            "moved_at": NOW,
            "moved_by": "proof",
        }
        self.connection.execute(
            update(table).where(table.c.id.in_(ids)).values(version=table.c.version + 1, **values)
        )

    def _tried(self, act: Any) -> str | None:
        self.attempts += 1
        try:
            act()
        except DBAPIError as refusal:
            return str(refusal.orig)
        return None


@contextmanager
def world(rulebook: Rulebook) -> Iterator[World]:
    """A scratch CRM with the guards of a rulebook whose rules are told; nothing of it stays."""
    with tempfile.TemporaryDirectory(prefix="proof") as folder:
        engine = open_engine(f"sqlite:///{folder}/proof.sqlite")
        try:
            Base.metadata.create_all(engine)
            BROKEN.create(engine)
            with engine.connect() as connection:
                with Session(connection, join_transaction_mode="create_savepoint") as session, session.begin():
                    installed = install(session, told(rulebook))
                    open_day(session, TODAY)
                yield World(connection, installed)
                connection.rollback()
        finally:
            engine.dispose()
