"""Markdown that shows what it is given: tables whose cells hold any text, bars and trends made of characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from reports.escape import markdown

_BAR = 12
_LEVELS = "▁▂▃▄▅▆▇█"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[bool] = ()) -> str:
    """A table; the columns that ``numbers`` marks are set to the right. Every cell is escaped."""
    right = [*numbers, *[False] * (len(head) - len(numbers))]
    lines = [
        _line(head),
        "|" + "|".join("---:" if is_number else "---" for is_number in right) + "|",
        *(_line(row) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(markdown(value) for value in cells) + " |"


def bar(part: int, most: int) -> str:
    """A bar as long as the part is of the greatest; whatever is not nothing shows."""
    return "█" * (max(1, round(_BAR * part / most)) if part and most else 0)


def trend(values: Sequence[Decimal]) -> str:
    """The course of some values as a line of small bars, the lowest to the highest of them."""
    if not values:
        return ""
    low, span = min(values), max(values) - min(values)
    return "".join(_LEVELS[int((value - low) / span * (len(_LEVELS) - 1)) if span else 3] for value in values)
