"""How a fact is written for people: in Spanish on a paper, in either language in a sentence about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from papers.labels import WORDS
from papers.spanish import long_date, pesos
from papers.values import Money, PerPage, Share

_LONG_WORD = re.compile(r"\S{21,}")
_BREAK = "\N{ZERO WIDTH SPACE}"


def shown(value: Any, marks: Iterable[Any] = (), language: str = "es") -> str:
    """One fact as people write it; ``marks`` are those of its type, as ``Money``. Nothing is an em dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return (("no", "yes") if language == "en" else ("No", "Sí"))[value]
    if isinstance(value, dt.date):
        return value.isoformat() if language == "en" else long_date(value)
    if isinstance(value, Decimal):
        return _amount(value, marks)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return ", ".join(shown(item, marks, language) for item in value) or "—"
    if isinstance(value, BaseModel):
        return " · ".join(said for said in map(str, _leaves(value, language)) if said != "—")
    return str(value)


def _amount(value: Decimal, marks: Iterable[Any]) -> str:
    for mark in marks:
        if isinstance(mark, (Money, PerPage)):
            return pesos(value)
        if isinstance(mark, Share):
            return f"{value.normalize():f} %"
    return f"{value:f}"


def _leaves(value: BaseModel, language: str) -> Iterable[str]:
    for name, field in type(value).model_fields.items():
        yield shown(getattr(value, name), field.metadata, language)


def on_paper(value: Any, marks: Iterable[Any] = ()) -> Any:
    """The facts as a template prints them: the same tree, each fact a Spanish text that can be broken into lines."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return {name: on_paper(getattr(value, name), field.metadata) for name, field in fields}
    if isinstance(value, tuple):
        return [on_paper(item, marks) for item in value]
    if value is None:
        return None
    written = WORDS[value].es if isinstance(value, str) and value in WORDS else shown(value, marks)
    return _LONG_WORD.sub(_breakable, written)


def _breakable(word: re.Match[str]) -> str:
    return _BREAK.join(word[0][start : start + 20] for start in range(0, len(word[0]), 20))
