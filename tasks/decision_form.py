"""The form in which an approver answers: typed, in the company's language, with the facts above it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from prefect.input import RunInput
from pydantic import Field, create_model

from checks.decisions import Answer, DecisionRefused
from config.words import Text
from crm.questions import Question
from reports.decisions import description, summary
from reports.texts import Texts, catalogue

WORDS = {"approve": "approved", "conditions_too": "approved", "decline": "declined", "more": "more_wanted"}
"""The choices of the form, and the outcome that each stands for."""

LONG = 2_000
FIRST_KEY = "answer-1"


def form(texts: Texts, asked: Question) -> type[RunInput]:
    """The form of a question, filled in where there is something usual to fill in.

    What must be answered has no default: a bare click on Resume decides nothing.
    """

    def field(word: str, default: Any = ..., **more: Any) -> Any:
        return Field(
            default=default, title=texts(f"decide.form_{word}"), description=_help(texts, word), **more
        )

    choices: Any = Literal[tuple(texts(f"decide.form_{word}") for word in WORDS)]
    fields: dict[str, Any] = {
        "decision": (choices, Field(title=texts("decide.form_decision"), description=summary(texts, asked)))
    }
    if asked.kind in ("credit", "concession"):
        fields["limit"] = (float, field("limit", float(asked.amount_mxn or 0), ge=0, le=10**12))
    fields |= {
        "conditions": (str, field("conditions", "", max_length=LONG)),
        "valid_until": (dt.date, field("until", asked.until)),
        "note": (str, field("note", "", max_length=LONG)),
        "approver": (str, field("approver", min_length=1, max_length=160)),
        "code": (str, field("code", min_length=1, max_length=20)),
    }
    made = create_model("Decision", __base__=RunInput, **fields)
    made._description = description(texts, asked)
    return made


def _help(texts: Texts, word: str) -> str | None:
    key = f"decide.form_{word}_help"
    return texts(key) if key in catalogue() else None


def key_of(asked: Question) -> str:
    """Which answer the form waits for: the first, or one after answers that were refused. No input is read twice."""
    return f"answer-{asked.attempts + 1}"


def answer_of(texts: Texts, given: Any) -> Answer:
    """What was typed, as an answer. Raises ``DecisionRefused`` where conditions are chosen and none are written."""
    word = next(word for word in WORDS if texts(f"decide.form_{word}") == given.decision)
    conditions = given.conditions.strip() or None
    limit = getattr(given, "limit", None) if WORDS[word] == "approved" else None
    if word == "conditions_too" and conditions is None:
        known = catalogue()["decide.needs_conditions"]
        raise DecisionRefused("needs_conditions", Text(en=known.en, es=known.es))
    return Answer(
        WORDS[word], given.approver, given.code.strip(), None if limit is None else Decimal(str(limit)), conditions,
        given.note.strip() or None, given.valid_until,
    )  # fmt: skip
