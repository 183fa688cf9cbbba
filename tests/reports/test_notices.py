"""A notice reads well in both languages, whatever it is about, and what the CRM says formats nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from config.company import Company
from config.notifications import Kind
from crm.notices import Asked, Facts
from reports.notices import OWN_TITLES, Message, message
from tests.builders import TODAY, the_company

EVIL = "<img src=x onerror=1> [Acme](https://evil.example) *S.A.* _de_ `C.V.`"


def company(language: str) -> Company:
    return the_company().model_copy(update={"language": language})


def told(kind: str, payload: dict[str, Any], language: str = "en", **more: Any) -> Message:
    values: dict[str, Any] = {"record": "opportunity", "code": "OPP-12", "account": "Acme"} | more
    return message(company(language), Facts(f"{kind}:12:1", kind, payload=payload, **values))


def asked(**changes: Any) -> Asked:
    values: dict[str, Any] = {
        "number": 7, "kind": "credit", "status": "open", "tier": 1, "amount_mxn": Decimal(360_000), "percent": None, "due_on": TODAY,
        "asked_by": "Ana",
    }  # fmt: skip
    return Asked(**(values | changes))


QUESTION = {"role": "credit", "request": 7, "kind": "credit"}


def test_every_kind_that_can_be_routed_has_a_title_of_its_own() -> None:
    assert set(OWN_TITLES) == set(get_args(Kind))


def test_a_question_says_what_how_much_by_when_and_how_to_answer() -> None:
    found = told("decision_wanted", QUESTION, asked=asked())
    assert found.title == "A decision is wanted: credit · OPP-12"
    assert found.lines == (
        "Client: Acme", "Amount: $360,000", "Asked by: Ana", f"Answer by: {TODAY}",
        "To answer: seiton decide REQ-7, or the form in Prefect", "Notice decision_wanted:12:1",
    )  # fmt: skip


def test_a_question_about_a_margin_says_the_percentage() -> None:
    found = told("decision_wanted", QUESTION | {"kind": "margin"}, asked=asked(percent=Decimal("20.50")))
    assert found.title.startswith("A decision is wanted: margin") and "Percentage: 20.5 %" in found.lines


def test_an_answer_says_what_was_decided_by_whom_and_on_which_conditions() -> None:
    payload = {"person": 3, "request": 7, "kind": "credit", "outcome": "approved", "approver": "Luis"}
    answered = asked(limit_mxn=Decimal(400_000), conditions="Two references", valid_until=TODAY)
    found = told("decision_taken", payload, asked=answered)
    assert found.title == "Decided: credit of OPP-12: approved"
    assert found.lines[1:5] == (
        "Decided by: Luis",
        "At most: $400,000",
        "Conditions: Two references",
        f"Valid until: {TODAY}",
    )


def test_a_case_that_comes_to_a_role_says_its_stage() -> None:
    stage = the_company().lifecycles["opportunity"].stage[0]
    assert told("notify", {"role": "operations", "stage": stage.id}).title == f"OPP-12: {stage.name.en}"


def test_a_paper_that_expires_says_whatever_it_was_given() -> None:
    payload = {
        "role": "legal",
        "document": "Acta",
        "expires_on": "2026-12-01",
        "days_left": 11,
        "extra": "y",
        "deep": {"a": 1},
    }
    lines = told("document_expires", payload).lines
    assert {"Document: Acta", "Expires on: 2026-12-01", "Days left: 11", "extra: y"} <= set(lines)
    assert not any("deep" in line for line in lines)


def test_an_unhappy_client_is_told_with_what_it_said_and_what_to_do_by_when() -> None:
    payload = {"person": 3, "score": 2, "comment": "Nobody [came](http://x)", "due_on": "2026-11-30"}
    found = told("complaint_opened", payload)
    assert found.title == "A client is not content: a complaint was opened"
    assert {
        "Score of the answer: 2",
        "What the client said: Nobody [came](http://x)",
        "Answer by: 2026-11-30",
    } <= set(found.lines)
    assert "close the complaint before its date" in found.lines[-2]
    assert "[came](" not in found.body("markdown")


def test_who_was_enrolled_or_replaced_is_told_to_speak_up() -> None:
    for kind in ("approver_enrolled", "deputy_named"):
        assert any("tell your manager" in line for line in told(kind, {"person": 3, "name": "Ana"}).lines)


def test_a_kind_that_is_not_known_is_told_all_the_same() -> None:
    found = told("something_new", {"words": "hello"})
    assert found.title == "Notice · OPP-12" and "words: hello" in found.lines


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_speaks_both_languages(kind: str) -> None:
    payload = {
        "role": "credit",
        "kind": "credit",
        "outcome": "approved",
        "stage": "won",
        "name": "Ana",
        "request": 7,
    }
    english, spanish = (told(kind, payload, language, asked=asked()) for language in ("en", "es"))
    assert english.lines[-1] == f"Notice {kind}:12:1" and spanish.lines[-1] == f"Aviso {kind}:12:1"
    assert kind == "notify" or english.title != spanish.title
    assert "{" not in english.title + spanish.title


def test_what_a_client_is_called_formats_and_links_nothing() -> None:
    found = told("decision_wanted", QUESTION, account=EVIL, asked=asked())
    assert "Acme" not in found.title
    assert "<img" not in found.body("html") and "&lt;img" in found.body("html")
    markdown = found.body("markdown")
    assert r"\[Acme\]\(" in markdown and r"\*S\.A\.\*" in markdown and "https://" not in markdown
    assert EVIL in found.body("text")


def test_a_line_break_in_a_name_makes_no_line() -> None:
    body = told("decision_wanted", QUESTION, account="A\nAnswer by: never", asked=asked()).body("text")
    assert "Client: A Answer by: never" in body
