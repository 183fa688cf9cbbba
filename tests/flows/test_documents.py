"""The watched folder as a deployment runs it."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from config.papers import load_papers
from config.settings import settings
from flows.documents import documents
from papers import Inspector
from tests.tasks.signing_table import a_table, configuration
from tests.worlds import World

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


def run() -> State[Any]:
    settings.cache_clear()
    return asyncio.run(documents(return_state=True))  # type: ignore[arg-type]


def test_a_run_files_what_came_in_and_shows_why_something_was_refused(
    busy: World, prefect: SyncPrefectClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("SEITON_CONFIG", str(configuration(tmp_path / "settings")))
    config = tmp_path / "settings"
    table = a_table(busy, tmp_path, config, Inspector(load_papers(config)))
    case = table.a_sale()
    pdf = table.draft(case)
    folder = tmp_path / "var" / "inbox" / f"OPP-{case}"
    folder.mkdir(parents=True)
    (folder / "contract-1.pdf").write_bytes(pdf)
    (folder / "contract-2.pdf").write_bytes(table.sign(pdf, case))
    for path in folder.iterdir():
        os.utime(path, (0, 0))

    done = run()
    assert done.is_completed(), done.message
    assert done.message == "2 files, 1 refused"
    shown = Artifact.get("documents-received")
    assert shown is not None
    rows = json.loads(shown.data) if isinstance(shown.data, str) else shown.data
    assert [row["What became of it"] for row in rows] == ["refused", "proved: signatures verified"]
    assert "not signed" in rows[0]["Why"]
    assert run().message == "nothing came in"
    table.inspector.close()
