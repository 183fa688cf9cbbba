"""The audit on a real Prefect server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from checks.audit import AuditUnderWay
from config.settings import settings
from crm.model import AuditRun, Finding, Opportunity
from flows.nightly_audit import nightly_audit
from tasks.form import Audit
from tasks.work import Call
from tests.builders import NOW, the_company
from tests.flows.test_lifecycles import recorded
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _on_the_day_of_the_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEITON_VAR", str(tmp_path))
    monkeypatch.setattr("flows.nightly_audit.this_call", lambda process, _today: Call(NOW, process))


def run(**form: Any) -> State[Any]:
    """Audit here and now; the state it ends in."""
    settings.cache_clear()
    return asyncio.run(nightly_audit(Audit(**form), return_state=True))  # type: ignore[arg-type]


def latest(prefect: SyncPrefectClient) -> dict[str, Any]:
    return {
        found["key"]: found for found in prefect.request("POST", "/artifacts/latest/filter", json={}).json()
    }


def test_an_audit_says_score_debt_and_findings_and_shows_them(busy: World, prefect: SyncPrefectClient) -> None:
    state = run(with_data_docs=False)
    with busy.read() as session:
        findings = session.scalars(sa.select(AuditRun.open_findings)).one()
    assert state.is_completed()
    assert f"{findings:,} findings" in (state.message or "")
    assert recorded(prefect, state).name.startswith("Nightly audit · ")
    shown = latest(prefect)
    rows = json.loads(shown["worklist"]["data"])
    assert len(rows) == min(findings, the_company().report.worklist_rows)
    assert {"Owner", "Record", "How to mend it", "Age (days)"} <= set(rows[0])
    assert "By owner" in shown["crm-score"]["data"]
    assert "New findings" in shown["new-and-resolved"]["data"]
    assert "come out the same to the cent: " in shown["stored-quotes"]["data"]
    assert "Lead to close" in shown["conformance"]["data"]


def test_what_was_mended_is_resolved_by_the_audit_of_changes(busy: World, prefect: SyncPrefectClient) -> None:
    run(with_data_docs=False)
    with busy.write() as session:
        session.execute(
            sa.update(Opportunity).where(Opportunity.lead_source.is_(None)).values(lead_source="web")
        )
    state = run(full=False, with_data_docs=False)
    with busy.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditRun)) == 2
        assert session.scalar(
            sa.select(sa.func.count()).select_from(Finding).where(Finding.resolved_on.is_not(None))
        )
    assert recorded(prefect, state).name.startswith("Audit of changes · ")
    assert " 0 resolved" not in (state.message or "")


def test_an_audit_beside_another_gives_way_and_is_no_failure(
    busy: World, prefect: SyncPrefectClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_is_at_work(*_: object, **__: object) -> None:
        raise AuditUnderWay("Another audit is under way")

    monkeypatch.setattr("tasks.audit.judge", another_is_at_work)
    state = run(with_data_docs=False)
    assert state.is_cancelled()
    assert "Another audit is under way" in (state.message or "")


@pytest.mark.slow
def test_the_data_docs_are_written_and_linked(busy: World, prefect: SyncPrefectClient, tmp_path: Path) -> None:
    assert run().is_completed()
    index = tmp_path / "data_docs" / "index.html"
    assert index.exists()
    assert str(index) in latest(prefect)["data-docs"]["data"]
