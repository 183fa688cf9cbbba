"""Which contact a seller makes on which of the coming days: the promised ones first, never more than fits (003/D13–D15).

What was planned before stays where it is as long as it is still right, so that nobody's week is dealt anew each morning and a
second plan of the same day changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policy.cadence import Need
from policy.channels import Way

NO_TIME = "no_time"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier plan had for a client."""

    day: dt.date
    kind: str
    method: str
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A contact with its day and the way in which it is made. ``is_late``: no room was left by the day it was due."""

    need: Need
    day: dt.date
    way: Way
    is_late: bool = False

    @property
    def is_lighter(self) -> bool:
        """Whether a better way would have been wished for: time prevents it (003/D03)."""
        return self.way != self.need.ways[0]


@dataclass
class DayPlan:
    """The contacts of one seller, and those that found no room."""

    planned: list[Planned] = field(default_factory=list)
    left_out: list[Need] = field(default_factory=list)


def plan_days(
    needs: Iterable[Need],
    days: Sequence[dt.date],
    room: Mapping[dt.date, int],
    earlier: Mapping[int, Earlier] | None = None,
) -> DayPlan:
    """Fit the contacts of one seller into the coming business ``days``, of which each has so many minutes of ``room``.

    At most one need a client. First every promised contact gets the lightest way in which it can be made by its day; then, the
    weightiest first, a better way where that leaves all the others their place; then the rest, the weightiest first. A
    promised contact that finds no room by its day comes as soon after as it can, and says so. ``earlier``: the plan before, by client.
    """
    desk = _Desk(days, room, earlier or {})
    open_needs = [need for need in needs if need.ways and days and need.opens_on <= days[-1]]
    promised = sorted(
        (n for n in open_needs if n.promised), key=lambda n: (max(n.by, days[0]), -n.priority, n.client_id)
    )
    rest = sorted((n for n in open_needs if not n.promised), key=lambda n: (-n.priority, n.by, n.client_id))

    desk.place(promised, lambda need: desk.as_before(need, only_in_time=True))
    fresh = desk.place(promised, lambda need: desk.lightest(need, desk.in_time(need)))
    for need in sorted(fresh, key=lambda n: (-n.priority, n.by, n.client_id)):
        desk.better(need)
    desk.place(promised, lambda need: desk.lightest(need, desk.in_time(need)))
    desk.place(promised, lambda need: desk.lightest(need, desk.from_opening(need), is_late=True))
    desk.place(rest, lambda need: desk.as_before(need, only_in_time=False))
    desk.place(rest, desk.best)
    order = {need.client_id: number for number, need in enumerate((*promised, *rest))}
    planned = sorted(desk.placed.values(), key=lambda one: (one.day, order[one.need.client_id]))
    return DayPlan(planned, [need for need in (*promised, *rest) if need.client_id not in desk.placed])


def is_kept_by_person(need: Need, own_day: dt.date | None, today: dt.date) -> bool:
    """Whether the seller has an appointment with the client that does instead; for a promised contact, one in time."""
    return own_day is not None and (not need.promised or own_day <= max(need.by, today))


class _Desk:
    """The days of one seller as they fill."""

    def __init__(
        self, days: Sequence[dt.date], room: Mapping[dt.date, int], earlier: Mapping[int, Earlier]
    ) -> None:
        self.days = days
        self.room = {day: max(0, room.get(day, 0)) for day in days}
        self.earlier = earlier
        self.placed: dict[int, Planned] = {}

    def place(self, needs: Sequence[Need], find: Callable[[Need], Planned | None]) -> list[Need]:
        """Give a place to those that have none and for which one is found; which they are."""
        found = []
        for need in needs:
            if need.client_id not in self.placed and (planned := find(need)) is not None:
                self._take(planned)
                found.append(need)
        return found

    def in_time(self, need: Need) -> list[dt.date]:
        """The days on which the need is met in time; of one that is late already, every day: the first that has room."""
        if need.by < self.days[0]:
            return list(self.days)
        return [day for day in self.days if need.opens_on <= day <= need.by]

    def from_opening(self, need: Need) -> list[dt.date]:
        return [day for day in self.days if day >= need.opens_on]

    def as_before(self, need: Need, *, only_in_time: bool) -> Planned | None:
        """Its place in the earlier plan, if that is still right."""
        before = self.earlier.get(need.client_id)
        if before is None or need.contact is None or before.contact_id != need.contact.id:
            return None
        days = self.in_time(need) if only_in_time else self.from_opening(need)
        ways = [way for way in need.ways if (way.kind, way.method) == (before.kind, before.method)]
        if before.day not in days or not ways or self.room[before.day] < ways[0].minutes:
            return None
        return Planned(need, before.day, ways[0])

    def lightest(self, need: Need, days: Iterable[dt.date], *, is_late: bool = False) -> Planned | None:
        way = min(need.ways, key=lambda one: one.minutes)
        day = self._first(days, way)
        return None if day is None else Planned(need, day, way, is_late)

    def best(self, need: Need) -> Planned | None:
        for way in need.ways:
            day = self._first(self.from_opening(need), way)
            if day is not None:
                return Planned(need, day, way)
        return None

    def better(self, need: Need) -> None:
        """A better way for what has a place; of what is late already, on the same day only."""
        held = self.placed.pop(need.client_id)
        self.room[held.day] += held.way.minutes
        days = [held.day] if need.by < self.days[0] else self.in_time(need)
        for way in need.ways:
            day = self._first(days, way)
            if way == held.way or day is not None:
                break
        self._take(held if way == held.way or day is None else Planned(need, day, way))

    def _first(self, days: Iterable[dt.date], way: Way) -> dt.date | None:
        return next((day for day in days if self.room[day] >= way.minutes), None)

    def _take(self, planned: Planned) -> None:
        self.room[planned.day] -= planned.way.minutes
        self.placed[planned.need.client_id] = planned
