"""Where a command speaks: sentences and tables in the company's language, or JSON for a script.

What comes from the CRM is data: it is shown letter by letter, without colours, links or control characters of its own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import Enum
from getpass import getpass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.control import strip_control_codes
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cli.texts import Say

# What a terminal may take for a command, or what turns the direction of writing. JSON escapes the other control characters itself.
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
WIDE = 160
"""Columns where nobody looks: in a pipe or a file nothing is cut to the width of a terminal."""


class Screen:
    """The output of one command. With ``as_json`` only :meth:`json` writes to standard output."""

    def __init__(self, language: str, *, as_json: bool = False) -> None:
        self.language, self.as_json = language, as_json
        self._out = _console(sys.stdout)
        self._bar = _console(sys.stderr)

    def say(self, sentence: Say, style: str = "", **facts: object) -> None:
        """A sentence of the catalogue."""
        self.print(sentence.to(self.language, **facts), style)

    def print(self, text: str = "", style: str = "") -> None:
        """A text that is already in the right language."""
        if not self.as_json:
            self._out.print(Text(plain(text), style=style), soft_wrap=True)

    def table(
        self, columns: Sequence[Say | str], rows: Sequence[Sequence[object]], title: str | None = None
    ) -> None:
        """A table; numbers and pesos stand on the right."""
        if self.as_json:
            return
        table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
        for number, column in enumerate(columns):
            heading = column.to(self.language) if isinstance(column, Say) else column
            right = bool(rows) and all(isinstance(row[number], (int, Decimal)) for row in rows)
            table.add_column(heading, justify="right" if right else "left", overflow="fold", no_wrap=right)
        for row in rows:
            table.add_row(*(Text(plain(shown(cell))) for cell in row))
        self._out.print(table)

    def json(self, value: object) -> None:
        """The value for a script: amounts and dates as text, so that no centavo is lost."""
        if self.as_json:
            written = json.dumps(value, ensure_ascii=False, indent=2, default=_for_json)
            print(_UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written))

    def ask(self, sentence: Say, **facts: object) -> str | None:
        """What the person at the terminal answers, unseen; none where nobody sits there."""
        if not sys.stdin.isatty():
            return None
        return getpass(plain(sentence.to(self.language, **facts)))

    @contextmanager
    def progress(self, sentence: Say, **facts: object) -> Iterator[Bar]:
        """A bar on a terminal; nothing elsewhere."""
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
        )
        shown_here = self._bar.is_terminal
        with Progress(*columns, console=self._bar, transient=True, disable=not shown_here) as progress:
            yield Bar(progress, sentence.to(self.language, **facts))


class Bar:
    """The progress of one piece of work."""

    def __init__(self, progress: Progress, description: str) -> None:
        self._progress = progress
        self._task = progress.add_task(description, total=None)

    def at(self, done: float, total: float, description: str | None = None) -> None:
        """How far the work has come."""
        if description is not None:
            description = plain(description)
        self._progress.update(self._task, completed=done, total=total, description=description)


def pesos(amount: Decimal | None) -> str:
    """``$1,234,567.00``, ``-$12.00`` below nothing; nothing where nothing is known."""
    return "" if amount is None else f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def plain(text: str) -> str:
    """The text without control characters: an escape sequence in a client's name does nothing here."""
    kept = strip_control_codes(text).replace("\x1b", "")
    return "".join(letter for letter in kept if letter in "\n\t" or letter.isprintable() or letter == "\u00a0")


def shown(cell: object) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return pesos(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return str(cell)


def _console(stream: Any) -> Console:
    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDE
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _for_json(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, (Decimal, Path)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{value!r} has no form in JSON")
