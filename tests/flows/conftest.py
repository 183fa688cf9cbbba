"""A real Prefect server for the session, and a CRM with work to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client

from tests.conftest import Sqlite, furnish
from tests.tasks.conftest import busy, with_work

__all__ = ["busy", "with_work"]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """One kind of database will do: what a flow does on the other is tested without Prefect."""
    sqlite = Sqlite(tmp_path_factory.mktemp("sqlite"))
    furnish(sqlite.empty())
    return sqlite


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A server of our own with an empty database."""
    from prefect.testing.utilities import prefect_test_harness  # the whole server: seconds

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def prefect(prefect_server: None) -> Iterator[SyncPrefectClient]:
    """A way to ask the server what it recorded."""
    with get_client(sync_client=True) as client:
        yield client
