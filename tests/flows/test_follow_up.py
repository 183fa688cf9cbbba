"""The follow-up of a morning on a real Prefect server: what a manager finds in the UI."""

from __future__ import annotations

import asyncio
import json

import pytest
import sqlalchemy as sa
from prefect.client.orchestration import SyncPrefectClient

from crm.model import Activity, Person
from flows.follow_up import follow_up
from tasks.work import Call
from tests.builders import NOW, TODAY
from tests.flows.test_lifecycles import recorded
from tests.tasks.planning import spoken_to
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _on_the_day_of_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.follow_up.this_call", lambda process, _today: Call(NOW, process, TODAY))


def test_a_morning_writes_the_lists_and_shows_them(busy: World, prefect: SyncPrefectClient) -> None:
    spoken_to(busy, 9)
    spoken_to(busy, 40)
    with busy.write() as session:  # who has done much today already has time for more
        session.execute(sa.update(Person).values(client_minutes_per_day=10_000))
    state = asyncio.run(follow_up(return_state=True))  # type: ignore[arg-type]
    assert state.is_completed(), state.message
    assert "new" in str(state.message)
    assert "contacts planned" in recorded(prefect, state).name
    with busy.read() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Activity.origin == "planner"))
    found = prefect.request("POST", "/artifacts/latest/filter", json={}).json()
    shown = {artifact["key"]: artifact for artifact in found}
    rows = json.loads(str(shown["follow-up-today"]["data"]))
    assert any("Class A: a contact every 10 days" in row["why"] for row in rows)
    late = json.loads(str(shown["beyond-limit"]["data"]))
    assert {row["why"] for row in late} == {"its limit passed before it was planned"}
    again = asyncio.run(follow_up(return_state=True))  # type: ignore[arg-type]
    assert "0 new · 0 changed · 0 withdrawn" in str(again.message)
