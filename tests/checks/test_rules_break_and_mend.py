"""Each rule can fail and can hold: in the view of its record, and at the gate that it guards, on both databases."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from checks.rule import Rule
from checks.rules import required_fields
from config.company import RequiredField
from crm.base import Base
from crm.model import CASES, Touched
from tests.builders import NOW, prepare, the_company, the_rulebook
from tests.checks.breaches_of_billing import BILLED, SET_UP
from tests.checks.breaches_of_cadence import OF_CADENCE
from tests.checks.breaches_of_campaigns import CAMPAIGN, MARKET
from tests.checks.breaches_of_clients import AFTER_THE_SALE, CLIENT
from tests.checks.breaches_of_contracts import CONTRACT as OF_SALES
from tests.checks.breaches_of_credit_files import CREDIT_FILE
from tests.checks.breaches_of_deliveries import DELIVERY
from tests.checks.breaches_of_preparation import PREPARATION
from tests.checks.breaches_of_pricing import PRICING
from tests.checks.breaches_of_quotas import QUOTAS
from tests.checks.breaches_of_renewals import RENEWAL
from tests.checks.breaches_of_sales import SALE
from tests.checks.breaches_of_the_base import ACCOUNT, ACTIVITY, CONTACT, CONTRACT, PERSON
from tests.checks.edits import Breach, Edit, change
from tests.checks.gallery import Gallery, broken, judged_in, judged_now, stages_of, verdict, was_touched

BREACHES = (
    SALE
    | PREPARATION
    | PRICING
    | CREDIT_FILE
    | OF_SALES
    | DELIVERY
    | SET_UP
    | RENEWAL
    | ACCOUNT
    | CONTACT
    | CONTRACT
    | BILLED
    | ACTIVITY
    | PERSON
    | OF_CADENCE
    | CAMPAIGN
    | MARKET
    | CLIENT
    | AFTER_THE_SALE
    | QUOTAS
)


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


def _each(keys: Iterable[str]) -> list[Any]:
    """(rule, number of the edit) for every way to break these rules."""
    return [pytest.param(key, n, id=f"{key}-{n}") for key in keys for n in range(len(EVERY[key].edits))]


def _not_judged(rule: Rule) -> str | None:
    """A stage in which nothing is asked: the one before, if there is one."""
    stages, judged = the_company().lifecycles[rule.record].ids, rule.judged or frozenset()
    first = next((number for number, stage in enumerate(stages) if stage in judged), len(stages))
    others = [(number < first, number, stage) for number, stage in enumerate(stages) if stage not in judged]
    return max(others)[2] if others else None


def _rules(which: Callable[[Rule], Any]) -> list[str]:
    return [key for key in EVERY if key in the_rulebook().by_key and which(the_rulebook().by_key[key])]


def test_every_rule_of_the_rulebook_is_tested() -> None:
    assert set(EVERY) == set(the_rulebook().by_key)


def test_every_rule_that_is_not_about_all_records_is_tested_where_it_is_not() -> None:
    narrow = {rule.key for rule in the_rulebook() if rule.when is not None}
    assert narrow == {key for key, found in EVERY.items() if found.aside is not None}


# --- the view ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "n"), _each(_rules(lambda rule: rule.judged is None or rule.judged)))
def test_a_rule_fails_when_broken_and_holds_when_mended(
    session: Session, gallery: Gallery, key: str, n: int
) -> None:
    rule, how = the_rulebook().by_key[key], EVERY[key]
    case = gallery.show(session, rule.record, judged_in(rule))
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
    case = gallery.show(session, rule.record, judged_in(rule))
    if how.given:
        how.given(session, case)
    assert how.aside is not None
    how.aside(session, case)
    assert verdict(session, case, rule) is None


@pytest.mark.parametrize("key", _rules(lambda rule: rule.judged is not None and _not_judged(rule)))
def test_a_rule_says_nothing_in_a_stage_that_it_does_not_judge(
    session: Session, gallery: Gallery, key: str
) -> None:
    rule, how = the_rulebook().by_key[key], EVERY[key]
    case = gallery.show(session, rule.record, _not_judged(rule))
    with contextlib.suppress(LookupError):  # what would be broken may not be there yet
        how.edits[0](session, case)
    assert verdict(session, case, rule) is None


# --- the gate ---------------------------------------------------------------------------------------------------


def _gate(rule: Rule) -> tuple[str, str]:
    """(from, into): the first gate that the rule guards."""
    lifecycle = the_company().lifecycles[rule.record]
    into = next(stage for stage in stages_of(rule, rule.gates) if lifecycle[stage].from_)
    return lifecycle[into].from_[0], into


@pytest.mark.parametrize(("key", "n"), _each(_rules(lambda rule: rule.gates)))
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
