"""``seiton verify`` tells a stranger whether what happened was touched."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from checks.trail import seal
from cli.exits import Ends
from crm.roots import Root, add_root
from tests import builders
from tests.cli.conftest import Call, House

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)


def _sealed(house: House, var: Path) -> Root:
    with house.write() as session:
        builders.an_opportunity(session, "studied")
    done = seal(house.engine, NOW)
    root = Root(NOW.isoformat(), done.place, done.sha256)
    add_root(var / "trail" / "roots.jsonl", root)
    return root


def test_a_trail_that_fits_is_told_with_how_much_of_it_was_walked(call: Call, house: House, var: Path) -> None:
    root = _sealed(house, var)
    told = call("verify")
    assert (told.code, f"{root.place:,}" in told.out) == (0, True)
    assert call("verify", "--json").json["roots"] == 1


def test_what_was_altered_is_named_and_the_command_fails(call: Call, house: House, var: Path) -> None:
    _sealed(house, var)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_stage_history_update")
        connection.exec_driver_sql("UPDATE stage_history SET moved_by = 'me' WHERE to_stage = 'studied'")
    told = call("verify")
    assert told.code == Ends.UNWELL
    assert "qualified → studied" in told.out


def test_without_a_root_outside_the_end_is_not_vouched_for_and_that_is_said(call: Call, house: House) -> None:
    told = call("verify", "--json")
    assert told.json["ok"]
    assert "roots.jsonl" in call("verify").out


def test_a_damaged_file_of_roots_is_a_sentence(call: Call, house: House, tmp_path: Path) -> None:
    file = tmp_path / "roots.jsonl"
    file.write_text("not a root\n")
    told = call("verify", "--roots", file)
    assert told.code == Ends.UNAVAILABLE
    assert "line 1" in told.err
