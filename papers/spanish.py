"""Amounts and dates as a Mexican contract writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

_SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
    "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós",
    "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
    "ochocientos", "novecientos",
)  # fmt: skip
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_MILLION = 1_000_000


def pesos(amount: Decimal, least: int = 2) -> str:
    """``$1,234.50 MXN``; a price per page keeps up to four decimals where it has them."""
    whole, _, cents = f"{amount:,f}".partition(".")
    cents = cents.rstrip("0").ljust(least, "0")
    return f"${whole}.{cents} MXN"


def number_in_words(number: int) -> str:
    """``treinta y seis``, as before a masculine noun that is counted: ``veintiún``, ``treinta y un``."""
    if not 0 <= number < _MILLION**2:
        raise ValueError("only from zero to a million millions")
    return _before_a_noun(_cardinal(number))


def pesos_in_words(amount: Decimal) -> str:
    """``MIL DOSCIENTOS TREINTA Y CUATRO PESOS 50/100 M.N.``, to the centavo."""
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError("pesos are written to the centavo")
    whole = int(amount)
    centavos = int((amount - whole) * 100)
    of = " de" if whole >= _MILLION and whole % _MILLION == 0 else ""
    noun = "peso" if whole == 1 else "pesos"
    return f"{number_in_words(whole)}{of} {noun}".upper() + f" {centavos:02d}/100 M.N."


def long_date(day: dt.date) -> str:
    """``21 de noviembre de 2026``."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def _cardinal(number: int) -> str:
    millions, rest = divmod(number, _MILLION)
    if not millions:
        return _below_a_million(number)
    words = "un millón" if millions == 1 else f"{_before_a_noun(_below_a_million(millions))} millones"
    return f"{words} {_below_a_million(rest)}" if rest else words


def _below_a_million(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_a_thousand(number)
    words = "mil" if thousands == 1 else f"{_before_a_noun(_below_a_thousand(thousands))} mil"
    return f"{words} {_below_a_thousand(rest)}" if rest else words


def _below_a_thousand(number: int) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_a_hundred(number)
    return f"{_HUNDREDS[hundreds]} {_below_a_hundred(rest)}" if rest else _HUNDREDS[hundreds]


def _below_a_hundred(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    tens, units = divmod(number, 10)
    return f"{_TENS[tens]} y {_SMALL[units]}" if units else _TENS[tens]


def _before_a_noun(words: str) -> str:
    if words.endswith("veintiuno"):
        return words.removesuffix("veintiuno") + "veintiún"
    return words.removesuffix("uno") + "un" if words.endswith("uno") else words
