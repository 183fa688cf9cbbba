"""Opening the CRM: one engine for a URL, and a unit of work in which nothing is saved by accident."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session


class DatabaseUnavailable(Exception):
    """The CRM's database can't be opened; the message says what to do."""


def open_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with foreign keys on. Nothing is created here."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 60})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediately)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise DatabaseUnavailable(f"{parsed.get_backend_name()}: the CRM lives on sqlite or postgresql")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins; the driver must not
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "cache_size = -262144",
        "mmap_size = 1073741824",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediately(connection: Connection) -> None:
    # A deferred transaction that turns writer half-way fails at once when another writes; this one waits its turn.
    connection.exec_driver_sql(
        "BEGIN" if connection.get_execution_options().get("read_only") else "BEGIN IMMEDIATE"
    )


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """A session that commits when the block ends well and leaves nothing behind when it does not."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session to look at the CRM; whatever it changes is thrown away."""
    with Session(engine.execution_options(read_only=True), expire_on_commit=False) as session:
        yield session
        session.rollback()
