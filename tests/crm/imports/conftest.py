"""A small export of an invented outside system, written file by file, and a CRM to bring it into."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from benchmarks.postgresql import Server
from config.mapping import ImportMapping
from crm.base import Base
from crm.database import open_engine, reading, unit_of_work
from crm.imports import Progress, TableResult, run_import

NOW = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

ACCOUNTS = """
[[table]]
file = "accounts.csv"
record = "account"
key = "id"
[table.columns]
name = "name"
employees = "staff"
annual_revenue_mxn = "revenue"
verified_on = "checked"
parent_id = { from = "parent", reference = { record = "account", keep_as = "parent_ref" } }
"""

DEALS = """
[[table]]
file = "deals.csv"
record = "opportunity"
key = "id"
[table.columns]
name = "name"
claimed_stage = { from = "stage", values = { Open = "lead", Won = "won" } }
account_id = { from = "account", reference = { record = "account", by = "name", keep_as = "account_ref" } }
amount_mxn = "amount"
"""


class Desk:
    """Someone with an export at hand: writes its files, imports them, looks at what came of it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder, self.rejects = engine, folder / "export", folder / "rejects"
        self.folder.mkdir()
        self.settings = 'date_formats = ["%Y-%m-%d"]'

    def accounts(self, *rows: str | bytes) -> None:
        """Rows of ``id,name,staff,revenue,checked,parent``."""
        self.write("accounts.csv", "id,name,staff,revenue,checked,parent", *rows)

    def deals(self, *rows: str) -> None:
        """Rows of ``id,name,stage,account,amount``."""
        self.write("deals.csv", "id,name,stage,account,amount", *rows)

    def write(self, name: str, *lines: str | bytes) -> None:
        joined = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
        (self.folder / name).write_bytes(joined + b"\n")

    def mapping(self, *tables: str) -> ImportMapping:
        text = f'name = "Test"\nsource = "test"\n{self.settings}\n' + "\n".join(tables)
        return ImportMapping.model_validate(tomllib.loads(text))

    def bring(
        self, *tables: str, now: dt.datetime = NOW, progress: Callable[[Progress], None] | None = None
    ) -> TableResult:
        """Import and return the result of the last table."""
        mapping = self.mapping(*(tables or (ACCOUNTS,)))
        results = run_import(
            self.engine, mapping, self.folder, rejects=self.rejects, now=now, progress=progress
        )
        for result in results:
            fates = (result.created, result.updated, result.unchanged, result.rejected, result.left_out)
            assert sum(fates) == result.rows
        return results[-1]

    def records(self, model: type[Base]) -> list[Any]:
        with reading(self.engine) as session:
            found = list(session.scalars(sa.select(model).order_by(sa.inspect(model).primary_key[0])))
            session.expunge_all()
        return found

    def edit(self, model: type[Base], **values: Any) -> None:
        with unit_of_work(self.engine) as session:
            session.execute(sa.update(model).values(**values))

    @property
    def reasons(self) -> list[dict[str, str]]:
        """What the rejects file says, line by line."""
        lines: list[dict[str, str]] = []
        for path in sorted(self.rejects.glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                lines += csv.DictReader(file)
        return lines


def at_the_same_time(desk: Desk, times: int = 2) -> list[TableResult]:
    """Several imports of the same export, begun together."""
    with ThreadPoolExecutor(times) as people:
        return [done.result() for done in [people.submit(desk.bring) for _ in range(times)]]


def fates(result: TableResult) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return result.created, result.updated, result.unchanged, result.rejected


def export_of(name: str) -> Path:
    """The folder of a real export; the test is skipped where it is not at hand."""
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the export {name} is not at ../shared/data; see docs/importing.md")
    return folder


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Engine]:
    """An empty CRM on SQLite."""
    engine = open_engine(f"sqlite:///{tmp_path / 'crm.sqlite'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def crm_on_postgres(postgres: Server) -> Iterator[Engine]:
    """An empty CRM on PostgreSQL."""
    engine = open_engine(postgres.another())
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def desk(crm: Engine, tmp_path: Path) -> Desk:
    return Desk(crm, tmp_path)
