"""The campaigns of a day on a real Prefect server."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from crm.model import Campaign
from flows.campaigns import campaigns
from tasks.work import Call
from tests.builders import NOW, a_campaign, a_contact, a_member, an_account, day
from tests.flows.test_lifecycles import recorded
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _on_the_day_of_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.campaigns.this_call", lambda process, _today: Call(NOW, f"{process} in a test"))


def run() -> State[Any]:
    return cast("State[Any]", asyncio.run(campaigns(return_state=True)))  # type: ignore[arg-type]


def test_a_day_of_campaigns_is_scored_held_drafted_and_shown(busy: World, prefect: SyncPrefectClient) -> None:
    with busy.write() as session:
        good = a_campaign(session, status="planned", starts_on=day(9), name="Good *one*")
        bad = a_campaign(session, status="planned", starts_on=day(9), channel=None)
        a_member(session, good, a_contact(session, an_account(session)))
        numbers = good.id, bad.id
    state = run()
    assert state.is_completed()
    with busy.read() as session:
        found = [session.get_one(Campaign, number).status for number in numbers]
    assert found == ["planned", "held"]
    assert "2 scored, 1 held, 1 new drafts" in str(state.message)
    assert "1 new drafts" in recorded(prefect, state).name
    latest = {one["key"]: one for one in prefect.request("POST", "/artifacts/latest/filter", json={}).json()}
    rows = {row["Campaign"]: row for row in json.loads(latest["campaigns"]["data"])}
    assert rows["Good *one*"]["State"] == "planned"
    assert "no channel" in next(row["Why it is held"] for row in rows.values() if row["State"] == "held")
    assert "0 new drafts" in str(run().message)
