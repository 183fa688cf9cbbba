"""Messages to clients in the house style of three parts: hook, anecdote, offer (000/A06)."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple

WORDS = ("contact", "company", "seller", "offer")
"""What a part may name in braces."""


class Parts(NamedTuple):
    """Anzuelo, anécdota, oferta."""

    hook: str
    anecdote: str
    offer: str


def unknown_words(text: str) -> tuple[str, ...]:
    """The words in braces that no message can fill in. Raises ``ValueError`` where the braces do not match."""
    return tuple(word for _, word, _, _ in Formatter().parse(text) if word is not None and word not in WORDS)


def compose(parts: Parts, values: Mapping[str, str]) -> str:
    """The message to one reader: a paragraph for each part. The values are put in as they are, braces and all."""
    return "\n\n".join(part.format_map(values).strip() for part in parts)
