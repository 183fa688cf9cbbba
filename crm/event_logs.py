"""The event log of another system, read one event at a time: CSV, or XES (IEEE 1849). None is lost: each is told or rejected by its line.

XES is read as it streams by, and nothing in it is followed: a document type or an entity is refused, so none can grow or fetch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat
from zoneinfo import ZoneInfo

from config.event_log import LogMapping
from config.words import Text
from crm.imports.cells import instant, plausible
from crm.imports.problems import BadCell, FileMissing, NotXes
from crm.imports.records import CsvRows, Unreadable
from crm.imports.rows import positions
from crm.imports.source import BLOCK, inspect

MOST_LETTERS = 200
"""A longer name of a case, an activity or a person is rejected."""
_NAME_TOO_LONG = Text(
    en=f"a name has more than {MOST_LETTERS} characters", es=f"un nombre tiene más de {MOST_LETTERS} caracteres"
)
_LACKS = (
    Text(en="it has no case", es="no tiene caso"),
    Text(en="it has no activity", es="no tiene actividad"),
    Text(en="it has no timestamp", es="no tiene fecha y hora"),
)


class Event(NamedTuple):
    """Something that happened to a case in another system."""

    line: int
    case: str
    activity: str
    at: dt.datetime
    who: str | None


class Reject(NamedTuple):
    """An event that can't be read, by the line where it stands."""

    line: int
    reason: Text


@dataclass(frozen=True)
class _Reader:
    """Turns texts into an event, or says what is wrong with them."""

    formats: tuple[str, ...]
    zone: ZoneInfo

    def event(self, line: int, case: str, activity: str, at: str, who: str) -> Event | Reject:
        """An event of a line, of the texts that stand there."""
        for lacks, text in zip(_LACKS, (case, activity, at), strict=True):
            if not text:
                return Reject(line, lacks)
        if max(len(case), len(activity), len(who)) > MOST_LETTERS:
            return Reject(line, _NAME_TOO_LONG)
        try:
            return Event(line, case, activity, self._instant(at), who or None)
        except BadCell as problem:
            return Reject(line, problem.says.after(f"timestamp {at[:40]!r}: "))

    def _instant(self, text: str) -> dt.datetime:
        if self.formats:
            found = instant(text, self.formats)
        else:
            try:
                found = dt.datetime.fromisoformat(text)
            except ValueError:
                raise BadCell(
                    "it is no instant such as 2026-10-01T09:30:00-06:00",
                    "no es un instante como 2026-10-01T09:30:00-06:00",
                ) from None
            plausible(found)
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(dt.UTC)


def read_log(path: Path, mapping: LogMapping, zone: ZoneInfo) -> Iterator[Event | Reject]:
    """Every event of a file. ``zone``: of instants that name none. Raises ``FileProblem`` where it can't be read at all."""
    if not path.is_file():
        raise FileMissing(f"{path}: there is no such file.", f"{path}: no existe ese archivo.")
    reader = _Reader(mapping.formats, ZoneInfo(mapping.time_zone) if mapping.time_zone else zone)
    with path.open("rb") as file:
        is_xml = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return _xes(path, reader) if is_xml else _csv(path, mapping, reader)


def _csv(path: Path, mapping: LogMapping, reader: _Reader) -> Iterator[Event | Reject]:
    source = inspect(path.parent, path.name, mapping.encoding)
    with CsvRows(source, mapping.delimiter) as rows:
        needed = [mapping.case]
        for event in mapping.events:
            needed += [event.timestamp, *([event.activity] if event.activity else [])]
        optional = [mapping.resource] if mapping.resource in rows.header else []
        place = positions(rows.header, [*needed, *optional], source.name)
        for row in rows:
            if isinstance(row, Unreadable):
                yield Reject(row.line, row.reason)
                continue
            cells = row.cells
            who = cells[place[mapping.resource]] if optional else ""
            for event in mapping.events:
                at = cells[place[event.timestamp]]
                if mapping.event and not at:
                    continue
                activity = event.value or cells[place[event.activity or ""]]
                yield reader.event(row.line, cells[place[mapping.case]], activity, at, who)


def _xes(path: Path, reader: _Reader) -> Iterator[Event | Reject]:
    log = _Xes(path.name, reader)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            log.feed(block)
            yield from log.taken()
        log.feed(b"", final=True)
        yield from log.taken()


KEYS = ("concept:name", "time:timestamp", "org:resource")


@dataclass
class _Xes:
    """What the parser has met: the trace and the event it is in. Only the attributes that belong to these are looked at."""

    name: str
    reader: _Reader
    way: list[str] = field(default_factory=list)
    case: str = ""
    line: int = 0
    said: dict[str, str] = field(default_factory=dict)
    found: list[Event | Reject] = field(default_factory=list)
    read: int = 0

    def __post_init__(self) -> None:
        parser = self.parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        unsafe: Callable[..., Any] = self._refuse
        for handler in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
            setattr(parser, handler, unsafe)

    def feed(self, block: bytes, *, final: bool = False) -> None:
        """Read on. Raises ``NotXes``."""
        try:
            self.parser.Parse(block, final)
        except expat.ExpatError as error:
            raise NotXes(
                f"{self.name}: line {error.lineno}: this is no XES: {expat.ErrorString(error.code)}.",
                f"{self.name}: línea {error.lineno}: no es XES: {expat.ErrorString(error.code)}.",
            ) from None
        self.read += len(block)
        if self.read - self.parser.CurrentByteIndex > BLOCK + MOST_LETTERS:
            raise NotXes(
                f"{self.name}: line {self.parser.CurrentLineNumber}: one tag is longer than {BLOCK:,} bytes.",
                f"{self.name}: línea {self.parser.CurrentLineNumber}: una etiqueta tiene más de {BLOCK:,} bytes.",
            )

    def taken(self) -> list[Event | Reject]:
        """The events since the last time."""
        found, self.found = self.found, []
        return found

    def _refuse(self, *_: Any) -> None:
        raise NotXes(
            f"{self.name}: line {self.parser.CurrentLineNumber}: it declares a document type or an entity; such a file is not read.",
            f"{self.name}: línea {self.parser.CurrentLineNumber}: declara un tipo de documento o una entidad; un archivo así no se lee.",
        )

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        self.way.append(tag)
        if len(self.way) == 1 and tag != "log":
            raise NotXes(
                f"{self.name}: this is no XES: it begins with <{tag[:40]}>, not with <log>.",
                f"{self.name}: no es XES: empieza con <{tag[:40]}>, no con <log>.",
            )
        if len(self.way) > 6:
            return
        place = self.way[1:]
        if place == ["trace"]:
            self.case = ""
        elif place == ["trace", "event"]:
            self.said, self.line = {}, self.parser.CurrentLineNumber
        elif place[:-1] == ["trace"] and attributes.get("key") == KEYS[0]:
            self.case = attributes.get("value", "").strip()
        elif place[:-1] == ["trace", "event"] and attributes.get("key") in KEYS:
            self.said[attributes["key"]] = attributes.get("value", "").strip()

    def _end(self, _tag: str) -> None:
        if self.way[1:] == ["trace", "event"]:
            texts = (self.said.get(key, "") for key in KEYS)
            self.found.append(self.reader.event(self.line, self.case, *texts))
        self.way.pop()
