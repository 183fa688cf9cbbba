"""In which language a refusal is told, and what pydantic says, said in Spanish."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from config.company import spoken_language
from config.misfits import OTHERWISE, SPANISH, in_spanish
from config.settings import settings, terminal_language
from config.words import ConfigError, Text, Unfit
from tests.builders import COMPANY

EXAMPLES: dict[str, tuple[Any, object]] = {
    "missing": (Text, {"en": "a"}),
    "literal_error": (Literal["en", "es"], "fr"),
    "string_type": (str, 1),
    "path_type": (Path, 1),
    "string_too_short": (Annotated[str, StringConstraints(min_length=2)], "a"),
    "string_too_long": (Annotated[str, StringConstraints(max_length=2)], "abc"),
    "string_pattern_mismatch": (Annotated[str, StringConstraints(pattern="^a$")], "b"),
    "int_type": (int, []),
    "int_parsing": (int, "many"),
    "int_from_float": (int, 1.5),
    "int_parsing_size": (int, "9" * 5_000),
    "float_type": (float, []),
    "float_parsing": (float, "many"),
    "decimal_type": (Decimal, []),
    "decimal_parsing": (Decimal, "many"),
    "decimal_max_places": (Annotated[Decimal, Field(decimal_places=2)], "1.234"),
    "decimal_max_digits": (Annotated[Decimal, Field(max_digits=2)], "123"),
    "finite_number": (Decimal, "NaN"),
    "greater_than": (Annotated[int, Field(gt=7)], 7),
    "greater_than_equal": (Annotated[int, Field(ge=7)], 6),
    "less_than": (Annotated[int, Field(lt=7)], 7),
    "less_than_equal": (Annotated[int, Field(le=7)], 8),
    "bool_type": (bool, []),
    "bool_parsing": (bool, "perhaps"),
    "date_type": (dt.date, []),
    "date_from_datetime_parsing": (dt.date, "tomorrow"),
    "date_from_datetime_inexact": (dt.date, dt.datetime(2026, 11, 20, 8)),
    "time_type": (dt.time, []),
    "time_parsing": (dt.time, "noon"),
    "dict_type": (dict[str, int], 1),
    "model_type": (Text, 1),
    "tuple_type": (tuple[int, ...], 1),
    "list_type": (list[int], 1),
    "too_short": (Annotated[tuple[int, ...], Field(min_length=7)], ()),
    "too_long": (Annotated[tuple[int, ...], Field(max_length=1)], (1, 2)),
}
"""What makes pydantic say each of them: a type, and a value that it refuses."""


@pytest.mark.parametrize("kind", SPANISH)
def test_what_pydantic_says_is_said_in_spanish_with_its_facts(kind: str) -> None:
    wanted, given = EXAMPLES[kind]
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(wanted).validate_python(given)
    (problem,) = refusal.value.errors()
    facts = problem.get("ctx", {})
    said = in_spanish(kind, facts)
    assert problem["type"] == kind
    assert "{" not in said and said not in (OTHERWISE, problem["msg"])
    for _, name, _, _ in Formatter().parse(SPANISH[kind]):
        assert name is None or str(facts[name]).replace(" or ", " o ") in said


def test_what_nobody_foresaw_is_told_by_its_file_and_key() -> None:
    assert in_spanish("uuid_parsing", {"error": "too short"}) == OTHERWISE


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "es.UTF-8"}, "es"),
        ({"LANG": "es@euro"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "est_EE"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "es_MX"}, "es"),
        ({"LC_MESSAGES": "es_MX", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "", "LANG": "es_MX"}, "es"),
    ],
)
def test_the_terminal_says_its_language(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, word in environment.items():
        monkeypatch.setenv(name, word)
    assert terminal_language() == language


@pytest.mark.parametrize(("folder", "language"), [(COMPANY, "en"), (Path("nowhere"), "es")])
def test_the_company_chooses_the_language_and_the_terminal_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, folder: Path, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    monkeypatch.setenv("SEITON_CONFIG", str(folder))
    settings.cache_clear()
    assert spoken_language() == language
    settings.cache_clear()


def test_a_refusal_is_english_for_the_log_and_told_in_either_language() -> None:
    refusal = ConfigError(Text(en="no such word", es="no existe esa palabra").after("a.toml: b: "))
    assert str(refusal) == refusal.to("en") == "a.toml: b: no such word"
    assert refusal.to("es") == "a.toml: b: no existe esa palabra"
    assert isinstance(Unfit("a", "b"), ValueError)
