"""Nothing is saved by accident, and a database that can't be opened says why in a sentence."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from config.settings import settings
from crm.database import DatabaseUnavailable, SavedWhileReading, open_engine, reading, unit_of_work
from crm.model import Base, Person
from crm.unavailable import reason_of
from tests.crm.databases import empty_database, empty_postgres

__all__ = ["empty_database", "empty_postgres"]

NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = open_engine(empty_database)
    Base.metadata.create_all(engine, [Base.metadata.tables["person"]])
    yield engine
    engine.dispose()


@pytest.fixture
def a_folder_for_others() -> Iterator[Path]:
    """A folder that an ordinary user reaches (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def as_an_ordinary_user(a_folder_for_others: Path) -> Iterator[None]:
    """Rights mean nothing to root, so for the test we are somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def a_person(name: str = "Ana") -> Person:
    return Person(name=name, created_at=NOW)


def names(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(sa.select(Person.name).order_by(Person.id)))


def refusal(url: str, *, create: bool = True) -> str:
    """What we are told when we open this address and write."""
    with (
        pytest.raises(DatabaseUnavailable) as refused,
        unit_of_work(open_engine(url, create=create)) as session,
    ):
        session.execute(sa.text("CREATE TABLE x (a integer)"))
    assert refused.value.to("es") != refused.value.to("en") == str(refused.value)
    return str(refused.value)


def test_a_block_that_ends_well_is_saved(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(a_person())
    assert names(engine) == ["Ana"]


def test_a_block_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(engine) as session:
        session.add(a_person())
        session.flush()
        raise ZeroDivisionError
    assert names(engine) == []


def test_an_interrupted_block_leaves_nothing_behind(engine: Engine) -> None:
    with pytest.raises(KeyboardInterrupt), unit_of_work(engine) as session:
        session.add(a_person())
        session.flush()
        raise KeyboardInterrupt
    assert names(engine) == []


def test_a_failure_inside_takes_back_only_the_inside(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(a_person("Ana"))
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            session.add(a_person("Bea"))
            session.flush()
            raise ZeroDivisionError
        session.add(a_person("Clara"))
    assert names(engine) == ["Ana", "Clara"]


def test_a_failure_inside_that_nobody_catches_takes_back_everything(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(engine) as session:
        session.add(a_person("Ana"))
        with session.begin_nested():
            session.add(a_person("Bea"))
            raise ZeroDivisionError
    assert names(engine) == []


def test_what_was_rolled_back_inside_the_block_is_not_saved_at_its_end(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(a_person())
        session.flush()
        session.rollback()
    assert names(engine) == []


def test_what_is_changed_while_reading_is_thrown_away(engine: Engine) -> None:
    with reading(engine) as session:
        session.add(a_person())
        session.flush()
    assert names(engine) == []


def test_to_save_while_reading_is_refused(engine: Engine) -> None:
    with pytest.raises(SavedWhileReading), reading(engine) as session:
        session.add(a_person())
        session.commit()
    assert names(engine) == []


def test_who_reads_sees_nothing_of_a_block_that_has_not_ended(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(a_person())
        session.flush()
        assert names(engine) == []
    assert names(engine) == ["Ana"]


def test_two_writers_take_turns(engine: Engine) -> None:
    def write(name: str) -> None:
        with unit_of_work(engine) as session:
            number = session.scalar(sa.select(sa.func.count()).select_from(Person))
            session.add(a_person(f"{name}{number}"))

    writers = [threading.Thread(target=write, args=("p",)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(names(engine)) == 8


def test_a_reference_that_leads_nowhere_is_refused(engine: Engine) -> None:
    with pytest.raises(IntegrityError), unit_of_work(engine) as session:
        session.add(Person(name="Ana", manager_id=99, created_at=NOW))


def test_opening_creates_nothing_where_it_was_not_asked_to(tmp_path: Path) -> None:
    assert "seiton init" in refusal(f"sqlite:///{tmp_path / 'none.sqlite'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_var_is_made_when_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "var", tmp_path / "deep" / "var")
    with unit_of_work(open_engine(settings().database_url)) as session:
        session.execute(sa.text("CREATE TABLE x (a integer)"))
    assert (tmp_path / "deep" / "var" / "crm.sqlite").is_file()


def test_any_other_folder_that_lacks_is_named(tmp_path: Path) -> None:
    assert refusal(f"sqlite:///{tmp_path / 'typo' / 'crm.sqlite'}").startswith(
        f"There is no folder {tmp_path / 'typo'}"
    )


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "is a folder" in refusal(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear client, " * 100)
    assert f"{path} is no SQLite database" in refusal(f"sqlite:///{path}")
    assert path.read_text() == "Dear client, " * 100


def test_a_folder_that_may_not_be_written_is_named(
    a_folder_for_others: Path, as_an_ordinary_user: None
) -> None:
    assert "may write in it" in refusal(f"sqlite:///{a_folder_for_others / 'crm.sqlite'}")


def test_a_var_that_cannot_be_made_is_named(
    a_folder_for_others: Path, as_an_ordinary_user: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "var", a_folder_for_others / "var")
    assert "SEITON_VAR" in refusal(settings().database_url)


def test_a_file_that_may_not_be_written_is_told_apart_from_other_failures(
    a_folder_for_others: Path, request: pytest.FixtureRequest
) -> None:
    path = a_folder_for_others / "crm.sqlite"
    sqlite3.connect(path).execute("CREATE TABLE y (a integer)").connection.close()
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    request.getfixturevalue("as_an_ordinary_user")
    assert "can't be written" in refusal(f"sqlite:///{path}")


def test_a_writer_that_does_not_end_is_told(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.sqlite'}", connect_args={"timeout": 0})
    with engine.connect() as first, engine.connect() as second:
        first.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as locked:
            second.exec_driver_sql("BEGIN IMMEDIATE")
    assert "Another process is writing" in str(reason_of(locked.value.orig, engine.url))


@pytest.mark.parametrize("url", ["", "crm.sqlite", "not an address", "sqlite//x", "postgresql://host:port/x"])
def test_an_address_that_is_none_is_explained(url: str) -> None:
    assert "postgresql://user@server/database" in refusal(url)


def test_a_database_of_another_make_is_refused() -> None:
    assert refusal("mysql://root@localhost/crm") == "mysql: the CRM lives on sqlite or postgresql"


def test_a_server_that_does_not_answer_is_named() -> None:
    said = refusal("postgresql://ana:secret@127.0.0.1:1/crm")
    assert said.startswith("The database server 127.0.0.1:1 can't be reached")
    assert "secret" not in said


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_is_named(empty_postgres: str) -> None:
    url = sa.make_url(empty_postgres).set(database="nowhere").render_as_string(hide_password=False)
    assert "create the database 'nowhere'" in refusal(url)
