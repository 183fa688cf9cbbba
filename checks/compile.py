"""From rules to SQL: the view of a record's verdicts, bit masks of what is broken, the conditions of a gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Label, and_, case, literal_column, or_, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from checks.rule import Rule, Rulebook, standing
from checks.subjects import SUBJECTS
from crm.model import CASES

DIALECTS: Mapping[str, Dialect] = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}  # type: ignore[no-untyped-call]

BITS_PER_MASK = 62
MASKS = ("mask_0", "mask_1", "mask_2")
"""The columns that hold what is broken, in every table that keeps it."""

MOST_RULES = BITS_PER_MASK * len(MASKS)
"""So many rules a record type can have."""

Bits = Mapping[str, int]
"""The bit of each rule, by its key, as installed in a database."""


def sql(element: ClauseElement, dialect: Dialect) -> str:
    """The text of a statement with its values written in, for views and triggers."""
    written = str(element.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("\n", " ")
    return written if dialect.name == "sqlite" else written.replace("%%", "%")


def view_name(record: str) -> str:
    """What the view of a record type is called."""
    return f"{record}_checks"


def view(rulebook: Rulebook, record: str, dialect: Dialect) -> str:
    """The view ``<record>_checks``: one row a record, one column a rule; 1 broken, 0 holds, NULL not asked."""
    subject = SUBJECTS[record]
    place = standing(record) if record in CASES else literal_column("NULL")
    columns = [subject.id.label("id"), place.label("standing")]
    columns += [rule.verdict.label(rule.column) for rule in rulebook.of(record)]
    return f"CREATE VIEW {view_name(record)} AS {sql(subject.select(*columns), dialect)}"


def masks(rules: Iterable[Rule], bits: Bits) -> tuple[Label[int], ...]:
    """What is broken, as integers of 62 bits each. The rules are taken as asked: no stage is looked at."""
    pages: list[list[Any]] = [[] for _ in MASKS]
    for rule in rules:
        page, bit = divmod(bits[rule.key], BITS_PER_MASK)
        pages[page].append(case((rule.broken, literal_column(str(1 << bit), BigInteger)), else_=0))
    return tuple(_sum(page).label(name) for name, page in zip(MASKS, pages, strict=True))


def pages_of(rules: Iterable[Rule], bits: Bits) -> tuple[int, ...]:
    """The masks in which just the bits of these rules are set."""
    pages = [0 for _ in MASKS]
    for rule in rules:
        page, bit = divmod(bits[rule.key], BITS_PER_MASK)
        pages[page] |= 1 << bit
    return tuple(pages)


def page_of(bit: Any, columns: Sequence[Any]) -> ColumnElement[int]:
    """Of the masks, the one that holds a bit whose number stands in the database."""
    pages = [(bit < BITS_PER_MASK * number, column) for number, column in enumerate(columns, 1)]
    return case(*pages)


def masks_of(table: Any) -> tuple[Any, ...]:
    """The columns of a table or a record that hold what is broken."""
    columns = getattr(table, "c", table)
    return tuple(getattr(columns, name) for name in MASKS)


def is_any(columns: Iterable[Any]) -> ColumnElement[bool]:
    """Something is broken."""
    return or_(*(column != 0 for column in columns))


def _sum(terms: list[ColumnElement[int]]) -> ColumnElement[int]:
    total: ColumnElement[int] = literal_column("0", BigInteger)
    while terms:  # a balanced tree: databases limit how deep an expression may nest
        terms = [terms[i] + terms[i + 1] if i + 1 < len(terms) else terms[i] for i in range(0, len(terms), 2)]
        if len(terms) == 1:
            return terms[0]
    return total


def all_hold(rules: Iterable[Rule]) -> ColumnElement[bool]:
    """The gate: no rule is broken."""
    return and_(true(), *(~rule.broken for rule in rules))


def keys_in(broken: Sequence[int], bits: Bits) -> list[str]:
    """The rules whose bits are set in the masks, in the order of the rulebook."""
    return [key for key, place in bits.items() if broken[place // BITS_PER_MASK] >> place % BITS_PER_MASK & 1]
