"""ABC: which clients make up most of the value, from the size of what they buy, how often and since when (003/D11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Class = Literal["A", "B", "C"]
_CENT = Decimal("0.01")
_DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Worth:
    """What is known of a client's worth: pesos a year, purchases so far, days since the first of them."""

    size_mxn: Decimal
    purchases: int
    client_days: int


@dataclass(frozen=True)
class Scale:
    """How worth becomes points: a weight for each of the three, and how much of it gives the whole weight."""

    size_weight: int
    recurrence_weight: int
    seniority_weight: int
    full_size_mxn: Decimal
    full_recurrence_purchases: int
    full_seniority_years: int


@dataclass(frozen=True)
class Points:
    """A client's value by its parts, to a hundredth of a point; together 0 to 100."""

    size: Decimal
    recurrence: Decimal
    seniority: Decimal

    @property
    def total(self) -> Decimal:
        """The client's value."""
        return self.size + self.recurrence + self.seniority


@dataclass(frozen=True)
class Cuts:
    """The least value of an A client and of a B client. Clients of the same value are of the same class."""

    a_from: Decimal
    b_from: Decimal


def points(worth: Worth, scale: Scale) -> Points:
    """The value of a client (003/D11: size, recurrence, seniority); more of any of the three is never worth less."""
    return Points(
        _part(scale.size_weight, worth.size_mxn, scale.full_size_mxn),
        _part(scale.recurrence_weight, Decimal(worth.purchases), Decimal(scale.full_recurrence_purchases)),
        _part(
            scale.seniority_weight,
            Decimal(worth.client_days),
            Decimal(scale.full_seniority_years * _DAYS_A_YEAR),
        ),
    )


def _part(weight: int, much: Decimal, full: Decimal) -> Decimal:
    reached = min(max(much, Decimal(0)), full)
    return (weight * reached / full).quantize(_CENT, ROUND_HALF_UP)


def cuts(clients: Mapping[Decimal, int], a_until_percent: int, b_until_percent: int) -> Cuts:
    """Where the classes are cut, from how many clients there are of each value.

    A client is A while those worth more make up less than ``a_until_percent`` of all value, and B while they make up less
    than ``b_until_percent``. Whoever is worth nothing is C.
    """
    total = sum((value * number for value, number in clients.items()), Decimal(0))
    nobody = Decimal("Infinity")
    a_from, b_from, above = nobody, nobody, Decimal(0)
    for value in sorted((value for value in clients if value > 0), reverse=True):
        if above * 100 < total * a_until_percent:
            a_from = value
        if above * 100 < total * b_until_percent:
            b_from = value
        above += value * clients[value]
    return Cuts(a_from, b_from)


def class_of(value: Decimal, cut: Cuts) -> Class:
    """The class of a client of this value."""
    if value >= cut.a_from:
        return "A"
    return "B" if value >= cut.b_from else "C"
