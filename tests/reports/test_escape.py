"""What a client is called does nothing where we show it."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reports import escape

HOSTILE = [
    "[click](http://evil.example/)",
    "![pixel](http://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<http://evil.example>",
    "http://evil.example/a",
    "www.evil.example",
    "[x][y]\n\n[y]: http://evil.example",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "```mermaid\ngraph TD; A-->B\n```",
    "~~~\ncode\n~~~",
    "$$x$$ {{ 7*7 }} ${7}",
    "# heading",
    "> quote",
    "- item",
    "1. item",
    "a | b",
    "**bold** _em_ `code`",
    "&lt;b&gt; &#91;x&#93;",
    "line\nbreak\r\nbreak",
    "\\[x\\](http://evil.example)",
    "</td></tr></table>",
]
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def shown(source: str) -> str:
    return str(MarkdownIt("js-default", {"linkify": False, "html": True}).render(source))


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_the_text_and_makes_nothing_of_it(text: str) -> None:
    page = shown(f"| a |\n|---|\n| {escape.markdown(text)} |\n")
    assert page.count("<td>") == 1
    for tag in ("<a ", "<img", "<script", "<h1", "<strong", "<em", "<code", "<blockquote", "<li"):
        assert tag not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_read_as_markdown_links_to_nothing_and_loads_nothing(text: str) -> None:
    page = shown(escape.cell(text))
    for tag in ("<a ", "<img", "<script", "<h1", "<blockquote", "<li", "<table", "</td>"):
        assert tag not in page


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\n" not in text])
def test_a_cell_shown_as_it_is_reads_like_the_text(text: str) -> None:
    assert escape.cell(text).replace("\N{WORD JOINER}", "") == text


@pytest.mark.parametrize("written", [escape.markdown, escape.cell])
@pytest.mark.parametrize("text", ["http://evil.example/a", "www.evil.example", "HTTPS://EVIL.EXAMPLE"])
def test_nothing_becomes_a_link_by_itself(text: str, written: object) -> None:
    assert callable(written)
    plain = str(written(text)).replace("\\", "")
    assert "://" not in plain
    assert "www." not in plain.lower()


@given(LETTERS)
def test_markdown_is_one_line_without_control_characters(text: str) -> None:
    line = escape.markdown(text)
    assert len(line.splitlines()) <= 1
    assert not any(unicodedata.category(letter) == "Cc" for letter in line)


@given(LETTERS)
def test_html_opens_no_tag_and_closes_no_quote(text: str) -> None:
    written = escape.html(text)
    assert not set(written) & set("<>\"'")


def test_text_can_not_turn_its_direction() -> None:
    assert escape.plain("abc\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe") == "abcfdp.exe"


@pytest.mark.parametrize(
    "formula", ["=cmd()", "+1+cmd()", "-2+3", "@SUM(A1)", "\t=1", " =1", "|calc", "=1\n=2", "＝1"]
)
def test_a_formula_in_a_csv_file_stays_a_text(formula: str) -> None:
    assert escape.csv_cell(formula) == "'" + formula


@pytest.mark.parametrize("value", ["-12.50", "+3", "12", "Ana", "", "OPP-1", "a=b", "-5%"])
def test_numbers_and_words_in_a_csv_file_stay_as_they_are(value: str) -> None:
    assert escape.csv_cell(value) == value


@given(st.lists(LETTERS, min_size=1, max_size=4))
def test_a_row_of_a_csv_file_comes_back_as_one_row(cells: list[str]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow([escape.csv_cell(cell) for cell in cells])
    rows = list(csv.reader(io.StringIO(written.getvalue(), newline="")))
    assert len(rows) == 1
    assert [cell.lstrip(" ")[:1] in tuple("=@|") for cell in rows[0]] == [False] * len(cells)
