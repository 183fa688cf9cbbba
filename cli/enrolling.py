"""``seiton people enrol``: a secret for the telephone of an approver, stored once it was proved to be there."""

from __future__ import annotations

import sys

import segno

from cli import people_texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen
from config.settings import settings
from crm.colleagues import is_enrolled, number_enrolled, tell_of_enrolment
from crm.database import reading, unit_of_work
from crm.identity import CodeRefused, Keeper, NewSecret, has_key, keeper, new_secret, use_code
from crm.identity import enrol as store
from crm.model import Person
from crm.requests import find_person

TRIES = 3


def enrol(name: str, again: bool, check: bool) -> None:
    """Show the secret, ask for the first code, and only then let the new secret count."""
    with desk() as at:
        screen = Screen(at.company.language)
        with reading(at.engine) as session:
            person = session.get_one(Person, find_person(session, name))
            session.expunge(person)
            known, others = is_enrolled(session, person.id), number_enrolled(session)
        if known and not again:
            raise Stop(Ends.NOTHING_DONE, t.KNOWN_ALREADY, name=person.name)
        if check and not sys.stdin.isatty():
            raise Stop(Ends.WRONG_CALL, t.NO_TERMINAL)
        holder = _keeper(screen, others)
        new = new_secret(person, at.company.name)
        _show(screen, person, new)
        if not check:
            _store(at, holder, person, new, None)
        elif not _proved(screen, at, holder, person, new):
            raise Stop(Ends.REFUSED, t.NOT_PROVED, name=person.name)
        screen.say(t.DONE, "green", name=person.name)


def _keeper(screen: Screen, enrolled: int) -> Keeper:
    """The company's key, made where there was never one; not where one was lost."""
    path = settings().var / "key"
    if has_key():
        return keeper()
    if enrolled:
        raise Stop(Ends.UNAVAILABLE, t.KEY_LOST, number=enrolled, path=path)
    made = keeper(create=True)
    screen.say(t.KEY_MADE, "yellow", path=path)
    return made


def _show(screen: Screen, person: Person, new: NewSecret) -> None:
    screen.say(t.SCAN, name=person.name)
    screen.print(drawn(new.address), "black on white")
    screen.say(t.SECRET, secret=" ".join(new.secret[at : at + 4] for at in range(0, len(new.secret), 4)))


def drawn(address: str) -> str:
    """A QR code of half blocks, two rows of it in each line, with its margin."""
    rows = [list(row) for row in segno.make(address, micro=False).matrix_iter(border=4)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(_BLOCKS[up, down] for up, down in zip(*pair, strict=True)) for pair in pairs)


_BLOCKS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def _proved(screen: Screen, at: Desk, holder: Keeper, person: Person, new: NewSecret) -> bool:
    for _ in range(TRIES):
        code = screen.ask(t.FIRST_CODE) or ""
        try:
            _store(at, holder, person, new, code)
            return True
        except CodeRefused:
            screen.say(t.TRY_AGAIN, "yellow")
    return False


def _store(at: Desk, holder: Keeper, person: Person, new: NewSecret, code: str | None) -> None:
    """All or nothing: where the code is wrong, what was before stands."""
    moment = now()
    with unit_of_work(at.engine) as session:
        store(session, holder, session.get_one(Person, person.id), at.company.name, moment, new)
        if code is not None:
            use_code(session, holder, person, code, moment)
        tell_of_enrolment(session, person, moment)
