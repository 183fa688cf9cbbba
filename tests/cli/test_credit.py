"""``seiton credit`` and ``seiton lists``: what a client owes and files, and whom the SAT names."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.credit import Paper
from crm.model import Contract, TaxListEntry
from tests import builders
from tests.cli.conftest import Call, House
from tests.crm.test_tax_list import FIRST, a_file


@pytest.fixture
def case(house: House) -> int:
    with house.write() as session:
        account = builders.an_account(session, rfc="EFO010203AB1")
        return int(builders.an_opportunity(session, "contracted", account=account).id)


def test_the_credit_file_of_a_case_is_shown(call: Call, case: int) -> None:
    said = call("credit", f"OPP-{case}").out
    assert "Exposure $0.00" in said and "asks for $360,000.00" in said
    assert "tax opinion" in said and "69-B list: not named" in said
    found = call("credit", f"OPP-{case}", "--json").json
    assert found["limits"][0]["limit_mxn"] == "360000.00"
    assert {paper["state"] for paper in found["papers"]} == {"valid"}


def test_an_unknown_client_is_a_wrong_call(call: Call, house: House) -> None:
    assert call("credit", "Nobody at all").code == 2


def test_a_list_is_read_and_our_clients_on_it_are_told(call: Call, case: int, tmp_path: Path) -> None:
    done = call("lists", "update", a_file(tmp_path, *FIRST))
    assert done.code == 0 and "4 taxpayers" in done.out and "EFO010203AB1" in done.out
    assert "Nothing new" in call("lists", "update", a_file(tmp_path, *FIRST)).out
    assert call("lists", "show", "--json").json["clients"][0]["situation"] == "definitive"
    said = call("held", f"OPP-{case}").out
    assert "A21-69b-definitive" in said


def test_what_could_not_be_read_is_told_to_a_script_too(call: Call, house: House, tmp_path: Path) -> None:
    rows = [f"{n},EFO0102{n:02}AB1,FACTURERA,Definitivo,5,01/06/2018," for n in range(1, 29)]
    found = call("lists", "update", a_file(tmp_path, *rows, "29,XXXXXXXXXXXX,?,Presunto,5,"), "--json").json
    assert found["list"]["unreadable"] == [{"line": 32, "value": "XXXXXXXXXXXX", "reason": "this is no RFC"}]


def test_a_file_that_is_no_list_changes_nothing(call: Call, house: House, tmp_path: Path) -> None:
    outcome = call("lists", "update", a_file(tmp_path, "a,b", titles="", header="name,price"))
    assert outcome.code == 4 and "not the 69-B list" in outcome.err
    assert "No list was read yet" in call("lists", "show").out


def test_who_is_cleared_passes_with_a_note(call: Call, house: House, case: int) -> None:
    with house.write() as session:
        session.add(TaxListEntry(rfc="EFO010203AB1", name="Escuela", situation="disproved"))
    said = call("held", f"OPP-{case}")
    assert "A21-69b" not in said.out and "disproved: passes" in said.out
    assert call("held", f"OPP-{case}", "--json").json["tax_list"] == "disproved"


def test_the_doctor_warns_of_no_list_and_of_an_old_one(call: Call, house: House, tmp_path: Path) -> None:
    def line() -> dict[str, str]:
        return next(one for one in call("doctor", "--json").json["lines"] if one["check"] == "tax_list")

    assert line()["level"] == "warn" and "lists update" in line()["do"]
    call("lists", "update", a_file(tmp_path, *FIRST), "--listed-on", "2026-10-25")
    assert line()["level"] == "warn" and "old" in line()["found"]  # 26 days; the invented company allows 25
    call("lists", "update", a_file(tmp_path, *FIRST, *FIRST), "--listed-on", "2026-10-26")
    assert line()["level"] == "ok"


def test_what_two_papers_say_differently_is_shown_under_its_rule(call: Call, house: House) -> None:
    with house.write() as session:
        case = builders.an_opportunity(session, "credit_authorised")
        builders.part(session, case, Contract).included_mono_pages = 15_000
        number = case.id
    line = "mono pages included: contract: 15000 ≠ official quote: 20000"
    said = call("held", f"OPP-{number}").out
    assert "A20-contract-is-the-quote" in said and line in said
    (found,) = call("held", f"OPP-{number}", "--json").json["mismatches"]
    assert (found["value"], found["there"], found["other"]) == (15_000, "official quote", 20_000)


def test_the_page_on_credit_names_every_word_of_a_paper() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "credit.md").read_text(encoding="utf-8")
    assert [word for word in Paper.model_fields if f"`{word}`" not in page] == []
