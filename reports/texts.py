"""What people read, in English and in Spanish, from one catalogue (``texts.toml``); the company chooses the language."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from config.company import ConfigError, Text, read_toml

CATALOGUE = Path(__file__).parent / "texts.toml"


class Texts:
    """The catalogue in one language: ``texts("sweep.moved", count=214)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._known = catalogue()

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values in place. ``count`` chooses between ``one|many``."""
        text = self.of(self._known[key])
        if "|" in text:
            one, many = text.split("|")
            text = one if values.get("count") == 1 else many
        shown = {name: thousands(value) if name == "count" else value for name, value in values.items()}
        return text.format(**shown)

    def has(self, key: str) -> bool:
        """Whether the catalogue has a text of this key."""
        return key in self._known

    def of(self, text: Text) -> str:
        """A text of the configuration in this language."""
        return text.to(self.language)

    def listed(self, names: list[str], most: int) -> str:
        """Some of many, and how many more there are."""
        shown = "; ".join(names[:most])
        return shown if len(names) <= most else f"{shown}; {self('common.more', count=len(names) - most)}"


@cache
def catalogue() -> dict[str, Text]:
    """Every text by its key, ``section.word``. Raises ``ConfigError`` where one lacks a language."""
    found: dict[str, Text] = {}
    for section, words in read_toml(CATALOGUE).items():
        for word, languages in words.items():
            if set(languages) != {"en", "es"}:
                raise ConfigError(
                    f"{CATALOGUE}: {section}.{word}: give en and es, no more",
                    f"{CATALOGUE}: {section}.{word}: indique en y es, nada más",
                )
            found[f"{section}.{word}"] = Text(**languages)
    return found


def thousands(number: Any) -> str:
    """``1234567`` as ``1,234,567``, as in Mexico."""
    return f"{number:,}" if isinstance(number, int) else str(number)


def pesos(amount: Decimal | None) -> str:
    """Whole pesos, ``-$1,200`` below nothing; nothing where no amount is known."""
    if amount is None:
        return ""
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if whole < 0 else ''}${abs(whole):,}"


def percent(share: Decimal | None) -> str:
    """One decimal: ``93.4 %``."""
    return "" if share is None else f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


def days_since(day: date, today: date) -> int:
    """Whole days that have passed."""
    return (today - day).days
