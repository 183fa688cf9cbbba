"""``seiton lists``: the SAT's list of article 69-B, and whom of our clients it names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cli import credit_texts as t
from cli.desk import desk, now
from cli.screen import Screen
from crm.database import Session, unit_of_work
from crm.tax_list import Listed, Replaced, clients_listed, current, number_listed, replace_list

SHOWN = 20


def update(file: Path, listed_on: dt.date | None, as_json: bool) -> None:
    """Read a newer edition; whether anything changed, what could not be read, and our clients on it."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with unit_of_work(at.engine) as session:
            done = replace_list(session, file, listed_on, at.today, now())
            ours = clients_listed(session)
        for_script: dict[str, object] = dict(vars(done))
        for_script["unreadable"] = [
            {**vars(row), "reason": row.reason.to(screen.language)} for row in done.unreadable
        ]
        screen.json({"list": for_script, "clients": ours})
        _tell(screen, done)
        _clients(screen, ours)


def show(as_json: bool) -> None:
    """The edition in force and our clients on it."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        day, number, ours = _in_force(session)
        screen.json({"listed_on": day, "taxpayers": number, "clients": ours})
        if day is None:
            screen.say(t.LIST_NONE, "yellow")
            return
        screen.say(t.LIST_IN_FORCE, day=day, taxpayers=number)
        _clients(screen, ours)


def _in_force(session: Session) -> tuple[dt.date | None, int, list[Listed]]:
    edition = current(session)
    return (edition.listed_on if edition else None), number_listed(session), clients_listed(session)


def _tell(screen: Screen, done: Replaced) -> None:
    if done.same:
        screen.say(t.LIST_SAME, day=done.listed_on)
        return
    numbers = {name: getattr(done, name) for name in ("taxpayers", "rows", "added", "changed", "removed")}
    screen.say(t.LIST_READ, day=done.listed_on, **numbers)
    if done.unreadable:
        screen.say(t.LIST_UNREADABLE, "yellow", number=len(done.unreadable))
    for row in done.unreadable[:SHOWN]:
        screen.say(t.LIST_LINE, line=row.line, value=row.value, reason=row.reason.to(screen.language))


def _clients(screen: Screen, ours: list[Listed]) -> None:
    if not ours:
        screen.say(t.LIST_CLEAN)
        return
    screen.say(t.LIST_CLIENTS, "yellow", number=len(ours))
    language = screen.language
    rows = [(str(one.account_id), one.name, one.rfc, t.SITUATIONS[one.situation].to(language)) for one in ours]
    screen.table(("", t.ACCOUNT, t.RFC, t.SITUATION), rows)
