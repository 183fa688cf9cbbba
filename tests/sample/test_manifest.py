"""What the manifest says of the sample is what every rule, every gate and every table says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import sqlalchemy as sa

from checks.compile import view_name
from checks.gate import Scope, enter
from checks.install import altered_guards, business_day
from crm.database import reading
from crm.model import CASES, Opportunity
from sample.defects import DEFECTS
from tests.builders import NOW
from tests.sample.conftest import COMPANIES, TODAY, Dealer, a_dealer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dealer")]  # who looks into the same one


def broken_in(dealer: Dealer) -> Mapping[str, int]:
    """How many records each rule finds broken, by the views of the audit; only those it finds."""
    broken: dict[str, int] = {}
    with reading(dealer.engine) as session:
        for record in dealer.installed.rulebook.records:
            rules = dealer.installed.rulebook.of(record)
            sums = [sa.func.sum(sa.case((sa.column(rule.column) == 1, 1), else_=0)) for rule in rules]
            found = session.execute(sa.select(*sums).select_from(sa.table(view_name(record)))).one()
            broken |= {rule.key: int(number) for rule, number in zip(rules, found, strict=True) if number}
    return broken


def share_without_a_finding(dealer: Dealer) -> float:
    """Of all judged records."""
    whole = failing = 0
    with reading(dealer.engine) as session:
        for record in dealer.installed.rulebook.records:
            wrong = sa.or_(*(sa.column(rule.column) == 1 for rule in dealer.installed.rulebook.of(record)))
            counts = sa.select(sa.func.count(), sa.func.sum(sa.case((wrong, 1), else_=0)))
            records, broken = session.execute(counts.select_from(sa.table(view_name(record)))).one()
            whole, failing = whole + records, failing + broken
    return 1 - failing / whole


def may_enter(dealer: Dealer, record: str, stage: str) -> int:
    """How many cases enter a stage when somebody runs just that; it is taken back."""
    with reading(dealer.engine) as session:
        return enter(session, dealer.installed, record, stage, Scope(), NOW, "test")


def test_every_rule_is_broken_as_often_as_the_manifest_says_and_no_other_is_broken(dealer: Dealer) -> None:
    assert broken_in(dealer) == dealer.manifest.planted


@pytest.mark.parametrize("seed", [1, 20_261_120])
def test_so_it_is_with_every_seed(new_url: Callable[[], str], seed: int) -> None:
    dealer = a_dealer(new_url(), COMPANIES["shipped"], seed=seed)
    assert broken_in(dealer) == dealer.manifest.planted


@pytest.mark.parametrize("opportunities", [1, 37, 999, 1_001])
def test_so_it_is_at_any_size(crm_url: str, opportunities: int) -> None:
    dealer = a_dealer(crm_url, COMPANIES["shipped"], opportunities)
    assert dealer.manifest.records["opportunity"] == opportunities
    assert broken_in(dealer) == dealer.manifest.planted


def test_as_many_cases_may_enter_each_stage_as_the_manifest_says(dealer: Dealer) -> None:
    places = [(record, stage) for record in CASES for stage in dealer.company.lifecycles[record].ids]
    found = {place: may_enter(dealer, *place) for place in places}
    assert {place: number for place, number in found.items() if number} == dealer.manifest.ready


def test_every_stage_of_every_lifecycle_has_cases(dealer: Dealer) -> None:
    stages = {record: set(dealer.company.lifecycles[record].ids) for record in CASES}
    assert {record: set(counts) for record, counts in dealer.manifest.stages.items()} == stages


def test_every_main_stage_has_a_case_that_is_ready_to_leave_it(dealer: Dealer) -> None:
    for record in CASES:
        targets = {s.id for s in dealer.company.lifecycles[record].stage if s.track == "main" and s.from_}
        assert targets <= {stage for found, stage in dealer.manifest.ready if found == record}


def test_every_record_type_has_planted_defects(dealer: Dealer) -> None:
    rulebook = dealer.installed.rulebook
    assert {rulebook.by_key[key].record for key in dealer.manifest.planted} == set(rulebook.records)
    assert len(DEFECTS) > 100


def test_most_records_but_not_all_are_in_order(dealer: Dealer) -> None:
    assert 0.90 < share_without_a_finding(dealer) < 0.97


def test_the_guards_stand_and_the_day_is_today(dealer: Dealer) -> None:
    with reading(dealer.engine) as session:
        assert altered_guards(session, dealer.installed.rulebook) == []
        assert business_day(session) == TODAY


def test_people_who_work_on_are_not_in_the_way(dealer: Dealer) -> None:
    with reading(dealer.engine) as session:
        highest = session.scalar(sa.select(sa.func.max(Opportunity.id)))
        lead = Opportunity(
            name="x", stage="lead", stage_since=TODAY, moved_at=NOW, moved_by="x", created_at=NOW
        )
        session.add(lead)
        session.flush()
        assert lead.id == (highest or 0) + 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "records that break each rule"), ("es", "registros que incumplen cada regla")],
)
def test_the_manifest_reads_in_both_languages(dealer: Dealer, language: str, words: str) -> None:
    text = dealer.manifest.as_text(language)
    assert words in text
    assert dealer.company.lifecycles["renewal"]["planned"].name.to(language) in text
    assert all(key in text for key in dealer.manifest.planted)
