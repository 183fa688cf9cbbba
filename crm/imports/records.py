"""The rows of a CSV file, one at a time, in bounded memory, with none lost.

A row that can't be read (cut short, a quote never closed, a line of 300 MB) comes out as ``Unreadable`` and the
reading goes on with the next line, so one misplaced quote does not swallow the rest of the file.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from config.words import Text, Told
from crm.imports.problems import FileUnreadable, WrongHeader
from crm.imports.source import SourceFile, empty, unreadable

MAX_CHARACTERS = 1 << 20
"""The longest row that is read; a longer one is rejected by its line number."""


_LINE_TOO_LONG = Text(
    en=f"the line is longer than {MAX_CHARACTERS:,} characters",
    es=f"la línea tiene más de {MAX_CHARACTERS:,} caracteres",
)
_HOLDS_NUL = Text(en="the line holds a NUL byte", es="la línea contiene un byte NUL")


class Row(NamedTuple):
    """A row as it stands in the file: the number of its first line and its cells, trimmed."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Unreadable:
    """A line that is no row, with the beginning of what it holds."""

    line: int
    text: str
    reason: Text


class _Line(NamedTuple):
    number: int
    text: str
    too_long: bool = False


class _Broken(Told):
    """A record can't be finished, and why."""


class CsvRows:
    """An open CSV file: its header, then its rows. Use it in a ``with``.

    ``done_bytes`` is how far the reading has come, for a progress bar.
    """

    def __init__(self, source: SourceFile, delimiter: str) -> None:
        self._source = source
        self._delimiter = delimiter
        self._ahead: deque[_Line] = deque()
        self._number = 0

    def __enter__(self) -> CsvRows:
        try:
            self._binary = self._source.path.open("rb")
        except OSError as error:
            raise unreadable(self._source.name, error) from None
        self._text = io.TextIOWrapper(self._binary, encoding=self._source.encoding, newline="")
        self.header = self._read_header()
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    @property
    def done_bytes(self) -> int:
        return min(self._binary.tell(), self._source.size)

    def __iter__(self) -> Iterator[Row | Unreadable]:
        width = len(self.header)
        while (line := self._next_line()) is not None:
            if not line.text.strip("\r\n"):
                continue
            taken, cells, reason = self._record(line)
            if reason is None and len(cells) != width:
                reason = Text(
                    en=f"it has {len(cells)} cells where the header has {width}: cut short, or a quote is misplaced",
                    es=f"tiene {len(cells)} celdas donde el encabezado tiene {width}: está cortada, o una comilla está fuera de lugar",
                )
            if reason is None:
                yield Row(line.number, [cell.strip() for cell in cells])
            else:
                # What a broken row swallowed may be good rows: they are read again, each on its own.
                self._ahead.extendleft(reversed(taken[1:]))
                yield Unreadable(line.number, line.text[:200].rstrip("\r\n"), reason)

    def _record(self, first: _Line) -> tuple[list[_Line], list[str], Text | None]:
        """The lines that make up one record, its cells, and why it is none where it is none."""
        taken = [first]
        if first.too_long:
            return taken, [], _LINE_TOO_LONG
        if "\0" in first.text:
            return taken, [], _HOLDS_NUL
        if '"' not in first.text:
            return taken, first.text.rstrip("\r\n").split(self._delimiter), None
        reader = csv.reader(self._feed(first, taken), delimiter=self._delimiter, strict=True)
        try:
            return taken, next(reader), None
        except _Broken as broken:
            return taken, [], broken.says
        except csv.Error as error:
            return taken, [], _plain(str(error))

    def _feed(self, first: _Line, taken: list[_Line]) -> Iterator[str]:
        yield first.text
        characters = len(first.text)
        while (line := self._next_line()) is not None:
            taken.append(line)
            characters += len(line.text)
            if line.too_long or characters > MAX_CHARACTERS:
                raise _Broken(
                    f"a quote is opened and not closed within {MAX_CHARACTERS:,} characters",
                    f"una comilla se abre y no se cierra en {MAX_CHARACTERS:,} caracteres",
                )
            if "\0" in line.text:
                raise _Broken(
                    f"a quote is opened and not closed before the NUL byte on line {line.number}",
                    f"una comilla se abre y no se cierra antes del byte NUL de la línea {line.number}",
                )
            yield line.text

    def _next_line(self) -> _Line | None:
        if self._ahead:
            return self._ahead.popleft()
        try:
            text = self._text.readline(MAX_CHARACTERS)
            if not text:
                return None
            self._number += 1
            if len(text) < MAX_CHARACTERS or text.endswith(("\n", "\r")):
                return _Line(self._number, text)
            beginning = text[:200]
            while text and not text.endswith(("\n", "\r")):
                text = self._text.readline(MAX_CHARACTERS)
            return _Line(self._number, beginning, too_long=True)
        except (OSError, UnicodeError) as error:
            raise FileUnreadable(
                f"{self._source.name}: it changed while it was read: {error}.",
                f"{self._source.name}: cambió mientras se leía: {error}.",
            ) from None

    def _read_header(self) -> list[str]:
        name = self._source.name
        while (line := self._next_line()) is not None and not line.text.strip():
            pass
        if line is None:
            raise empty(name)
        _, cells, reason = self._record(line)
        if reason is not None:
            raise WrongHeader(
                f"{name}: the header on line {line.number} can't be read: {reason.en}.",
                f"{name}: no se puede leer el encabezado de la línea {line.number}: {reason.es}.",
            )
        return [cell.strip() for cell in cells]


def _plain(error: str) -> Text:
    if "unexpected end" in error:
        return Text(en="a quote is opened and never closed", es="una comilla se abre y nunca se cierra")
    if "expected after" in error:
        return Text(en="text follows a closing quote", es="hay texto después de una comilla que cierra")
    if "field larger" in error:
        most = csv.field_size_limit()
        return Text(
            en=f"a cell is longer than {most:,} characters", es=f"una celda tiene más de {most:,} caracteres"
        )
    return Text(en=f"it is no row of a CSV file ({error})", es=f"no es una fila de un archivo CSV ({error})")
