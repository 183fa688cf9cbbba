"""What the text of a cell may be, and what it becomes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.imports.cells import amount, fitting, instant, scaled, whole, yes_or_no
from crm.imports.problems import BadCell


@pytest.mark.parametrize(
    ("text", "pesos"),
    [
        ("$342.09K", "342090"),
        ("$1,117.10K", "1117100"),
        ("$22,700.00", "22700"),
        ("9,326.84", "9326.84"),
        ("(1,234.50)", "-1234.50"),
        ("($1,234.50)", "-1234.50"),
        ("-$5", "-5"),
        ("$-5", "-5"),
        ("5-", "-5"),
        ("−5", "-5"),
        ("+7", "7"),
        ("1 234 567.8", "1234567.8"),
        ("MXN 1,000", "1000"),
        ("1.5M", "1500000"),
        (".5", "0.5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_to_the_cent_however_it_is_written(text: str, pesos: str) -> None:
    assert amount(text) == Decimal(pesos)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "$",
        "K",
        "12,34",
        "1,23,456",
        "1.5E+05",
        "=1+1",
        "(5",
        "5)",
        "(-5)",
        "5$6",
        "1.2.3",
        "NaN",
        "٣",
        "5 kg",
    ],
)
def test_what_is_no_amount_for_certain_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="no amount"):
        amount(text)


def test_an_amount_with_a_decimal_comma_is_read_where_it_is_declared() -> None:
    assert amount("1.234,50", ",") == Decimal("1234.50")


def test_a_fraction_of_a_cent_is_rounded_half_up() -> None:
    assert scaled("$1,009.785", 2) == Decimal("1009.79")


def test_an_amount_in_millions_becomes_pesos() -> None:
    assert scaled("1100.04", 2, times=Decimal(1_000_000)) == Decimal("1100040000")


@pytest.mark.parametrize("text", ["99999999999999999999", "-99999999999999999999K"])
def test_an_amount_that_the_database_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="out of range"):
        scaled(text, 2)


@pytest.mark.parametrize(("text", "number"), [("45%", 45), ("12.0", 12), ("1,234", 1234), ("-1", -1)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert whole(text, 32) == number


@pytest.mark.parametrize(("text", "why"), [("12.5", "whole"), ("2147483648", "range"), ("many", "amount")])
def test_what_no_whole_column_can_hold_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadCell, match=why):
        whole(text, 32)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("15 Apr, 2021 00:02:00", "%d %b, %Y %H:%M:%S"),
        ("2021-04-15 00:02:00", "%Y-%m-%d %H:%M:%S"),
        ("2021-04-15", "%Y-%m-%d"),
        ("15-04-2021 00:02", "%d-%m-%Y %H:%M"),
        ("04/15/2021", "%m/%d/%Y"),
        ("15 abr. 2021", "%d %b %Y"),
        ("15 de abril de 2021", "%d de %b de %Y"),
    ],
)
def test_a_date_is_read_in_any_declared_format(text: str, form: str) -> None:
    assert instant(text, ("%Y", form)).date() == dt.date(2021, 4, 15)


def test_a_date_that_two_formats_read_differently_is_refused() -> None:
    with pytest.raises(BadCell, match="2021-03-07 00:00:00 or 2021-07-03"):
        instant("03-07-2021", ("%d-%m-%Y", "%m-%d-%Y"))


@pytest.mark.parametrize("text", ["2021-02-30", "0021-04-15", "yesterday", "9999-12-31"])
def test_a_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        instant(text, ("%Y-%m-%d",))


@pytest.mark.parametrize(
    ("text", "truth"), [("Yes", True), ("sí", True), ("1", True), ("NO", False), ("falso", False)]
)
def test_yes_and_no_are_understood_in_two_languages(text: str, truth: bool) -> None:
    assert yes_or_no(text) is truth


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(BadCell, match="neither yes nor no"):
        yes_or_no("perhaps")


def test_a_text_is_never_cut_to_fit() -> None:
    with pytest.raises(BadCell, match="11 characters where 10 fit"):
        fitting("x" * 11, 10)
