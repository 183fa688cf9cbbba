"""How far what happened is what was declared: moves of cases against a lifecycle (000/A01, A17, A28).

A case conforms when all of its moves do. A move deviates by its way (it begins elsewhere, skips stages, goes back, takes an arrow that
is not declared, enters a stage that nobody knows), by not following from the one before, by how long the case then stays, or by whose
it was. Moves are read one after the other: a million take as much memory as ten.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

KINDS = ("beginning", "skipped", "back", "undeclared", "unknown", "broken", "late", "four_eyes")
"""Every way to deviate, in the order in which they are told."""

MOST_ARROWS = 10_000
"""So many different deviations are told apart; a log that names more stages than that says nothing of them."""

Pairs = frozenset[tuple[str, str]]
"""Changes of stage (from, to)."""


class Move(NamedTuple):
    """A case enters a stage: from which (none: it begins), at which instant, by whom."""

    case: str | int
    from_stage: str | None
    to_stage: str
    at: dt.datetime
    who: str | None = None


@dataclass(frozen=True)
class Declared:
    """What a lifecycle declares. ``tracks``: its stages in order, by track. ``days``: how long a case may stay.

    ``imported``: the stage of a case whose history is another system's. ``hands``: the changes of stage that another person must
    make than the one before.
    """

    record: str
    initial: tuple[str, ...]
    tracks: Mapping[str, tuple[str, ...]]
    arrows: Pairs
    days: Mapping[str, int]
    imported: str
    hands: Pairs = frozenset()

    def __post_init__(self) -> None:
        places = {stage: (track, n) for track, ids in self.tracks.items() for n, stage in enumerate(ids)}
        object.__setattr__(self, "_places", places)

    def way(self, here: str | None, there: str) -> str | None:
        """How a change of stage deviates from what is declared, or not at all."""
        places: Mapping[str, tuple[str, int]] = self._places  # type: ignore[attr-defined]
        if there not in places:
            return "unknown"
        if here is None:
            return None if there in self.initial else "beginning"
        if (here, there) in self.arrows or here not in places:
            return None  # a stage that nobody knows was told when it was entered
        (track, place), (other, further) = places[here], places[there]
        if track != other or place == further:
            return "undeclared"
        return "skipped" if further > place else "back"


@dataclass(frozen=True)
class Month:
    """The moves of one month, and how many of them were as declared."""

    month: str
    moves: int
    fitting: int

    @property
    def percent(self) -> Decimal:
        return _share(self.fitting, self.moves) or Decimal(0)


@dataclass(frozen=True)
class Arrow:
    """A change of stage that deviates, in which way, and how often it was made."""

    kind: str
    from_stage: str | None
    to_stage: str
    count: int


@dataclass(frozen=True)
class Worst:
    """A case with many deviations: how many of its moves deviate, of how many."""

    case: str
    moves: int
    deviating: int


@dataclass(frozen=True)
class Conformance:
    """How far what happened is what one lifecycle declares.

    ``imported`` cases entered with a history of another system; ``unmoved`` of them have done nothing here since, so nothing of
    them is judged.
    """

    record: str
    cases: int
    fitting_cases: int
    moves: int
    fitting_moves: int
    imported: int
    unmoved: int
    kinds: dict[str, int]
    arrows: tuple[Arrow, ...]
    worst: tuple[Worst, ...]
    months: tuple[Month, ...]

    @property
    def case_percent(self) -> Decimal | None:
        return _share(self.fitting_cases, self.cases)

    @property
    def move_percent(self) -> Decimal | None:
        return _share(self.fitting_moves, self.moves)


@dataclass(frozen=True)
class Answers:
    """The decisions that were taken: ``four_eyes`` by who sells or asked, ``late`` after their day; ``waiting`` past it without one."""

    decisions: int
    four_eyes: int
    late: int
    waiting: int
    worst: tuple[str, ...] = ()


def conform(declared: Declared, moves: Iterable[Move], until: dt.datetime, shown: int = 10) -> Conformance:
    """Judge moves that come case by case, each case in its order; a stay that has not ended counts up to ``until``."""
    tally = _Tally(declared, shown)
    before: Move | None = None
    for move in moves:
        if before is not None:
            ongoing = before.case == move.case
            tally.settle(before, move.at if ongoing else until)
            if not ongoing:
                tally.end(before.case)
                before = None
        tally.look_at(move, before)
        before = move
    if before is not None:
        tally.settle(before, until)
        tally.end(before.case)
    return tally.found()


@dataclass
class _Tally:
    """The figures as they come in; of a case only its last move is kept in mind."""

    declared: Declared
    shown: int
    faults: list[str] = field(default_factory=list)
    """Of the last move, before it is known how long the case then stayed."""
    is_judged: bool = False
    was_imported: bool = False
    moves: int = 0
    deviating: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    arrows: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    months: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    worst: list[tuple[int, str, int]] = field(default_factory=list)

    def look_at(self, move: Move, before: Move | None) -> None:
        """A move and the one before it of the same case."""
        here, there, at = move.from_stage, move.to_stage, move.at
        entry = here is None and there == self.declared.imported
        self.was_imported |= entry
        self.is_judged = not entry and here != self.declared.imported
        self.faults = []
        if not self.is_judged:
            return
        if way := self.declared.way(here, there):
            self.faults.append(way)
        if here != (before.to_stage if before else None) or (before is not None and at < before.at):
            self.faults.append("broken")
        if before is not None and (here, there) in self.declared.hands and move.who == before.who is not None:
            self.faults.append("four_eyes")

    def settle(self, move: Move, left_at: dt.datetime) -> None:
        """The case left the stage, or stands there still: all is known of the move."""
        if not self.is_judged:
            return
        days = self.declared.days.get(move.to_stage)
        if days is not None and (left_at - move.at).days > days:
            self.faults.append("late")
        month = self.months.setdefault((move.at.year, move.at.month), [0, 0])
        month[0] += 1
        self.moves += 1
        if not self.faults:
            month[1] += 1
            return
        self.deviating += 1
        self.kinds.update(self.faults)
        arrow = (self.faults[0], move.from_stage, move.to_stage)
        if arrow in self.arrows or len(self.arrows) < MOST_ARROWS:
            self.arrows[arrow] += 1

    def end(self, case: str | int) -> None:
        """All moves of a case were seen."""
        self.totals["imported"] += self.was_imported
        self.totals["cases" if self.moves else "unmoved"] += 1
        self.totals["fitting"] += bool(self.moves) and not self.deviating
        if self.deviating:
            heapq.heappush(self.worst, (self.deviating, str(case), self.moves))
            if len(self.worst) > self.shown:
                heapq.heappop(self.worst)
        self.was_imported, self.moves, self.deviating = False, 0, 0

    def found(self) -> Conformance:
        """All that was counted."""
        months = tuple(
            Month(f"{year}-{number:02}", *counted) for (year, number), counted in sorted(self.months.items())
        )
        arrows = sorted(self.arrows.items(), key=lambda item: (-item[1], item[0][2], item[0][1] or ""))
        return Conformance(
            record=self.declared.record,
            cases=self.totals["cases"],
            fitting_cases=self.totals["fitting"],
            moves=sum(month.moves for month in months),
            fitting_moves=sum(month.fitting for month in months),
            imported=self.totals["imported"],
            unmoved=self.totals["unmoved"],
            kinds={kind: self.kinds[kind] for kind in KINDS if self.kinds[kind]},
            arrows=tuple(Arrow(*arrow, count) for arrow, count in arrows[: self.shown]),
            worst=tuple(Worst(case, moves, deviating) for deviating, case, moves in sorted(self.worst, reverse=True)),
            months=months,
        )  # fmt: skip


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part) / whole if whole else None
