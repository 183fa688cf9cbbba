"""The billing preview on a real Prefect server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from config.settings import settings
from flows.billing_preview import billing_preview
from tasks.form import BillingMonth
from tasks.work import Call
from tests.builders import COMPANY, NOW
from tests.company.billing import CLOSES, a_contract_in_service, machines_of, read
from tests.flows.test_lifecycles import recorded
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture
def dealer(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A contract to bill, and one with a counter that went back."""
    with world.write() as session:
        a_contract_in_service(session, mono=8_000)
        wrong = a_contract_in_service(session)
        read(session, machines_of(session, wrong)[0], CLOSES[1].replace(day=2), 39_000)
    monkeypatch.setenv("SEITON_DATABASE", world.url)
    monkeypatch.setenv("SEITON_CONFIG", str(COMPANY))
    monkeypatch.setattr("flows.billing_preview.this_call", lambda process, _today: Call(NOW, process))
    settings.cache_clear()
    yield world
    settings.cache_clear()


def run(**form: Any) -> State[Any]:
    return asyncio.run(billing_preview(BillingMonth(**form), return_state=True))  # type: ignore[arg-type]


def test_a_run_says_what_is_billed_and_what_is_held_and_shows_both_to_finance(
    dealer: World, prefect: SyncPrefectClient
) -> None:
    state = run()
    assert state.is_completed(), state.message
    assert state.message == (
        "1 contract to bill, $11,880.00 with IVA · 1 held, at least $10,800.00 · 1 allowance nearly or wholly used"
    )
    assert recorded(prefect, state).name.startswith("Billing preview · 2026-10 · 1 to bill $11,880, 1 held · ")
    shown = Artifact.get("held-billing")
    assert shown is not None
    (row,) = json.loads(shown.data) if isinstance(shown.data, str) else shown.data
    assert row["Why"].startswith("The counter went back (SN")
    page = Artifact.get("billing-month")
    assert page is not None and "$11,880.00" in str(page.data).replace("\\", "")
    assert "Friction between areas" in str(page.data)


def test_a_month_that_is_not_over_is_not_previewed(dealer: World, prefect: SyncPrefectClient) -> None:
    state = run(month="2026-11")
    assert state.is_failed()
    assert state.message == "2026-11 is not over: it can be previewed from 2026-12-01 on."
