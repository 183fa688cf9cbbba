"""Whichever field is changed in whichever place, its gate is shut and both values and both places are named (000/A20, M12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from checks.comparing import Comparison, Datum, Lines, Place
from checks.congruence import FIELDS, Mismatch, comparisons, mismatches
from checks.rules.congruence import TEXTS
from crm.base import Rate
from crm.model import CASES, Account, Contract, FleetLine, Opportunity, Proposal
from tests.builders import NOW, a_lead, an_account, part, prepare, the_company, the_rulebook
from tests.checks.edits import change
from tests.checks.gallery import Gallery, judged_now
from tests.company.parts import parts

ALL = comparisons(the_company())


@dataclass(frozen=True)
class Change:
    """One field of one place, and what it is changed to."""

    comparison: Comparison
    place: Place
    other_place: Place
    record: Any
    field: str
    named: str | None = None

    @property
    def id(self) -> str:
        return f"{self.comparison.key}: {self.field} of the {self.place.key} ({self.record.__name__})"


def _of_data(comparison: Comparison) -> Iterator[Change]:
    for datum in comparison.data:
        sides = ((datum.here, datum.value, datum.there), (datum.there, datum.other, datum.here))
        for place, column, other in sides:
            for record, field in _columns(datum, column):
                yield Change(comparison, place, other, record, field, datum.field)


def _columns(datum: Datum, column: Any) -> list[tuple[Any, str]]:
    """What may be changed; a volume of the study is made of two columns of its lines."""
    if hasattr(column, "class_"):
        return [(column.class_, column.key)]
    colour = datum.field.split("_")[1]
    return [(FleetLine, f"{colour}_pages_per_month"), (FleetLine, "quantity")]


def _of_lines(comparison: Comparison) -> Iterator[Change]:
    for lines, other in (comparison.lines, comparison.lines[::-1]) if comparison.lines else ():
        for field in ("model", "location", _number(lines)):
            yield Change(comparison, lines.place, other.place, lines.line, field)


def _number(lines: Lines) -> str:
    return str(lines.key.key if lines.quantity is None else lines.quantity.key)


CHANGES = [one for comparison in ALL for make in (_of_data, _of_lines) for one in make(comparison)]


def _another(session: Session, case: Any, one: Change) -> Any:
    """A value that is another one, and that the column can hold."""
    if one.field == "account_id":
        return an_account(session).id
    if one.field == "opportunity_id":
        return a_lead(session, account_id=case.account_id).id
    if one.field == "delivery_id":
        return None
    column = sa.inspect(one.record).columns[one.field]
    before = getattr(_row(session, case, one), one.field)
    if column.type.python_type is str:
        return "ABC010203AB1" if one.field == "rfc" else f"{before} bis"
    if column.type.python_type is int:
        return before * 2 if one.record is FleetLine or one.field.startswith("included") else before + 1
    return before + (Decimal("0.0002") if isinstance(column.type, Rate) else Decimal("0.01"))


def _row(session: Session, case: Any, one: Change) -> Any:
    where = {"kind": "equipment"} if one.record.__tablename__ == "proposal_line" else {}
    return part(session, case, one.record, **where)


def _ready(session: Session, gallery: Gallery, comparison: Comparison) -> Any:
    """A complete case that may enter the stage."""
    lifecycle = the_company().lifecycles[comparison.record]
    case = gallery.show(session, comparison.record, lifecycle[comparison.from_stage].from_[0])
    prepare(session, case, comparison.from_stage)
    return case


def _is_refused(session: Session, case: Any, stage: str) -> bool:
    model: Any = CASES[case.__tablename__]
    values = {"stage": stage, "version": model.version + 1, "stage_since": NOW.date(), "moved_at": NOW}
    try:
        with session.begin_nested() as attempt:
            session.connection().execute(sa.update(model.__table__).where(model.id == case.id).values(values))
            attempt.rollback()
    except DBAPIError as error:
        assert "held: " in str(error.orig)
        return True
    return False


def _named(session: Session, case: Any, key: str) -> list[Mismatch]:
    session.flush()
    found = mismatches(session, the_company(), case.__tablename__, case.id)
    return [one for one in found if one.rule == key]


@pytest.mark.parametrize("comparison", ALL, ids=lambda one: f"{one.key}")
def test_a_complete_case_agrees_everywhere_and_passes(
    session: Session, gallery: Gallery, comparison: Comparison
) -> None:
    case = _ready(session, gallery, comparison)
    assert mismatches(session, the_company(), comparison.record, case.id) == []
    assert not _is_refused(session, case, comparison.from_stage)


@pytest.mark.parametrize("one", CHANGES, ids=lambda one: one.id)
def test_any_field_changed_in_any_place_is_found_named_and_shuts_the_gate(
    session: Session, gallery: Gallery, one: Change
) -> None:
    case = _ready(session, gallery, one.comparison)
    rule = the_rulebook().by_key[one.comparison.key]
    row = _row(session, case, one)
    before, after = getattr(row, one.field), _another(session, case, one)
    setattr(row, one.field, after)
    session.flush()

    assert judged_now(session, case, rule)
    assert _is_refused(session, case, one.comparison.from_stage)
    places = {one.place.name, one.other_place.name}
    found = [
        mismatch for mismatch in _named(session, case, rule.key) if {mismatch.here, mismatch.there} == places
    ]
    assert found and all(mismatch.value != mismatch.other for mismatch in found)
    if one.named is not None and one.record is not FleetLine:
        (mismatch,) = [m for m in found if m.field == FIELDS[one.named]]
        assert {mismatch.value, mismatch.other} == {before, after}
    sentence = found[0].to("es")
    assert str(found[0].value) in sentence and str(found[0].other) in sentence and found[0].there.es in sentence


def test_every_comparison_is_a_rule_and_has_its_words() -> None:
    assert [one.key for one in ALL] == list(TEXTS)
    assert all(the_rulebook().by_key[one.key].record == one.record for one in ALL)


def test_the_six_ways_and_every_field_are_compared() -> None:
    ways = {(a, b) for one in ALL for d in one.data for a, b in [(d.here.key, d.there.key)]}
    ways |= {(one.lines[0].place.key, one.lines[1].place.key) for one in ALL if one.lines}
    for way in (
        ("quote", "study"), ("contract", "quote"), ("annex", "quote"), ("order", "annex"), ("serial", "annex"), ("contract", "billing"),
        ("contract", "account"), ("delivery", "sale"),
    ):  # fmt: skip
        assert way in ways
    assert {d.field for one in ALL for d in one.data} == set(FIELDS)


def test_equipment_that_one_list_lacks_is_counted_on_both_sides(session: Session, gallery: Gallery) -> None:
    case = _ready(session, gallery, next(one for one in ALL if one.key == "M12-order-is-the-annex"))
    order = next(one for one in ALL if one.key == "M12-order-is-the-annex").lines
    assert order is not None
    change(order[0].line, {"model": "MX-300"}, location="Sótano")(session, case)
    assert [found.to("en") for found in _named(session, case, "M12-order-is-the-annex")] == [
        "quantity of MX-300 · Piso 1: delivery order: 0 ≠ annex A: 2",
        "quantity of MX-300 · Sótano: delivery order: 2 ≠ annex A: 0",
    ]


@pytest.mark.parametrize(
    ("changes", "agrees"),
    [
        ({"click_mono_mxn": Decimal("0.2501")}, True), ({"click_mono_mxn": Decimal("0.2499")}, True),
        ({"click_mono_mxn": Decimal("0.2502")}, False), ({"click_mono_mxn": None}, False),
        ({"monthly_mxn": Decimal("10000.01")}, False), ({"included_mono_pages": 20_001}, False),
    ],
)  # fmt: skip
def test_what_may_differ_is_said_by_the_company(
    session: Session, gallery: Gallery, changes: dict[str, Any], agrees: bool
) -> None:
    """The invented company lets a price per page differ by a ten-thousandth, and nothing else."""
    case = gallery.show(session, "opportunity", "contracted")
    change(Contract, **changes)(session, case)
    assert (_named(session, case, "A20-contract-is-the-quote") == []) is agrees
    assert judged_now(session, case, the_rulebook().by_key["A20-contract-is-the-quote"]) is not agrees


def test_what_neither_says_is_no_mismatch(session: Session, gallery: Gallery) -> None:
    case = gallery.show(session, "opportunity", "contracted")
    for record in (Contract, Proposal):
        change(record, included_colour_pages=None)(session, case)
    assert _named(session, case, "A20-contract-is-the-quote") == []


def test_other_people_s_papers_are_not_compared(session: Session, gallery: Gallery) -> None:
    case = gallery.show(session, "opportunity", "won")
    other = gallery.show(session, "opportunity", "contracted")
    for line in session.scalars(parts(other, Contract)):
        line.monthly_mxn = Decimal(1)
    session.get_one(Account, session.get_one(Opportunity, other.id).account_id).rfc = None
    session.flush()
    assert mismatches(session, the_company(), "opportunity", case.id) == []
