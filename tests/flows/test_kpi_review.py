"""The review on a real Prefect server: the ledger is kept, deviations are noted, the page is written and linked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from config.settings import settings
from crm.model import Deviation, QuotaPosting, StageChance
from flows.kpi_review import kpi_review
from tasks.form import Review
from tasks.work import Call
from tests.builders import NOW, an_opportunity
from tests.flows.test_audit import latest
from tests.flows.test_lifecycles import recorded
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _on_the_day_of_the_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEITON_VAR", str(tmp_path))
    monkeypatch.setattr("flows.kpi_review.this_call", lambda process, _today: Call(NOW, process))


def run(**form: Any) -> State[Any]:
    """Review here and now; the state it ends in."""
    settings.cache_clear()
    return asyncio.run(kpi_review(Review(**form), return_state=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("span", ["week", "month"])
def test_a_review_keeps_the_ledger_notes_what_is_behind_and_links_its_page(
    busy: World, prefect: SyncPrefectClient, tmp_path: Path, span: str
) -> None:
    state = run(span=span)
    assert state.is_completed()
    assert "new billing" in (state.message or "") and "attainment" in recorded(prefect, state).name
    with busy.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuotaPosting))
        assert session.scalar(sa.select(sa.func.count()).select_from(Deviation))
        assert session.scalar(sa.select(sa.func.count()).select_from(StageChance))
    pages = sorted((tmp_path / "reports").glob(f"review-{span}-*.html"))
    assert [page.stem[-2:] for page in pages] == ["en", "es"]
    shown = latest(prefect)
    assert pages[0].name in shown[f"review-{span}"]["data"]
    assert "Results" in shown[f"kpi-{span}"]["data"] and str(pages[1]) in shown[f"kpi-{span}"]["data"]


def test_to_review_again_posts_nothing_and_notes_nothing_anew(busy: World, prefect: SyncPrefectClient) -> None:
    def counts() -> list[int | None]:
        with busy.read() as session:
            return [
                session.scalar(sa.select(sa.func.count()).select_from(m)) for m in (QuotaPosting, Deviation)
            ]

    with busy.write() as session:
        an_opportunity(session, "contracted")
    run()
    once = counts()
    assert run().is_completed()
    assert counts() == once
