"""Which edition of the 69-B list is in force, which of our clients it names, and how a newer one replaces it (000/A21)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from crm.imports.tax_list import SEVEREST_FIRST, NotTheList, Taxpayer, Unreadable, read
from crm.model import Account, TaxList, TaxListEntry

LEAST_PERCENT = 80
"""An edition with fewer taxpayers than this share of the one before is taken for a file cut short."""


@dataclass(frozen=True)
class Replaced:
    """What became of the list: ``same``: this very file was read before, nothing changed."""

    listed_on: dt.date
    rows: int
    taxpayers: int
    added: int
    changed: int
    removed: int
    unreadable: tuple[Unreadable, ...]
    same: bool


@dataclass(frozen=True)
class Listed:
    """An account whose RFC is on the list."""

    account_id: int
    name: str | None
    rfc: str
    situation: str
    published_on: dt.date | None


def replace_list(
    session: Session, path: Path, listed_on: dt.date | None, today: dt.date, now: dt.datetime
) -> Replaced:
    """Make the entries those of a file; all or nothing. ``listed_on``: the day of the edition, if the file does not say it.

    Raises ``NotTheList`` where the file is no list, is older than the one in force, or is cut short.
    """
    edition = read(path)
    day = listed_on or edition.listed_on
    if day is None:
        raise NotTheList(
            f"{path.name}: it does not say of which day it is: add --listed-on 2026-11-21",
            f"{path.name}: no dice de qué día es: agregue --listed-on 2026-11-21",
        )
    before = current(session)
    if before is not None and before.sha256 == edition.source.sha256:
        number = len(edition.taxpayers)
        return Replaced(before.listed_on, edition.rows, number, 0, 0, 0, edition.unreadable, True)
    kept = {
        row.rfc: Taxpayer(row.rfc, row.name, row.situation, row.published_on)
        for row in session.scalars(select(TaxListEntry))
    }
    _refuse_unless_newer(path.name, day, before, today, len(edition.taxpayers), len(kept))
    added = [one for rfc, one in edition.taxpayers.items() if rfc not in kept]
    changed = [one for rfc, one in edition.taxpayers.items() if rfc in kept and kept[rfc] != one]
    removed = [rfc for rfc in kept if rfc not in edition.taxpayers]
    _write(session, added, changed, removed)
    session.add(
        TaxList(
            file_name=path.name[-240:],
            sha256=edition.source.sha256,
            listed_on=day,
            rows=edition.rows,
            updated_at=now,
        )
    )
    session.flush()
    return Replaced(
        day,
        edition.rows,
        len(edition.taxpayers),
        len(added),
        len(changed),
        len(removed),
        edition.unreadable,
        False,
    )


def current(session: Session) -> TaxList | None:
    """The edition in force: the last that was read."""
    return session.scalars(select(TaxList).order_by(TaxList.id.desc()).limit(1)).first()


def clients_listed(session: Session) -> list[Listed]:
    """The accounts that the list names, the severest situation first."""
    rows = session.execute(
        select(Account.id, Account.name, TaxListEntry.rfc, TaxListEntry.situation, TaxListEntry.published_on)
        .join(TaxListEntry, TaxListEntry.rfc == Account.rfc)
        .order_by(Account.id)
    )
    found = [Listed(*row) for row in rows]
    return sorted(found, key=lambda one: SEVEREST_FIRST.index(one.situation))


def situation_of(session: Session, rfc: str | None) -> TaxListEntry | None:
    """What the list says of an RFC, if it names it."""
    return session.get(TaxListEntry, rfc) if rfc else None


def number_listed(session: Session) -> int:
    """How many taxpayers the list names."""
    return session.scalar(select(func.count()).select_from(TaxListEntry)) or 0


def _refuse_unless_newer(
    name: str, day: dt.date, before: TaxList | None, today: dt.date, taxpayers: int, kept: int
) -> None:
    if day > today:
        raise NotTheList(f"{name}: {day} has not come yet", f"{name}: el {day} aún no llega")
    if before is not None and day < before.listed_on:
        raise NotTheList(
            f"{name}: it is of {day}, and the list in force is of {before.listed_on}: an older one is not taken",
            f"{name}: es del {day} y el listado vigente es del {before.listed_on}: no se acepta uno anterior",
        )
    if taxpayers * 100 < kept * LEAST_PERCENT:
        raise NotTheList(
            f"{name}: it names {taxpayers:,} taxpayers and the list in force {kept:,}: it looks cut short; nothing was changed",
            f"{name}: trae {taxpayers:,} contribuyentes y el listado vigente {kept:,}: parece incompleto; nada cambió",
        )


def _write(session: Session, added: list[Taxpayer], changed: list[Taxpayer], removed: list[str]) -> None:
    for first in range(0, len(removed), 500):
        session.execute(delete(TaxListEntry).where(TaxListEntry.rfc.in_(removed[first : first + 500])))
    if added:
        session.execute(insert(TaxListEntry), [vars(one) for one in added])
    if changed:
        session.execute(update(TaxListEntry), [vars(one) for one in changed])
