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

from config.words import Text
from crm.base import Money, Percent, Rate, UtcDateTime
from crm.imports.problems import BadCell, too_long

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
_OUT_OF_RANGE = Text(en="the number is out of range", es="el número está fuera de rango")
_WORD = re.compile(r"[^\W\d_]{3,}\.?")


def amount(text: str, decimal: str = ".") -> Decimal:
    """``$342.09K``, ``$1,117.10K``, ``9,326.84``, ``(1,234.50)``, ``-5``: exact, never through a float."""
    found = _AMOUNT[decimal].fullmatch(text.replace("\u00a0", " ").replace("\u2212", "-"))
    if found is None:
        shown = "1,234.50" if decimal == "." else "1.234,50"
        raise BadCell(
            f"it is no amount; expected digits such as {shown}",
            f"no es un importe; se esperan cifras como {shown}",
        )
    signs = [sign for name in ("open", "minus", "inner", "after") if (sign := found[name])]
    if len(signs) > 1 or bool(found["open"]) != bool(found["close"]):
        raise BadCell(
            "it is no amount: more than one sign, or a bracket that is not closed",
            "no es un importe: tiene más de un signo, o un paréntesis sin cerrar",
        )
    bare = found["digits"].replace(" ", "").replace("," if decimal == "." else ".", "").replace(",", ".")
    factor = _SUFFIX[found["suffix"].upper()] if found["suffix"] else Decimal(1)
    return Decimal(bare) * (-factor if signs and signs[0] in "-(" else factor)


def scaled(text: str, decimals: int, decimal: str = ".", times: Decimal | None = None) -> Decimal:
    """A decimal number to so many places, half a unit rounded up, within what the database holds."""
    number = amount(text, decimal) * (times or 1)
    if abs(number).scaleb(decimals) >= 2**63:
        raise BadCell(_OUT_OF_RANGE)
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def whole(text: str, bits: int, decimal: str = ".", times: Decimal | None = None) -> int:
    """A whole number that the column can hold; ``12.0`` and ``45%`` are whole, ``12.5`` is refused."""
    number = amount(text.removesuffix("%"), decimal) * (times or 1)
    if number != number.to_integral_value():
        raise BadCell("it is no whole number", "no es un número entero")
    if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        raise BadCell(_OUT_OF_RANGE)
    return int(number)


def yes_or_no(text: str) -> bool:
    """Yes and no in English and Spanish, 1 and 0."""
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell("it is neither yes nor no", "no es sí ni no")


def fitting(text: str, length: int | None) -> str:
    """The text as it is, HTML and formulas included, because it is data; never cut to fit."""
    if length is not None and len(text) > length:
        raise BadCell(too_long(len(text), length))
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
        raise BadCell(
            f"it is no date in the form {' or '.join(formats)}",
            f"no es una fecha en la forma {' o '.join(formats)}",
        )
    if len(found) > 1:
        readings = sorted(str(reading) for reading in found)
        raise BadCell(
            f"it can be read as {' or '.join(readings)}; keep only one of the date formats",
            f"puede leerse como {' o '.join(readings)}; conserve un solo formato de fecha",
        )
    (reading,) = found
    return plausible(reading)


def plausible(moment: dt.datetime) -> dt.datetime:
    """The moment, where its year may be that of a business; refused else."""
    if not 1900 <= moment.year <= 2199:
        raise BadCell(f"the year {moment.year} can't be right", f"el año {moment.year} no puede ser correcto")
    return moment


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
            listed = ", ".join(words)
            raise BadCell(
                f"unknown stage; the mapping must turn it into one of: {listed}",
                f"etapa desconocida; el mapeo debe convertirla en una de: {listed}",
            )
        return text

    return read
