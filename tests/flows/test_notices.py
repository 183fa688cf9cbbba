"""The delivery of notices on a real Prefect server."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from config.settings import settings
from crm.model import Outbox
from flows.notices import deliver_notices
from tests.builders import who
from tests.flows.test_lifecycles import databases, recorded
from tests.tasks.mailbox import Mailbox
from tests.worlds import World

__all__ = ["databases"]

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.close()


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAIL", "CREDIT", "BOSS"):
        monkeypatch.delenv(f"SEITON_{name}_URL", raising=False)


def run() -> State[Any]:
    settings.cache_clear()
    return asyncio.run(deliver_notices(return_state=True))  # type: ignore[arg-type]


def put(world: World) -> int:
    """A notice for the first seller."""
    with world.write() as session:
        payload = {"person": who(session, "sales"), "outcome": "approved", "kind": "credit"}
        row = Outbox(
            key="decision_taken:1", kind="decision_taken", record="opportunity", record_id=1, payload=payload,
            created_at=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def test_a_run_says_what_it_delivered(
    busy: World, prefect: SyncPrefectClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put(busy)
    monkeypatch.setenv("SEITON_MAIL_URL", mailbox.address())
    state = run()
    assert state.is_completed()
    assert "1 delivered" in str(state.message)
    assert "1 delivered" in recorded(prefect, state).name
    assert len(mailbox.taken) == 1
    with busy.read() as session:
        assert session.get_one(Outbox, number).delivered_at is not None
    assert run().message == "nothing to deliver"


def test_a_run_without_a_channel_leaves_everything_and_says_so(busy: World, prefect: SyncPrefectClient) -> None:
    number = put(busy)
    state = run()
    assert state.is_completed()
    assert state.message == "no channel is set up"
    with busy.read() as session:
        assert session.get_one(Outbox, number).attempts == 0


def test_a_receiver_that_is_down_is_no_failure_of_the_run(
    busy: World, prefect: SyncPrefectClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(busy)
    mailbox.answers = 500
    monkeypatch.setenv("SEITON_MAIL_URL", mailbox.address())
    state = run()
    assert state.is_completed()
    assert "1 failed" in str(state.message)


def test_a_run_without_a_configuration_fails_with_the_sentence_and_keeps_its_name(
    prefect: SyncPrefectClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_CONFIG", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    state = run()
    settings.cache_clear()
    assert state.is_failed()
    assert state.message == f"{tmp_path / 'company.toml'}: no existe ese archivo"
    assert recorded(prefect, state).name == "deliver-notices"
