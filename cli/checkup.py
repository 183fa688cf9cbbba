"""What the doctor looks at. Each examination yields lines and raises nothing that it expects."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from checks.install import NotInstalled, altered_guards, installed
from cli import doctor_texts as d
from cli.desk import Desk, current_day
from cli.exits import Stop
from cli.run.api import Api
from cli.run.login import login
from cli.run.place import Place, Running
from cli.texts import Say
from config.company import Company, ConfigError
from config.mapping import read_mapping
from config.notifications import Delivery, Notifications, load_notifications
from crm.database import OLDEST_SQLITE, DatabaseUnavailable, Session, reading
from crm.health import last_audit
from crm.migrate import is_current
from crm.outbox import tally
from crm.requests import number_open
from crm.tax_list import clients_listed, current

Level = Literal["ok", "warn", "fail"]
PYTHONS = ((3, 11), (3, 14))
SCARCE_GB, TOO_LITTLE_GB = 2.0, 0.2
PATIENCE = dt.timedelta(days=1)
NAMED = 5
WORKS_WITH = {"prefect": "3.8.8", "fastapi": "0.141.1"}
"""Without these versions together Prefect's own server does not start (docs/decisions/0002)."""


@dataclass(frozen=True)
class Line:
    """One thing looked at: how it is, and what to do about it."""

    check: str
    level: Level
    found: str
    do: str | None = None


def python_version() -> tuple[int, ...]:
    """Of the Python that runs this."""
    return tuple(sys.version_info[:3])


class Doctor:
    """Examines in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def line(self, check: str, level: Level, found: Say | str, do: Say | None = None, **facts: object) -> Line:
        """A line in the language of the company; what to do is said only where something is to be done."""
        told = found.to(self.language, **facts) if isinstance(found, Say) else found
        advice = do.to(self.language, **facts) if do is not None and level != "ok" else None
        return Line(check, level, told, advice)

    def machine(self, var: Path) -> Iterator[Line]:
        """What the program stands on: Python, its libraries, the folder it writes in."""
        first, after = PYTHONS
        here = python_version()
        level: Level = "ok" if first <= here[:2] < after else "fail"
        python = ".".join(map(str, here))
        yield self.line("python", level, d.VERSION, d.PYTHON_DO, version=python)
        level = "ok" if sqlite3.sqlite_version_info >= OLDEST_SQLITE else "fail"
        yield self.line("sqlite", level, d.VERSION, d.SQLITE_DO, version=sqlite3.sqlite_version)
        yield self._libraries()
        yield from self._folder(var)

    def _libraries(self) -> Line:
        found = []
        level: Level = "ok"
        for name, tested in WORKS_WITH.items():
            try:
                here = version(name)
            except PackageNotFoundError:
                return self.line("versions", "fail", d.VERSIONS_MISSING, d.VERSIONS_DO, name=name)
            found.append(f"{name} {here}")
            level = level if here == tested else "warn"
        return self.line("versions", level, ", ".join(found), d.VERSIONS_DO)

    def _folder(self, var: Path) -> Iterator[Line]:
        try:
            var.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=var):
                pass
        except OSError as error:
            yield self.line("var", "fail", d.VAR_BAD, d.VAR_DO, path=var, error=error.strerror or error)
            return
        yield self.line("var", "ok", d.VAR_OK, path=var)
        free = shutil.disk_usage(var).free / 1e9
        level: Level = "fail" if free < TOO_LITTLE_GB else "warn" if free < SCARCE_GB else "ok"
        yield self.line("disk", level, d.DISK, d.DISK_DO, free=f"{free:,.1f}")

    def configuration(self, company: Company, rules: int, folder: Path) -> Iterator[Line]:
        """The configuration was read; are the mappings for imports right too?"""
        stages = sum(len(lifecycle.stage) for lifecycle in company.lifecycles.values())
        yield self.line(
            "configuration", "ok", d.CONFIGURATION_OK, name=company.name, rules=rules, stages=stages
        )
        names = []
        for path in sorted((folder / "imports").glob("*.toml")):
            try:
                names.append(read_mapping(path).source)
            except ConfigError as error:
                yield self.line("mappings", "fail", error.to(self.language), d.CONFIGURATION_DO)
                return
        yield self.line("mappings", "ok", d.MAPPINGS_OK, names=", ".join(names))

    def crm(self, at: Desk) -> Iterator[Line]:
        """The database: does it open, is it complete, is it guarded, and what lies about in it."""
        place = at.engine.url.render_as_string(hide_password=True)
        try:
            current = is_current(at.engine)
        except DatabaseUnavailable as error:
            yield self.line("database", "fail", error.to(self.language))
            return
        yield self.line("database", "ok", d.DATABASE_OK, place=place)
        yield self.line(
            "schema", "ok" if current else "fail", d.SCHEMA_OK if current else d.SCHEMA_BEHIND, d.INIT_DO
        )
        if not current:
            return
        with reading(at.engine) as session:
            yield from self._guarded(at, session)
            yield from self._at_work(at, session)

    def _guarded(self, at: Desk, session: Session) -> Iterator[Line]:
        try:
            installed(session, at.rulebook)
        except NotInstalled as error:
            yield self.line("rulebook", "fail", error.to(self.language), d.INIT_DO)
            return
        yield self.line("rulebook", "ok", d.RULEBOOK_OK, rules=len(at.rulebook))
        altered = altered_guards(session, at.rulebook)
        if altered:
            names = ", ".join(altered[:NAMED]) + (" …" if len(altered) > NAMED else "")
            yield self.line("guards", "fail", d.GUARDS_ALTERED, d.GUARDS_DO, number=len(altered), names=names)
        else:
            yield self.line("guards", "ok", d.GUARDS_OK)

    def _at_work(self, at: Desk, session: Session) -> Iterator[Line]:
        day = current_day(session)
        if day is None:
            yield self.line("business_day", "fail", d.AUDIT_NONE, d.INIT_DO)
            return
        yield self._day(day, at.today)
        yield self._outbox(session, load_notifications().delivery)
        number, late = number_open(session, day)
        found = d.DECISIONS_LATE if late else d.DECISIONS_OK
        yield self.line("decisions", "warn" if late else "ok", found, d.DECISIONS_DO, number=number, late=late)
        yield self._tax_list(at, session, day)
        yield self._audit(at, session, day)

    def _day(self, day: dt.date, today: dt.date) -> Line:
        if day == today:
            return self.line("business_day", "ok", d.DAY_TODAY, day=day)
        advice = d.DAY_BEHIND_DO if day < today else d.DAY_AHEAD_DO
        return self.line("business_day", "warn", d.DAY_BEHIND, advice, day=day, today=today)

    def _outbox(self, session: Session, limits: Delivery) -> Line:
        now = dt.datetime.now(dt.UTC)
        found = tally(session, limits, now)
        late = found.oldest is not None and now - found.oldest > PATIENCE
        if not (late or found.failed_before or found.given_up):
            return self.line("outbox", "ok", d.OUTBOX_OK, number=found.waiting)
        facts = {"number": found.waiting, "failed": found.failed_before, "given_up": found.given_up}
        oldest = found.oldest.date() if found.oldest else "-"
        return self.line("outbox", "warn", d.OUTBOX_STUCK, d.OUTBOX_DO, oldest=oldest, **facts)

    def channels(self, notifications: Notifications) -> Line:
        """Whether anybody is told anything: the channels whose address is set, and those that lack it."""
        on = notifications.working(os.environ)
        off = [channel for channel in notifications.channel if channel not in on]
        variables = ", ".join(channel.variable for channel in off)
        if not on:
            return self.line("channels", "warn", d.CHANNELS_NONE, d.CHANNELS_DO, variables=variables or "-")
        found = d.CHANNELS_OFF if off else d.CHANNELS_ON
        named = [", ".join(channel.name for channel in some) for some in (on, off)]
        return self.line("channels", "ok", found, on=named[0], off=named[1])

    def _tax_list(self, at: Desk, session: Session, day: dt.date) -> Line:
        """Whom the 69-B list names is known only as well as the list is fresh (000/A21)."""
        edition = current(session)
        if edition is None:
            return self.line("tax_list", "warn", d.TAX_LIST_NONE, d.TAX_LIST_DO)
        ours = Counter(one.situation for one in clients_listed(session))
        facts: dict[str, object] = {
            "day": edition.listed_on,
            "number": ours.total(),
            "stopped": ours["definitive"],
            "waiting": ours["presumed"],
        }
        old = (day - edition.listed_on).days > at.company.credit_file.tax_list_days
        return self.line(
            "tax_list",
            "warn" if old else "ok",
            d.TAX_LIST_OLD if old else d.TAX_LIST_OK,
            d.TAX_LIST_DO,
            **facts,
        )

    def _audit(self, at: Desk, session: Session, day: dt.date) -> Line:
        run = last_audit(session)
        if run is None:
            return self.line("audit", "warn", d.AUDIT_NONE, d.AUDIT_DO)
        if (days := (day - run.day).days) > PATIENCE.days:
            return self.line("audit", "warn", d.AUDIT_OLD, d.AUDIT_DO, day=run.day, days=days)
        if run.rulebook != at.rulebook.fingerprint:
            return self.line("audit", "warn", d.AUDIT_OTHER_RULES, d.AUDIT_DO, day=run.day)
        return self.line("audit", "ok", d.AUDIT_OK, day=run.day, score=run.score_percent)

    def server(self, var: Path) -> Iterator[Line]:
        """Whether the server of ``seiton up`` answers and makes runs, so that sweeps and audits run by themselves."""
        place = Place(var)
        running = place.read()
        if running is None:
            yield self.line("server", "warn", d.SERVER_DOWN, d.SERVER_DO)
        elif not Api(running.port, host=running.host).is_healthy():
            yield self.line("server", "warn", d.SERVER_GONE, d.SERVER_DO, address=running.address)
        else:
            yield self.line("server", "ok", d.SERVER_UP, address=running.address)
            yield self.schedules(running, place)

    def schedules(self, running: Running, place: Place) -> Line:
        """Whether every active schedule has its next run: one that has none never begins anything."""
        try:
            found = Api(running.port, login(place), running.host).schedules()
        except Stop as error:
            return self.line("schedules", "warn", error.to(self.language))
        idle = [name for name, has_next in found.items() if not has_next]
        if not idle:
            return self.line("schedules", "ok", d.SCHEDULES_WAIT, number=len(found))
        return self.line(
            "schedules", "warn", d.SCHEDULES_IDLE, d.SCHEDULES_DO, idle=len(idle), number=len(found),
            names=", ".join(idle[:NAMED]) + (" …" if len(idle) > NAMED else ""), log=place.logs / "server.log",
        )  # fmt: skip
