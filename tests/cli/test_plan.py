"""``seiton plan``: the grid, the matrix with its gaps, and what is lacking by phase."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crm.model import Contact, NegotiationPlan, Opportunity, PeerRelation, PlanRow
from tests import builders
from tests.cli.conftest import Call, House

NINE = (
    "block",
    "topic",
    "minutes",
    "arguments",
    "papers",
    "concessions",
    "results",
    "observations",
    "evaluation",
)


@pytest.fixture
def sale(house: House) -> str:
    with house.write() as session:
        return f"OPP-{builders.an_opportunity(session, 'studied').id}"


def spoil(house: House, code: str) -> None:
    """No way in, nobody of the board known, and nobody of ours speaks with who decides."""
    with house.write() as session:
        case = session.get_one(Opportunity, int(code.removeprefix("OPP-")))
        builders.part(session, case, NegotiationPlan).way_in = None
        builders.part(session, case, PlanRow).block = "Service [bold]now[/]"
        session.execute(
            sa.update(Contact).where(Contact.account_id == case.account_id).values(function="buyer")
        )
        session.execute(sa.delete(PeerRelation))


def test_b30_the_plan_is_shown_in_its_nine_columns(call: Call, sale: str) -> None:
    said = call("plan", sale).out
    assert all(column in said for column in NINE)
    assert "Our technicians are near" in said
    assert "The plan has all that a sale of this value needs." in said


def test_c16_gaps_come_with_who_of_ours_should_go(call: Call, house: House, sale: str) -> None:
    spoil(house, sale)
    said = call("plan", sale).out
    assert "60 % of the buying centre is known" in said
    assert "Not known: the board" in said
    assert "Nobody of ours speaks with Contact" in said
    assert "Service [bold]now[/]" in said


def test_a_script_reads_the_same(call: Call, house: House, sale: str) -> None:
    spoil(house, sale)
    found = call("plan", sale, "--json").json
    assert (found["code"], found["depth"], found["coverage_percent"]) == (sale, "deep", 60)
    assert found["lacks"] == {"analysis": ["way_in"], "formulation": ["peers"]}
    assert [gap["our_role"] for gap in found["gaps"]] == ["direction", "sales"]
    assert len(found["grid"]) == 2 and len(found["members"]) == 3


def test_who_is_held_by_a_phase_reads_what_its_plan_lacks(call: Call, house: House, sale: str) -> None:
    spoil(house, sale)
    said = call("held", sale).out
    assert "B21-analysis" in said
    assert "   - way in" in said


def test_a_case_without_a_sale_has_no_plan(call: Call, house: House) -> None:
    assert call("plan", "OPP-999").code == 2
