"""Where a pass works: beside the CRM, never in it, so that a killed audit leaves the CRM as it was.

Several workers read the same moment of the CRM at once: on an SQLite file each with a scratch file of its own, on
PostgreSQL each with a connection that shares the snapshot of the one that writes. For the length of the pass everybody
else goes on writing. A database in memory is judged by one connection, in one transaction with temporary tables.

::

    AuditUnderWay       another audit of this CRM has not ended; nothing was changed
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table

from checks.install import Installed
from checks.judging import Part, asked_table, chosen, create, failing_table, judge

MOST_WORKERS = 8
"""SQLite attaches ten files to a connection at most."""

_WORKER_CACHE_KB = 24 * 1024
_WRITER_CACHE_KB = 48 * 1024
_BLOCK = 1024 * 1024
_LOCK = 7_300_115_206_742_002  # of the whole PostgreSQL database: one audit at a time


class AuditUnderWay(Exception):
    """Another audit of this CRM has not ended. This one changed nothing; run it again later."""


@dataclass
class Place:
    """A connection that will write what was found, and the scratch tables that hold it."""

    connection: Connection
    asked: Table = field(default_factory=asked_table)
    failing: list[Table] = field(default_factory=list)
    gate: Connection | None = None
    folder: Path | None = None

    def judge(self, installed: Installed, parts: tuple[Part, ...], *, only_asked: bool, workers: int) -> None:
        """Judge all parts; when it returns, the connection is in a transaction that may write the CRM."""
        if self.folder is None or self.gate is None:
            self.failing = [failing_table()]
            create(self.connection, self.failing[0])
            if workers > 1 and not only_asked:  # what is asked, no other connection can see
                _SnapshotTeam(self.connection, installed, parts).judge(workers, self.failing[0])
                return
            for part in parts:
                judge(self.connection, installed, part, self.failing[0], self.asked if only_asked else None)
        else:
            team = _FileTeam(self.connection.engine, installed, self.folder, parts, only_asked)
            self.connection.commit()  # what is asked, for the workers to read
            team.judge(workers, self.gate)
            for number in range(workers):
                attach(self.connection, self.folder / f"found-{number}", f"found_{number}")
                self.failing.append(failing_table(schema=f"found_{number}"))
            self.connection.execution_options(read_only=False)
            self.connection.begin()


class _Team:
    """Workers that share the parts of one pass among them."""

    def __init__(self, installed: Installed, parts: tuple[Part, ...]) -> None:
        self.installed = installed
        self.waiting = iter(parts)
        self.taking = threading.Lock()
        self.failed = False

    def next_part(self) -> Part | None:
        """A part that nobody has taken yet; none is left to take once a worker has failed."""
        with self.taking:
            return None if self.failed else next(self.waiting, None)


class _SnapshotTeam(_Team):
    """Connections to PostgreSQL that see what ``connection`` sees; what they find goes into its temporary table."""

    def __init__(self, connection: Connection, installed: Installed, parts: tuple[Part, ...]) -> None:
        super().__init__(installed, parts)
        self.connection = connection
        self.moment = connection.scalar(sa.select(sa.func.pg_export_snapshot()))

    def judge(self, workers: int, into: Table) -> None:
        """Judge all parts. Each worker keeps what it found in a file: memory does not grow with the CRM."""
        with ExitStack() as stack:
            files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(workers)]
            with ThreadPoolExecutor(workers) as threads:
                list(threads.map(self._work, files))
            for found in files:
                found.seek(0)
                with self._copy(self.connection, f"COPY {into.fullname} FROM STDIN") as lines:
                    for block in iter(partial(found.read, _BLOCK), b""):
                        lines.write(block)

    def _work(self, found: IO[bytes]) -> None:
        try:
            with self.connection.engine.connect() as connection:
                connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{self.moment}'")
                for part in iter(self.next_part, None):
                    wanted = chosen(self.installed, part, connection.dialect.name)
                    with self._copy(connection, f"COPY ({wanted}) TO STDOUT") as lines:
                        for block in lines:
                            found.write(block)
        except BaseException:
            self.failed = True
            raise

    @staticmethod
    def _copy(connection: Connection, statement: str) -> AbstractContextManager[Any]:
        driver: Any = connection.connection.driver_connection
        copying: AbstractContextManager[Any] = driver.cursor().copy(statement)
        return copying


class _FileTeam(_Team):
    """Connections to an SQLite file, each with a file of its own for what it finds."""

    def __init__(
        self, engine: Engine, installed: Installed, folder: Path, parts: tuple[Part, ...], only_asked: bool
    ) -> None:
        super().__init__(installed, parts)
        self.engine, self.folder, self.only_asked = engine, folder, only_asked
        self.looking = 0
        self.all_see = threading.Event()

    def judge(self, workers: int, gate: Connection) -> None:
        """Judge all parts. ``gate`` lets nobody write until every worker sees the CRM, then lets go."""
        with ThreadPoolExecutor(workers) as threads:
            running = [threads.submit(self._work, number, workers) for number in range(workers)]
            self.all_see.wait()
            gate.rollback()
            for worker in running:
                worker.result()

    def _work(self, number: int, workers: int) -> None:
        try:
            with _own_connection(self.engine, _WORKER_CACHE_KB) as connection:
                attach(connection, self.folder / f"found-{number}", "found")
                if self.only_asked:
                    attach(connection, self.folder / "asked", "chosen")
                connection.execute(sa.text("SELECT today FROM business_day"))
                self._now_sees(workers)
                found = failing_table(schema="found")
                create(connection, found)
                for part in iter(self.next_part, None):
                    judge(
                        connection,
                        self.installed,
                        part,
                        found,
                        asked_table("chosen") if self.only_asked else None,
                    )
                connection.commit()
        except BaseException:
            self.failed = True
            self.all_see.set()
            raise

    def _now_sees(self, workers: int) -> None:
        with self.taking:
            self.looking += 1
            if self.looking == workers:
                self.all_see.set()
        self.all_see.wait()


@contextmanager
def place(engine: Engine) -> Iterator[Place]:
    """A place for one audit, in a transaction that sees the CRM of one moment. What is not committed is thrown away.

    Raises ``AuditUnderWay`` on PostgreSQL; on SQLite the audit itself finds out (``checks.audit``).
    """
    with ExitStack() as stack:
        if engine.dialect.name == "postgresql":
            lock = stack.enter_context(engine.connect())
            if not lock.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))):
                raise AuditUnderWay("Another audit is under way: nothing was changed; run it again later")
            # Every statement sees the same moment, so no line of ``touched`` is taken that was not judged.
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
            here = Place(stack.enter_context(engine.connect()))
        elif (path := file_of(engine)) is None:
            here = Place(stack.enter_context(engine.connect()))
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".audit-", dir=path.parent)))
            connection = stack.enter_context(_own_connection(engine, _WRITER_CACHE_KB))
            attach(connection, folder / "asked", "chosen")
            gate = stack.enter_context(engine.connect())
            gate.begin()  # immediate: nobody else writes, so all connections see the same moment
            here = Place(connection, asked_table("chosen"), gate=gate, folder=folder)
        here.connection.begin()
        create(here.connection, here.asked)
        yield here


def workers_for(engine: Engine, asked_for: int | None) -> int:
    """How many workers a pass takes: as many as there are processors here, within what SQLite attaches."""
    if engine.dialect.name == "sqlite" and file_of(engine) is None:
        return 1
    return max(1, min(asked_for or os.cpu_count() or 1, MOST_WORKERS))


def file_of(engine: Engine) -> Path | None:
    """The file of an SQLite database; none for one in memory and for PostgreSQL."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or ":memory:" in name or name.startswith("file:"):
        return None
    return Path(name).absolute()


def attach(connection: Connection, path: Path, name: str) -> None:
    """Attach a scratch file: no journal and no waiting for the disk, for it is thrown away."""
    _driver(connection)("ATTACH DATABASE ? AS " + name, (str(path),))
    _driver(connection)(f"PRAGMA {name}.journal_mode = OFF")
    _driver(connection)(f"PRAGMA {name}.synchronous = OFF")


@contextmanager
def _own_connection(engine: Engine, cache_kb: int) -> Iterator[Connection]:
    """A connection that looks only and whose memory does not grow with the CRM; it is closed, not given back."""
    with engine.connect().execution_options(read_only=True) as connection:
        try:
            for pragma in (f"cache_size = -{cache_kb}", "mmap_size = 0", "temp_store = FILE"):
                _driver(connection)(f"PRAGMA {pragma}")
            yield connection
        finally:
            connection.invalidate()


def _driver(connection: Connection) -> Callable[..., Any]:
    """The driver's own ``execute``, which begins no transaction: inside one, nothing can be attached."""
    driver: Any = connection.connection.driver_connection
    execute: Callable[..., Any] = driver.execute
    return execute
