"""``seiton kpi`` and ``seiton quota``: the four blocks with the page, and the ledger of a seller."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crm.kpi import keep_chances
from crm.model import Contract, Opportunity
from crm.quota_ledger import post, reconcile
from policy.kpi import Chance
from tests import builders
from tests.cli.conftest import Call, House


@pytest.fixture
def sold(house: House) -> int:
    """A sale of this month in the ledger, and one that ended in silence."""
    with house.write() as session:
        sale = builders.an_opportunity(session, "contracted")
        silent = builders.an_opportunity(session, "contracted")
        builders.part(session, silent, Contract).ends_on = builders.day(-1)
        session.flush()
        post(session, builders.the_company(), builders.NOW, builders.TODAY)
        reconcile(session, builders.the_company(), builders.TODAY)
        return int(sale.id)


def test_the_four_blocks_are_printed_and_the_page_is_written(call: Call, sold: int, var: Path) -> None:
    said = call("kpi").out
    assert said.index("Results") < said.index("Retention") < said.index("Process") < said.index("Demand")
    (page,) = (var / "reports").iterdir()
    assert page.name == "review-week-2026-11-15-en.html" and page.name in said


def test_a_month_in_another_language(call: Call, sold: int, var: Path) -> None:
    said = call("kpi", "--month", "--language", "es").out
    assert "Revisión del 2026-10-01 al 2026-10-31" in said
    assert (var / "reports" / "review-month-2026-10-31-es.html").exists()


def test_the_indicators_for_a_script(call: Call, sold: int) -> None:
    found = call("kpi", "--json").json
    assert list(found["blocks"]) == ["results", "retention", "process", "demand"]
    assert found["blocks"]["results"]["attainment"]["target"] == "100"
    assert Path(found["page"]).exists()


def test_the_attainment_of_every_seller_is_shown(call: Call, sold: int) -> None:
    said = call("quota").out
    assert "Quotas of 2026-11" in said and "$20,000.00" in said and "50.0 %" in said
    assert "ended; nobody said whether it was renewed or lost" in said


def test_the_ledger_of_one_seller_is_shown(call: Call, house: House, sold: int) -> None:
    owner = house.name_of("sales")
    found = call("quota", "--owner", owner, "--json").json
    assert [seller["name"] for seller in found["sellers"]] == [owner]
    assert [line["amount_mxn"] for line in found["ledger"]] == ["10000.00", "10000.00"]
    assert found["differences"][0]["reason"] == "ended_in_silence"
    assert "new contract" in call("quota", "--owner", owner).out
    other = call("quota", "--owner", house.name_of("sales", other=True)).out
    assert "holds nothing of this colleague" in other and "The ledger agrees" in other


def test_an_unknown_colleague_is_a_wrong_call(call: Call, house: House) -> None:
    assert call("quota", "--owner", "Nobody at all").code == 2


@pytest.mark.parametrize(("proven", "words"), [(True, "of 40 that left this stage"), (False, "assumed")])
def test_m08_a_case_says_its_real_chance_beside_what_the_seller_says(
    call: Call, house: House, sold: int, proven: bool, words: str
) -> None:
    assert "Real chance" not in call("held", f"OPP-{sold}").out
    with house.write() as session:
        stage = session.get_one(Opportunity, sold).stage
        keep_chances(session, {stage: Chance(Decimal("87.5"), 40, proven)}, builders.TODAY)
    said = call("held", f"OPP-{sold}").out
    assert "Real chance of being won: 87.5 %" in said and words in said and "the seller says 60 %" in said
