"""The configuration that is shipped: it loads, and everything in it leads somewhere."""

from __future__ import annotations

import pytest

from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import Company, Lifecycle, load_company
from config.settings import ROOT
from crm.model import CASES

COMPANY = load_company(ROOT / "config")
LIFECYCLES = list(COMPANY.lifecycles.values())


@pytest.fixture(scope="session")
def company() -> Company:
    return COMPANY


@pytest.fixture(scope="session")
def book(company: Company) -> Rulebook:
    return rulebook(company)


def test_each_kind_of_case_has_its_lifecycle(company: Company) -> None:
    assert set(company.lifecycles) == set(CASES)


def test_the_rulebook_is_made_of_it(book: Rulebook) -> None:
    assert len(book) > 200
    assert all(rule.says.en and rule.says.es and rule.mend.en and rule.mend.es for rule in book)


def test_every_role_that_mends_or_owns_is_a_role_of_the_company(company: Company, book: Rulebook) -> None:
    used = {rule.mender for rule in book} - {"owner"}
    used |= {
        role for lifecycle in LIFECYCLES for stage in lifecycle.stage for role in (stage.owner, *stage.notify)
    }
    used |= {"credit", "sales_manager", "sales"}  # who decides, and who sells
    assert used <= set(company.roles)


def test_every_role_of_the_company_has_something_to_do(company: Company, book: Rulebook) -> None:
    used = {rule.mender for rule in book}
    used |= {
        role for lifecycle in LIFECYCLES for stage in lifecycle.stage for role in (stage.owner, *stage.notify)
    }
    assert set(company.roles) <= used


def test_every_stage_that_a_rule_guards_or_judges_is_a_stage(company: Company, book: Rulebook) -> None:
    for rule in book:
        if rule.record in CASES:
            assert rule.gates | (rule.judged or frozenset()) <= set(company.lifecycles[rule.record].ids)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.record)
def test_every_stage_is_reached_and_every_open_one_can_be_left(lifecycle: Lifecycle) -> None:
    reached, waiting = set(lifecycle.initial), list(lifecycle.initial)
    while waiting:
        for following in lifecycle.next_of(waiting.pop()):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    assert reached == set(lifecycle.ids)
    assert all(lifecycle.next_of(stage) for stage in lifecycle.open_stages)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.record)
def test_every_open_stage_leads_to_a_closed_one(lifecycle: Lifecycle) -> None:
    closing = {stage.id for stage in lifecycle.stage if stage.closed}
    while further := {stage for stage in lifecycle.ids if closing & set(lifecycle.next_of(stage))} - closing:
        closing |= further
    assert closing == set(lifecycle.ids)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.record)
def test_every_stage_but_the_first_is_guarded_by_a_rule(lifecycle: Lifecycle, book: Rulebook) -> None:
    unguarded = [
        stage.id for stage in lifecycle.stage if stage.from_ and not book.gating(lifecycle.record, stage.id)
    ]
    assert unguarded == []


def test_windows_come_one_after_the_other(company: Company) -> None:
    windows = [
        stage.window_days for stage in company.lifecycles["renewal"].stage if stage.window_days is not None
    ]
    assert windows == sorted(windows, reverse=True)


def test_texts_are_in_the_language_of_the_company(company: Company) -> None:
    stage = company.lifecycles["opportunity"]["won"]
    assert company.text(stage.name) == {"es": "Ganada", "en": "Won"}[company.language]
    assert stage.name.to("en") == stage.name.to("fr") == "Won"


def test_what_is_demanded_is_demanded_from_a_stage_on(company: Company) -> None:
    sales = company.lifecycles["opportunity"]
    assert sales.onward_from("contracted") == ("contracted", "won")
    assert sales.onward_from("lost") == ("disqualified", "lost", "on_hold")[1:]


def test_a_case_works_towards_the_next_stage_of_its_track(company: Company) -> None:
    sales, renewals = company.lifecycles["opportunity"], company.lifecycles["renewal"]
    assert [sales.next_on_track(stage) for stage in ("lead", "contracted", "won", "on_hold")] == [
        "qualified",
        "won",
        None,
        "lead",
    ]
    assert [renewals.next_on_track(stage) for stage in ("watched", "lost", "reengaged", "recovered")] == [
        "planned",
        "interviewed",
        "recovered",
        None,
    ]
