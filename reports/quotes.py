"""Stored quotes computed again, as a page: how many come out the same, and each that does not."""

from __future__ import annotations

from crm.requoting import Recheck
from reports.markdown import table
from reports.texts import Texts, thousands


def recheck_markdown(texts: Texts, found: Recheck) -> str:
    """The counts, and the first differences with both values."""
    apart = texts("audit.quotes_apart", imported=thousands(found.imported), without=thousands(found.without))
    said = [f"{recheck_sentence(texts, found)} {apart}\n"]
    if found.differences:
        head = [texts("audit.quote"), texts("audit.figure"), texts("audit.kept"), texts("audit.computed")]
        rows = [
            (f"{one.case} v{one.version}", texts.of(one.name), one.kept, one.computed)
            for one in found.differences
        ]
        said.append(table(head, rows))
    return "\n".join(said)


def recheck_sentence(texts: Texts, found: Recheck) -> str:
    """How many quotes are the same to the cent, and how many are not."""
    return texts("audit.quotes_found", same=thousands(found.same), differ=thousands(found.differ))
