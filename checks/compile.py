"""From rules to SQL: the view of a record's verdicts, bit masks of what is broken, the conditions of a gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, and_, case, literal_column, true
from sqlalchemy.sql import ClauseElement

from checks.rule import Rule, Rulebook, standing
from checks.subjects import SUBJECTS
from crm.model import CASES

BITS_PER_MASK = 62
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


def masks(rules: Iterable[Rule], bits: Bits) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """What is broken, as two integers of 62 bits each. The rules are taken as asked: no stage is looked at."""
    pages: tuple[list[Any], list[Any]] = ([], [])
    for rule in rules:
        page, bit = divmod(bits[rule.key], BITS_PER_MASK)
        pages[page].append(case((rule.broken, literal_column(str(1 << bit), BigInteger)), else_=0))
    first, second = (_sum(page) for page in pages)
    return first, second


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


def keys_in(mask_0: int, mask_1: int, bits: Bits) -> list[str]:
    """The rules whose bits are set, in the order of the rulebook."""
    whole = (mask_0, mask_1)
    return [key for key, place in bits.items() if whole[place // BITS_PER_MASK] >> place % BITS_PER_MASK & 1]
