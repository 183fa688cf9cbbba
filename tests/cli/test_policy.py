"""``seiton policy replay`` says what a draft would have decided differently."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.exits import Ends
from tests import builders
from tests.cli.conftest import Call, House


@pytest.mark.slow
def test_a_draft_is_held_against_what_happened(call: Call, house: House, tmp_path: Path) -> None:
    with house.write() as session:
        case = builders.an_opportunity(session, "proposed")
    draft = tmp_path / "draft"
    shutil.copytree(builders.COMPANY, draft)
    assert "would have decided nothing differently" in call("policy", "replay", builders.COMPANY).out
    words = draft / "company.toml"
    floor = f"margin_floor_percent = {builders.the_company().pricing.margin_floor_percent}"
    words.write_text(words.read_text().replace(floor, "margin_floor_percent = 90"))
    told = call("policy", "replay", draft, "--json")
    assert told.code == 0
    found = [one for one in told.json["differences"] if one["effect"] == "held_back"]
    assert [(one["rule"], one["dearest"]) for one in found] == [("M05-margin-floor", [f"OPP-{case.id}"])]


def test_a_draft_that_is_no_configuration_is_a_sentence(call: Call, house: House, tmp_path: Path) -> None:
    told = call("policy", "replay", tmp_path)
    assert told.code == Ends.UNAVAILABLE
    assert "company.toml" in told.err
