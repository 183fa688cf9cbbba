"""What people type is read strictly, what they read is shown letter by letter."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
import typer

from cli import doctor_texts, texts
from cli.amounts import day, pesos
from cli.screen import Screen, plain
from cli.texts import Say


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("250000", "250000"), ("250,000", "250000"), ("$250,000.00", "250000.00"), (" 1,234,567.89 ", "1234567.89"),
        ("0", "0"), ("999.10", "999.10"),
    ],
)  # fmt: skip
def test_an_amount_is_pesos_with_or_without_commas_and_centavos(text: str, amount: str) -> None:
    assert pesos(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "250.000", "250.000,00", "2,50,000", "25,00", "1e6", "-5", "12.5", "12.345", "$", "1 000", "MXN 5", "٣", "250k",
     "1234567890123", "=1+1", "0x10", "1_000"],
)  # fmt: skip
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        pesos(text)


@pytest.mark.parametrize(
    "text", ["", "21/11/2026", "2026-11-31", "20261121", "2026-W47-1", "today", "2026-1-1", "2026-11-21T10:00"]
)
def test_a_date_is_written_in_one_way(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        day(text)


def sentences() -> list[tuple[str, Say]]:
    found = []
    for module in (texts, doctor_texts):
        for name, value in vars(module).items():
            several = (
                value.items() if isinstance(value, dict) and not name.startswith("__") else [(name, value)]
            )
            found += [(f"{module.__name__}.{name}.{key}", say) for key, say in several if isinstance(say, Say)]
    return found


@pytest.mark.parametrize(("name", "say"), sentences())
def test_both_languages_fill_in_the_same_facts(name: str, say: Say) -> None:
    assert say.en.strip() and say.es.strip()
    assert set(re.findall(r"{(\w+)", say.en)) == set(re.findall(r"{(\w+)", say.es))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Café Ñandú", "Café Ñandú"), ("a\x1b[31mb", "a[31mb"), ("a\x07\x08\x00b", "ab"), ("a\u202eb", "ab"),
        ("a\u200bb", "ab"), ("two\nlines", "two\nlines"),
    ],
)  # fmt: skip
def test_control_characters_of_the_data_are_not_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x9b31m", "\x7f", "\u202e", "\u2028", "\ufeff", "\0"])
def test_json_holds_every_sign_and_shows_none_that_a_terminal_obeys(
    sign: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Screen("en", as_json=True).json({"name": f"a{sign}ñ"})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"name": f"a{sign}ñ"}
    assert "ñ" in shown
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
