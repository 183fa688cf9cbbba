"""The few pieces of HTML that pages are made of; every text that is given to them is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.escape import html
from reports.texts import Texts


class Cell(NamedTuple):
    """A cell of a table; a ``tone`` (good, bad) is always said in words too."""

    text: str
    is_number: bool = False
    tone: str = ""


def number(text: str, tone: str = "") -> Cell:
    """A cell that is set to the right."""
    return Cell(text, True, tone)


def section(title: str, *parts: str, long: bool = False) -> str:
    """A part of the page; a ``long`` one may go on on the next sheet."""
    body = "\n".join(part for part in parts if part)
    return f"<section{_class('long' if long else '')}>\n<h2>{html(title)}</h2>\n{body}\n</section>"


def heading(text: str) -> str:
    """A title inside a section."""
    return f"<h3>{html(text)}</h3>"


def paragraph(text: str) -> str:
    """A sentence of its own."""
    return f"<p>{html(text)}</p>"


def how_many_more(texts: Texts, lines: int, shown: int) -> str:
    """How many lines there are beyond those shown; nothing where all are."""
    return paragraph(texts("common.more", count=lines - shown)) if lines > shown else ""


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]], *, tight: bool = False) -> str:
    """A table of at least one row, whose cells decide which columns are numbers. ``tight``: each row is one line."""
    top = "".join(
        f'<th scope="col"{_class("number" if cell.is_number else "")}>{html(word)}</th>'
        for word, cell in zip(head, rows[0], strict=True)
    )
    body = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table{_class('tight' if tight else '')}>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cell(cell: Cell) -> str:
    words = " ".join(word for word in ("number" if cell.is_number else "", cell.tone) if word)
    return f"<td{_class(words)}>{html(cell.text)}</td>"


def _class(words: str) -> str:
    return f' class="{words}"' if words else ""
