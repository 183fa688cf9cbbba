"""A furnished CRM for hostile input, and whether it was harmed."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from checks.install import Installed, altered_guards, installed
from crm.database import open_engine, reading, unit_of_work
from crm.model import Account, Base, Opportunity, Person
from tests import builders
from tests.conftest import furnish
from tests.hostile.fuzzing import HOSTILE, Defect

Rows = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]


@dataclass(frozen=True)
class House:
    """A CRM with colleagues, and a case that stands behind some gates."""

    url: str
    engine: Engine
    installed: Installed
    case: int

    def rows(self) -> Rows:
        """Every row of every table, by its key."""
        found: Rows = {}
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                keys = [table.c.keys().index(column.key) for column in table.primary_key]
                rows = [tuple(row) for row in connection.execute(sa.select(table))]
                found[table.name] = {tuple(row[key] for key in keys): row for row in rows}
        return found


def _name_them(session: Session, case: int) -> None:
    """Clients and colleagues with hostile names, and a sale of one."""
    for number, hostile in enumerate(each for each in HOSTILE if len(each) <= 120):
        builders.add(
            session, Account(name=hostile, created_at=builders.NOW, source="hostile", source_id=str(number))
        )
        if number % 5 == 0:
            builders.add(
                session, Person(name=f"{hostile} {number}", email=f"{number}@x.mx", created_at=builders.NOW)
            )
    sale = session.get_one(Opportunity, case)
    sale.name, sale.next_step = "\x1b[31m<b>=1+1</b> [x](javascript:1)", "\x1b]0;x\x07"


@cache
def _furnished() -> tuple[Path, int]:
    """The file that the others are copies of, and a case in it; made once, gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="furnished-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = f"sqlite:///{folder / 'crm.sqlite'}"
    furnish(url)
    engine = open_engine(url)
    with unit_of_work(engine) as session:
        case = int(builders.an_opportunity(session, "studied").id)
        _name_them(session, case)
    engine.dispose()
    return folder / "crm.sqlite", case


@contextmanager
def a_house(folder: Path, may_change: frozenset[str] = frozenset()) -> Iterator[House]:
    """A CRM. At the end of the block its file is whole, its guards stand and what was in it is as it was.

    ``may_change``: tables in which those who play may alter a row that was there.
    """
    file, case = _furnished()
    url = f"sqlite:///{folder / 'crm.sqlite'}"
    shutil.copyfile(file, folder / "crm.sqlite")
    engine = open_engine(url)
    with reading(engine) as session:
        rules = installed(session, builders.the_rulebook())
    house = House(url, engine, rules, case)
    before = house.rows()
    yield house
    with engine.connect() as connection:
        if (said := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
            raise Defect(f"the file of the CRM is damaged: {said}")
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise Defect(f"links to nothing: {lost[:5]}")
    with reading(engine) as session:
        if altered := altered_guards(session, builders.the_rulebook()):
            raise Defect(f"guards were altered: {altered}")
    after = house.rows()
    for name in before.keys() - may_change:
        for key, row in before[name].items():
            if after[name].get(key) != row:
                raise Defect(f"{name} {key} was {row} and is {after[name].get(key)}")
    engine.dispose()
