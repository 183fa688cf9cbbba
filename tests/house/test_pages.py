"""The generated pages draw all there is, and text with odd characters does not break them."""

from __future__ import annotations

import re

import pytest

from checks.rule import Rulebook
from crm.model import Base
from docs.pages import fields, lifecycles, markdown
from docs.pages import rulebook as rulebook_page
from docs.pages.words import span


@pytest.mark.parametrize("record", ["opportunity", "delivery", "renewal"])
def test_the_diagram_has_every_arrow_of_the_lifecycle_and_no_other(book: Rulebook, record: str) -> None:
    lifecycle = book.company.lifecycles[record]
    drawn = re.findall(r"(\w+) --> (\w+)", "\n".join(lifecycles.diagram(lifecycle)))
    assert sorted(drawn) == sorted((source, stage.id) for stage in lifecycle.stage for source in stage.from_)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_rulebook_page_has_every_rule_once(book: Rulebook, language: str) -> None:
    page = rulebook_page.page(book, language)
    assert [key for key in book.by_key if page.count(markdown.anchor(key)) != 1] == []


def test_the_catalogue_has_every_record_and_every_column(book: Rulebook) -> None:
    page = fields.page(book)
    assert [table.name for table in Base.metadata.sorted_tables if f"\n## {table.name}\n" not in page] == []
    assert page.count("\n| `") == sum(len(table.columns) for table in Base.metadata.sorted_tables)


def test_the_catalogue_tells_the_unit_and_the_column_of_an_amount(book: Rulebook) -> None:
    row = next(line for line in fields.page(book).splitlines() if line.startswith("| `click_mono_mxn` |"))
    assert "`click_mono_mxn_e4` | pesos a page, in 1/10 000" in row


def test_neighbours_of_one_track_are_told_as_first_to_last(book: Rulebook) -> None:
    lifecycle = book.company.lifecycles["opportunity"]
    assert span(lifecycle, frozenset({"lead", "qualified", "studied", "lost"}), "en") == "Lead → Studied, Lost"


def test_a_bar_or_a_line_break_does_not_break_a_table() -> None:
    assert markdown.table(["a"], [["x | y\nz"]])[2] == "| x \\| y z |"
