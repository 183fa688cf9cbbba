"""``seiton renewals``: what comes to its end, how the client is, what comes next."""

from __future__ import annotations

import pytest

from checks.gate import Scope
from crm.model import Contract
from crm.retention import plan_renewals
from tests import builders
from tests.cli.conftest import Call, House

ENDS = 125 - 5


@pytest.fixture
def case(house: House) -> int:
    """A planned renewal whose contract ends soon, reviewed today."""
    with house.write() as session:
        case = builders.a_renewal(session, "planned")
        builders.part(session, case, Contract).ends_on = builders.day(ENDS)
        number = int(case.id)
    plan_renewals(house.engine, builders.the_company(), builders.TODAY, (), Scope().of)
    return number


def test_contracts_are_listed_with_health_risk_and_next_step(call: Call, case: int) -> None:
    said = call("renewals").out
    line = next(line for line in said.splitlines() if line.startswith(f"REN-{case} "))
    assert "95.9 %" in line and "to watch · obsolescence" in line and "months in use: 23" in line
    assert f"Reviewed · {builders.TODAY}, was due on" in line


def test_a_script_reads_windows_and_contracts_as_json(call: Call, case: int) -> None:
    found = call("renewals", "--json").json
    assert found["today"] == builders.TODAY.isoformat()
    assert [(window["step"], window["renewals"]) for window in found["windows"]] == [("reviewed", 1)]
    (one,) = found["renewals"]
    assert one["code"] == f"REN-{case}" and one["worst_risk"] == "obsolescence"
    assert (one["health_percent"], one["ends_on"]) == ("95.94", builders.day(ENDS).isoformat())
    assert [step["stage"] for step in one["steps"]] == [
        "reviewed",
        "proposed",
        "negotiated",
        "escalated",
        "outcome",
    ]


def test_only_what_ends_within_the_days_that_are_asked_for(call: Call, case: int) -> None:
    assert "No contract ends within 119 days." in call("renewals", "--within", ENDS - 1).out
    assert f"REN-{case}" in call("renewals", "--within", ENDS).out


def test_it_reads_in_spanish(call: Call, case: int, in_spanish: None) -> None:
    said = call("renewals").out
    assert "Siguiente paso" in said and "en vigilancia · obsolescencia" in said and "vencía el" in said
