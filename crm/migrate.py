"""Bringing a database to the records of today, step by step (Alembic), on SQLite and on PostgreSQL.

A new one is made in one go, of the model; that the steps come to the same, to the letter, is tested.

Views and guards are no steps: they are made of the rulebook (``checks.install``). A step may alter a table that they
stand on, so ``upgrade`` takes them down first and, with ``finish``, has them put up again in the same transaction:
at no moment does a database with cases stand unguarded. Without ``finish`` the rules are marked as not installed, and
nothing runs on that database until they are.

Developers: ``python -m crm.migrate "what changes"`` writes the next step from the difference to the model.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.operations.ops import CreateIndexOp, MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from crm.database import DatabaseUnavailable, open_engine
from crm.model import Base, RuleRow

FOLDER = Path(__file__).parent / "migrations"
DERIVED = {"trigger": "guard_%", "view": "%_checks"}
"""How the guards and views of the rulebook are named; they can be made again at any time."""

_LOCK = 7_300_115_206_742_001  # of the whole PostgreSQL database: two upgrades at once take turns


def upgrade(engine: Engine, finish: Callable[[Session], object] | None = None) -> bool:
    """Create the schema or bring it up to date; whether there was anything to do. Safe to call again.

    All of it is one transaction, ``finish`` included (``lambda session: install(session, rulebook)``). Raises
    ``DatabaseUnavailable`` for a database that a newer version made, or that holds tables of another program.
    """
    with _transaction(engine) as connection:
        pending = _pending(connection)
        if pending and _is_new(connection):
            Base.metadata.create_all(connection)
            command.stamp(_config(connection), "head")
        elif pending:
            _take_steps(connection)
        if finish is not None:
            with Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session:
                finish(session)
                session.flush()
    return pending


def is_current(engine: Engine) -> bool:
    """Whether the database has all the steps. Raises ``DatabaseUnavailable`` as ``upgrade`` does."""
    with engine.connect() as connection:
        return not _pending(connection)


def is_new(engine: Engine) -> bool:
    """Whether the database has not taken a single step."""
    with engine.connect() as connection:
        return _is_new(connection)


def _is_new(connection: Connection) -> bool:
    return not MigrationContext.configure(connection).get_current_heads()


def grow(engine: Engine) -> None:
    """For developers: make a new database by taking every step from the first, as one has that is old."""
    with _transaction(engine) as connection:
        _take_steps(connection)


def _take_steps(connection: Connection) -> None:
    _take_down_rulebook(connection)
    with warnings.catch_warnings():  # it can't read the indexes on expressions, and leaves them as they are
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        command.upgrade(_config(connection), "head")
    if connection.dialect.name == "sqlite":
        _check_references(connection)


def write_step(message: str, *, first: bool = False) -> Path:
    """For developers: write the next step, from what the steps so far make to what the model says.

    ``first`` writes the very first step anew, in place of all others; only before a release.
    """
    if first:
        for old in (FOLDER / "versions").glob("r*.py"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/steps.sqlite")
        grow(engine)
        with engine.connect() as connection, warnings.catch_warnings():
            warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression-based index")
            config = _config(connection)
            _format_with_ruff(config)
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()
    assert script is not None and not isinstance(script, list)
    return Path(script.path)


def _render(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Steps name the database's own types: ours may change or go, a step that was taken may not."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _add_indexes_on_expressions(
    context: MigrationContext, _revision: object, steps: list[MigrationScript]
) -> None:
    """SQLite does not tell Alembic of them: those whose name is new are added here, at the end of the step."""
    assert context.connection is not None
    named = set(context.connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'index'")))
    operations = steps[0].upgrade_ops
    assert operations is not None
    for table in Base.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            plain = all(isinstance(part, sa.Column) for part in index.expressions)
            if not plain and index.name not in named:
                operations.ops.append(CreateIndexOp.from_index(index))


OPTIONS: dict[str, Any] = {
    "render_as_batch": True,  # SQLite alters a table by copying it
    "transactional_ddl": True,
    "compare_type": True,
    "render_item": _render,
    "process_revision_directives": _add_indexes_on_expressions,
}


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _format_with_ruff(config: Config) -> None:
    for key, value in {
        "hooks": "ruff",
        "ruff.type": "exec",
        "ruff.executable": "ruff",
        "ruff.options": "format --quiet REVISION_SCRIPT_FILENAME",
    }.items():
        config.set_section_option("post_write_hooks", key, value)


def _pending(connection: Connection) -> bool:
    script = ScriptDirectory.from_config(_config(connection))
    here = MigrationContext.configure(connection).get_current_heads()
    known = {step.revision for step in script.walk_revisions()}
    if set(here) - known:
        raise DatabaseUnavailable(
            "A newer version of this program made the database: update the program",
            "Una versión más nueva de este programa creó la base: actualice el programa",
        )
    if not here and (others := set(sa.inspect(connection).get_table_names()) & set(Base.metadata.tables)):
        raise DatabaseUnavailable(
            f"The database holds tables that this program did not make ({', '.join(sorted(others)[:3])} …):"
            " give an empty one in SEITON_DATABASE",
            f"La base tiene tablas que este programa no creó ({', '.join(sorted(others)[:3])} …):"
            " indique una vacía en SEITON_DATABASE",
        )
    return set(here) != set(script.get_heads())


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction. On SQLite without foreign keys, which could not be switched off inside: a step that copies a
    table would otherwise delete what refers to it."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _take_down_rulebook(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for kind, pattern in DERIVED.items():
            named = sa.text("SELECT name FROM sqlite_master WHERE type = :kind AND name LIKE :pattern")
            for name in connection.scalars(named, {"kind": kind, "pattern": pattern}).all():
                connection.exec_driver_sql(f"DROP {kind.upper()} {name}")
    else:
        functions = sa.text("SELECT proname FROM pg_proc WHERE proname LIKE :pattern")
        for name in connection.scalars(functions, {"pattern": DERIVED["trigger"]}).all():
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
        views = sa.text(
            "SELECT viewname FROM pg_views WHERE schemaname = current_schema() AND viewname LIKE :p"
        )
        for name in connection.scalars(views, {"p": DERIVED["view"]}).all():
            connection.exec_driver_sql(f"DROP VIEW {name}")
    if sa.inspect(connection).has_table(RuleRow.__tablename__):
        connection.exec_driver_sql(f"UPDATE {RuleRow.__tablename__} SET retired = true")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
    if broken:
        raise RuntimeError(f"a step left references that lead nowhere: {broken}")


if __name__ == "__main__":
    arguments = [word for word in sys.argv[1:] if word != "--first"]
    print(write_step(" ".join(arguments) or "The records", first="--first" in sys.argv))
