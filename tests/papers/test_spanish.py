"""Amounts and dates as a Mexican contract writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from papers.spanish import long_date, number_in_words, pesos, pesos_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "CERO PESOS 00/100 M.N."),
        ("1", "UN PESO 00/100 M.N."),
        ("1.01", "UN PESO 01/100 M.N."),
        ("16", "DIECISÉIS PESOS 00/100 M.N."),
        ("21", "VEINTIÚN PESOS 00/100 M.N."),
        ("31.50", "TREINTA Y UN PESOS 50/100 M.N."),
        ("100", "CIEN PESOS 00/100 M.N."),
        ("101", "CIENTO UN PESOS 00/100 M.N."),
        ("500", "QUINIENTOS PESOS 00/100 M.N."),
        ("777.77", "SETECIENTOS SETENTA Y SIETE PESOS 77/100 M.N."),
        ("1000", "MIL PESOS 00/100 M.N."),
        ("1234.50", "MIL DOSCIENTOS TREINTA Y CUATRO PESOS 50/100 M.N."),
        ("21000", "VEINTIÚN MIL PESOS 00/100 M.N."),
        ("31001", "TREINTA Y UN MIL UN PESOS 00/100 M.N."),
        ("100000", "CIEN MIL PESOS 00/100 M.N."),
        ("1000000", "UN MILLÓN DE PESOS 00/100 M.N."),
        ("1000001", "UN MILLÓN UN PESOS 00/100 M.N."),
        ("2500000", "DOS MILLONES QUINIENTOS MIL PESOS 00/100 M.N."),
        ("21000000", "VEINTIÚN MILLONES DE PESOS 00/100 M.N."),
        (
            "999999999999.99",
            "NOVECIENTOS NOVENTA Y NUEVE MIL NOVECIENTOS NOVENTA Y NUEVE MILLONES NOVECIENTOS NOVENTA Y NUEVE MIL "
            "NOVECIENTOS NOVENTA Y NUEVE PESOS 99/100 M.N.",
        ),
    ],
)
def test_an_amount_in_letters(amount: str, words: str) -> None:
    assert pesos_in_words(Decimal(amount)) == words


def test_no_two_amounts_have_the_same_letters() -> None:
    assert len({number_in_words(number) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize("number", [-1, 10**12])
def test_what_can_not_be_said_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="million"):
        number_in_words(number)


def test_less_than_a_centavo_is_refused() -> None:
    with pytest.raises(ValueError, match="centavo"):
        pesos_in_words(Decimal("0.001"))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1234.50", "$1,234.50 MXN"),
        ("0.00", "$0.00 MXN"),
        ("0.2475", "$0.2475 MXN"),
        ("0.2500", "$0.25 MXN"),
        ("1000000.00", "$1,000,000.00 MXN"),
    ],
)
def test_an_amount_in_figures(amount: str, written: str) -> None:
    assert pesos(Decimal(amount)) == written


def test_a_date() -> None:
    assert long_date(dt.date(2026, 9, 1)) == "1 de septiembre de 2026"
