"""``seiton people``: who may decide, who stands in for whom, and the proof that duties are kept apart."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from checks.duties import Duties, examine
from checks.install import business_day
from checks.seals import Seals, check_seals, number_sealed
from cli import people_texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen
from crm.colleagues import colleagues, deputyships, end_deputy, is_enrolled, name_deputy, roles_of
from crm.colleagues import unlock as let_in
from crm.database import Session, unit_of_work
from crm.identity import has_key, keeper
from crm.model import Person
from crm.people import SELLS
from crm.requests import find_person


def list_people(as_json: bool) -> None:
    """Everybody who works here, by name."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        people, today, moment = colleagues(session), business_day(session), now()
        names = {one.number: one.name for one in people}
        stands_for: dict[int, list[str]] = {}
        for link in deputyships(session, today):
            if link.is_in_force(today):
                stands_for.setdefault(link.deputy, []).append(names.get(link.principal, str(link.principal)))
        lines = []
        for one in people:
            locked = one.locked_until if one.locked_until and one.locked_until > moment else None
            lines.append({
                "number": one.number, "name": one.name, "roles": sorted(one.roles), "enrolled": one.enrolled,
                "locked_until": locked, "deputy_of": stands_for.get(one.number, []),
            })  # fmt: skip
        screen.json(lines)
        if not lines:
            screen.say(t.NOBODY)
            return
        columns = (t.NAME, t.ROLES, t.ENROLLED, t.LOCKED, t.DEPUTY_OF)
        screen.table(columns, [_row(screen, at, line) for line in lines])


def _row(screen: Screen, at: Desk, line: dict[str, object]) -> tuple[object, ...]:
    known, language = at.company.roles, screen.language
    roles = [known[role].to(language) if role in known else role for role in _listed(line["roles"])]
    locked = line["locked_until"]
    if isinstance(locked, dt.datetime):
        locked = locked.astimezone(ZoneInfo(at.company.time_zone)).strftime("%Y-%m-%d %H:%M")
    enrolled = (t.YES if line["enrolled"] else t.NO).to(language)
    return line["name"], ", ".join(roles), enrolled, locked, ", ".join(_listed(line["deputy_of"]))


def _listed(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def unlock(name: str) -> None:
    """Forget the wrong codes of an approver."""
    with desk() as at, unit_of_work(at.engine) as session:
        person = session.get_one(Person, find_person(session, name))
        was_locked = let_in(session, person.id)
        Screen(at.company.language).say(t.UNLOCKED if was_locked else t.NOT_LOCKED, name=person.name)


def deputy(principal: str, deputy: str, first: dt.date | None, until: dt.date | None, end: bool) -> None:
    """Name a deputy, or end it."""
    with desk() as at, unit_of_work(at.engine) as session:
        screen = Screen(at.company.language)
        away = session.get_one(Person, find_person(session, principal))
        instead = session.get_one(Person, find_person(session, deputy))
        today = business_day(session)
        if end:
            if not end_deputy(session, away.id, instead.id, today, now()):
                raise Stop(Ends.NOTHING_DONE, t.DEPUTY_NONE, deputy=instead.name, principal=away.name)
            screen.say(t.DEPUTY_ENDED, deputy=instead.name, principal=away.name)
            return
        days = _days(first or today, until, today)
        _may_be(session, away, instead, days, today)
        name_deputy(session, away.id, instead.id, days, now())
        screen.say(t.DEPUTY_NAMED, deputy=instead.name, principal=away.name, first=days[0], until=days[1])
        if not is_enrolled(session, instead.id):
            screen.say(t.DEPUTY_NOT_ENROLLED, "yellow", name=instead.name)


def _days(first: dt.date, until: dt.date | None, today: dt.date) -> tuple[dt.date, dt.date]:
    if until is None:
        raise Stop(Ends.WRONG_CALL, t.DEPUTY_UNTIL)
    if until < first or until < today:
        raise Stop(Ends.WRONG_CALL, t.DEPUTY_DAYS, first=first, until=until, today=today)
    return first, until


def _may_be(
    session: Session, away: Person, instead: Person, days: tuple[dt.date, dt.date], today: dt.date
) -> None:
    if away.id == instead.id:
        raise Stop(Ends.REFUSED, t.DEPUTY_SELF, name=instead.name)
    if SELLS in roles_of(session, instead.id):
        raise Stop(Ends.REFUSED, t.DEPUTY_SELLS, name=instead.name)
    for one in deputyships(session, today):
        meets = one.from_on <= days[1] and days[0] <= one.until_on
        if (one.principal, one.deputy) == (away.id, instead.id) and meets:
            raise Stop(
                Ends.NOTHING_DONE, t.DEPUTY_KNOWN, deputy=instead.name, first=one.from_on, until=one.until_on
            )


def check(as_json: bool) -> Ends:
    """Look at every role, deputy and seal; ``UNWELL`` where something is wrong."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        holder = keeper() if has_key() else None
        with at.look() as (session, _):
            today = business_day(session)
            people = colleagues(session, at.company.lifecycles["opportunity"].open_stages)
            duties = examine(at.company, people, deputyships(session, today), today)
            seals = check_seals(session, holder)
            unverified = number_sealed(session) if holder is None else 0
    return _tell(screen, duties, seals, unverified)


def _tell(screen: Screen, duties: Duties, seals: Seals, unverified: int) -> Ends:
    language = screen.language
    counts = {
        name: getattr(duties, name) for name in ("people", "roles", "deputies", "kinds", "tiers", "pairs")
    }
    wrong = [one.to(language) for one in (*duties.wrong, *seals.wrong)]
    if unverified:
        wrong.append(t.NO_KEY.to(language, number=unverified))
    warnings = [one.to(language) for one in duties.warnings]
    screen.json({
        "ok": not wrong, "looked_at": counts, "wrong": wrong, "warnings": warnings,
        "seals": {"good": seals.good, "without": seals.bare, "unverified": unverified},
    })  # fmt: skip
    screen.say(t.LOOKED_AT, **counts)
    if not duties.wrong:
        screen.say(t.APART, "green")
    screen.say(t.SEALS, good=seals.good)
    for channel, number in sorted(seals.bare.items()):
        screen.say(t.BARE, number=number, channel=channel)
    for heading, lines, colour in ((t.WRONG, wrong, "red"), (t.WARNINGS, warnings, "yellow")):
        if lines:
            screen.say(heading, colour, number=len(lines))
        for line in lines:
            screen.print(f"  {line}")
    return Ends.UNWELL if wrong else Ends.DONE
