"""The classification of clients on a real Prefect server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from crm.model import Account, Complaint, Satisfaction
from flows.clients import clients
from tasks.work import Call
from tests.builders import NOW, day
from tests.flows.test_lifecycles import recorded, task_names
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _on_the_day_of_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.clients.this_call", lambda process, _today: Call(NOW, f"{process} in a test"))


def run() -> State[Any]:
    return asyncio.run(clients(return_state=True))  # type: ignore[arg-type]


def test_a_run_classifies_everybody_opens_complaints_and_shows_the_page(
    busy: World, prefect: SyncPrefectClient
) -> None:
    with busy.write() as session:
        account = session.scalars(sa.select(Account.id).order_by(Account.id)).first()
        assert account is not None
        answer = Satisfaction(account_id=account, asked_on=day(-1), score=2, created_at=NOW)
        session.add(answer)
        session.flush()
    state = run()
    with busy.read() as session:
        accounts = session.scalar(sa.select(sa.func.count()).select_from(Account))
        assert session.scalar(sa.select(sa.func.count()).where(Account.abc_class.is_(None))) == 0
        assert session.scalar(sa.select(sa.func.count()).where(Complaint.satisfaction_id == answer.id)) == 1
    assert state.is_completed()
    assert f"{accounts} accounts · A " in str(state.message)
    found = recorded(prefect, state)
    assert found.name.startswith("Clients · A ")
    names = task_names(prefect, found.id, at_least=4)
    assert names[0].startswith("Day opened: ")
    assert names[1].startswith("Classified: A ")
    assert "## Open complaints" in prefect.request("POST", "/artifacts/latest/filter", json={
        "artifacts": {"key": {"any_": ["clients"]}}
    }).json()[0]["data"]  # fmt: skip
    again = run()
    assert "complaint" not in str(again.message)
