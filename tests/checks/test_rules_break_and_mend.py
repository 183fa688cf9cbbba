"""Each rule can fail and can hold: in the view of its record, and at the gate that it guards, on both databases."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from checks.compile import view_name
from checks.rule import Rule
from checks.rules import required_fields
from checks.subjects import SUBJECTS
from config.company import Lifecycle, RequiredField
from crm.base import Base
from crm.model import CASES, Touched
from tests.builders import BUILDERS, NOW, prepare, the_company, the_rulebook
from tests.checks.breaches_of_deliveries import DELIVERY
from tests.checks.breaches_of_sales import OPPORTUNITY
from tests.checks.breaches_of_the_base import ACCOUNT, ACTIVITY, CONTACT, CONTRACT, PERSON, RENEWAL, samples
from tests.checks.edits import Breach, Edit, change
from tests.worlds import World

BREACHES = OPPORTUNITY | DELIVERY | RENEWAL | ACCOUNT | CONTACT | CONTRACT | ACTIVITY | PERSON


# --- the data that must be there: one rule a field, all alike ---------------------------------------------------


def _field_edits(record: str, name: str, field: RequiredField) -> list[Edit]:
    entity, _, attribute = name.rpartition(".")
    classes = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    model = classes[entity or record]
    column = inspect(model).columns[attribute]
    values: list[Any] = [None] if column.nullable else []
    if column.type.python_type is str:
        values += ["", "  "]
    elif field.positive:
        values += [False] if column.type.python_type is bool else [Decimal(0), Decimal(-1)]
    return [change(model, **{attribute: value}) for value in values]


def _fields() -> dict[str, Breach]:
    company = the_company()
    declared = [(r, name, field) for r, fields in company.fields.items() for name, field in fields.items()]
    rules = required_fields.rules(company)
    return {rule.key: Breach(tuple(_field_edits(*what))) for rule, what in zip(rules, declared, strict=True)}


FIELDS = _fields()
EVERY = FIELDS | BREACHES
EACH = [pytest.param(key, n, id=f"{key}-{n}") for key, found in EVERY.items() for n in range(len(found.edits))]


def test_every_rule_of_the_rulebook_is_tested() -> None:
    assert set(EVERY) == set(the_rulebook().by_key)


def test_every_rule_that_is_not_about_all_records_is_tested_where_it_is_not() -> None:
    narrow = {rule.key for rule in the_rulebook() if rule.when is not None}
    assert narrow == {key for key, found in EVERY.items() if found.aside is not None}


# --- complete cases to break ------------------------------------------------------------------------------------


class Gallery:
    """Complete cases of every stage, each built when it is first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._built: dict[tuple[str, str | None], int] = {}

    def show(self, session: Session, record: str, stage: str | None) -> Any:
        """The complete case of a record in a stage."""
        if (record, stage) not in self._built:
            assert not session.in_transaction()
            with self._world.write() as own:
                if record in BUILDERS:
                    self._built[record, stage] = BUILDERS[record](own, stage).id
                else:
                    self._built |= {(name, None): id_ for name, id_ in samples(own).items()}
        return session.get_one(SUBJECTS[record].record, self._built[record, stage])


@pytest.fixture(scope="session")
def gallery(shared_world: World) -> Gallery:
    return Gallery(shared_world)


def _stages(rule: Rule, chosen: frozenset[str]) -> list[str]:
    return [stage for stage in the_company().lifecycles[rule.record].ids if stage in chosen]


def _judged_in(rule: Rule) -> str | None:
    """The first stage in which the rule is asked; of a record that walks no lifecycle there is none."""
    return None if rule.judged is None else next(iter(_stages(rule, rule.judged)), None)


def broken(session: Session, case: Any) -> set[str]:
    """The rules that a case breaks, by its view."""
    found = _verdicts(session, case)
    return {rule.key for rule in the_rulebook().of(case.__tablename__) if found[rule.column] == 1}


def verdict(session: Session, case: Any, rule: Rule) -> int | None:
    return _verdicts(session, case)[rule.column]


def _verdicts(session: Session, case: Any) -> Any:
    view = sa.text(f"SELECT * FROM {view_name(case.__tablename__)} WHERE id = {case.id}")
    return session.execute(view).mappings().one()


def judged_now(session: Session, case: Any, rule: Rule) -> bool:
    """Whether the gate would find the rule broken, whatever the stage."""
    number = sa.case((rule.broken, 1), else_=0)
    return session.scalar(rule.subject.select(number, where=rule.subject.id == case.id)) == 1


def was_touched(session: Session, case: Any) -> bool:
    """Whether the incremental audit would look at the case again."""
    mine = sa.and_(Touched.record == case.__tablename__, Touched.record_id == case.id)
    return bool(session.scalar(sa.select(sa.exists().where(mine))))


# --- the view ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "n"), EACH)
def test_a_rule_fails_when_broken_and_holds_when_mended(
    session: Session, gallery: Gallery, key: str, n: int
) -> None:
    rule, how = the_rulebook().by_key[key], EVERY[key]
    stage = _judged_in(rule)
    if rule.judged is not None and stage is None:
        pytest.skip("only the gate asks it")
    case = gallery.show(session, rule.record, stage)
    if how.given:
        how.given(session, case)
    assert broken(session, case) == set()
    assert verdict(session, case, rule) == 0
    session.execute(sa.delete(Touched))

    mend = how.edits[n](session, case)
    alone = key in BREACHES
    assert verdict(session, case, rule) == 1
    assert broken(session, case) == {key, *how.also} or not alone
    assert how.passing or was_touched(session, case)

    mend()
    assert verdict(session, case, rule) in ((0, None) if how.passing else (0,))


@pytest.mark.parametrize("key", [key for key, found in EVERY.items() if found.aside])
def test_a_rule_says_nothing_of_what_it_is_not_about(session: Session, gallery: Gallery, key: str) -> None:
    rule, how = the_rulebook().by_key[key], EVERY[key]
    case = gallery.show(session, rule.record, _judged_in(rule))
    if how.given:
        how.given(session, case)
    assert how.aside is not None
    how.aside(session, case)
    assert verdict(session, case, rule) is None


@pytest.mark.parametrize("key", [rule.key for rule in the_rulebook() if rule.judged is not None])
def test_a_rule_says_nothing_in_a_stage_that_it_does_not_judge(
    session: Session, gallery: Gallery, key: str
) -> None:
    rule, how = the_rulebook().by_key[key], EVERY[key]
    elsewhere = _not_judged(the_company().lifecycles[rule.record], rule.judged or frozenset())
    if elsewhere is None:
        pytest.skip("asked in every stage")
    case = gallery.show(session, rule.record, elsewhere)
    with contextlib.suppress(LookupError):  # what would be broken may not be there yet
        how.edits[0](session, case)
    assert verdict(session, case, rule) is None


def _not_judged(lifecycle: Lifecycle, judged: frozenset[str]) -> str | None:
    """A stage in which nothing is asked: the one before, if there is one."""
    others = [stage for stage in lifecycle.ids if stage not in judged]
    if not judged or not others:
        return next(iter(others), None)
    first = lifecycle.ids.index(next(stage for stage in lifecycle.ids if stage in judged))
    return max(others, key=lambda stage: (lifecycle.ids.index(stage) < first, lifecycle.ids.index(stage)))


# --- the gate ---------------------------------------------------------------------------------------------------


def _gate(rule: Rule) -> tuple[str, str]:
    """(from, into): the first gate that the rule guards."""
    lifecycle = the_company().lifecycles[rule.record]
    into = next(stage for stage in _stages(rule, rule.gates) if lifecycle[stage].from_)
    return lifecycle[into].from_[0], into


GATED = [
    pytest.param(key, n, id=f"{key}-{n}")
    for key, found in EVERY.items()
    for n in range(len(found.edits))
    if the_rulebook().by_key[key].gates
]


@pytest.mark.parametrize(("key", "n"), GATED)
def test_a_broken_rule_shuts_its_gate_and_a_mended_one_opens_it(
    session: Session, gallery: Gallery, key: str, n: int
) -> None:
    rule, how = the_rulebook().by_key[key], EVERY[key]
    here, into = _gate(rule)
    case = gallery.show(session, rule.record, here)
    prepare(session, case, into)
    if how.given:
        how.given(session, case)

    mend = how.edits[n](session, case)
    assert judged_now(session, case, rule)
    refusal = _try(session, case, into)
    assert "held: " in refusal
    assert key in FIELDS or _named_in(refusal) in {key, how.at_the_gate, *how.also}

    mend()
    assert _try(session, case, into) == ""


def _named_in(refusal: str) -> str:
    return refusal.split("held: ")[1].split(":")[0]


def _try(session: Session, case: Any, stage: str) -> str:
    """Attempt the move by a plain UPDATE; the words of the refusal, if any."""
    model = CASES[case.__tablename__]
    values = {"stage": stage, "version": model.version + 1, "stage_since": NOW.date(), "moved_at": NOW}
    try:
        with session.begin_nested():
            session.connection().execute(sa.update(model.__table__).where(model.id == case.id).values(values))
    except DBAPIError as error:
        return str(error.orig)
    return ""
