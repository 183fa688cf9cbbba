"""The delivery of notices on a real Prefect server."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.blocks.system import Secret
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from config.settings import settings
from crm.model import Outbox
from flows.notices import deliver_notices
from tests.builders import who
from tests.flows.test_lifecycles import recorded
from tests.tasks.mailbox import Mailbox
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]

SECRET = "s3cr3t-word"


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


@pytest.fixture
def blocks(prefect: SyncPrefectClient) -> Iterator[Callable[[str, Any], None]]:
    """Put something into the Secret block of a name; afterwards it is gone."""
    made: list[str] = []

    def put(name: str, value: Any) -> None:
        Secret(value=value).save(name, overwrite=True, _sync=True)  # type: ignore[call-arg]
        made.append(name)

    yield put
    for name in made:
        Secret.delete(name, _sync=True)  # type: ignore[call-arg]


def test_an_address_may_stand_in_a_secret_block_and_nothing_names_it(
    busy: World,
    prefect: SyncPrefectClient,
    mailbox: Mailbox,
    blocks: Callable[[str, Any], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    put(busy)
    blocks("seiton-mail-url", mailbox.address())
    caplog.set_level(logging.DEBUG)
    state = run()
    assert "1 delivered" in str(state.message)
    assert len(mailbox.taken) == 1
    everything = caplog.text + str(recorded(prefect, state)) + str(prefect.read_logs())
    assert SECRET in mailbox.address() and SECRET not in everything


def test_the_environment_comes_before_the_block(
    busy: World,
    prefect: SyncPrefectClient,
    mailbox: Mailbox,
    blocks: Callable[[str, Any], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(busy)
    blocks("seiton-mail-url", "json://127.0.0.1:9/")
    monkeypatch.setenv("SEITON_MAIL_URL", mailbox.address())
    assert "1 delivered" in str(run().message)


@pytest.mark.parametrize("held", [{"password": SECRET}, 5_381_000_777, [SECRET]])
def test_a_block_that_holds_no_text_fails_the_run_with_its_name_after_the_other_channels_have_delivered(
    busy: World, prefect: SyncPrefectClient, mailbox: Mailbox, blocks: Callable[[str, Any], None], held: Any
) -> None:
    put(busy)
    blocks("seiton-credit-url", held)
    blocks("seiton-mail-url", mailbox.address())
    state = run()
    assert state.is_failed()
    assert "1 delivered" in str(state.message)
    assert len(mailbox.taken) == 1
    assert "seiton-credit-url" in str(state.message)
    assert SECRET not in str(state.message) and "5381000777" not in str(state.message)


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
