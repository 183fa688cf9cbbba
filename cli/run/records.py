"""The CRM that a run works on: the one that is there, an import, or an invented dealer. Made whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.desk import Desk, desk, now, prepare
from cli.exits import Ends, Stop
from cli.run import texts as t
from cli.run.server import absolute_database
from cli.screen import Bar, Screen
from cli.texts import Say
from config.settings import settings
from crm.database import reading

Fill = Callable[[Desk, Bar], None]
_FILE = "sqlite:///"


@dataclass(frozen=True)
class Order:
    """What a run shall work on, where there is no CRM yet (and, with ``import_from``, also where there is one)."""

    opportunities: int = 2_000
    import_from: tuple[str, Path] | None = None
    today: dt.date | None = None


@dataclass(frozen=True)
class Crm:
    """What was found or made, as a sentence; and the business day that the flows shall open, if not the calendar's."""

    said: Say
    place: str
    folder: Path | None
    today: dt.date | None


def ready_crm(screen: Screen, order: Order, *, only_in_var: bool = False) -> Crm:
    """See that there is a CRM with today's records and rules in it.

    ``only_in_var``: an invented dealer is made in our own file only, never in a database that somebody named.
    """
    url = absolute_database(settings().database_url)
    if order.import_from is not None:
        return _imported(screen, order, url)
    if not _is_there(url):
        if only_in_var and settings().database:
            raise Stop(Ends.UNAVAILABLE, t.NO_CRM)
        with screen.progress(t.CRM_MAKING) as bar:
            _make(url, lambda at: _invent(at, order, bar))
        return Crm(t.CRM_MADE, _shown(url), None, order.today)
    with desk(url) as at:
        _bring_up_to_date(at)
    return Crm(t.CRM_READY, _shown(url), None, order.today)


def _imported(screen: Screen, order: Order, url: str) -> Crm:
    from crm.imports import load_mapping, run_import

    assert order.import_from is not None
    name, folder = order.import_from
    mapping = load_mapping(name)
    with screen.progress(t.CRM_IMPORTING, name=mapping.name) as bar:

        def read(at: Desk) -> None:
            run_import(
                at.engine, mapping, folder, rejects=settings().var / "rejects", now=now(),
                language=at.company.language,
                progress=lambda p: bar.at(p.done_bytes, p.total_bytes, f"{p.file} → {p.record} {p.rows:,}"),
            )  # fmt: skip

        if _is_there(url):
            with desk(url) as at:
                _bring_up_to_date(at)
                read(at)
        else:
            _make(url, read, open_now=mapping.as_of is None)
    return Crm(t.CRM_IMPORTED, _shown(url), folder, order.today or mapping.as_of)


def _invent(at: Desk, order: Order, bar: Bar) -> None:
    from sample import build

    build(
        at.engine, at.company, opportunities=order.opportunities, today=order.today or at.today,
        progress=lambda what, done, total: bar.at(done, total, what),
    )  # fmt: skip


def _make(url: str, fill: Callable[[Desk], None], *, open_now: bool = False) -> None:
    with _apart(url) as place, desk(place, create=True) as at:
        prepare(at, None, open_now=open_now)
        fill(at)


@contextmanager
def _apart(url: str) -> Iterator[str]:
    """A file beside the database, which takes its name when the block has ended well: what is cut off leaves nothing."""
    if not url.startswith(_FILE):
        yield url
        return
    file = Path(url.removeprefix(_FILE))
    part = file.with_name(f"{file.name}.part")
    _remove(part)
    try:
        yield f"{_FILE}{part}"
        part.replace(file)
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _is_there(url: str) -> bool:
    from crm.migrate import is_new

    if url.startswith(_FILE):
        return Path(url.removeprefix(_FILE)).exists()
    with desk(url) as at:
        return not is_new(at.engine)


def _bring_up_to_date(at: Desk) -> None:
    """Take the steps and install the rulebook where they lack. Guards that were altered are left for all to see.

    Raises ``Stop`` where they were.
    """
    from checks.install import NotInstalled, altered_guards, installed
    from crm.migrate import is_current

    if is_current(at.engine):
        try:
            with reading(at.engine) as session:
                installed(session, at.rulebook)
                altered = altered_guards(session, at.rulebook)
        except NotInstalled:
            prepare(at, None)
            return
        if altered:
            raise Stop(Ends.UNAVAILABLE, t.GUARDS_ALTERED, number=len(altered), names=", ".join(altered[:3]))
    else:
        prepare(at, None)


def _shown(url: str) -> str:
    if url.startswith(_FILE):
        return url.removeprefix(_FILE)
    from crm.database import open_engine

    return open_engine(url).url.render_as_string(hide_password=True)
