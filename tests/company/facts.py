"""What is true of the invented company before any record is written."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import Company, load_company

COMPANY = Path(__file__).parent
TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
FLEET = (("MX-300", "Piso 1", 2), ("MX-500", "Piso 2", 1))
MONTHLY, TERM = Decimal(10_000), 36

_numbers = itertools.count(1)


def day(days: int) -> dt.date:
    """The business day of the tests, some days on."""
    return TODAY + dt.timedelta(days=days)


def number() -> int:
    """Another one each time, for what must be unique."""
    return next(_numbers)


@cache
def the_company() -> Company:
    """What the configuration in this folder says."""
    return load_company(COMPANY)


@cache
def the_rulebook() -> Rulebook:
    """All rules of the invented company."""
    return rulebook(the_company())


def add(session: Session, row: Any) -> Any:
    """Write a record now, so that it has its number."""
    session.add(row)
    session.flush()
    return row


def put(session: Session, *rows: Any) -> None:
    """Write records of which nobody needs the numbers: when something is next asked of the database, all in one."""
    session.add_all(rows)


def edit(session: Session, row: Any, changes: dict[str, Any]) -> Any:
    """Change a record now."""
    for name, value in changes.items():
        setattr(row, name, value)
    session.flush()
    return row


def an_rfc(number: int) -> str:
    """A company's RFC with its right check digit, another for each number."""
    letters = "".join("ABCDEFGHJKLMNPQRSTUVWXYZ"[number // 24**place % 24] for place in (2, 1, 0))
    stem = f"{letters}0102{number % 28 + 1:02}A1"
    return stem + rfc_digit(stem)


def rfc_digit(stem: str) -> str:
    """The check digit of an RFC without it (a plain reference for the SQL)."""
    alphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
    total = sum(alphabet.index(c) * (13 - place) for place, c in enumerate(stem.rjust(12)))
    return "0A987654321"[total % 11]


def a_clabe(number: int) -> str:
    stem = f"032180{number:011}"
    return stem + clabe_digit(stem)


def clabe_digit(stem: str) -> str:
    """The check digit of a CLABE without it (a plain reference for the SQL)."""
    return str(-sum(int(d) * (3, 7, 1)[place % 3] % 10 for place, d in enumerate(stem)) % 10)
