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

from crm.imports.problems import FileEmpty, FileUnreadable, WrongHeader
from crm.imports.source import SourceFile

MAX_CHARACTERS = 1 << 20
"""The longest row that is read; a longer one is rejected by its line number."""


class Row(NamedTuple):
    """A row as it stands in the file: the number of its first line and its cells, trimmed."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Unreadable:
    """A line that is no row, with the beginning of what it holds."""

    line: int
    text: str
    reason: str


class _Line(NamedTuple):
    number: int
    text: str
    too_long: bool = False


class _Broken(Exception):
    """A record can't be finished; the text says why."""


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
            raise FileUnreadable(f"{self._source.name}: it can't be read: {error.strerror or error}.") from None
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
                reason = f"it has {len(cells)} cells where the header has {width}: cut short, or a quote is misplaced"
            if reason is None:
                yield Row(line.number, [cell.strip() for cell in cells])
            else:
                # What a broken row swallowed may be good rows: they are read again, each on its own.
                self._ahead.extendleft(reversed(taken[1:]))
                yield Unreadable(line.number, line.text[:200].rstrip("\r\n"), reason)

    def _record(self, first: _Line) -> tuple[list[_Line], list[str], str | None]:
        """The lines that make up one record, its cells, and why it is none where it is none."""
        taken = [first]
        if first.too_long:
            return taken, [], f"the line is longer than {MAX_CHARACTERS:,} characters"
        if "\0" in first.text:
            return taken, [], "the line holds a NUL byte"
        if '"' not in first.text:
            return taken, first.text.rstrip("\r\n").split(self._delimiter), None
        reader = csv.reader(self._feed(first, taken), delimiter=self._delimiter, strict=True)
        try:
            return taken, next(reader), None
        except _Broken as broken:
            return taken, [], str(broken)
        except csv.Error as error:
            return taken, [], _plain(str(error))

    def _feed(self, first: _Line, taken: list[_Line]) -> Iterator[str]:
        yield first.text
        characters = len(first.text)
        while (line := self._next_line()) is not None:
            taken.append(line)
            characters += len(line.text)
            if line.too_long or characters > MAX_CHARACTERS:
                raise _Broken(f"a quote is opened and not closed within {MAX_CHARACTERS:,} characters")
            if "\0" in line.text:
                raise _Broken(f"a quote is opened and not closed before the NUL byte on line {line.number}")
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
            raise FileUnreadable(f"{self._source.name}: it changed while it was read: {error}.") from None

    def _read_header(self) -> list[str]:
        name = self._source.name
        while (line := self._next_line()) is not None and not line.text.strip():
            pass
        if line is None:
            raise FileEmpty(f"{name}: the file is empty.")
        _, cells, reason = self._record(line)
        if reason is not None:
            raise WrongHeader(f"{name}: the header on line {line.number} can't be read: {reason}.")
        return [cell.strip() for cell in cells]


def _plain(error: str) -> str:
    if "unexpected end" in error:
        return "a quote is opened and never closed"
    if "expected after" in error:
        return "text follows a closing quote"
    if "field larger" in error:
        return f"a cell is longer than {csv.field_size_limit():,} characters"
    return error
