"""What hostile input once broke, and what it is told now."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from config.settings import settings
from tasks.inbox import WHY, empty_inbox
from tests.builders import COMPANY, NOW
from tests.papers.samples import RULES


@pytest.mark.parametrize(
    "words",
    [("credit", "OPP-1\udcff"), ("\udcff",), ("documents", "add", "OPP-1", "contract", "\x1b[31m\udcff.pdf")],
)
def test_words_in_another_encoding_are_refused_with_what_to_do(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_CONFIG", str(COMPANY))
    settings.cache_clear()
    done = CliRunner().invoke(app, words, prog_name="seiton", env={"COLUMNS": "200"})
    settings.cache_clear()
    assert done.exit_code == 2
    assert "no text in UTF-8" in done.stderr
    assert "\x1b[31m" not in done.stderr


def test_a_folder_whose_name_is_no_text_is_left_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "OPP-\udcff1").mkdir()
    (tmp_path / "OPP-2").mkdir()
    office: Any = SimpleNamespace(rules=RULES)
    asked: list[str] = []
    (found,) = empty_inbox(office, tmp_path, lambda name: asked.append(name) or 2, NOW)  # type: ignore[func-returns-value]
    assert (found.folder, found.reasons) == ("OPP-?1", (WHY["no_case"],))
    assert asked == ["OPP-2"]
