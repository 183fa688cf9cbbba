"""What hostile input once broke, and what it is told now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tasks.inbox import WHY, empty_inbox
from tests.builders import COMPANY, NOW
from tests.tasks.signing_table import a_table
from tests.worlds import World


@pytest.mark.parametrize(
    "words",
    [("credit", "OPP-1\udcff"), ("\udcff",), ("documents", "add", "OPP-1", "contract", "\x1b[31m\udcff.pdf")],
)
def test_words_in_another_encoding_are_refused_with_what_to_do(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_CONFIG", str(COMPANY))
    done = CliRunner().invoke(app, words, prog_name="seiton", env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert "no text in UTF-8" in done.stderr
    assert "\x1b[31m" not in done.stderr


def test_a_folder_whose_name_is_no_text_is_left_and_stops_nobody(world: World, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for name in ("OPP-\udcff1", "OPP-1"):
        (inbox / name).mkdir(parents=True)
    table = a_table(world, tmp_path)
    case = table.a_sale()
    (inbox / "OPP-1" / "contract.pdf").write_bytes(b"")
    os.utime(inbox / "OPP-1" / "contract.pdf", (1, 1))
    found = {
        outcome.folder: outcome.reasons
        for outcome in empty_inbox(table.office, inbox, {"OPP-1": case}.__getitem__, NOW)
    }
    table.inspector.close()
    assert found == {"OPP-?1": (WHY["no_case"],), "OPP-1": [WHY["empty"]]}
