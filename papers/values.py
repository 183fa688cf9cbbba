"""What a fact on a paper may be: a line of text, pesos, a price per page, pages, an RFC. Anything else is refused.

A value has one way to be written, so that the same facts always make the same file.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories that nobody sees, or that make a text look like another (the direction of writing)."""
_RFC = re.compile(r"[A-ZÑ&]{3,4}(\d{6})[A-Z0-9]{3}")
_ANYBODY = ("XAXX010101000", "XEXX010101000")


def _unseen(text: str) -> str | None:
    return next((sign for sign in text if unicodedata.category(sign) in _UNSEEN), None)


def _line(text: Any) -> Any:
    return " ".join(unicodedata.normalize("NFC", text).split()) if isinstance(text, str) else text


def _paragraphs(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    return "\n".join(line for line in map(_line, text.splitlines()) if line)


def _seen(text: str) -> str:
    hidden = _unseen(text.replace("\n", " "))
    if hidden is not None:
        raise ValueError(f"holds a character that nobody sees (U+{ord(hidden):04X}); write it without")
    return text


def _tax_number(text: str) -> str:
    found = _RFC.fullmatch(text)
    if found is None:
        raise ValueError("is not an RFC: three or four letters, six digits of a date, three characters")
    if text in _ANYBODY:
        raise ValueError("is the RFC for the public or for foreigners; a paper needs the party's own")
    try:
        dt.datetime.strptime(f"20{found[1]}", "%Y%m%d")
    except ValueError:
        raise ValueError("is not an RFC: its six digits are not a date") from None
    return text


def _exact(number: Any) -> Any:
    if isinstance(number, (float, bool)):
        raise ValueError("is not exact; give a Decimal or its text")
    return number


def _places(places: int) -> AfterValidator:
    unit = Decimal(1).scaleb(-places)

    def written_once(number: Decimal) -> Decimal:
        rounded = number.quantize(unit)
        if rounded != number:
            raise ValueError(f"has more than {places} decimals")
        return rounded

    return AfterValidator(written_once)


class Money:
    """Marks pesos."""


class PerPage:
    """Marks a price per page."""


class PagesPerMonth:
    """Marks a number of pages a month."""


class Share:
    """Marks a percentage."""


Line = Annotated[
    str, BeforeValidator(_line), StringConstraints(min_length=1, max_length=400), AfterValidator(_seen)
]
"""One line of text as people write it; spaces are folded, characters that nobody sees are refused."""

Paragraphs = Annotated[
    str, BeforeValidator(_paragraphs), StringConstraints(min_length=1, max_length=8000), AfterValidator(_seen)
]
"""Some lines of text."""

Rfc = Annotated[
    str,
    BeforeValidator(_line),
    StringConstraints(to_upper=True, strip_whitespace=True),
    AfterValidator(_tax_number),
]
"""A Mexican tax number; the check digit is not judged, as the SAT has issued some that fail it."""

Pesos = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, lt=Decimal(10) ** 12), _places(2), Money()]
"""Mexican pesos to the centavo."""

Rate = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, lt=Decimal(10) ** 6), _places(4), PerPage()]
"""Mexican pesos per page, to the hundredth of a centavo."""

Percent = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=100), _places(2), Share()]
"""Per cent, to two decimals."""

Pages = Annotated[int, Field(ge=0, lt=10**12), PagesPerMonth()]
"""Pages a month."""

Count = Annotated[int, Field(ge=0, lt=10**9)]
Some = Annotated[int, Field(gt=0, lt=10**9)]
