"""The few SQL expressions that rules are made of, one meaning on SQLite and on PostgreSQL.

Only :func:`past` and :func:`reached` know what day it is: they read the one-row ``business_day``, never a clock.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Exists,
    Integer,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import iterate


class DaysBeforeToday(FunctionElement[Any]):
    """The business day, some days back (``days`` > 0) or ahead (``days`` < 0)."""

    inherit_cache = True
    type = Date()

    def __init__(self, days: int) -> None:
        super().__init__(literal_column(str(days)))
        self.days = days


@compiles(DaysBeforeToday, "sqlite")
def _sqlite_day(element: DaysBeforeToday, _compiler: Any, **_: Any) -> str:
    return f"(SELECT date(today, '{-element.days:+d} days') FROM business_day)"


@compiles(DaysBeforeToday, "postgresql")
def _postgresql_day(element: DaysBeforeToday, _compiler: Any, **_: Any) -> str:
    return f"(SELECT today - {element.days} FROM business_day)"


def past(date: Any, days: int = 0) -> ColumnElement[bool]:
    """More than ``days`` days have gone by since ``date`` (0: the date is before today)."""
    return BinaryExpression(_column(date), DaysBeforeToday(days), operators.lt)


def reached(date: Any, days: int = 0) -> ColumnElement[bool]:
    """Today is ``date`` plus ``days`` or later; ``days`` may be negative (180 days before the date: ``-180``)."""
    return past(date, days - 1)


def in_force(until: Any) -> ColumnElement[bool]:
    """The date ``until`` is known and not yet over."""
    return and_(_column(until).is_not(None), ~past(until))


def turning_dates(expression: ColumnElement[Any]) -> list[tuple[ColumnElement[Any], int]]:
    """The dates on which an expression may change its mind by itself: (column, days after it)."""
    return [
        (node.left, node.right.days)
        for node in iterate(expression)
        if isinstance(node, BinaryExpression) and isinstance(node.right, DaysBeforeToday)
    ]


class OnlyOf(FunctionElement[bool]):
    """The text has no character outside a class such as ``A-Z0-9`` (and is not empty)."""

    inherit_cache = True

    def __init__(self, text: ColumnElement[Any], allowed: str) -> None:
        super().__init__(text, literal_column(allowed))


@compiles(OnlyOf, "sqlite")
def _sqlite_only(element: OnlyOf, compiler: Any, **kw: Any) -> str:
    text, allowed = element.clauses
    written = compiler.process(text, **kw)
    return f"({written} <> '' AND {written} NOT GLOB '*[^{allowed}]*')"


@compiles(OnlyOf, "postgresql")
def _postgresql_only(element: OnlyOf, compiler: Any, **kw: Any) -> str:
    text, allowed = element.clauses
    return f"({compiler.process(text, **kw)} COLLATE \"C\" ~ '^[{allowed}]+$')"


class Shape(FunctionElement[bool]):
    """The text has as many characters as there are classes, each of its own class; one look, however long it is."""

    inherit_cache = True

    def __init__(self, text: ColumnElement[Any], *classes: str) -> None:
        super().__init__(text, literal_column("".join(f"[{allowed}]" for allowed in classes)))


@compiles(Shape, "sqlite")
def _sqlite_shape(element: Shape, compiler: Any, **kw: Any) -> str:
    text, classes = element.clauses
    return f"({compiler.process(text, **kw)} GLOB '{classes}')"


@compiles(Shape, "postgresql")
def _postgresql_shape(element: Shape, compiler: Any, **kw: Any) -> str:
    text, classes = element.clauses
    return f"({compiler.process(text, **kw)} COLLATE \"C\" ~ '^{classes}$')"


class Position(FunctionElement[int]):
    """Where a text stands inside a longer one, from 1; 0 when it does not."""

    inherit_cache = True
    type = Integer()

    def __init__(self, whole: str, part: ColumnElement[Any]) -> None:
        super().__init__(literal(whole), part)


@compiles(Position, "sqlite")
def _sqlite_position(element: Position, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)})"


@compiles(Position, "postgresql")
def _postgresql_position(element: Position, compiler: Any, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)})"


def there_is(record: Any, *conditions: ColumnElement[bool]) -> Exists:
    """At least one row of ``record`` meets the conditions; every other table in them is the outer one's."""
    return exists(select(literal_column("1")).select_from(record).where(*conditions).correlate_except(record))


def given(value: Any) -> ColumnElement[bool]:
    """The value is present; a text is more than blanks."""
    column = _column(value)
    if _is_text(column):
        return and_(column.is_not(None), func.trim(column) != "")
    return column.is_not(None)


def looks_like_email(value: Any) -> ColumnElement[bool]:
    """One ``@``, something before it, a dotted name after it, no blanks."""
    return and_(
        value.like("_%@_%._%"), ~value.like("%@%@%"), ~value.like("% %"), ~value.like("%..%"), ~value.like("%."),
        ~value.like("%@.%"),
    )  # fmt: skip


def looks_like_phone(value: Any) -> ColumnElement[bool]:
    """Ten digits, or more with a country code; blanks, dots, dashes and brackets do not count."""
    digits: Any = value
    for mark in (" ", "-", "(", ")", ".", "+"):
        digits = func.replace(digits, mark, "")
    return and_(OnlyOf(_column(value), "0-9 ().+-"), func.length(digits).between(10, 15))


def looks_like_rfc(value: Any) -> ColumnElement[bool]:
    """Three letters (company) or four (person), a date, three characters. The check digit is another rule."""
    letter, rest = "A-ZÑ&", ("0-9",) * 6 + ("A-Z0-9",) * 3
    column = _column(value)
    return and_(
        or_(Shape(column, *(letter,) * 3, *rest), Shape(column, *(letter,) * 4, *rest)),
        _is_date(value, func.length(value) - 8),
    )


def _is_date(text: Any, place: Any) -> ColumnElement[bool]:
    """The six digits from a place on are a day of the calendar (of this century or the last)."""
    day = func.substr(text, place + 2, 4)
    return and_(
        func.substr(text, place + 2, 2).between("01", "12"),
        func.substr(text, place + 4, 2).between("01", "31"),
        day.not_in(("0230", "0231", "0431", "0631", "0931", "1131")),
        or_(day != "0229", func.substr(text, place, 2).in_([f"{leap:02}" for leap in range(0, 100, 4)])),
    )


_RFC_VALUES = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
GENERIC_RFCS = ("XAXX010101000", "XEXX010101000")


def rfc_check_digit_holds(value: Any) -> ColumnElement[bool]:
    """The last character of the RFC follows from the others (about 1.5 % of RFCs in use break this)."""
    right = case((func.length(value) == 13, _digit_follows(value, 13)), else_=_digit_follows(value, 12))
    return case((looks_like_rfc(value), right), else_=false())


def _digit_follows(rfc: Any, length: int) -> ColumnElement[bool]:
    """For an RFC of so many characters; a company's twelve count as thirteen with a blank before them."""
    total: Any = 0 if length == 13 else _RFC_VALUES.index(" ") * 13
    for place in range(1, length):
        total = total + (Position(_RFC_VALUES, func.substr(rfc, place, 1)) - 1) * (length + 1 - place)
    digit = func.substr(literal("0A987654321"), total % 11 + 1, 1)
    return digit == func.substr(rfc, length, 1)


def clabe_holds(value: Any) -> ColumnElement[bool]:
    """Eighteen digits of which the last follows from the others."""
    total: Any = 0
    for place in range(17):
        total = total + cast(func.substr(value, place + 1, 1), Integer) * (3, 7, 1)[place % 3] % 10
    right = (10 - total % 10) % 10 == cast(func.substr(value, 18, 1), Integer)
    return case((and_(func.length(value) == 18, OnlyOf(value, "0-9")), right), else_=false())


def _column(value: Any) -> ColumnElement[Any]:
    element = value.__clause_element__() if hasattr(value, "__clause_element__") else value
    assert isinstance(element, ColumnElement)
    return element


def _is_text(column: ColumnElement[Any]) -> bool:
    return bool(column.type.python_type is str)
