"""Each rule answers to a statement of the business that the repository knows (``docs/requirements.toml``)."""

from __future__ import annotations

import pytest

from checks.rule import Rulebook
from docs.pages import coverage
from tests.house.conftest import ROOT


@pytest.fixture(scope="session")
def requirements() -> coverage.Requirements:
    return coverage.read_requirements(ROOT)


def test_the_source_of_every_rule_is_a_known_statement(
    book: Rulebook, requirements: coverage.Requirements
) -> None:
    assert {rule.key: rule.source for rule in book if rule.source not in requirements.sources} == {}


def test_a_rule_is_named_after_its_source(book: Rulebook) -> None:
    assert [rule.key for rule in book if not rule.key.startswith(f"{rule.source.split('/')[1]}-")] == []


def test_what_is_said_to_be_missing_is_missing_from_something_built(
    book: Rulebook, requirements: coverage.Requirements
) -> None:
    found = coverage.evidence(book, ROOT, requirements)
    assert [id_ for id_ in requirements.lacks if id_ not in found or found[id_].none] == []


def test_every_statement_has_an_id_of_its_family(requirements: coverage.Requirements) -> None:
    letters = {family.letter for family in requirements.families}
    assert [id_ for id_ in requirements.says if id_[0] not in letters or not id_[1:].isdigit()] == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("000/A25–A27", ["A25", "A26", "A27"]),
        ("(M11-13, 004/E07)", ["M11", "M12", "M13", "E07"]),
        ("A21-credit-authorised", ["A21"]),
        ("no id: B2B, A4, RFC", []),
    ],
)
def test_ids_are_read_from_text_and_ranges_are_spelled_out(text: str, ids: list[str]) -> None:
    assert list(coverage.ids_in(text)) == ids
