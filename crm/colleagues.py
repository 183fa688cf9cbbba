"""The company's own people, loaded and edited: who has which role, who is enrolled, who stands in for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm.model import Deputy, Enrolment, Opportunity, Outbox, Person, PersonRole


@dataclass(frozen=True)
class Colleague:
    """An active colleague: roles, whether there is proof of who they are, and how many open opportunities are theirs."""

    number: int
    name: str
    roles: frozenset[str]
    enrolled: bool = True
    locked_until: dt.datetime | None = None
    open_cases: int = 0


@dataclass(frozen=True)
class Deputyship:
    """One decides for another, from one day to another, both included."""

    number: int
    principal: int
    deputy: int
    from_on: dt.date
    until_on: dt.date

    def is_in_force(self, today: dt.date) -> bool:
        """Whether the deputy may decide today."""
        return self.from_on <= today <= self.until_on


def colleagues(session: Session, open_stages: tuple[str, ...] = ()) -> list[Colleague]:
    """The active colleagues by name. ``open_stages``: those in which an opportunity counts as open."""
    roles: dict[int, set[str]] = {}
    for person_id, role in session.execute(select(PersonRole.person_id, PersonRole.role)):
        roles.setdefault(person_id, set()).add(role)
    standing = func.coalesce(Opportunity.claimed_stage, Opportunity.stage)
    owned = select(Opportunity.owner_id, func.count()).where(standing.in_(open_stages))
    cases = {row[0]: row[1] for row in session.execute(owned.group_by(Opportunity.owner_id))}
    people = select(Person.id, Person.name, Enrolment.person_id, Enrolment.locked_until)
    rows = session.execute(
        people.outerjoin(Enrolment, Enrolment.person_id == Person.id)
        .where(Person.active)
        .order_by(Person.name, Person.id)
    )
    return [
        Colleague(number, name, frozenset(roles.get(number, ())), enrolled is not None, locked, cases.get(number, 0))
        for number, name, enrolled, locked in rows
    ]  # fmt: skip


def deputyships(session: Session, today: dt.date) -> list[Deputyship]:
    """Those of today and those named for later."""
    columns = (Deputy.id, Deputy.person_id, Deputy.deputy_id, Deputy.from_on, Deputy.until_on)
    rows = session.execute(
        select(*columns)
        .where(Deputy.until_on >= today, Deputy.from_on <= Deputy.until_on)
        .order_by(Deputy.from_on, Deputy.id)
    )
    return [Deputyship(*row) for row in rows]


def roles_of(session: Session, person_id: int) -> frozenset[str]:
    """What a colleague may do."""
    return frozenset(session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))


def name_deputy(
    session: Session, principal: int, deputy: int, days: tuple[dt.date, dt.date], now: dt.datetime
) -> Deputy:
    """Name who decides for a colleague, from the first to the last of two days, and tell both and their managers."""
    named = Deputy(person_id=principal, deputy_id=deputy, from_on=days[0], until_on=days[1], created_at=now)
    session.add(named)
    session.flush()
    said = {
        "principal": session.get_one(Person, principal).name, "deputy": session.get_one(Person, deputy).name,
        "from_on": days[0].isoformat(), "until_on": days[1].isoformat(),
    }  # fmt: skip
    for person in {principal, deputy, *_managers(session, principal)}:
        _tell(session, f"deputy_named:{named.id}:{person}", person, said, now)
    return named


def end_deputy(session: Session, principal: int, deputy: int, today: dt.date, now: dt.datetime) -> int:
    """End what lets one decide for another, from this moment on; how many there were. The row stays, as a trace."""
    done = session.execute(
        update(Deputy)
        .where(Deputy.person_id == principal, Deputy.deputy_id == deputy, Deputy.until_on >= today)
        .values(until_on=today - dt.timedelta(days=1), updated_at=now)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def unlock(session: Session, person_id: int) -> bool:
    """Let an approver try again at once; whether they were locked or had wrong codes counted."""
    done = session.execute(
        update(Enrolment)
        .where(Enrolment.person_id == person_id)
        .where((Enrolment.failures > 0) | Enrolment.locked_until.is_not(None))
        .values(failures=0, locked_until=None)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def is_enrolled(session: Session, person_id: int) -> bool:
    """Whether a colleague has one-time codes."""
    return session.get(Enrolment, person_id) is not None


def number_enrolled(session: Session) -> int:
    """How many colleagues have one-time codes."""
    return session.scalar(select(func.count()).select_from(Enrolment)) or 0


def tell_of_enrolment(session: Session, person: Person, now: dt.datetime) -> None:
    """Tell the colleague and their manager, for whoever enrols in another's name could decide in it."""
    for number in {person.id, *_managers(session, person.id)}:
        key = f"approver_enrolled:{person.id}:{int(now.timestamp())}:{number}"
        _tell(session, key, number, {"name": person.name}, now)


def _managers(session: Session, person_id: int) -> list[int]:
    manager = session.get_one(Person, person_id).manager_id
    return [] if manager is None else [manager]


def _tell(session: Session, key: str, person: int, said: dict[str, str], now: dt.datetime) -> None:
    kind = key.partition(":")[0]
    payload = {"person": person, **said}
    session.add(Outbox(key=key, kind=kind, record="person", record_id=person, payload=payload, created_at=now))
    session.flush()
