"""``seiton conformance`` says how far what happened is what was declared."""

from __future__ import annotations

from pathlib import Path

from cli.exits import Ends
from tests import builders
from tests.cli.conftest import Call, House


def test_the_moves_that_the_gates_let_through_conform(call: Call, house: House) -> None:
    with house.write() as session:
        builders.an_opportunity(session, "studied")
    told = call("conformance")
    assert (told.code, "Every move is as declared." in told.out) == (0, True)
    sales = call("conformance", "--json").json["lifecycles"][0]
    assert (sales["record"], sales["moves"], sales["fitting_moves"]) == ("opportunity", 3, 3)


def test_where_nothing_has_happened_it_says_so(call: Call, house: House) -> None:
    assert "Nothing has happened yet." in call("conformance").out


def test_a_log_of_another_system_needs_no_crm(call: Call, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,activity,timestamp\n1,lead,2026-01-05\n1,won,2026-01-06\n1,won,soon\n")
    told = call("conformance", log)
    assert told.code == 0
    assert "skips stages" in told.out
    assert "line 4: timestamp 'soon'" in told.out
    assert call("conformance", log, "--json").json["rejected"] == 1
    assert call("conformance", log, "--lifecycle", "nothing").code == Ends.UNAVAILABLE
