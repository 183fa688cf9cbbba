"""What people type on the command line, read strictly: an amount or a day is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import typer

_PESOS = re.compile(r"\$?(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(\.\d{2})?", re.ASCII)


def pesos(text: str) -> Decimal:
    """``250000``, ``250,000``, ``$250,000.00``. Anything else, such as ``250.000`` or ``1e6``, is refused."""
    found = _PESOS.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r} is no amount; write pesos as 250000 or $250,000.00")
    return Decimal(found[1].replace(",", "") + (found[2] or ""))


def day(text: str) -> dt.date:
    """``2026-11-21``."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-21")
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date: {error}") from None
