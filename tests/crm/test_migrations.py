"""What the steps make is what the model says, and a database with cases in it takes a step without losing a guard."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from checks.install import NotInstalled, altered_guards, install, installed, open_day
from checks.rule import Rulebook
from checks.rules import rulebook as rulebook_of
from config.company import load_company
from crm import migrate
from crm.database import DatabaseUnavailable, open_engine, reading, unit_of_work
from crm.migrate import OPTIONS, grow, is_current, upgrade
from crm.model import Base, Opportunity, Person, RuleRow
from tests.crm.databases import empty_database, empty_postgres

__all__ = ["empty_database", "empty_postgres"]

pytestmark = [
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
]

NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{previous}", None, None

def upgrade():
    copied = "{copied}" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("person", recreate=copied) as person:
        person.add_column(sa.Column("nickname", sa.String(40)))
    with op.batch_alter_table("opportunity", recreate=copied) as opportunity:
        opportunity.add_column(sa.Column("colour", sa.String(40)))
    {then}
"""


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = open_engine(empty_database)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return rulebook_of(load_company())


@pytest.fixture
def house(engine: Engine, rules: Rulebook) -> Engine:
    """A CRM at work: migrated, guarded, with a colleague and a case."""
    upgrade(engine, lambda session: install(session, rules))
    with unit_of_work(engine) as session:
        open_day(session, NOW.date())
        session.add(Person(name="Ana", created_at=NOW))
        session.flush()
        session.add(
            Opportunity(
                stage="lead", stage_since=NOW.date(), moved_at=NOW, moved_by="test", created_at=NOW, owner_id=1
            )
        )
    return engine


@pytest.fixture
def a_later_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """A version of the program with one step more."""

    def release(then: str = "pass", copied: str = "always") -> None:
        folder = tmp_path / "later"
        (folder / "versions").mkdir(parents=True)
        for file in (migrate.FOLDER / "env.py", *(migrate.FOLDER / "versions").glob("r*.py")):
            (folder / file.relative_to(migrate.FOLDER)).write_text(file.read_text())
        previous = ScriptDirectory(str(folder)).get_current_head()
        text = STEP.format(previous=previous, then=then, copied=copied)
        (folder / "versions" / "r9999_next.py").write_text(text)
        monkeypatch.setattr(migrate, "FOLDER", folder)

    return release


@pytest.mark.slow
def test_the_steps_make_what_the_model_says(engine: Engine) -> None:
    grow(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.slow
def test_every_column_constraint_and_index_is_the_same_to_the_letter_as_in_the_model(engine: Engine) -> None:
    grow(engine)
    assert upgrade(engine) is False
    with engine.connect() as connection:
        by_steps = _everything(connection)
    _empty(engine)
    assert upgrade(engine) is True
    with engine.connect() as connection:
        assert _everything(connection) == by_steps


@pytest.mark.slow
def test_to_upgrade_again_does_nothing(engine: Engine) -> None:
    assert not is_current(engine)
    assert upgrade(engine) is True
    assert is_current(engine)
    assert upgrade(engine) is False


@pytest.mark.slow
def test_an_upgrade_of_a_guarded_database_keeps_every_record_and_every_guard(
    house: Engine, rules: Rulebook, a_later_version: Callable[..., None]
) -> None:
    a_later_version()
    assert upgrade(house, lambda session: install(session, rules)) is True
    with reading(house) as session:
        assert altered_guards(session, rules) == []
        assert session.execute(sa.text("SELECT nickname FROM person")).all() == [(None,)]
        assert session.execute(sa.text("SELECT stage, owner_id, colour FROM opportunity")).all() == [
            ("lead", 1, None)
        ]
        assert session.scalar(sa.text("SELECT count(*) FROM stage_history")) == 1
    with pytest.raises(sa.exc.DatabaseError, match="refused"), house.begin() as connection:
        connection.exec_driver_sql("DELETE FROM opportunity")


def test_a_rule_keeps_its_bit_through_an_upgrade(
    house: Engine, rules: Rulebook, a_later_version: Callable[..., None]
) -> None:
    with reading(house) as session:
        before = installed(session, rules).bits
    a_later_version()
    upgrade(house, lambda session: install(session, rules))
    with reading(house) as session:
        assert installed(session, rules).bits == before


def test_after_an_upgrade_without_the_rulebook_nothing_runs_until_it_is_installed(
    house: Engine, rules: Rulebook, a_later_version: Callable[..., None]
) -> None:
    a_later_version()
    upgrade(house)
    with reading(house) as session, pytest.raises(NotInstalled):
        installed(session, rules)
    upgrade(house, lambda session: install(session, rules))
    with reading(house) as session:
        assert installed(session, rules)
        assert altered_guards(session, rules) == []


@pytest.mark.parametrize("copied", ["always", "never"])
def test_a_step_that_fails_leaves_the_database_as_it_was_guards_included(
    house: Engine, rules: Rulebook, a_later_version: Callable[..., None], copied: str
) -> None:
    with house.connect() as connection:
        before = _everything(connection)
    a_later_version(then="op.execute('this is no SQL')", copied=copied)
    with pytest.raises(sa.exc.DatabaseError):
        upgrade(house, lambda session: install(session, rules))
    with house.connect() as connection:
        assert _everything(connection) == before
    with reading(house) as session:
        assert altered_guards(session, rules) == []


def test_a_rulebook_that_cannot_be_installed_undoes_the_upgrade(
    house: Engine, rules: Rulebook, a_later_version: Callable[..., None]
) -> None:
    def fail(_session: object) -> None:
        raise NotInstalled("too many rules")

    a_later_version()
    with pytest.raises(NotInstalled):
        upgrade(house, fail)
    with reading(house) as session:
        assert altered_guards(session, rules) == []
    assert not is_current(house)


def test_foreign_keys_are_on_again_after_an_upgrade(
    house: Engine, a_later_version: Callable[..., None]
) -> None:
    a_later_version()
    upgrade(house)
    with pytest.raises(sa.exc.IntegrityError), house.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET manager_id = 99")


def test_a_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailable, match="newer version"):
        upgrade(engine)


def test_a_database_of_another_program_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE account (id integer)")
    with pytest.raises(DatabaseUnavailable, match="did not make"):
        upgrade(engine)


def test_two_upgrades_at_once_take_turns(engine: Engine, rules: Rulebook) -> None:
    outcomes: list[bool] = []
    both = [
        threading.Thread(
            target=lambda: outcomes.append(upgrade(engine, lambda session: install(session, rules)))
        )
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == [False, True]
    with reading(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RuleRow)) == len(rules)


def test_a_view_of_somebody_else_survives_an_upgrade(
    house: Engine, rules: Rulebook, a_later_version: Callable[..., None]
) -> None:
    with house.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW of_the_controller AS SELECT key FROM rule")
    a_later_version()
    upgrade(house, lambda session: install(session, rules))
    with house.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM of_the_controller").scalar() == len(rules)


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    Base.metadata.drop_all(engine)


def _everything(connection: Connection) -> set[tuple[str, ...]]:
    """All that the database says of its tables, indexes, views and triggers, in its own words."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        )
        found = {(row.type, row.name, row.tbl_name, *_clauses(row.sql)) for row in rows}
    else:
        found = {tuple(map(str, row)) for query in _POSTGRESQL for row in connection.exec_driver_sql(query)}
    return {row for row in found if "alembic_version" not in "".join(row)}


def _clauses(sql: str) -> list[str]:
    """A table's clauses in any order: each column and constraint is compared, not where it stands."""
    if not sql.startswith("CREATE TABLE"):
        return [re.sub(r"\s+", " ", sql)]
    clauses, depth = [""], 0
    for sign in re.sub(r"[\s\"]+", " ", sql[sql.index("(") + 1 : sql.rindex(")")]):
        depth += (sign == "(") - (sign == ")")
        clauses[-1:] = [clauses[-1], ""] if sign == "," and not depth else [clauses[-1] + sign]
    return [sql[sql.rindex(")") :], *sorted(clause.strip() for clause in clauses)]


_POSTGRESQL = (
    "SELECT 'column', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'trigger', tgrelid::regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT 'view', viewname, definition, '' FROM pg_views WHERE schemaname = 'public'",
)
