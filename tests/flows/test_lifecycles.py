"""Each lifecycle on a real Prefect server: what it does to the CRM, and what a manager finds in the UI."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, cast
from uuid import UUID

import pytest
import sqlalchemy as sa
from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.sorting import TaskRunSort

from crm.model import Delivery, Hold, NegotiationPlan, Opportunity
from flows.contract_to_training import contract_to_training
from flows.lead_to_close import lead_to_close
from flows.renewal_to_recovery import renewal_to_recovery
from tasks.form import Sweep
from tasks.work import Call
from tests.builders import NOW, an_opportunity, part, the_company
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]
FLOWS = {"opportunity": lead_to_close, "delivery": contract_to_training, "renewal": renewal_to_recovery}
TASKS_RECORDED_WITHIN_SECONDS = 20
ALWAYS = 5
"""The tasks of each sweep besides its stages: the day, who is held, the forms, and the two tables that are shown."""


@pytest.fixture(autouse=True)
def _on_the_day_of_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sweep.this_call", lambda process, _today: Call(NOW, f"{process} in a test"))


def run(flow: Flow[Any, Any], **form: Any) -> State[Any]:
    """Run a flow here and now; the state it ends in."""
    running: Any = flow(Sweep(**form), return_state=True)
    return cast("State[Any]", asyncio.run(running))


def recorded(prefect: SyncPrefectClient, state: State[Any]) -> FlowRun:
    assert state.state_details.flow_run_id is not None
    return prefect.read_flow_run(state.state_details.flow_run_id)


def task_names(prefect: SyncPrefectClient, run_id: UUID, at_least: int) -> list[str]:
    """The names of the task runs in their order; the server records them a moment after they end."""
    until = time.monotonic() + TASKS_RECORDED_WITHIN_SECONDS
    while True:
        found = prefect.read_task_runs(
            flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run_id])),
            sort=TaskRunSort.EXPECTED_START_TIME_DESC,
        )
        ended = [run for run in found if run.state and run.state.is_completed()]
        if len(ended) >= at_least or time.monotonic() > until:
            return [run.name for run in reversed(ended)]
        time.sleep(0.2)


def tasks_of(record: str, others: int) -> int:
    """How many tasks a sweep has: ``others`` are its own."""
    return ALWAYS + len(the_company().lifecycles[record].stage) + others


@pytest.mark.parametrize("record", FLOWS)
def test_a_run_ends_completed_and_says_how_many_moved_and_for_whom_the_others_wait(
    busy: World, prefect: SyncPrefectClient, record: str
) -> None:
    state = run(FLOWS[record])
    found = recorded(prefect, state)
    assert (state.name, found.state_name) == ("Completed", "Completed")
    assert " held" in (state.message or "")
    with busy.read() as session:
        held = session.scalar(sa.select(sa.func.count()).select_from(Hold).where(Hold.record == record))
    assert f"{held} held" in (state.message or "")
    assert found.name.startswith(f"{_name(record)} · everything open · ")
    assert f"{held} held · " in found.name


def _name(record: str) -> str:
    return the_company().lifecycles[record].name.en


def test_each_stage_is_a_task_run_that_says_how_many_went_in(busy: World, prefect: SyncPrefectClient) -> None:
    state = run(lead_to_close)
    names = task_names(prefect, recorded(prefect, state).id, at_least=tasks_of("opportunity", others=2))
    with busy.read() as session:
        won = session.scalars(
            sa.select(Opportunity.id).where(Opportunity.moved_by == "lead-to-close in a test")
        ).all()
    assert names[0].startswith("Day opened: ")
    assert names[1] == "Taken up again: 0"
    assert names[2].startswith("Scored against the ideal client: ")
    assert "Disqualified · 0 in" in names
    assert any(name.startswith(f"Won · {len(won)} in · ") and name.endswith(" created") for name in names)
    assert [name.split(" · ")[0] for name in names[-2:]] == ["Show the held cases", "Show the stages"]


def test_who_is_held_and_where_the_cases_stand_are_artifacts(busy: World, prefect: SyncPrefectClient) -> None:
    run(contract_to_training)
    latest = {
        found["key"]: found for found in prefect.request("POST", "/artifacts/latest/filter", json={}).json()
    }
    rows = json.loads(latest["held-deliveries"]["data"])
    with busy.read() as session:
        held = session.scalars(sa.select(Hold.record_id).where(Hold.record == "delivery")).all()
    assert {row["Case"] for row in rows} == {f"DEL-{number}" for number in held}
    assert all(row["What is missing"] and row["Who can mend it"] for row in rows)
    assert "Released" in latest["stages-deliveries"]["data"]


def test_a_second_run_moves_nothing_and_writes_no_artifact_again(
    busy: World, prefect: SyncPrefectClient
) -> None:
    run(renewal_to_recovery)
    second = run(renewal_to_recovery)
    names = task_names(prefect, recorded(prefect, second).id, at_least=tasks_of("renewal", others=3))
    assert (second.message or "").startswith("nothing to move")
    shown = ("Show the held cases", "Show the stages", "Show the contracts that come to their end")
    assert names[-3:] == [f"{what} · unchanged" for what in shown]


def test_a_rehearsal_says_so_in_its_name_and_leaves_the_crm_as_it_was(
    busy: World, prefect: SyncPrefectClient
) -> None:
    with busy.read() as session:
        before = session.execute(sa.select(Delivery.id, Delivery.stage, Delivery.version)).all()
    state = run(contract_to_training, dry_run=True)
    with busy.read() as session:
        assert session.execute(sa.select(Delivery.id, Delivery.stage, Delivery.version)).all() == before
    assert recorded(prefect, state).name.startswith("Rehearsal · ")
    assert "would move" in (state.message or "")


def test_a_run_for_one_case_is_found_by_its_tag(busy: World, prefect: SyncPrefectClient) -> None:
    with busy.read() as session:
        number = session.scalar(sa.select(sa.func.max(Opportunity.id)))
    state = run(lead_to_close, scope=[f"OPP-{number}"])
    assert f"case:OPP-{number}" in recorded(prefect, state).tags
    assert state.is_completed()


def test_b21_a_run_for_one_sale_shows_what_its_plan_lacks_and_how_much_of_the_client_is_known(
    busy: World, prefect: SyncPrefectClient
) -> None:
    with busy.write() as session:
        sale = an_opportunity(session, "studied")
        part(session, sale, NegotiationPlan).way_in = None
        number = sale.id
    found = recorded(prefect, run(lead_to_close, scope=[f"OPP-{number}"]))
    asked = {"artifacts": {"flow_run_id": {"any_": [str(found.id)]}}}
    pages = [one["data"] for one in prefect.request("POST", "/artifacts/filter", json=asked).json()]
    (page,) = [page for page in pages if "### Preparation" in page]
    assert "| study | Proposed | way in |" in page
    assert "100 % of the buying centre is known" in page


def test_a_run_that_can_not_work_fails_with_a_sentence(busy: World, prefect: SyncPrefectClient) -> None:
    state = run(lead_to_close, scope=["OPP-999999"])
    assert state.is_failed()
    assert "OPP-999999" in (recorded(prefect, state).state or state).message  # type: ignore[operator]
