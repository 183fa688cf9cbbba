"""What a client may need besides its contract, and why we think so: cross- and up-selling from facts (000/A11, 004/E16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from policy.volumes import Month

Kind = Literal["volume", "old_equipment", "single_function", "uncovered_site"]


class Triggers(Protocol):
    """When something counts: months in a row above the included pages and by how much, the age of equipment, words of models."""

    @property
    def months_over(self) -> int: ...
    @property
    def over_percent(self) -> int: ...
    @property
    def old_months(self) -> int: ...
    @property
    def single_function(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Base:
    """What is installed at a client under one contract. ``places``: where it prints; ``covered``: where our machines stand."""

    months: tuple[Month, ...] = ()
    included_mono: int | None = None
    included_colour: int | None = None
    age_months: int | None = None
    models: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """One reason to offer more, with the facts that it rests on (numbers and names, as text)."""

    kind: Kind
    facts: dict[str, str]


def candidates(base: Base, triggers: Triggers) -> tuple[Candidate, ...]:
    """Everything that the base speaks for: more volume, newer machines, multifunction, a place that is not covered (004/E16)."""
    return tuple(_found(base, triggers))


def _found(base: Base, triggers: Triggers) -> Iterator[Candidate]:
    over = _over(base, triggers)
    if over is not None:
        yield Candidate("volume", over)
    if base.age_months is not None and base.age_months >= triggers.old_months:
        yield Candidate("old_equipment", {"months": str(base.age_months)})
    single = sorted({m for m in base.models if any(word in m.lower() for word in triggers.single_function)})
    if single:
        yield Candidate("single_function", {"models": ", ".join(single)})
    if base.covered and (open_places := sorted(base.places - base.covered)):
        yield Candidate("uncovered_site", {"places": ", ".join(open_places)})


def _over(base: Base, triggers: Triggers) -> dict[str, str] | None:
    """Black or colour was above what is included in each of the last months; where nothing is said, nothing is exceeded."""
    last = base.months[-triggers.months_over :]
    factor = 1 + Decimal(triggers.over_percent) / 100
    kinds = {
        "mono": (base.included_mono, [month.mono for month in last]),
        "colour": (base.included_colour, [month.colour for month in last]),
    }
    for counter, (included, pages) in kinds.items():
        if included is not None and len(pages) == triggers.months_over and min(pages) > included * factor:
            mean = str(sum(pages) // len(pages))
            return {"counter": counter, "pages": mean, "included": str(included), "months": str(len(pages))}
    return None
