"""Whom one speaks to at a client, and how: a visit, or a call or letter where distance or time prevents (003/D03, D08, D12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

SUPPORT = ("champion", "supporter")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when people work, in their own time."""

    from_: dt.time
    until: dt.time


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the client. ``importance``: 3 is the most important, none not yet known (003/D12)."""

    id: int
    name: str
    role: str | None = None
    stance: str | None = None
    signs: bool = False
    importance: int | None = None
    has_phone: bool = True
    has_email: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """How a contact can be done: what it counts as, by which method, and the minutes it takes, its preparation included."""

    kind: str
    method: str
    minutes: int


@dataclass(frozen=True)
class Channels:
    """Minutes of each way, of its preparation (001/B41), and the working hours by time zone (``company``: everywhere else)."""

    minutes: Mapping[str, int]
    preparation: Mapping[str, int]
    hours: Mapping[str, Hours]
    company_zone: str
    least_common_minutes: int


def whom(contacts: Sequence[Contact], case_contact_id: int | None = None) -> Contact | None:
    """The person to speak to: the one of the case, else the most important who is not against us (003/D12, 002/C04–C07).

    Nobody where no one can be reached by telephone or e-mail.
    """
    reachable = [contact for contact in contacts if contact.has_phone or contact.has_email]
    return max(reachable, key=lambda contact: _standing(contact, case_contact_id), default=None)


def _standing(contact: Contact, case_contact_id: int | None) -> tuple[bool, bool, int, bool, bool, bool, int]:
    return (
        contact.id == case_contact_id, contact.stance != "detractor", contact.importance or 0, contact.role == "decider",
        contact.signs, contact.stance in SUPPORT, -contact.id,
    )  # fmt: skip


def ways_to(
    channels: Channels, kind: str, contact: Contact, *, is_far: bool, zone: str | None, day: dt.date
) -> tuple[tuple[Way, ...], str | None]:
    """The ways in which a contact can be done, the best first, and why it is not the one that its kind asks for.

    A visit or review becomes a video call where the client is far (003/D03); where the working hours of both have too little in
    common one writes (003/D08). The last way is always the lightest.
    """
    letter = (_way(channels, "contact", "email", "email"),) if contact.has_email else ()
    if not _can_meet(channels, zone, day):
        return letter, "instead_hours"
    talk = (_way(channels, "contact", "phone", "call"),) if contact.has_phone else letter
    if kind == "contact":
        return talk, None
    by_video, in_person = ("review_by_video", "review") if kind == "review" else ("video", "visit")
    video = (_way(channels, kind, "video", by_video),) if contact.has_email else ()
    if is_far:
        return (*video, *talk), "instead_far"
    return (_way(channels, kind, "in_person", in_person), *video, *talk), None


def _way(channels: Channels, kind: str, method: str, word: str) -> Way:
    return Way(kind, method, channels.minutes[word] + channels.preparation[kind])


def _can_meet(channels: Channels, zone: str | None, day: dt.date) -> bool:
    hours = common_hours(channels, zone, day)
    return hours is not None and hours[1] - hours[0] >= channels.least_common_minutes


def common_hours(channels: Channels, zone: str | None, day: dt.date) -> tuple[int, int] | None:
    """When both the company and a client in a zone work on a day, in minutes from midnight UTC of that day (003/D08).

    The second may lie beyond 1440: that is the next day in UTC. An unknown zone counts as the company's.
    """
    company = channels.hours["company"]
    zone = zone or channels.company_zone
    return _common(company, channels.company_zone, channels.hours.get(zone, company), zone, day)


@cache
def _common(own: Hours, own_zone: str, theirs: Hours, their_zone: str, day: dt.date) -> tuple[int, int] | None:
    begin, end = _span(own, _place(own_zone, "UTC"), day, day)
    place = _place(their_zone, own_zone)
    found = [
        (max(begin, first), min(end, last))
        for shift in (-1, 0, 1)  # their day may be another one than ours
        for first, last in [_span(theirs, place, day + dt.timedelta(shift), day)]
    ]
    first, last = max(found, key=lambda span: span[1] - span[0])
    return (first, last) if last > first else None


def _place(zone: str, otherwise: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError, KeyError):  # an import may bring any text
        return ZoneInfo(otherwise)


def _span(hours: Hours, place: ZoneInfo, day: dt.date, origin: dt.date) -> tuple[int, int]:
    midnight = dt.datetime.combine(origin, dt.time(), dt.UTC)

    def minute(time: dt.time) -> int:
        return int((dt.datetime.combine(day, time, place) - midnight).total_seconds() // 60)

    return minute(hours.from_), minute(hours.until)
