"""Empty databases to test on, of both kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.postgresql import Server


@pytest.fixture
def empty_postgres(postgres: Server) -> str:
    """The address of a new, empty database on a PostgreSQL server of our own."""
    return postgres.another()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: a test that asks for it runs on both kinds."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("empty_postgres"))
    return f"sqlite:///{tmp_path / 'empty.sqlite'}"
