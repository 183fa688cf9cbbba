"""The ways to audit one CRM that are measured against each other. Each runs in a process of its own and says how long
it took and how much memory it needed at most.

All judge the rules of the opportunity; ``ours``, ``ours-alone`` and the two SQL passes judge every other record too.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, case, func, insert, literal, select, text

from benchmarks.audit_data import TODAY, a_day_of_work, first_night, opened
from checks import delta
from checks.audit import audit
from checks.compile import BITS_PER_MASK, sql, view_name
from checks.install import Installed
from checks.judging import create, failing_table, judge, parts
from checks.subjects import SUBJECTS
from crm.model import Finding, RuleRow

os.environ["GX_ANALYTICS_ENABLED"] = "false"

RECORD = "opportunity"
NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
CHUNK = 100_000


class Clock:
    """Time and processor time since it was started."""

    def __init__(self) -> None:
        self.began, self.worked = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        return {
            "seconds": time.perf_counter() - self.began,
            "cpu": time.process_time() - self.worked,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def ours(engine: Engine, rules: Installed, workers: int | None = None) -> dict[str, Any]:
    """The whole audit: judge, findings, scores, Great Expectations results and Data Docs."""
    first_night(engine)
    clock = Clock()
    # The second processor reads Great Expectations' modules in while the database judges.
    loading = threading.Thread(target=__import__, args=("checks.expectations.docs",))
    loading.start()
    done = audit(engine, rules, now=NOW, workers=workers)
    audited = clock.read()["seconds"]
    loading.join()
    from checks.expectations.docs import validate

    with tempfile.TemporaryDirectory() as folder:
        shown = validate(engine, rules, done, Path(folder) / "docs")
    assert sum(result.broken for result in shown.results) == done.open_findings
    return clock.read() | {"findings": done.open_findings, "records": done.records, "audit_seconds": audited}


def ours_alone(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The same with one worker, so that a processor is all it takes."""
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
        same = and_(*(decode.c[key] == found.c[key] for key in ("record", "mask_0", "mask_1")))
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
        page = case((RuleRow.bit < BITS_PER_MASK, found.c.mask_0), else_=found.c.mask_1)
        bit = literal(1).bitwise_lshift(RuleRow.bit % BITS_PER_MASK)
        rows = select(RuleRow.id, found.c.record_id, literal(TODAY)).where(
            RuleRow.record == found.c.record, page.bitwise_and(bit) != 0
        )
        findings = _write(connection, rows)
    return clock.read() | {"findings": findings}


def _by_hand(connection: Connection, rules: Installed, record: str) -> None:
    asked = rules.rulebook.of(record)
    pages: list[Any] = [literal(0), literal(0)]
    for rule in asked:
        page, bit = divmod(rules.bits_of(record)[rule.key], BITS_PER_MASK)
        if rule.judged is None or rule.judged:
            pages[page] = pages[page] + case((rule.broken_where_judged, 1 << bit), else_=0)
    subject = SUBJECTS[record]
    rows = subject.select(subject.id.label("id"), pages[0].label("mask_0"), pages[1].label("mask_1"))
    connection.exec_driver_sql(
        f"INSERT INTO failing (record, record_id, mask_0, mask_1) SELECT '{record}', id, mask_0, mask_1"
        f" FROM ({sql(rows, connection.dialect)}) AS judged WHERE mask_0 <> 0 OR mask_1 <> 0"
    )


def _write(connection: Connection, rows: Any) -> int:
    columns = [Finding.rule_id, Finding.record_id, Finding.first_seen]
    done = connection.execute(
        insert(Finding).from_select(columns, rows), execution_options={"preserve_rowcount": True}
    )
    return done.rowcount


def changes(engine: Engine, rules: Installed) -> dict[str, Any]:
    """A day of work, then an audit of what changed; a full audit afterwards proves that nothing was missed."""
    first_night(engine)
    audit(engine, rules, now=NOW)
    a_day_of_work(engine)
    clock = Clock()
    done = audit(engine, rules, now=NOW, full=False)
    figures = clock.read()
    clock = Clock()
    proof = audit(engine, rules, now=NOW)
    assert (proof.new_findings, proof.resolved_findings) == (0, 0)
    return figures | {
        "findings": done.open_findings,
        "share": done.judged / done.records,
        "changed": done.new_findings + done.resolved_findings,
        "full_seconds": clock.read()["seconds"],
    }


def plain_gx_on_sql(engine: Engine, rules: Installed) -> dict[str, Any]:
    """Great Expectations as its documentation shows it: an expectation a rule, over the SQL table, all failing ids."""
    clock = Clock()
    import great_expectations as gx

    context = _context(gx)
    source = context.data_sources.add_sql("crm", connection_string=str(engine.url))
    batch = source.add_table_asset("records", table_name=view_name(RECORD)).add_batch_definition_whole_table(
        "all"
    )
    return _validate(gx, batch.get_batch(), rules) | clock.read()


def plain_gx_on_pandas(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The same over a pandas frame."""
    clock = Clock()
    import great_expectations as gx

    source = _context(gx).data_sources.add_pandas("crm")
    batch = source.add_dataframe_asset("records").add_batch_definition_whole_dataframe("all")
    return _validate(gx, batch.get_batch({"dataframe": _frame(engine)}), rules) | clock.read()


def plain_pandera(engine: Engine, rules: Installed) -> dict[str, Any]:
    """pandera over a pandas frame, a column check a rule, all failing ids."""
    clock = Clock()
    import pandera.pandas as pa

    column = pa.Column(checks=pa.Check.isin([0]), nullable=True, coerce=False)
    schema = pa.DataFrameSchema({rule.column: column for rule in _asked(rules)})
    try:
        schema.validate(_frame(engine).set_index("id"), lazy=True)
        findings = 0
    except pa.errors.SchemaErrors as broken:
        findings = len(broken.failure_cases)
    return {"findings": findings} | clock.read()


def _context(gx: Any) -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _validate(gx: Any, batch: Any, rules: Installed) -> dict[str, Any]:
    expectations = [
        gx.expectations.ExpectColumnValuesToBeInSet(column=rule.column, value_set=[0]) for rule in _asked(rules)
    ]
    # On SQL "complete" means the first twenty, unless they are asked for by number.
    with_ids = {
        "result_format": "COMPLETE", "unexpected_index_column_names": ["id"], "partial_unexpected_count": 10_000_000
    }  # fmt: skip
    done = batch.validate(gx.ExpectationSuite("rules", expectations=expectations), result_format=with_ids)
    assert all(not result.exception_info.get("raised_exception") for result in done.results)
    return {"findings": sum(len(result.result["unexpected_index_list"] or ()) for result in done.results)}


def _asked(rules: Installed) -> list[Any]:
    return [rule for rule in rules.rulebook.of(RECORD) if rule.judged is None or rule.judged]


def _frame(engine: Engine) -> Any:
    import pandas as pd

    with engine.connect() as connection:
        return pd.concat(pd.read_sql(text(f"SELECT * FROM {view_name(RECORD)}"), connection, chunksize=CHUNK))


WAYS: dict[str, Callable[[Engine, Installed], dict[str, Any]]] = {
    "ours": ours,
    "ours-alone": ours_alone,
    "bare": bare,
    "by-hand": by_hand,
    "changes": changes,
    "gx-sql": plain_gx_on_sql,
    "gx-pandas": plain_gx_on_pandas,
    "pandera": plain_pandera,
}


def main() -> None:
    """``python -m benchmarks.audit_ways WAY FILE``: run one way and print its figures as one line of JSON."""
    way, path = sys.argv[1:]
    engine, rules = opened(Path(path))
    figures = WAYS[way](engine, rules)
    print(json.dumps(figures | {"findings_of_plain": _comparable(engine, rules)}))


def _comparable(engine: Engine, rules: Installed) -> int:
    """How many of the findings in the database are of the record that the plain ways judge."""
    ids = [rules.ids[rule.key] for rule in rules.rulebook.of(RECORD)]
    with engine.connect() as connection:
        found = select(func.count()).where(Finding.rule_id.in_(ids), Finding.resolved_on.is_(None))
        return int(connection.scalar(found) or 0)


if __name__ == "__main__":
    main()
