"""Whatever a person reads exists in English and in Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from checks.rule import Rulebook
from config.company import Text
from docs.pages.words import CONSUMERS, DECISIONS, RECORDS
from tests.house.conftest import ROOT


def texts_in(value: object, where: str) -> Iterator[tuple[str, Text]]:
    """Every text of a configuration, with the place where it stands."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts_in(item, f"{where}.{name}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts_in(item, f"{where}.{number}")


def headings(page: str) -> list[int]:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]


def test_every_word_of_the_configuration_has_both_languages(book: Rulebook) -> None:
    texts = dict(texts_in(book.company, "company"))
    assert texts
    assert [where for where, text in texts.items() if not text.en.strip() or not text.es.strip()] == []


def test_every_rule_says_in_both_languages_what_must_hold_and_how_it_is_mended(book: Rulebook) -> None:
    silent = [
        rule.key
        for rule in book
        for text in (rule.says, rule.mend)
        if not text.en.strip() or not text.es.strip() or text.en == text.es
    ]
    assert silent == []


def test_the_pages_have_a_word_for_every_record_consumer_and_decision(book: Rulebook) -> None:
    assert set(book.records) <= RECORDS.keys()
    assert {consumer for rule in book for consumer in rule.consumers} <= CONSUMERS.keys()
    assert {rule.decision for rule in book if rule.decision} <= DECISIONS.keys()


def test_the_two_readmes_and_the_two_rulebooks_have_the_same_sections() -> None:
    assert headings("README.md") == headings("README.es.md")
    assert headings("docs/rulebook.md") == headings("docs/rulebook.es.md")
