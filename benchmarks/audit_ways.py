"""The ways to audit one CRM that are measured against each other. Each runs in a process of its own and says how long
it took and how much memory it needed at most.

All judge every record type with every rule that an audit asks, and store the failing records of each rule; that they
come to the same number is part of the measurement. ``audit_plain`` has the ways of others.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, case, func, insert, literal, select, true

from benchmarks.audit_data import TODAY, a_day_of_work, first_night, opened
from benchmarks.audit_plain import plain_gx_on_pandas, plain_gx_on_sql, plain_gx_on_tables, plain_pandera
from benchmarks.memory import peak_mib
from checks import delta, incremental
from checks.audit import audit
from checks.compile import BITS_PER_MASK, MASKS, masks_of, page_of, sql
from checks.expectations import read_in_early
from checks.install import Installed
from checks.judging import asked_table, create, failing_table, judge, parts
from checks.rule import standing
from checks.subjects import SUBJECTS
from crm.model import BusinessDay, Finding, RuleRow

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


class Clock:
    """Time and processor time since it was started."""

    def __init__(self) -> None:
        self.began, self.worked = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        return {
            "seconds": time.perf_counter() - self.began,
            "cpu": time.process_time() - self.worked,
            "megabytes": peak_mib(),
        }


def ours(engine: Engine, rules: Installed, workers: int | None = None) -> dict[str, Any]:
    """The whole audit: judge, findings, scores, Great Expectations results and Data Docs."""
    first_night(engine)
    clock = Clock()
    read_in_early()
    done = audit(engine, rules, now=NOW, workers=workers)
    audited = clock.read()["seconds"]
    from checks.expectations.docs import validate

    with tempfile.TemporaryDirectory() as folder:
        shown = validate(engine, rules, done, Path(folder) / "docs")
    assert sum(result.broken for result in shown.results) == done.open_findings
    return clock.read() | {"findings": done.open_findings, "records": done.records, "audit_seconds": audited}


def ours_alone(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The same with one worker that judges; only reading in Great Expectations' modules goes on beside it."""
    return ours(engine, rules, workers=1)


def bare(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The bare pass: the same statements, one after the other, and the same findings. No scores, ages or documents."""
    first_night(engine)
    clock = Clock()
    with engine.begin() as connection:
        found = failing_table()
        create(connection, found)
        for part in parts(rules.rulebook):
            judge(connection, rules, part, found, None)
        decode = delta.decoded(connection, "broken", found)
        same = and_(*(decode.c[key] == found.c[key] for key in ("record", *MASKS)))
        rows = select(decode.c.rule_id, found.c.record_id, literal(TODAY)).select_from(found.join(decode, same))
        findings = _write(connection, rows)
    return clock.read() | {"findings": findings}


def by_hand(engine: Engine, rules: Installed) -> dict[str, Any]:
    """What an engineer writes first: one SELECT a record type, each rule guarded by its stages, bits told apart by a join."""
    first_night(engine)
    clock = Clock()
    with engine.begin() as connection:
        found = failing_table()
        create(connection, found)
        for record in rules.rulebook.records:
            _by_hand(connection, rules, record)
        page = page_of(RuleRow.bit, masks_of(found))
        bit = literal(1).bitwise_lshift(RuleRow.bit % BITS_PER_MASK)
        rows = select(RuleRow.id, found.c.record_id, literal(TODAY)).where(
            RuleRow.record == found.c.record, page.bitwise_and(bit) != 0
        )
        findings = _write(connection, rows)
    return clock.read() | {"findings": findings}


def _by_hand(connection: Connection, rules: Installed, record: str) -> None:
    asked = rules.rulebook.of(record)
    pages: list[Any] = [literal(0) for _ in MASKS]
    for rule in asked:
        page, bit = divmod(rules.bits_of(record)[rule.key], BITS_PER_MASK)
        if rule.judged is None or rule.judged:
            pages[page] = pages[page] + case((rule.broken_where_judged, 1 << bit), else_=0)
    subject = SUBJECTS[record]
    columns = [page.label(name) for name, page in zip(MASKS, pages, strict=True)]
    rows = subject.select(subject.id.label("id"), *columns)
    names, fails = ", ".join(MASKS), " OR ".join(f"{name} <> 0" for name in MASKS)
    connection.exec_driver_sql(
        f"INSERT INTO failing (record, record_id, {names}) SELECT '{record}', id, {names}"
        f" FROM ({sql(rows, connection.dialect)}) AS judged WHERE {fails}"
    )


def _write(connection: Connection, rows: Any) -> int:
    columns = [Finding.rule_id, Finding.record_id, Finding.first_seen]
    done = connection.execute(
        insert(Finding).from_select(columns, rows), execution_options={"preserve_rowcount": True}
    )
    return done.rowcount


def before_changes(engine: Engine, rules: Installed) -> dict[str, Any]:
    """A full audit, then a day of work; which share of the CRM must be judged again."""
    first_night(engine)
    last = audit(engine, rules, now=NOW)
    a_day_of_work(engine)
    with engine.connect() as connection:
        asked = asked_table()
        create(connection, asked)
        today = connection.execute(select(BusinessDay.today)).scalar_one()
        number = incremental.fill(connection, asked, rules.rulebook, last.day, today)
        changed = _questions(connection, rules, asked)
        connection.rollback()
        whole = _questions(connection, rules, None)
    return {"share_of_records": number / last.records, "share_of_questions": changed / whole}


def _questions(connection: Connection, rules: Installed, asked: Table | None) -> int:
    """How often a pass asks a record a rule: a record of ninety rules takes longer to judge than one of three."""
    number = 0
    for part in parts(rules.rulebook):
        subject = SUBJECTS[part.record]
        if asked is not None:
            where: Any = (asked.c.record == part.record) & asked.c.standing.is_not_distinct_from(part.stage)
            records = select(func.count()).select_from(asked).where(where)
        else:
            among = true() if part.stage is None else standing(part.record) == part.stage
            records = select(func.count()).select_from(subject.table).where(among)
        number += len(part.rules) * int(connection.scalar(records) or 0)
    return number


def changes(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The audit of what changed, after ``before_changes``."""
    clock = Clock()
    done = audit(engine, rules, now=NOW, full=False)
    assert done.mode == "incremental"
    return clock.read() | {
        "findings": done.open_findings,
        "changed": done.new_findings + done.resolved_findings,
    }


def after_changes(engine: Engine, rules: Installed) -> dict[str, Any]:
    """A full audit on the same day, to measure by; it also proves that nothing was missed."""
    clock = Clock()
    done = audit(engine, rules, now=NOW)
    assert (done.new_findings, done.resolved_findings) == (0, 0)
    return clock.read() | {"findings": done.open_findings}


WAYS: dict[str, Callable[[Engine, Installed], dict[str, Any]]] = {
    "ours": ours,
    "ours-alone": ours_alone,
    "bare": bare,
    "by-hand": by_hand,
    "gx-sql": plain_gx_on_sql,
    "gx-table": plain_gx_on_tables,
    "gx-pandas": plain_gx_on_pandas,
    "pandera": plain_pandera,
    "changes": changes,  # last: it lets a day go by
}
AROUND = {"before-changes": before_changes, "after-changes": after_changes}
"""What is done before and after ``changes``, each in a process of its own too."""


def main() -> None:
    """``python -m benchmarks.audit_ways WAY FILE``: run one way and print its figures as one line of JSON."""
    way, path = sys.argv[1:]
    engine, rules = opened(Path(path))
    started = time.process_time()
    clock = Clock()
    figures = (WAYS | AROUND)[way](engine, rules)
    print(json.dumps(clock.read() | figures | {"start": started}))


if __name__ == "__main__":
    main()
