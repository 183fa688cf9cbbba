"""What rules are made of means the same in Python, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import expressions as ex
from tests.builders import TODAY, a_clabe, an_rfc, clabe_digit, day, rfc_digit
from tests.worlds import World

WORDS = sa.Table(
    "words", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("word", sa.Text), sa.Column("on_day", sa.Date),
    prefixes=["TEMPORARY"],
)  # fmt: skip


class Oracle:
    """A database that is asked what it thinks of some words."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        WORDS.create(connection)

    def says(self, judge: Callable[[Any], Any], values: list[Any], column: Any = WORDS.c.word) -> list[Any]:
        """The verdict on each value, as the rules see it: unknown is no."""
        self._connection.execute(sa.delete(WORDS))
        if values:
            rows = [{"id": number, column.name: value} for number, value in enumerate(values)]
            self._connection.execute(sa.insert(WORDS), rows)
        found = sa.select(sa.func.coalesce(judge(column), sa.false())).order_by(WORDS.c.id)
        return [bool(verdict) for verdict in self._connection.scalars(found)]


@pytest.fixture(scope="session")
def oracle(shared_world: World) -> Iterator[Oracle]:
    engine = shared_world.engine
    if shared_world.kind == "sqlite":
        engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        if shared_world.kind == "sqlite":
            connection.exec_driver_sql(f"CREATE TABLE business_day AS SELECT 1 AS id, '{TODAY}' AS today")
        yield Oracle(connection)
        connection.rollback()


# --- the same in plain Python ---------------------------------------------------------------------------------------


def is_rfc(text: str) -> bool:
    match = re.fullmatch(r"[A-ZÑ&]{3,4}([0-9]{2})([0-9]{2})([0-9]{2})[A-Z0-9]{3}", text)
    if not match:
        return False
    try:
        dt.date(2000 + int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def has_rfc_digit(text: str) -> bool:
    return is_rfc(text) and rfc_digit(text[:-1]) == text[-1]


def is_clabe(text: str) -> bool:
    return re.fullmatch("[0-9]{18}", text) is not None and clabe_digit(text[:-1]) == text[-1]


def is_phone(text: str) -> bool:
    return re.fullmatch("[0-9]{10,15}", re.sub(r"[ \-().+]", "", text)) is not None


def is_email(text: str) -> bool:
    name, _, domain = text.partition("@")
    dotted = re.fullmatch(r"[^@.](?:[^@]*[^@])?\.[^@]+", domain, re.DOTALL)
    return bool(name and dotted) and " " not in text and ".." not in text and not text.endswith(".")


def is_given(text: str) -> bool:
    return text.strip(" ") != ""


PAIRS = {
    "rfc": (is_rfc, ex.looks_like_rfc),
    "rfc digit": (has_rfc_digit, ex.rfc_check_digit_holds),
    "clabe": (is_clabe, ex.clabe_holds),
    "phone": (is_phone, ex.looks_like_phone),
    "email": (is_email, ex.looks_like_email),
    "given": (is_given, ex.given),
}

KNOWN = {
    "rfc": {
        "GODE561231GR8": True, "SAT970701NN3": True, "Ñ&A010101AB1": True, "ABC000229AB1": True, "XAXX010101000": True,
        "gode561231gr8": False, "GODE561231": False, "ABC991332AB1": False, "ABC010230AB1": False, "ABC010229AB1": False,
        "ABCDE010101AB1": False, "AB1010101AB1": False, "ABC01010١AB1": False, "": False, "A": False, " GODE561231GR8": False,
    },
    "rfc digit": {"GODE561231GR8": True, "GODE561231GR9": False, "SAT970701NN3": True, "ABC991332AB1": False, "": False},
    "clabe": {
        "032180000118359719": True, "032180000118359718": False, "03218000011835971": False, "0321800001183597190": False,
        "03218000011835971A": False, "": False, "٠٣٢١٨٠٠٠٠١١٨٣٥٩٧١٩": False,
    },
    "phone": {
        "442 212 3456": True, "+52 (442) 212-3456": True, "442.212.3456": True, "442 212 345": False, "ext. 12": False,
        "4422123456789012": False, "": False, "442/212/3456": False,
    },
    "email": {
        "ana@escuela.mx": True, "ana.ruiz+x@a.b.mx": True, "ana@escuela": False, "ana@@escuela.mx": False, "@escuela.mx": False,
        "ana escuela@a.mx": False, "ana@escuela..mx": False, "ana@escuela.mx.": False, "ana@.escuela.mx": False, "": False, "ana@.mx": False,
    },
    "given": {"": False, " ": False, "     ": False, "a": True, " a ": True, "0": True},
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_to_be_right_or_wrong(oracle: Oracle, name: str) -> None:
    python, judge = PAIRS[name]
    words = list(KNOWN[name])
    assert [python(word) for word in words] == list(KNOWN[name].values())
    assert oracle.says(judge, words) == list(KNOWN[name].values())


@pytest.mark.parametrize("name", PAIRS)
def test_nothing_is_not_right(oracle: Oracle, name: str) -> None:
    assert oracle.says(PAIRS[name][1], [None]) == [False]


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=24)
_digits = st.text("0123456789", max_size=20)
_near = {
    "rfc": st.one_of(
        st.from_regex(r"[A-ZÑ&]{2,5}[0-9]{5,7}[A-Z0-9]{2,4}", fullmatch=True), st.text("AZÑ&09b -", max_size=14),
        st.integers(0, 9999).map(an_rfc),
    ),
    "clabe": st.one_of(_digits, st.integers(0, 10**9).map(a_clabe), st.from_regex("[0-9]{18}", fullmatch=True)),
    "phone": st.text("0123456789 -().+x", max_size=20),
    "email": st.text("ab@. ", max_size=10),
    "given": st.text(" \ta", max_size=5),
}  # fmt: skip
_near["rfc digit"] = _near["rfc"]


@pytest.mark.parametrize("name", PAIRS)
def test_python_and_the_database_agree_on_any_words(oracle: Oracle, name: str) -> None:
    python, judge = PAIRS[name]

    @settings(max_examples=40)
    @given(st.lists(st.one_of(_near[name], ANY), min_size=1, max_size=25))
    def agree(words: list[str]) -> None:
        assert oracle.says(judge, words) == [python(word) for word in words]

    agree()


@pytest.mark.parametrize("number", range(0, 9_000, 371))
def test_the_rfcs_and_clabes_of_the_builders_are_right(number: int) -> None:
    assert has_rfc_digit(an_rfc(number))
    assert is_clabe(a_clabe(number))


# --- dates, by the business day -------------------------------------------------------------------------------------

_days = st.integers(-400, 400)


def test_dates_pass_and_come_by_the_business_day(oracle: Oracle) -> None:
    @settings(max_examples=40)
    @given(st.lists(_days, min_size=1, max_size=25), st.integers(-200, 200))
    def agree(ages: list[int], days: int) -> None:
        dates = [day(age) for age in ages]
        ago = dt.timedelta(days=days)
        on_day = WORDS.c.on_day
        assert oracle.says(lambda c: ex.past(c, days), dates, on_day) == [d < TODAY - ago for d in dates]
        assert oracle.says(lambda c: ex.reached(c, days), dates, on_day) == [d + ago <= TODAY for d in dates]
        assert oracle.says(ex.in_force, dates, on_day) == [d >= TODAY for d in dates]

    agree()


def test_an_unknown_date_has_neither_passed_nor_come(oracle: Oracle) -> None:
    for judge in (ex.past, ex.reached, ex.in_force):
        assert oracle.says(judge, [None], WORDS.c.on_day) == [False]


def test_a_condition_says_on_which_dates_it_turns() -> None:
    condition = sa.and_(
        ex.past(WORDS.c.on_day, 3), sa.or_(ex.reached(WORDS.c.on_day, -180), ex.in_force(WORDS.c.on_day))
    )
    assert sorted(days for _, days in ex.turning_dates(condition)) == [-181, 0, 3]
