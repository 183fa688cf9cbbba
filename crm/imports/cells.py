"""From the text of a cell to a value of ours: amounts, numbers, dates, yes and no.

Whatever can't be read for certain is refused with a sentence (``BadCell``); nothing is guessed, cut or run.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String

from crm.base import Money, Percent, Rate, UtcDateTime
from crm.imports.problems import BadCell

Parser = Callable[[str], Any]

_CURRENCY = r"(?:(?:US|MX|CA)?\$|€|£|MXN|USD|EUR)?"
_DIGITS = {
    ".": r"(?P<digits>(?:\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d*)?|\.\d+)",
    ",": r"(?P<digits>(?:\d{1,3}(?:[ .]\d{3})+|\d+)(?:,\d*)?|,\d+)",
}
_AMOUNT = {
    mark: re.compile(
        rf"(?P<open>\()? ?(?P<minus>[-+])? ?{_CURRENCY} ?(?P<inner>[-+])?{digits} ?(?P<suffix>[KMB])?"
        rf" ?{_CURRENCY}(?P<after>-)? ?(?P<close>\))?",
        re.IGNORECASE | re.ASCII,
    )
    for mark, digits in _DIGITS.items()
}
_SUFFIX = {"K": Decimal(1_000), "M": Decimal(1_000_000), "B": Decimal(1_000_000_000)}
_YES = frozenset(("yes", "y", "true", "t", "1", "sí", "si", "verdadero", "x"))
_NO = frozenset(("no", "n", "false", "f", "0", "falso"))
_MONTHS = {
    "enero": "Jan", "ene": "Jan", "febrero": "Feb", "marzo": "Mar", "abril": "Apr", "abr": "Apr", "mayo": "May",
    "junio": "Jun", "julio": "Jul", "agosto": "Aug", "ago": "Aug", "septiembre": "Sep", "setiembre": "Sep",
    "octubre": "Oct", "noviembre": "Nov", "diciembre": "Dec", "dic": "Dec",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{3,}\.?")


def amount(text: str, decimal: str = ".") -> Decimal:
    """``$342.09K``, ``$1,117.10K``, ``9,326.84``, ``(1,234.50)``, ``-5``: exact, never through a float."""
    found = _AMOUNT[decimal].fullmatch(text.replace("\u00a0", " ").replace("\u2212", "-"))
    if found is None:
        raise BadCell(
            "it is no amount; expected digits such as " + ("1,234.50" if decimal == "." else "1.234,50")
        )
    signs = [sign for name in ("open", "minus", "inner", "after") if (sign := found[name])]
    if len(signs) > 1 or bool(found["open"]) != bool(found["close"]):
        raise BadCell("it is no amount: more than one sign, or a bracket that is not closed")
    bare = found["digits"].replace(" ", "").replace("," if decimal == "." else ".", "").replace(",", ".")
    factor = _SUFFIX[found["suffix"].upper()] if found["suffix"] else Decimal(1)
    return Decimal(bare) * (-factor if signs and signs[0] in "-(" else factor)


def scaled(text: str, decimals: int, decimal: str = ".", times: Decimal | None = None) -> Decimal:
    """A decimal number to so many places, half a unit rounded up, within what the database holds."""
    number = amount(text, decimal) * (times or 1)
    if abs(number).scaleb(decimals) >= 2**63:
        raise BadCell("the number is out of range")
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def whole(text: str, bits: int, decimal: str = ".", times: Decimal | None = None) -> int:
    """A whole number that the column can hold; ``12.0`` and ``45%`` are whole, ``12.5`` is refused."""
    number = amount(text.removesuffix("%"), decimal) * (times or 1)
    if number != number.to_integral_value():
        raise BadCell("it is no whole number")
    if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        raise BadCell("the number is out of range")
    return int(number)


def yes_or_no(text: str) -> bool:
    """Yes and no in English and Spanish, 1 and 0."""
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell("it is neither yes nor no")


def fitting(text: str, length: int | None) -> str:
    """The text as it is, HTML and formulas included, because it is data; never cut to fit."""
    if length is not None and len(text) > length:
        raise BadCell(f"it has {len(text)} characters where {length} fit")
    return text


@lru_cache(maxsize=1 << 16)
def instant(text: str, formats: tuple[str, ...]) -> dt.datetime:
    """A date and time in one of the declared formats. Refused where two of them read two different days."""
    english = _WORD.sub(lambda m: _MONTHS.get(m[0].rstrip(".").casefold(), m[0]), text)
    found = set()
    for pattern in formats:
        try:
            found.add(dt.datetime.strptime(english, pattern))
        except ValueError:
            continue
    if not found:
        raise BadCell(f"it is no date in the form {' or '.join(formats)}")
    if len(found) > 1:
        readings = " or ".join(sorted(str(reading) for reading in found))
        raise BadCell(f"it can be read as {readings}; keep only one of the date formats")
    (reading,) = found
    if not 1900 <= reading.year <= 2199:
        raise BadCell(f"the year {reading.year} can't be right")
    return reading


def parser_for(
    column: Column[Any], formats: tuple[str, ...], zone: ZoneInfo, decimal: str, times: Decimal | None
) -> Parser:
    """How to read the cells of a field. What it must become follows from our own column, so it is said only once."""
    kind = column.type
    if isinstance(kind, (Money, Percent, Rate)):
        percent = "%" if isinstance(kind, Percent) else ""
        return lambda text: scaled(
            text.removesuffix(percent) if percent else text, kind.decimals, decimal, times
        )
    if isinstance(kind, UtcDateTime):
        return lambda text: instant(text, formats).replace(tzinfo=zone).astimezone(dt.UTC)
    if isinstance(kind, Date):
        return lambda text: instant(text, formats).date()
    if isinstance(kind, Boolean):
        return yes_or_no
    if isinstance(kind, Integer):
        bits = 64 if isinstance(kind, BigInteger) else 32
        return lambda text: whole(text, bits, decimal, times)
    if isinstance(kind, String):
        return lambda text: fitting(text, kind.length)
    raise TypeError(f"{column}: no cell can become a {kind!r}")


def one_of(words: Collection[str]) -> Parser:
    """A word of a closed list, such as the stages of a lifecycle."""

    def read(text: str) -> str:
        if text not in words:
            raise BadCell(f"unknown stage; the mapping must turn it into one of: {', '.join(words)}")
        return text

    return read
