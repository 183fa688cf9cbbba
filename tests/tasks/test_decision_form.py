"""The form of a decision: typed, filled in where that is usual, and never decided by a bare click."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from checks.decisions import DecisionRefused
from config.words import Text
from crm.questions import Difference, Earlier, Question
from reports.decisions import description, run_name, summary, tags
from reports.texts import Texts
from tasks.decision_form import answer_of, form, key_of

EN, ES = Texts("en"), Texts("es")
ASKED = Question(
    request_id=7, kind="credit", tier=1, status="open", asked="Authorise credit", opportunity_id=123, name="Print service",
    account="Escuela | [x](http://bad) <b>", rfc="ABC010203AB1", seller="Ana Ruiz", asked_by="Ana Ruiz", due_on=dt.date(2026, 11, 25),
    amount_mxn=Decimal("250000.00"), percent=None, monthly_mxn=Decimal("10000.00"), term_months=25, margin_percent=Decimal("33.00"),
    discount_percent=Decimal("0.00"), role=Text(en="credit analyst", es="analista de crédito"), may_decide=("Luis Gil",),
    equipment=(("MX-300", "Piso 1", 2),), earlier=(Earlier("declined", "Luis Gil", dt.date(2026, 11, 1), "Too much"),),
    changed=(Difference("monthly_mxn", "10000.00", "10001.00"),), until=dt.date(2027, 2, 18), attempts=0, refused=None,
)  # fmt: skip
FILLED = {"decision": "approve", "approver": "luis@x.mx", "code": " 123456 "}


def test_the_run_is_called_by_what_is_decided() -> None:
    assert run_name(EN, ASKED) == "Decide · credit · OPP-123 · $250,000"
    assert (
        run_name(ES, replace(ASKED, kind="margin", percent=Decimal("22.50")))
        == "Decidir · margen · OPP-123 · 22.50 %"
    )


def test_it_is_found_by_gate_case_and_seller() -> None:
    assert {"decision", "gate:credit", "case:OPP-123", "owner:Ana Ruiz", "request:REQ-7"} <= set(tags(ASKED))


def test_the_facts_stand_above_the_form_and_nothing_in_them_formats_or_links() -> None:
    said = description(EN, ASKED)
    for fact in ("250,000", "33\\.00 %", "Piso 1", "Luis Gil", "monthly billing", "10001", "Too much"):
        assert fact in said
    assert "[x](http" not in said and "<b>" not in said
    assert "[x](http" not in summary(EN, ASKED)


def test_why_the_last_answer_was_not_taken_stands_first() -> None:
    again = replace(ASKED, attempts=1, refused=Text(en="This is not the code", es="Ese no es el código"))
    assert description(ES, again).startswith("**La respuesta no se aceptó.** Ese no es el código")
    assert "Ese no es el código" in summary(ES, again).split(" — ")[0]
    assert (key_of(ASKED), key_of(again)) == ("answer-1", "answer-2")


@pytest.mark.parametrize("lacking", FILLED)
def test_what_must_be_answered_is_not_filled_in(lacking: str) -> None:
    with pytest.raises(ValidationError):
        form(EN, ASKED).model_validate({key: value for key, value in FILLED.items() if key != lacking})


def test_the_rest_is_filled_in() -> None:
    given = form(EN, ASKED).model_validate(FILLED)
    answer = answer_of(EN, given)
    assert (answer.outcome, answer.approver, answer.code) == ("approved", "luis@x.mx", "123456")
    assert (answer.limit_mxn, answer.valid_until, answer.conditions) == (
        Decimal(250_000),
        dt.date(2027, 2, 18),
        None,
    )


@pytest.mark.parametrize(
    ("texts", "decision", "outcome"),
    [
        (EN, "decline", "declined"),
        (EN, "ask for more", "more_wanted"),
        (ES, "aprobar", "approved"),
        (ES, "rechazar", "declined"),
    ],
)
def test_the_choices_are_in_the_language_of_the_company(texts: Texts, decision: str, outcome: str) -> None:
    answer = answer_of(texts, form(texts, ASKED).model_validate(FILLED | {"decision": decision}))
    assert answer.outcome == outcome
    assert (answer.limit_mxn is not None) == (outcome == "approved")


def test_an_approval_with_conditions_names_them() -> None:
    given: dict[str, Any] = FILLED | {"decision": "approve with conditions", "conditions": "  "}
    with pytest.raises(DecisionRefused) as refusal:
        answer_of(EN, form(EN, ASKED).model_validate(given))
    assert refusal.value.reason == "needs_conditions"
    assert (
        answer_of(EN, form(EN, ASKED).model_validate(given | {"conditions": "Pay first"})).conditions
        == "Pay first"
    )


def test_only_credit_and_concessions_have_a_limit() -> None:
    assert "limit" not in form(EN, replace(ASKED, kind="discount")).model_fields
    assert "limit" in form(EN, replace(ASKED, kind="concession")).model_fields


@pytest.mark.parametrize("bad", [{"decision": "maybe"}, {"limit": -1}, {"limit": float("nan")}, {"approver": ""}, {"code": "9" * 21}, {"note": "x" * 2001}, {"more": 1}])  # fmt: skip
def test_what_does_not_fit_the_form_is_refused_by_it(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        form(EN, ASKED).model_validate(FILLED | bad)
