"""What nearly every command needs first: the company, its rulebook and the CRM, opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from checks.install import Installed, NotInstalled, business_day, install, installed, open_day
from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import Company, load_company
from config.settings import settings
from crm.database import Engine, Session, open_engine, reading


@dataclass(frozen=True)
class Desk:
    """A company and its CRM."""

    company: Company
    rulebook: Rulebook
    engine: Engine

    @property
    def today(self) -> dt.date:
        """The calendar day where the company is."""
        return dt.datetime.now(ZoneInfo(self.company.time_zone)).date()

    @contextmanager
    def look(self) -> Iterator[tuple[Session, Installed]]:
        """Read in the CRM, with the rulebook as installed there. Raises ``NotInstalled`` where it is not."""
        with reading(self.engine) as session:
            yield session, installed(session, self.rulebook)


@dataclass(frozen=True)
class Prepared:
    """What it took to make a database ready: was the schema new or old, how many rules, which business day."""

    changed: bool
    rules: int
    day: dt.date | None


def now() -> dt.datetime:
    """This instant. The command line is the edge: below it, time is an argument."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def desk(database: str | None = None, *, create: bool = False) -> Iterator[Desk]:
    """The CRM that the settings name (or ``database``). ``create``: it may be a new one."""
    company = load_company()
    engine = open_engine(database or settings().database_url, create=create)
    try:
        yield Desk(company, rulebook(company), engine)
    finally:
        engine.dispose()


def prepare(at: Desk, today: dt.date | None, *, open_now: bool = True) -> Prepared:
    """Bring schema, rulebook and business day up to date, all or nothing. Safe to call again.

    A CRM that has a business day keeps it unless a later ``today`` is given; a new one gets ``today``, or the
    calendar day of the company, or (``open_now=False``) none yet.
    """
    from crm.migrate import upgrade  # Alembic: the other commands do without it

    days: list[dt.date] = []

    def finish(session: Session) -> None:
        install(session, at.rulebook)
        current = current_day(session)
        if today is not None or (current is None and open_now):
            current = open_day(session, today or at.today)
        if current is not None:
            days.append(current)

    changed = upgrade(at.engine, finish)
    return Prepared(changed, len(at.rulebook), days[0] if days else None)


def current_day(session: Session) -> dt.date | None:
    """The business day, if one was opened."""
    try:
        return business_day(session)
    except NotInstalled:
        return None
