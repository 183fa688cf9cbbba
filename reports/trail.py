"""What people see of the trail: how far it reached, when, and with which hash."""

from __future__ import annotations

from collections.abc import Sequence

from crm.roots import Root
from reports.markdown import table
from reports.texts import Texts, thousands


def roots_markdown(texts: Texts, roots: Sequence[Root]) -> str:
    """The newest root first; a reader compares it with ``seiton verify``."""
    if not roots:
        return texts("trail.none") + "\n"
    head = [texts(f"trail.{word}") for word in ("sealed_at", "place", "sha256")]
    rows = [(root.sealed_at, thousands(root.place), root.sha256) for root in reversed(roots)]
    return table(head, rows, (False, True, False)) + "\n" + texts("trail.how") + "\n"
