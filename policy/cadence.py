"""Who is to be contacted next: by when, in which way, with whom and why (003/D01–D15).

Every client has the rhythm of its class; an open case has that of its stage. What one seller has to say to one client at a
time is one contact, with all its reasons. Which day it gets is the matter of ``policy.day_plan``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from policy.calendar import add_business_days, on_or_before
from policy.channels import Channels, Contact, Hours, Way, ways_to, whom

KINDS = ("contact", "visit", "review")
"""From the lightest to the heaviest; each also counts as those before it."""

REVIEWED = "client"
"""The kind of account with which there is something to review."""

Facts = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: a word of the catalogue of texts, and what is filled into it."""

    key: str
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Points by which contacts are put in order where not everything fits."""

    class_: Mapping[str, int]
    relationship: Mapping[str, int]
    case: Mapping[str, int]
    stage: Mapping[str, int]
    gap: int
    late_day: int
    late_most: int


@dataclass(frozen=True)
class Routine:
    """The numbers of the company (``config/cadence.toml``): days, minutes, hours, points."""

    days: Mapping[str, Mapping[str, int]]
    percent: Mapping[str, Mapping[str, int]]
    stage: Mapping[str, Mapping[str, int]]
    minutes: Mapping[str, int]
    preparation: Mapping[str, int]
    hours: Mapping[str, Hours]
    company_zone: str
    weights: Weights
    horizon_days: int
    opens_percent: int
    promised: tuple[str, ...]
    unclassed: str
    lead_response_days: int
    least_common_minutes: int

    @property
    def channels(self) -> Channels:
        """What decides how a client is reached."""
        return Channels(
            self.minutes, self.preparation, self.hours, self.company_zone, self.least_common_minutes
        )


@dataclass(frozen=True, slots=True)
class Seller:
    """A colleague who contacts clients; ``minutes``: what the day holds for that."""

    id: int
    name: str
    region: str | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Case:
    """An open case: where it stands, when its client was last spoken to about it, what was agreed for when."""

    record: str
    code: str
    owner_id: int | None
    stage: str
    since: dt.date
    project: str | None = None
    opportunity_id: int | None = None
    contact_id: int | None = None
    last: dt.date | None = None
    agreed_on: dt.date | None = None
    """The day of the next step that was agreed with the client (000/M07), or on which it asked to be called again."""


@dataclass(frozen=True, slots=True)
class Client:
    """An account, the people there, and when it was last contacted in each kind."""

    id: int
    name: str
    class_: str | None
    relationship: str | None
    kind: str
    country: str | None
    zone: str | None
    region: str | None
    owner_id: int | None
    since: dt.date
    last: Mapping[str, dt.date]
    contacts: tuple[Contact, ...] = ()
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """The next contact of a client by one seller: when, how, with whom and why (003/D14).

    It may be from ``opens_on`` and should be by ``by``. ``promised``: going beyond is not allowed to happen in silence. ``ways``:
    how it can be done, the best first. ``obstacle``: why it can't be planned at all. ``limit_on``: the last day of the client's
    own rhythm, where this seller keeps it.
    """

    client_id: int
    owner_id: int | None
    case: Case | None
    opens_on: dt.date
    by: dt.date
    promised: bool
    priority: int
    why: tuple[Why, ...]
    limit_on: dt.date | None = None
    contact: Contact | None = None
    kind: str = "contact"
    ways: tuple[Way, ...] = ()
    obstacle: str | None = None


def class_of(routine: Routine, client: Client) -> str:
    """The class by which a client is treated; one not yet classed counts as the company says (003/D13)."""
    return client.class_ or routine.unclassed


def days_between(routine: Routine, client: Client, kind: str) -> int:
    """From one contact of a kind to the next: by class (003/D13), relationship, kind of account and country (003/D10)."""
    percent = routine.percent
    days = routine.days[class_of(routine, client)][kind]
    return _scaled(
        days,
        percent["relationship"].get(client.relationship or ""),
        percent["kind"].get(client.kind),
        percent["country"].get(client.country or ""),
    )


def days_at_stage(routine: Routine, client: Client, case: Case) -> int | None:
    """From one contact about a case to the next: by stage, project and country (003/D10); none: it has no rhythm of its own."""
    days = routine.stage[case.record].get(case.stage)
    if days is None:
        return None
    percent = routine.percent
    return _scaled(
        days, percent["project"].get(case.project or ""), percent["country"].get(client.country or "")
    )


def limit_of(routine: Routine, client: Client) -> dt.date:
    """The last day on which the client must have been contacted in some way; beyond it, it has been left alone (003/D13)."""
    return client.last.get("contact", client.since) + dt.timedelta(days_between(routine, client, "contact"))


def next_contacts(
    routine: Routine,
    client: Client,
    sellers: Mapping[int, Seller],
    today: dt.date,
    closed: Container[dt.date] = (),
) -> list[Need]:
    """The next contact of a client by each colleague who has something to say to it, the account's owner first.

    Follow-up runs from the lead to after the purchase and does not end with the service (003/D01, D09). ``closed``: days on which
    the company does not work.
    """
    asked = [_of_account(routine, client, today)]
    asked += [need for case in client.cases if (need := _of_case(routine, client, case, today, closed))]
    found = []
    for owner in dict.fromkeys(need.owner_id for need in asked):
        mine = [need for need in asked if need.owner_id == owner]
        need = _joined(mine, today)
        need = replace(need, opens_on=min(need.opens_on, on_or_before(need.by, closed)))
        found.append(_reached(routine, client, need, sellers.get(owner or 0)))
    return found


def _of_account(routine: Routine, client: Client, today: dt.date) -> Need:
    limit = limit_of(routine, client)
    deadline = max(today, limit)
    opens: dict[str, dt.date] = {}
    for kind in KINDS if client.kind == REVIEWED else KINDS[:2]:
        begin = _opens(routine, client.last.get(kind, client.since), days_between(routine, client, kind))
        if begin <= deadline:
            opens[kind] = begin
    kind = list(opens)[-1]
    why = [_rhythm(routine, client, kind)]
    if client.kind == "former":
        why.append(Why("former"))
    if limit < today:
        why.append(Why("late", (("day", limit.isoformat()),)))
    weights = routine.weights
    points = _points(routine, client) + min(weights.late_most, weights.late_day * max(0, (today - limit).days))
    return Need(
        client.id, client.owner_id, None, min(opens.values()), limit, class_of(routine, client) in routine.promised,
        points, tuple(why), limit_on=limit, kind=kind,
    )  # fmt: skip


def _rhythm(routine: Routine, client: Client, kind: str) -> Why:
    days, last = days_between(routine, client, kind), client.last.get(kind)
    facts: Facts = (("class", class_of(routine, client)), ("count", days))
    if last is None:
        return Why(f"first_{kind}", facts)
    return Why(f"rhythm_{kind}", (*facts, ("last", last.isoformat())))


def _of_case(
    routine: Routine, client: Client, case: Case, today: dt.date, closed: Container[dt.date]
) -> Need | None:
    days = days_at_stage(routine, client, case)
    if days is None:
        return None
    promised = False
    if case.agreed_on is not None and (case.last is None or case.agreed_on >= case.last):
        opens = by = case.agreed_on
        why = Why("agreed", (("code", case.code), ("day", case.agreed_on.isoformat())))
    elif case.stage == "lead" and case.last is None:
        opens, by = case.since, add_business_days(case.since, routine.lead_response_days, closed)
        promised = by >= today
        why = Why("new_lead", (("code", case.code), ("count", routine.lead_response_days)))
    else:
        last = case.last or case.since
        opens, by = _opens(routine, last, days), last + dt.timedelta(days)
        why = Why("case", (("code", case.code), ("stage", f"{case.record}:{case.stage}"), ("count", days)))
    weights = routine.weights
    late = min(weights.late_most, weights.late_day * max(0, (today - by).days))
    points = (
        _points(routine, client) + weights.case.get(case.record, 0) + weights.stage.get(case.stage, 0) + late
    )
    gap = gap_of(client) if case.record == "opportunity" and case.stage != "lead" else None
    reasons = (why,) if gap is None else (why, Why(f"gap_{gap}"))
    return Need(
        client.id, case.owner_id, case, opens, by, promised, points + (weights.gap if gap else 0), reasons
    )


def gap_of(client: Client) -> str | None:
    """Whom of the buying centre we do not know yet: who decides, who signs, who speaks for us (002/C04–C07); one at a time."""
    if not any(contact.role == "decider" for contact in client.contacts):
        return "decider"
    if not any(contact.signs for contact in client.contacts):
        return "signer"
    if not any(contact.stance == "champion" for contact in client.contacts):
        return "champion"
    return None


def _joined(needs: Sequence[Need], today: dt.date) -> Need:
    """One contact for all that may be said on that occasion, in the order of urgency; the rest waits for the next."""
    first, *others = sorted(
        needs, key=lambda need: (max(need.by, today), -need.priority, need.case.code if need.case else "")
    )
    for other in others:
        if other.opens_on <= max(first.by, today):
            first = replace(
                first,
                case=first.case or other.case,
                opens_on=min(first.opens_on, other.opens_on),
                priority=max(first.priority, other.priority),
                why=(*first.why, *other.why),
                kind=max(first.kind, other.kind, key=KINDS.index),
            )
    limit = next((need.limit_on for need in needs if need.limit_on), None)
    return replace(first, promised=any(need.promised for need in needs), limit_on=limit)


def _reached(routine: Routine, client: Client, need: Need, seller: Seller | None) -> Need:
    if seller is None:
        return replace(need, obstacle="no_owner")
    case_contact = need.case.contact_id if need.case else None
    contact = whom(client.contacts, case_contact)
    if contact is None:
        return replace(need, obstacle="no_contact")
    far = client.region is not None and seller.region is not None and client.region != seller.region
    ways, instead = ways_to(
        routine.channels, need.kind, contact, is_far=far, zone=client.zone, day=max(need.opens_on, need.by)
    )
    if not ways:
        return replace(need, contact=contact, obstacle="no_common_hours")
    why = need.why if instead is None else (*need.why, Why(instead))
    return replace(need, contact=contact, ways=ways, why=why)


def _points(routine: Routine, client: Client) -> int:
    weights = routine.weights
    return weights.class_[class_of(routine, client)] + weights.relationship.get(client.relationship or "", 0)


def _opens(routine: Routine, last: dt.date, days: int) -> dt.date:
    return last + dt.timedelta(-(-days * routine.opens_percent // 100))


def _scaled(days: int, *percents: int | None) -> int:
    for percent in percents:
        if percent is not None:
            days = days * percent // 100
    return max(1, days)


def reasons(need: Need) -> Iterator[tuple[str, dict[str, str | int]]]:
    """The reasons as plain values, to be kept with the plan."""
    for why in need.why:
        yield why.key, dict(why.facts)
