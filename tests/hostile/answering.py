"""Answers to forms: typed, refused by the form, or refused with a reason; no hostile answer ever decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError

from checks.decisions import DecisionRefused, Desk, answer
from checks.questions import FORM_CHANNEL, question
from crm.model import ApprovalDecision, Person
from crm.questions import Question
from reports.decisions import description, run_name, tags
from reports.texts import Texts
from tasks import form as forms
from tasks.decision_form import answer_of, form
from tests.builders import NOW, TODAY, the_company
from tests.checks.office import Office
from tests.hostile.fuzzing import Defect, Play, text, value
from tests.hostile.house import a_house
from tests.worlds import World

_RUNS: dict[type[BaseModel], dict[str, Any]] = {
    forms.Sweep: {"dry_run": True, "scope": ["OPP-1"], "shard": 1, "shards": 2, "today": "2026-11-21"},
    forms.Audit: {"full": False, "with_data_docs": False, "today": None},
    forms.Day: {"today": "2026-11-21"},
    forms.BillingMonth: {"month": "2026-10", "today": None},
    forms.Review: {"span": "week", "today": None},
}
_ONE_RECORDED_IN = 8
"""Of so many answers that the form takes, one goes on to the CRM: that takes as long as fifty forms."""


class Forms:
    """Fills in the forms of runs and of decisions."""

    def __init__(self, office: Office) -> None:
        self._office, self._taken = office, 0
        self._desk = Desk(office.world.engine, office.world.installed, lambda: office.keeper, FORM_CHANNEL)
        with office.world.read() as session:
            found = question(session, the_company(), office.request.id, TODAY)
            self._names = list(session.scalars(sa.select(Person.name)))
        assert found is not None
        self._asked = found

    def play(self, random: Random, cases: int) -> Counter[str]:
        texts = Texts(random.choice(("en", "es")))
        asked = self._hostile(random)
        self._shown(texts, asked)
        decision = form(texts, asked)
        found: Counter[str] = Counter()
        for _ in range(cases):
            if random.random() < 0.3:
                model, usual = random.choice(list(_RUNS.items()))
                found[_filled(model, self._given(random, usual))[1]] += 1
            else:
                found[self._decided(random, texts, decision)] += 1
        return found

    def _hostile(self, random: Random) -> Question:
        """The question as it would read of a hostile client."""
        names = ("name", "account", "rfc", "seller", "asked_by", "asked")
        return replace(self._asked, **{name: text(random) for name in names if random.random() < 0.5})

    def _shown(self, texts: Texts, asked: Question) -> None:
        shown = (description(texts, asked), run_name(texts, asked), *tags(asked))
        if any("\x1b" in each or "\0" in each for each in shown):
            raise Defect(f"control characters in {shown}")

    def _given(self, random: Random, usual: dict[str, Any]) -> dict[str, Any]:
        given = dict(usual)
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            given[random.choice(list(given) if random.random() < 0.9 else [text(random)])] = value(random)
        return given

    def _decided(self, random: Random, texts: Texts, decision: type[BaseModel]) -> str:
        usual = {
            "decision": texts(f"decide.form_{random.choice(('approve', 'conditions_too', 'decline', 'more'))}"),
            "limit": random.choice((360_000, 0.01, 10**12, 1)), "conditions": random.choice(("", "30 days", text(random)[:2_000])),
            "valid_until": random.choice(("2026-12-31", "9999-12-31", "0001-01-01")), "note": text(random)[:2_000],
            "approver": random.choice((*self._names, text(random)[:160])), "code": random.choice(("000000", text(random)[:20])),
        }  # fmt: skip
        filled, said = _filled(decision, self._given(random, usual))
        if filled is None:
            return said
        try:
            given = answer_of(texts, filled)
            self._taken += 1
            if self._taken % _ONE_RECORDED_IN:
                return "an answer"
            answer(self._desk, self._office.request.id, given, NOW)
        except DecisionRefused as refusal:
            if not (refusal.to("en").strip() and refusal.to("es").strip()):
                raise Defect("a refusal without a reason") from refusal
            return f"refused by the CRM: {refusal.reason}"
        raise Defect(f"decided by {given}")


def _filled(model: type[BaseModel], given: dict[str, Any]) -> tuple[BaseModel | None, str]:
    try:
        return model.model_validate(given), "a run that may begin"
    except ValidationError as refusal:
        if not all(problem["msg"] for problem in refusal.errors()):
            raise Defect("a field is refused without a reason") from refusal
        return None, "refused by the form"


@contextmanager
def opened(folder: Path) -> Iterator[Play]:
    """A CRM with a question that is open, and still is at the end."""
    with a_house(folder) as house:
        office = Office(World(house.url, house.engine, house.installed))
        before = house.rows()[ApprovalDecision.__tablename__]
        yield Forms(office).play
        if house.rows()[ApprovalDecision.__tablename__] != before:
            raise Defect("a hostile answer decided")
