"""What came into the watched folder, as a table: names and reasons hold words of strangers and are escaped."""

from __future__ import annotations

from collections.abc import Sequence

from reports.escape import cell
from reports.texts import Texts

Line = tuple[str, str, str, str, Sequence[str]]
"""Folder, file, kind, state, reasons."""


def inbox_table(texts: Texts, lines: Sequence[Line]) -> list[dict[str, str]]:
    """One row a file."""
    return [
        {
            texts("papers.case"): cell(folder), texts("papers.file"): cell(name), texts("papers.kind"): cell(kind),
            texts("papers.state"): texts(f"papers.{state}"), texts("papers.why"): cell("; ".join(reasons)),
        }
        for folder, name, kind, state, reasons in lines
    ]  # fmt: skip


def inbox_description(texts: Texts, lines: Sequence[Line]) -> str:
    """How many files came in, and how many of them were refused."""
    refused = sum(state == "refused" for _, _, _, state, _ in lines)
    return texts("papers.outcome", count=len(lines), refused=refused)
