"""The import of a whole export: look at every file first, then one transaction a table, in the declared order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.mapping import ImportMapping
from crm.database import unit_of_work
from crm.imports.plan import TablePlan, plan_tables
from crm.imports.problems import DatabaseRefused
from crm.imports.records import CsvRows
from crm.imports.rejects import Rejects
from crm.imports.rows import needed_columns, positions
from crm.imports.source import SourceFile, inspect
from crm.imports.table import Fate, Job, TableImport
from crm.ledger import BusinessDay, ImportBatch, ImportedRow


@dataclass(frozen=True)
class Progress:
    """How far the run has come: the table at work and its rows so far, and the bytes done of the whole run."""

    file: str
    record: str
    rows: int
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class TableResult:
    """What became of the rows of one file read into one record: the five counts add up to ``rows``.

    ``left_out`` are rows that the mapping leaves to another table. ``rejects`` is the file of the run's rejects.
    """

    file: str
    record: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    left_out: int
    rejects: Path | None = None


def run_import(
    engine: Engine,
    mapping: ImportMapping,
    folder: Path,
    *,
    rejects: Path,
    now: dt.datetime,
    language: str = "en",
    progress: Callable[[Progress], None] | None = None,
) -> list[TableResult]:
    """Bring the export in ``folder`` into the CRM and say what became of every row.

    Every file and header is looked at before anything is written. Each table is one transaction: a table is in with
    all its good rows, or, where the import stops or is killed, not at all. ``rejects`` is the folder for the file of
    rejected rows, which whoever mends them reads in ``language``. Raises ``ImportProblem`` (the tree is in ``crm.imports.problems``) and ``ConfigError``.
    """
    if now.tzinfo is None:
        raise ValueError(f"the instant {now} has no time zone")
    plans = plan_tables(mapping, mapping.name)
    files = {name: inspect(folder, name, mapping.encoding) for name in mapping.files}
    for plan in plans:
        _check_headers(plan, mapping, files)
    kept = Rejects(rejects, mapping.source, now, language)
    try:
        job = Job(mapping, files, now, kept, _bar(plans, files, progress))
        return [_import_table(engine, plan, job) for plan in plans]
    finally:
        kept.close()


def _check_headers(plan: TablePlan, mapping: ImportMapping, files: dict[str, SourceFile]) -> None:
    own, others = needed_columns(plan.spec)
    wanted = [(plan.spec.file, own)]
    wanted += [(look.file, [look.key, *others[name]]) for name, look in plan.spec.lookup.items()]
    for file, columns in wanted:
        with CsvRows(files[file], mapping.delimiter) as rows:
            positions(rows.header, columns, file)


def _import_table(engine: Engine, plan: TablePlan, job: Job) -> TableResult:
    source = job.files[plan.spec.file]
    with _database_failures(source.name), unit_of_work(engine) as session:
        _one_at_a_time(session)
        _open_calendar(session, job.mapping)
        counts = TableImport(session, plan, job).run()
        result = TableResult(
            file=source.name,
            record=plan.record,
            rows=sum(counts.values()),
            created=counts[Fate.CREATED],
            updated=counts[Fate.UPDATED],
            unchanged=counts[Fate.UNCHANGED],
            rejected=counts[Fate.REJECTED],
            left_out=counts[Fate.LEFT_OUT],
        )
        session.add(_batch(result, source, job))
    job.rejects.keep()
    return replace(result, rejects=job.rejects.path)


def _batch(result: TableResult, source: SourceFile, job: Job) -> ImportBatch:
    return ImportBatch(
        source=job.mapping.source,
        file_name=source.name,
        sha256=source.sha256,
        record=result.record,
        rows=result.rows,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=result.rejected,
        left_out=result.left_out,
        imported_at=job.now,
    )


def _one_at_a_time(session: Session) -> None:
    """Two imports at once would create the same record twice; the second waits. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(f"LOCK TABLE {ImportedRow.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def _open_calendar(session: Session, mapping: ImportMapping) -> None:
    """A new database starts on the day of the export; one that has a day keeps it."""
    if mapping.as_of is not None and session.get(BusinessDay, 1) is None:
        session.add(BusinessDay(id=1, today=mapping.as_of))
        session.flush()


@contextmanager
def _database_failures(file: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise DatabaseRefused(
            f"{file}: the database refused, and nothing of this table was imported: {error.orig}",
            f"{file}: la base lo rechazó y no se importó nada de esta tabla: {error.orig}",
        ) from error


def _bar(
    plans: Sequence[TablePlan], files: dict[str, SourceFile], progress: Callable[[Progress], None] | None
) -> Callable[[TablePlan, int, int], None]:
    before: dict[int, int] = {}
    total = 0
    for plan in plans:
        before[id(plan)] = total
        total += files[plan.spec.file].size * (2 if plan.own_links else 1)

    def advance(plan: TablePlan, rows: int, done_bytes: int) -> None:
        if progress is not None:
            progress(Progress(plan.spec.file, plan.record, rows, before[id(plan)] + done_bytes, total))

    return advance
