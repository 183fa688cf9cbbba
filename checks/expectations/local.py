"""Data Docs without the outside world: what they would load from other people's servers is taken out.

As Great Expectations writes them, the pages fetch styles, scripts and a dated logo from a dozen hosts; each reading
would be seen there, and without a network they are bare. A style sheet of our own takes their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

_LOADED = re.compile(r"<(?:link|img)\b[^<>]*>")
_ELSEWHERE = re.compile(r"""\b(?:href|src)=["']https?://""")
STYLE = (Path(__file__).parent / "local.css").read_text(encoding="utf-8")


def make_local(docs: Path) -> None:
    """Rewrite every page of a folder of Data Docs so that it reads the same anywhere and asks nobody."""
    for page in docs.rglob("*.html"):
        page.write_text(localised(page.read_text(encoding="utf-8")), encoding="utf-8")


def localised(html: str) -> str:
    """One page without outside links, scripts and footer, with our style."""
    for tag in ("script", "footer"):
        html = _without(html, tag)
    html = _LOADED.sub(lambda found: "" if _ELSEWHERE.search(found[0]) else found[0], html)
    return html.replace("</head>", f"<style>{STYLE}</style></head>", 1)


def _without(html: str, tag: str) -> str:
    """The page without an element and all that is in it; what is not closed goes to the end."""
    before, *pieces = re.split(rf"(?=<{tag}\b)", html)
    return before + "".join(piece.partition(f"</{tag}>")[2] for piece in pieces)


def write_index(docs: Path, title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Path:
    """The first page: one line a suite, the first cell its name, linked to the page of its results."""
    lines = []
    for suite, *cells in rows:
        page = next((docs / "validations" / suite).rglob("*.html"), None)
        name = (
            escape(suite)
            if page is None
            else f'<a href="{page.relative_to(docs).as_posix()}">{escape(suite)}</a>'
        )
        numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells)
        lines.append(f"<tr><td>{name}</td>{numbers}</tr>")
    head = f"<th>{escape(header[0])}</th>" + "".join(f'<th class="number">{escape(h)}</th>' for h in header[1:])
    index = docs / "index.html"
    index.write_text(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1><table><tr>{head}</tr>{''.join(lines)}</table></body></html>",
        encoding="utf-8",
    )
    return index
