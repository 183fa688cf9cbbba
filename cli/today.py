"""``seiton today``: whom each seller contacts today, how, with whom and why, and which promised clients go beyond their limit."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from checks.install import business_day
from cli import texts as t
from cli.desk import desk
from cli.screen import Screen
from cli.today_texts import (
    BEYOND,
    DAY,
    HOURS,
    HOW,
    LIMIT,
    MINUTES,
    NONE_BEYOND,
    NOTHING,
    ON,
    PLANNED,
    WHOM,
    WHY,
)
from config.company import Company
from crm.day_lists import BeyondLine, DayLine, beyond_limit, day_lines, number_beyond, number_due
from crm.requests import find_person
from reports.follow_up import hours_of, how, whys
from reports.texts import Texts


def today(owner: str | None, limit: int, as_json: bool) -> None:
    """The list of one colleague, or of everybody, on the business day."""
    with desk() as at, at.look() as (session, _):
        company = at.company
        screen, texts = Screen(company.language, as_json=as_json), Texts(company.language)
        day = business_day(session)
        owner_id = None if owner is None else find_person(session, owner)
        lines = day_lines(session, day, owner_id, limit)
        total = number_due(session, day, owner_id)
        promised = company.cadence.promised
        beyond = beyond_limit(session, promised, day, limit, owner_id)
        beyond_in_all = number_beyond(session, promised, day, owner_id)
        screen.json(
            {
                "day": day,
                "due": total,
                "contacts": [_for_script(company, texts, line) for line in lines],
                "beyond_limit": beyond,
            }
        )
        _list(screen, company, texts, lines, total, is_one=owner is not None)
        if screen.as_json:
            return
        screen.print()
        _beyond(screen, texts, beyond, beyond_in_all)


def _list(
    screen: Screen, company: Company, texts: Texts, lines: list[DayLine], total: int, *, is_one: bool
) -> None:
    if not lines:
        screen.say(NOTHING)
        return
    screen.say(DAY, "bold", number=total)
    zone = ZoneInfo(company.time_zone)
    rows = [
        (
            *(() if is_one else (line.owner,)), line.due_on, hours_of(line, zone), how(texts, line), line.account, _whom(line),
            "; ".join(whys(texts, company, line.reasons)) or line.subject, line.minutes,
        )
        for line in lines
    ]  # fmt: skip
    head = (ON, HOURS, HOW, t.CLIENT, WHOM, WHY, MINUTES)
    screen.table(head if is_one else (t.OWNER, *head), rows)
    if total > len(lines):
        screen.say(t.AND_MORE, number=total - len(lines))


def _whom(line: DayLine) -> str:
    reached = line.email if line.method in ("email", "video") else line.phone or line.email
    return " · ".join(part for part in (line.contact, reached) if part)


def _beyond(screen: Screen, texts: Texts, lines: list[BeyondLine], total: int) -> None:
    if not lines:
        screen.say(NONE_BEYOND, "green")
        return
    screen.say(BEYOND, "yellow", number=total)
    rows = [
        (line.account, line.owner, line.contact_by_on, line.next_contact_on, texts(f"cadence.obstacle_{line.obstacle or 'already'}"))
        for line in lines
    ]  # fmt: skip
    screen.table((t.CLIENT, t.OWNER, LIMIT, PLANNED, WHY), rows)
    if total > len(lines):
        screen.say(t.AND_MORE, number=total - len(lines))


def _for_script(company: Company, texts: Texts, line: DayLine) -> dict[str, Any]:
    zone = ZoneInfo(company.time_zone)
    return {
        "owner": line.owner, "on": line.due_on, "hours": hours_of(line, zone), "how": line.method or line.kind, "client": line.account,
        "case": line.case, "with": line.contact, "phone": line.phone, "email": line.email, "subject": line.subject,
        "objective": line.objective, "minutes": line.minutes, "why": whys(texts, company, line.reasons),
    }  # fmt: skip
