"""Opening the CRM: one engine for a URL, and a unit of work in which nothing is saved by accident.

::

    DatabaseUnavailable             the CRM can't be opened; the message says what to do
    SavedWhileReading               code that was to look only, or to rehearse, tried to save (a mistake of ours)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Dialect, Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from crm.unavailable import DatabaseUnavailable, reason_of

__all__ = [
    "Bind",
    "DatabaseUnavailable",
    "Engine",
    "SavedWhileReading",
    "Session",
    "dialect_of",
    "open_engine",
    "reading",
    "rehearsal",
    "unit_of_work",
]

Bind = Engine | Connection
"""Where units of work are done: a database, or a rehearsal of which nothing stays."""

OLDEST_SQLITE = (3, 37)
CONNECT_SECONDS = 10
WAIT_FOR_WRITER_SECONDS = 60


class SavedWhileReading(Exception):
    """A session opened to look at the CRM was asked to save."""


def open_engine(url: str, *, create: bool = True) -> Engine:
    """An engine for SQLite or PostgreSQL with foreign keys on. The database is touched at the first use.

    ``create``: whether a new SQLite file may come into being (the folder ``var`` is made for it where it lacks).
    Raises ``DatabaseUnavailable``, here or at the first use, with a sentence that says what to do.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        _check_sqlite(parsed, create)
        engine = create_engine(parsed, connect_args={"timeout": WAIT_FOR_WRITER_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediately)
    else:
        engine = _postgresql(parsed)
    event.listen(engine, "handle_error", _say_why_it_does_not_open)
    return engine


def dialect_of(url: str) -> Dialect:
    """Which SQL is spoken at an address, without opening it. Raises ``DatabaseUnavailable`` for no address."""
    return _parsed(url).get_dialect()()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnavailable(
            "SEITON_DATABASE: this is no database address; write sqlite:////path/crm.sqlite or"
            " postgresql://user@server/database",
            "SEITON_DATABASE: no es la dirección de una base de datos; escriba sqlite:////ruta/crm.sqlite o"
            " postgresql://usuario@servidor/base",
        ) from None
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseUnavailable(
            f"{parsed.get_backend_name()}: the CRM lives on sqlite or postgresql",
            f"{parsed.get_backend_name()}: el CRM vive en sqlite o postgresql",
        )
    return parsed


def _check_sqlite(url: URL, create: bool) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise DatabaseUnavailable(
            f"This Python brings SQLite {sqlite3.sqlite_version}; {oldest} or later is needed: use a newer Python",
            f"Este Python trae SQLite {sqlite3.sqlite_version}; se requiere {oldest} o posterior: use un Python más nuevo",
        )
    if not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    if not create and not path.exists():
        raise DatabaseUnavailable(
            f"There is no CRM at {path} yet: run 'seiton init' first",
            f"Todavía no hay un CRM en {path}: ejecute primero 'seiton init'",
        )
    if create and not path.parent.exists():
        _make_var(path.parent)


def _make_var(folder: Path) -> None:
    from config.settings import settings

    if folder.absolute() != settings().var.absolute():
        raise DatabaseUnavailable(
            f"There is no folder {folder}: create it, or correct SEITON_DATABASE",
            f"No existe la carpeta {folder}: créela o corrija SEITON_DATABASE",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {folder} can't be created ({error.strerror}): set SEITON_VAR to a folder that you may write",
            f"No se puede crear la carpeta {folder} ({error.strerror}): indique en SEITON_VAR una carpeta en la que pueda escribir",
        ) from None


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
    except ModuleNotFoundError:
        raise DatabaseUnavailable(
            "PostgreSQL needs its driver: pip install 'seiton[postgres]'",
            "PostgreSQL necesita su controlador: pip install 'seiton[postgres]'",
        ) from None
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # A statement of ours has hundreds of rules and is run once: PostgreSQL would compile it for longer than it runs.
    connection.execute("SET jit = off")
    connection.commit()


def _say_why_it_does_not_open(context: ExceptionContext) -> None:
    if context.connection is not None or context.engine is None:
        return  # it was open; what a statement meets is told apart by whoever asked for it
    raise reason_of(context.original_exception, context.engine.url) from context.original_exception


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
def unit_of_work(bind: Bind) -> Iterator[Session]:
    """A session that commits when the block ends well and leaves nothing behind when it does not."""
    with Session(bind, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def rehearsal(engine: Engine) -> Iterator[Connection]:
    """One transaction for several units of work: each sees what the earlier ones did, and at the end nothing stays.

    It holds the locks of what it would change until then. Raises ``SavedWhileReading`` where something would commit.
    """
    with engine.connect() as connection:
        event.listen(connection, "commit", _refuse_to_keep)
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session to look at the CRM; whatever it changes is thrown away. Raises ``SavedWhileReading`` on a commit."""
    with Session(engine.execution_options(read_only=True), expire_on_commit=False) as session:
        event.listen(session, "before_commit", _refuse_to_save)
        yield session
        session.rollback()


def _refuse_to_keep(_connection: Connection) -> None:
    raise SavedWhileReading("this is a rehearsal: nothing of it is saved")


def _refuse_to_save(_session: Session) -> None:
    raise SavedWhileReading("this session only reads; use unit_of_work to save")
