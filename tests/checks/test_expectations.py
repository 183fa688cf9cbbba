"""Great Expectations shows what the audit found: the same counts, as sentences, on pages that ask nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from checks.audit import audit
from crm.model import Finding, RuleRow
from tests.builders import NOW, an_opportunity
from tests.conftest import opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shown(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A CRM that was audited, and the pages of it: to be looked into only."""
    from checks.expectations.docs import validate

    for world in opened(databases):
        with world.write() as session:
            for stage in ("lead", "qualified", "studied"):
                an_opportunity(session, stage=stage).name = None
            an_opportunity(session, stage="proposed").name = "<script>alert(1)</script>"
        found = audit(world.engine, world.installed, now=NOW)
        yield (
            world,
            validate(world.engine, world.installed, found, tmp_path_factory.mktemp("pages") / "data_docs"),
        )


def test_each_rule_is_one_expectation_with_the_findings_of_the_audit(shown):
    world, validation = shown
    query = (
        sa.select(RuleRow.key, sa.func.count().label("number"))
        .join(Finding, Finding.rule_id == RuleRow.id)
        .group_by(RuleRow.key)
    )
    with world.read() as session:
        findings = Counter({row.key: row.number for row in session.execute(query)})
    assert findings["A16-opportunity-name"] == 3
    assert {result.rule for result in validation.results} == set(world.installed.rulebook.by_key)
    assert {result.rule: result.broken for result in validation.results if result.broken} == findings


def test_a_broken_rule_fails_its_suite(shown):
    assert not shown[1].success


def test_the_pages_name_the_rule_in_words_and_the_records_by_their_code(shown):
    world, validation = shown
    pages = "".join(
        path.read_text("utf-8") for path in validation.index.parent.glob("validations/opportunity/**/*.html")
    )
    assert (
        world.installed.rulebook.company.text(world.installed.rulebook.by_key["A16-opportunity-name"].says)
        in pages
    )
    assert "OPP-" in pages


def test_the_pages_load_nothing_from_other_hosts_and_run_no_script(shown):
    pages = [path.read_text("utf-8") for path in shown[1].index.parent.rglob("*.html")]
    assert len(pages) > len(shown[0].installed.rulebook.records)
    assert not [
        page
        for page in pages
        if "<script" in page or 'src="http' in page or '<link rel="stylesheet" href="http' in page
    ]


def test_the_first_page_links_to_the_results_of_every_record_type(shown):
    world, validation = shown
    index = validation.index.read_text("utf-8")
    assert all(f'href="validations/{record}/' in index for record in world.installed.rulebook.records)
