"""The usual ways to find the same: Great Expectations on SQL and on pandas, and pandera, as their documentation shows.

Each judges every record type with every rule that our audit asks, and stores each failing record of each rule in a
database file. What is told apart once for all ways is given to them: the views ``<record>_checks`` have a column a rule
(1 broken, 0 holds, empty not asked), so no way writes the rules again. They keep no ages, scores or documents.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from checks.compile import view_name
from checks.install import Installed
from checks.rule import Rule

CHUNK = 100_000
Store = Callable[[Rule, Iterable[int]], None]


def plain_gx_on_sql(engine: Engine, rules: Installed) -> dict[str, Any]:
    """An expectation a rule over the SQL views, with all failing ids."""
    return _gx_on_tables(
        str(engine.url), {record: view_name(record) for record in rules.rulebook.records}, rules
    )


def plain_gx_on_tables(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The same, after the views were written out as tables, so that no query works out a rule a second time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "views.sqlite"
        with closing(sqlite3.connect(str(engine.url.database))) as crm:
            crm.execute("ATTACH DATABASE ? AS written", (str(path),))
            for record in rules.rulebook.records:
                columns = _columns(rules, record)
                crm.execute(f"CREATE TABLE written.{record} AS SELECT {columns} FROM {view_name(record)}")
        return _gx_on_tables(f"sqlite:///{path}", {record: record for record in rules.rulebook.records}, rules)


def _gx_on_tables(url: str, tables: dict[str, str], rules: Installed) -> dict[str, Any]:
    import great_expectations as gx

    source = _context(gx).data_sources.add_sql("crm", connection_string=url)
    with _stored() as (store, number):
        for record, table in tables.items():
            asset = source.add_table_asset(record, table_name=table)
            _validate(gx, asset.add_batch_definition_whole_table("all").get_batch(), rules, record, store)
        return {"findings": number()}


def plain_gx_on_pandas(engine: Engine, rules: Installed) -> dict[str, Any]:
    """The same over pandas frames, one record type at a time."""
    import great_expectations as gx

    source = _context(gx).data_sources.add_pandas("crm")
    with _stored() as (store, number):
        for record in rules.rulebook.records:
            batch = source.add_dataframe_asset(record).add_batch_definition_whole_dataframe("all")
            frame = {"dataframe": _frame(engine, rules, record)}
            _validate(gx, batch.get_batch(frame), rules, record, store)
        return {"findings": number()}


def plain_pandera(engine: Engine, rules: Installed) -> dict[str, Any]:
    """pandera over pandas frames, a column check a rule, all failing ids."""
    import pandera.pandas as pa

    column = pa.Column(checks=pa.Check.isin([0]), nullable=True, coerce=False)
    with _stored() as (store, number):
        for record in rules.rulebook.records:
            asked = {rule.column: rule for rule in _asked(rules, record)}
            schema = pa.DataFrameSchema(dict.fromkeys(asked, column))
            try:
                schema.validate(_frame(engine, rules, record).set_index("id"), lazy=True)
            except pa.errors.SchemaErrors as broken:
                for name, cases in broken.failure_cases.groupby("column"):
                    store(asked[name], cases["index"].tolist())
        return {"findings": number()}


def _context(gx: Any) -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _validate(gx: Any, batch: Any, rules: Installed, record: str, store: Store) -> None:
    asked = {rule.column: rule for rule in _asked(rules, record)}
    expectations = [gx.expectations.ExpectColumnValuesToBeInSet(column=name, value_set=[0]) for name in asked]
    # On SQL "complete" means the first twenty, unless they are asked for by number.
    with_ids = {
        "result_format": "COMPLETE", "unexpected_index_column_names": ["id"], "partial_unexpected_count": 10_000_000
    }  # fmt: skip
    done = batch.validate(gx.ExpectationSuite(record, expectations=expectations), result_format=with_ids)
    for result in done.results:
        assert not result.exception_info.get("raised_exception"), result.exception_info
        failing = result.result["unexpected_index_list"] or ()
        store(asked[result.expectation_config.kwargs["column"]], (row["id"] for row in failing))


def _asked(rules: Installed, record: str) -> list[Rule]:
    return [rule for rule in rules.rulebook.of(record) if rule.judged is None or rule.judged]


def _columns(rules: Installed, record: str) -> str:
    return ", ".join(["id", *(rule.column for rule in _asked(rules, record))])


def _frame(engine: Engine, rules: Installed, record: str) -> Any:
    """The records with the columns that are asked, read piece by piece as pandas advises for large tables."""
    import pandas as pd

    rows = text(f"SELECT {_columns(rules, record)} FROM {view_name(record)}")
    with engine.connect() as connection:
        return pd.concat(pd.read_sql(rows, connection, chunksize=CHUNK), ignore_index=True)


@contextmanager
def _stored() -> Iterator[tuple[Store, Callable[[], int]]]:
    """A file that keeps the failing records of each rule, and how many it holds."""
    with tempfile.TemporaryDirectory() as folder:
        file = sqlite3.connect(Path(folder) / "failing.sqlite")
        file.execute(
            "CREATE TABLE failing (rule TEXT, record_id INTEGER, PRIMARY KEY (rule, record_id)) WITHOUT ROWID"
        )

        def store(rule: Rule, failing: Iterable[int]) -> None:
            with file:
                file.executemany(
                    "INSERT INTO failing VALUES (?, ?)", ((rule.key, int(number)) for number in failing)
                )

        yield store, lambda: int(file.execute("SELECT count(*) FROM failing").fetchone()[0])
        file.close()
