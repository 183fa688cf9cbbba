"""``seiton held``: why a case is held, and the shortest way through."""

from __future__ import annotations

import pytest

from cli.exits import Ends
from crm.model import Opportunity
from tests import builders
from tests.cli.conftest import Call, House, a_case_that_awaits_credit

CREDIT = "A21-credit-authorised"


@pytest.fixture
def awaiting_credit(house: House) -> str:
    with house.write() as session:
        number = a_case_that_awaits_credit(session)
    house.sweep()
    return f"OPP-{number}"


@pytest.fixture
def a_bare_lead(house: House) -> str:
    with house.write() as session:
        number = builders.a_lead(session, name="Bare", owner_id=builders.who(session, "sales", other=True)).id
    house.sweep()
    return f"OPP-{number}"


def test_before_any_sweep_nobody_is_said_to_be_held(call: Call, house: House) -> None:
    outcome = call("held")
    assert outcome.code == 0
    assert "No case was held at the last sweep" in outcome.out


def test_a_held_case_names_the_rule_what_to_do_and_who_can(call: Call, awaiting_credit: str) -> None:
    said = call("held", awaiting_credit).out
    assert CREDIT in said
    assert "1. Ask the credit analyst to decide" in said
    assert "who: credit desk" in said
    assert "seiton decide REQ-" in said


def test_a_case_that_nothing_holds_moves_at_the_next_sweep(call: Call, house: House) -> None:
    with house.write() as session:
        number = builders.an_opportunity(session, "negotiated").id
    outcome = call("held", f"OPP-{number}")
    assert outcome.code == 0
    assert "it moves at the next sweep" in outcome.out


def test_a_case_at_its_end_has_nowhere_to_go(call: Call, house: House) -> None:
    with house.write() as session:
        number = builders.an_opportunity(session, "won").id
    assert "nowhere further to go" in call("held", f"opp-{number}").out


def test_what_a_person_must_decide_is_the_last_step(call: Call, house: House) -> None:
    with house.write() as session:
        number = a_case_that_awaits_credit(session)
        session.get_one(Opportunity, number).batna = None
    steps = call("held", f"OPP-{number}", "--json").json["way_through"]
    assert len(steps) > 1
    assert [step["decision"] for step in steps][-1] == "credit"
    assert [step["decision"] for step in steps][:-1] == [None] * (len(steps) - 1)


def test_a_case_is_found_by_its_key_in_the_system_it_came_from(call: Call, house: House) -> None:
    with house.write() as session:
        builders.a_lead(session, source="old", source_id="006-ABC")
    assert "OPP-" in call("held", "006-ABC").out


def test_the_rules_are_counted_with_the_pesos_they_hold(
    call: Call, awaiting_credit: str, a_bare_lead: str
) -> None:
    found = call("held", "--json").json
    by_rule = {rule["rule"]: rule for rule in found["rules"]}
    assert found["cases"] == 2
    assert by_rule[CREDIT]["cases"] == 1
    assert by_rule[CREDIT]["value_mxn"] == "360000.00"


def test_one_rule_lists_the_cases_it_holds(call: Call, awaiting_credit: str, a_bare_lead: str) -> None:
    found = call("held", "--rule", CREDIT.lower(), "--json").json
    assert [case["code"] for case in found["worst"]] == [awaiting_credit]
    assert awaiting_credit in call("held", "--rule", CREDIT).out


def test_one_colleague_sees_only_what_is_theirs(
    call: Call, house: House, awaiting_credit: str, a_bare_lead: str
) -> None:
    owner = house.name_of("sales", other=True)
    found = call("held", "--owner", owner.upper(), "--json").json
    assert [case["code"] for case in found["worst"]] == [a_bare_lead]
    assert found["cases"] == 1
    assert CREDIT not in call("held", "--owner", owner).out


def test_no_more_cases_are_listed_than_asked_for(call: Call, house: House) -> None:
    with house.write() as session:
        for _ in range(5):
            builders.a_lead(session)
    house.sweep()
    found = call("held", "--limit", "2", "--json").json
    assert (len(found["worst"]), found["cases"]) == (2, 5)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("OPP-999",), "OPP-999: no such case; a case is named OPP-12, DEL-12, REN-12"),
        (("--owner", "Nobody"), "no active colleague"),
        (("--owner", "Colleague"), "colleagues are called so"),
        (("--rule", "credit"), "near it: A21-credit-application"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_what_is(
    call: Call, house: House, words: tuple[str, ...], sentence: str
) -> None:
    outcome = call("held", *words)
    assert outcome.code == 2
    assert sentence in outcome.err


def test_a_client_whose_name_is_an_escape_sequence_changes_no_terminal(call: Call, house: House) -> None:
    with house.write() as session:
        account = builders.an_account(session, name="\x1b[2J[bold red]Evil[/]\x07 SA")
        number = builders.a_lead(session, account_id=account.id, name="\x1b]0;owned\x07").id
    said = call("held", f"OPP-{number}").out
    assert "\x1b" not in said and "\x07" not in said
    assert "[bold red]Evil[/] SA" in said


def test_in_spanish_everything_is_in_spanish(in_spanish: None, call: Call, awaiting_credit: str) -> None:
    said = call("held", awaiting_credit).out
    assert "El camino más corto, en este orden:" in said
    assert "El crédito está autorizado" in said
    assert "quién: mesa de crédito" in said


def test_a_case_is_shown_as_it_stood_with_what_cannot_be_known(call: Call, house: House) -> None:
    with house.write() as session:
        case = builders.an_opportunity(session, "studied")
    told = call("held", f"OPP-{case.id}", "--on", builders.TODAY)
    assert (told.code, "stood at Studied" in told.out, "Not known:" in told.out) == (0, True, True)
    assert call("held", f"OPP-{case.id}", "--on", "2026-01-02", "--json").json["stage"] is None
    assert call("held", "--on", builders.TODAY).code == Ends.WRONG_CALL
    assert call("held", f"OPP-{case.id}", "--on", "2190-01-01").code == Ends.WRONG_CALL
