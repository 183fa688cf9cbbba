"""Two sets of facts compared, field by field: every field that a paper has, none by name, so that none is forgotten."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel

from config.company import Text
from config.papers import Tolerances
from papers.labels import label
from papers.showing import shown
from papers.values import Money, PagesPerMonth, PerPage

Fact = str | int | Decimal | bool | dt.date | BaseModel | tuple[Any, ...] | None
_EXACT = Tolerances()
_Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class Difference:
    """A field in which two places disagree: ``ours`` is the record's value, ``theirs`` that of the paper."""

    field: str
    ours: Fact
    theirs: Fact
    marks: tuple[Any, ...] = ()

    def says(self, ours_in: Text, theirs_in: Text) -> Text:
        """The sentence that names both places and both values, cut where they are long."""
        name = label(self.field)
        mine = Text(en=_cut(shown(self.ours, self.marks, "en")), es=_cut(shown(self.ours, self.marks)))
        yours = Text(en=_cut(shown(self.theirs, self.marks, "en")), es=_cut(shown(self.theirs, self.marks)))
        return Text(
            en=f"{_upper(name.en)}: {ours_in.en} says {mine.en}; {theirs_in.en} says {yours.en}",
            es=f"{_upper(name.es)}: {ours_in.es} dice {mine.es}; {theirs_in.es} dice {yours.es}",
        )


def compare(ours: BaseModel, theirs: BaseModel, tolerances: Tolerances = _EXACT) -> list[Difference]:
    """Every field in which two papers, or their facts, differ by more than the company tolerates.

    Lines are compared whatever their order: equal ones first, then those of one serial number, then those that are most
    alike. Raises ``TypeError`` for facts of two kinds: those have no fields in common to compare.
    """
    if type(ours) is not type(theirs):
        raise TypeError(f"{type(ours).__name__} can't be compared with {type(theirs).__name__}")
    return list(_models(ours, theirs, "", tolerances))


def _models(ours: BaseModel, theirs: BaseModel, path: str, tolerances: Tolerances) -> Iterator[Difference]:
    for name, field in type(ours).model_fields.items():
        place = f"{path}.{name}" if path else name
        mine, yours = getattr(ours, name), getattr(theirs, name)
        yield from _values(mine, yours, place, tuple(field.metadata), tolerances)


def _values(
    mine: Any, yours: Any, path: str, marks: tuple[Any, ...], tolerances: Tolerances
) -> Iterator[Difference]:
    if isinstance(mine, tuple) and isinstance(yours, tuple):
        yield from _lines(mine, yours, path, tolerances)
    elif isinstance(mine, BaseModel) and type(mine) is type(yours):
        yield from _models(mine, yours, path, tolerances)
    elif not _same(mine, yours, marks, tolerances):
        yield Difference(path, mine, yours, marks)


def _same(mine: Any, yours: Any, marks: Sequence[Any], tolerances: Tolerances) -> bool:
    if mine is None or yours is None:
        return mine is yours
    if isinstance(mine, str):
        return _letters(mine, tolerances) == _letters(yours, tolerances)
    if isinstance(mine, (int, Decimal)) and not isinstance(mine, bool):
        return bool(abs(mine - yours) <= _tolerated(marks, tolerances))
    return bool(mine == yours)


def _tolerated(marks: Sequence[Any], tolerances: Tolerances) -> Decimal:
    for mark in marks:
        if isinstance(mark, Money):
            return tolerances.money_mxn
        if isinstance(mark, PerPage):
            return tolerances.click_mxn
        if isinstance(mark, PagesPerMonth):
            return Decimal(tolerances.pages_per_month)
    return Decimal(0)


def _letters(text: str, tolerances: Tolerances) -> str:
    if tolerances.ignore_accents:
        text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return text.casefold() if tolerances.ignore_case else text


def _lines(
    ours: tuple[Any, ...], theirs: tuple[Any, ...], path: str, tolerances: Tolerances
) -> Iterator[Difference]:
    for mine, yours in _paired(ours, theirs, tolerances):
        if mine is None or yours is None:
            place = f"{path}[{yours if mine is None else mine}]"
            yield Difference(
                place, None if mine is None else ours[mine], None if yours is None else theirs[yours]
            )
        else:
            yield from _values(ours[mine], theirs[yours], f"{path}[{mine}]", (), tolerances)


def _paired(ours: tuple[Any, ...], theirs: tuple[Any, ...], tolerances: Tolerances) -> list[_Pair]:
    """Which line of ours is which of theirs, by index; nothing for a line that only one side has."""
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    pairs: list[_Pair] = []
    ways: tuple[Callable[[Any], Any], ...] = (lambda line: _whole(line, tolerances), _serial, _first_words)
    for key in ways:
        waiting: dict[Any, deque[int]] = defaultdict(deque)
        for index, line in right.items():
            waiting[key(line)].append(index)
        for index, line in list(left.items()):
            if (what := key(line)) is not None and waiting[what]:
                other = waiting[what].popleft()
                pairs.append((index, other))
                del left[index], right[other]
    pairs += zip_longest(left, right)
    return sorted(pairs, key=_order)


def _order(pair: _Pair) -> tuple[int, int]:
    mine, yours = pair
    return (mine if mine is not None else (yours or 0), 0 if mine is not None else 1)


def _whole(line: Any, tolerances: Tolerances) -> Any:
    if not isinstance(line, BaseModel):
        return _letters(line, tolerances) if isinstance(line, str) else line
    said = line.model_dump()
    return tuple(_letters(fact, tolerances) if isinstance(fact, str) else fact for fact in said.values())


def _serial(line: Any) -> Any:
    return getattr(line, "serial", None)


def _first_words(line: Any) -> Any:
    """What a line is about: its first two facts, as model and quantity, or topic and user."""
    if not isinstance(line, BaseModel):
        return None
    return tuple(line.model_dump().values())[:2]


def _cut(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
