"""``seiton doctor``: is everything in order, line by line, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rules import rulebook
from cli import doctor_texts as d
from cli.checkup import Doctor, Level, Line
from cli.desk import desk
from cli.exits import Ends
from cli.screen import Screen
from config.company import ConfigError, load_company, spoken_language
from config.notifications import load_notifications
from config.settings import settings
from crm.database import DatabaseUnavailable

COLOURS: dict[Level, str] = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor(as_json: bool) -> Ends:
    """Examine everything and say how it is; ``UNWELL`` where something fails."""
    screen = Screen(spoken_language(), as_json=as_json)
    lines = []
    for line in _examined(Doctor(screen.language)):
        lines.append(line)
        _show(screen, line)
    failing = sum(line.level == "fail" for line in lines)
    warned = sum(line.level == "warn" for line in lines)
    screen.print()
    if failing:
        screen.say(d.SOME_FAIL, "red", number=failing)
    elif warned:
        screen.say(d.SOME_WARN, "yellow", number=warned)
    else:
        screen.say(d.ALL_WELL, "green")
    screen.json({"ok": not failing, "lines": lines})
    return Ends.UNWELL if failing else Ends.DONE


def _examined(doctor: Doctor) -> Iterator[Line]:
    yield from doctor.machine(settings().var)
    try:
        company = load_company()
        yield from doctor.configuration(company, len(rulebook(company)), settings().config)
        yield doctor.channels(load_notifications())
    except ConfigError as error:
        yield doctor.line("configuration", "fail", error.to(doctor.language), d.CONFIGURATION_DO)
        return
    try:
        with desk() as at:
            yield from doctor.crm(at)
    except DatabaseUnavailable as error:
        yield doctor.line("database", "fail", error.to(company.language))
    yield from doctor.server(settings().var)


def _show(screen: Screen, line: Line) -> None:
    name = d.NAMES[line.check].to(screen.language)
    screen.print(f"{line.level:<5}{name}: {line.found}", COLOURS[line.level] if line.level != "ok" else "")
    if line.do:
        screen.print(f"     → {line.do}")
