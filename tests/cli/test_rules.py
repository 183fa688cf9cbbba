"""``seiton rules`` tells what must hold, in the words of the rulebook."""

from __future__ import annotations

import pytest

from config.company import load_company
from tests import builders
from tests.cli.conftest import Call

CREDIT = "A21-credit-authorised"


def test_every_rule_is_listed_and_no_database_is_needed(call: Call, var: object) -> None:
    listed = call("rules", "--json").json
    assert [rule["key"] for rule in listed] == list(builders.the_rulebook().by_key)
    said = call("rules").out
    assert CREDIT in said and f"{len(listed)} rules" in said


def test_one_rule_says_both_languages_gates_mender_and_source(call: Call) -> None:
    said = call("rules", CREDIT).out
    for part in (
        "Credit is authorised, today", "El crédito está autorizado", "Bars the way into: Credit authorised",
        "Ask the credit analyst to decide", "(credit desk)", "A person may decide it: credit", "000/A21",
    ):  # fmt: skip
        assert part in said


def test_the_sql_is_shown_on_request(call: Call) -> None:
    assert "credit_decision.expires_on" in call("rules", CREDIT, "--sql").out
    assert "credit_decision.expires_on" not in call("rules", CREDIT).out


def test_the_sql_is_that_of_the_database_in_use(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings import settings

    monkeypatch.setenv("SEITON_DATABASE", "postgresql://nobody@127.0.0.1:1/x")
    settings.cache_clear()
    assert "SELECT today - 0 FROM business_day" in call("rules", CREDIT, "--sql").out


def test_a_stage_lists_just_what_bars_the_way_into_it(call: Call) -> None:
    listed = call("rules", "--record", "delivery", "--stage", "released", "--json").json
    expected = [rule.key for rule in builders.the_rulebook().gating("delivery", "released")]
    assert [rule["key"] for rule in listed] == expected


def test_a_stage_says_how_its_work_is_done_and_with_what(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEITON_CONFIG")
    said = call("rules", "--stage", "contracted").out
    standard = load_company().lifecycles["opportunity"]["contracted"].standard
    assert standard is not None
    assert standard.es in said and "seiton documents draft" in said


def test_a_record_lists_just_its_own_rules(call: Call) -> None:
    listed = call("rules", "--record", "account", "--json").json
    assert {rule["record"] for rule in listed} == {"account"}


@pytest.mark.parametrize("key", ["a21-CREDIT-authorised", CREDIT])
def test_a_key_is_found_in_any_case_of_letters(call: Call, key: str) -> None:
    assert call("rules", key, "--json").json["key"] == CREDIT


def test_a_key_that_is_not_quite_right_names_those_near_it(call: Call) -> None:
    outcome = call("rules", "A21-credit-authorized")
    assert outcome.code == 2
    assert CREDIT in outcome.err


def test_neighbouring_stages_are_told_as_first_to_last(call: Call) -> None:
    from checks.rule import Rule
    from cli.rules import stages_in_words

    book = builders.the_rulebook()
    rule: Rule = book.by_key["M11-opportunity-won"]
    assert stages_in_words(book, rule, rule.gates, "en").count("→") == 1
