"""Small pieces of Markdown: cells that hold any text, tables, links to a rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTICE = (
    "<!-- Made by `python -m docs.pages --write`. Change the rules or the configuration, not this page. -->"
)


def cell(text: object) -> str:
    """One cell: a bar or a line break in the text does not break the table."""
    return str(text).replace("|", "\\|").replace("\n", " ").strip()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table; none for a table without rows."""
    lines = ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines, ""] if lines else []


def anchor(key: str) -> str:
    """A place that a link can point to."""
    return f'<a id="{key.lower()}"></a>'


def page(*lines: str) -> str:
    """The text of a page, ending in one line break."""
    return "\n".join((NOTICE, "", *lines)).rstrip() + "\n"
