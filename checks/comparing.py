"""What a comparison of two places is made of, and the SQL that says whether they agree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from checks.expressions import given, there_is
from config.company import Text


@dataclass(frozen=True)
class Place:
    """Where something is said: the quote, annex A, the billing set-up …"""

    key: str
    name: Text


@dataclass(frozen=True, eq=False)
class Datum:
    """A field that two places say. They may differ by ``tolerance``, or by ``percent`` of what the other place says."""

    field: str
    here: Place
    value: Any
    there: Place
    other: Any
    tolerance: Decimal = Decimal(0)
    percent: int = 0

    @property
    def agrees(self) -> ColumnElement[bool]:
        """Both say the same, or next to it; that neither says anything is the same too."""
        same = self.value.is_not_distinct_from(self.other)
        if not self.tolerance and not self.percent:
            return same  # type: ignore[no-any-return]
        apart = func.abs(self.value - self.other)
        if self.percent:
            return or_(same, apart * 100 <= self.other * self.percent)
        return or_(same, apart <= literal(self.tolerance, self.value.type))


@dataclass(frozen=True, eq=False)
class Lines:
    """A list of machines: which table, whose lines (``key`` equals ``owner``), how many each line is (``None``: one)."""

    place: Place
    line: Any
    key: Any
    owner: Any
    quantity: Any
    only: tuple[str, str | None] | None = None

    def mine(self, line: Any, owner: Any) -> tuple[ColumnElement[bool], ...]:
        """The lines of an owner, under whatever name the table has in a query."""
        conditions = (getattr(line, self.key.key) == owner,)
        return conditions if self.only is None else (*conditions, getattr(line, self.only[0]) == self.only[1])

    def quantity_of(self, line: Any) -> Any:
        """How many machines a line stands for; one that has a serial number stands for itself."""
        return (
            case((given(line.serial), 1), else_=0)
            if self.quantity is None
            else getattr(line, self.quantity.key)
        )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two places that must agree from a stage on: field by field (``data``), or machine by machine (``lines``)."""

    key: str
    record: str
    from_stage: str
    data: tuple[Datum, ...] = ()
    lines: tuple[Lines, Lines] | None = None
    when: ColumnElement[bool] | None = None
    also: ColumnElement[bool] | None = None

    @property
    def holds(self) -> ColumnElement[bool]:
        """Everything agrees."""
        conditions = [datum.agrees for datum in self.data]
        if self.lines is not None:
            conditions.append(same_lines(*self.lines))
        if self.also is not None:
            conditions.append(self.also)
        return and_(*conditions)


def same_lines(one: Lines, other: Lines) -> ColumnElement[bool]:
    """As many machines of each model at each place in one list as in the other: neither has more, and neither is empty."""

    def total(lines: Lines, line: Any) -> ColumnElement[int]:
        of = aliased(lines.line, name=f"{lines.place.key}_line")
        place = of.location.is_not_distinct_from(line.location)
        sum_ = select(func.coalesce(func.sum(lines.quantity_of(of)), 0))
        return (
            sum_.where(*lines.mine(of, lines.owner), of.model == line.model, place)
            .correlate_except(of)
            .scalar_subquery()
        )

    def differs(line: Any) -> ColumnElement[bool]:
        return total(one, line) != total(other, line)

    return and_(
        there_is(one.line, *one.mine(one.line, one.owner)),
        *(~there_is(each.line, *each.mine(each.line, each.owner), differs(each.line)) for each in (one, other)),
    )
