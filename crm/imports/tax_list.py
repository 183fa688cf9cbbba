"""The SAT's list of article 69-B as a file: found to be the list, and read row by row (000/A21)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.words import Text
from crm.imports.problems import FileProblem
from crm.imports.source import SourceFile, inspect

MOST_UNREADABLE = 20
"""If more than one row in so many can't be read, the file is not the list."""
SITUATIONS = {
    "definitivo": "definitive",
    "presunto": "presumed",
    "desvirtuado": "disproved",
    "sentencia favorable": "ruled_for",
}
SEVEREST_FIRST = ("definitive", "presumed", "ruled_for", "disproved")
_RFC = re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"
)  # fmt: skip
_NEEDED = {"rfc", "situacion del contribuyente", "nombre del contribuyente"}
_NAME_LENGTH = 240
_HEADER_WITHIN = 20


class NotTheList(FileProblem):
    """The file is not taken for the list; nothing was changed."""


@dataclass(frozen=True)
class Taxpayer:
    """A row of the list: ``situation`` is definitive, presumed, disproved or ruled_for."""

    rfc: str
    name: str
    situation: str
    published_on: dt.date | None


@dataclass(frozen=True)
class Unreadable:
    """A row that was left out: its line, what it holds and what is wrong with it."""

    line: int
    value: str
    reason: Text


@dataclass(frozen=True)
class Edition:
    """A file found to be the list. A taxpayer that it names twice stands in the severer situation."""

    source: SourceFile
    listed_on: dt.date | None
    rows: int
    taxpayers: dict[str, Taxpayer]
    unreadable: tuple[Unreadable, ...]


def read(path: Path) -> Edition:
    """Read a CSV file of the SAT, as published (titles above the header, Latin letters) or saved anew.

    Raises ``NotTheList``, or the ``ImportProblem`` of a file that is no readable text.
    """
    source = inspect(path.parent, path.name, "cp1252")
    with path.open(encoding=source.encoding, newline="") as file:
        lines = list(_rows(file.read()))
    place = next((n for n, (_, row) in enumerate(lines[:_HEADER_WITHIN]) if set(_words(row)) >= _NEEDED), None)
    if place is None:
        raise NotTheList(
            f"{path.name}: this is not the 69-B list: no line of its beginning names the columns RFC and 'Situación del contribuyente'",
            f"{path.name}: no es el listado del 69-B: ninguna línea del inicio tiene las columnas RFC y «Situación del contribuyente»",
        )
    columns = _words(lines[place][1])
    taxpayers, unreadable, rows = _taxpayers(columns, lines[place + 1 :])
    if not taxpayers or len(unreadable) * MOST_UNREADABLE > rows:
        raise NotTheList(
            f"{path.name}: {len(unreadable):,} of {rows:,} rows can't be read; nothing was changed",
            f"{path.name}: no se pueden leer {len(unreadable):,} de {rows:,} renglones; nada cambió",
        )
    titles = (cell for _, row in lines[:place] for cell in row)
    return Edition(source, _day_in((*titles, path.stem)), rows, taxpayers, tuple(unreadable))


def _words(row: Sequence[str]) -> list[str]:
    return [_plain(cell) for cell in row]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not blank, by whichever separator the header has."""
    head = "\n".join(text.splitlines()[:_HEADER_WITHIN])
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _taxpayers(
    columns: list[str], lines: Iterable[tuple[int, list[str]]]
) -> tuple[dict[str, Taxpayer], list[Unreadable], int]:
    found: dict[str, Taxpayer] = {}
    unreadable, rows = [], 0
    for line, row in lines:
        rows += 1
        cells = dict(zip(columns, row, strict=False))
        one = _taxpayer(line, cells)
        if isinstance(one, Unreadable):
            unreadable.append(one)
        elif one.rfc not in found or _severity(one) < _severity(found[one.rfc]):
            found[one.rfc] = one
    return found, unreadable, rows


def _taxpayer(line: int, cells: dict[str, str]) -> Taxpayer | Unreadable:
    rfc = re.sub(r"[\s-]", "", cells.get("rfc", "")).upper()
    if not _RFC.fullmatch(rfc):
        return Unreadable(line, cells.get("rfc", "").strip(), Text(en="this is no RFC", es="no es un RFC"))
    told = cells.get("situacion del contribuyente", "").strip()
    situation = SITUATIONS.get(_plain(told))
    if situation is None:
        return Unreadable(line, f"{rfc}: {told}", Text(en="unknown situation", es="situación desconocida"))
    name = cells.get("nombre del contribuyente", "").strip()[:_NAME_LENGTH]
    return Taxpayer(rfc, name, situation, _published(cells, situation))


def _severity(taxpayer: Taxpayer) -> int:
    return SEVEREST_FIRST.index(taxpayer.situation)


def _published(cells: dict[str, str], situation: str) -> dt.date | None:
    """When the SAT put the situation on its page; of a file cut short, when it put the presumption there."""
    words = {"definitive": "definitivos", "disproved": "desvirtuados", "ruled_for": "sentencia favorable"}
    for word in (words.get(situation, "presuntos"), "presuntos"):
        day = re.fullmatch(
            r"(\d{1,2})/(\d{1,2})/(\d{4})", cells.get(f"publicacion pagina sat {word}", "").strip()
        )
        if day:
            return _date(int(day[3]), int(day[2]), int(day[1]))
    return None


def _day_in(texts: Iterable[str]) -> dt.date | None:
    """The day of the edition, as its title says it (30 de noviembre de 2022), or else the name of the file (2022-11-30)."""
    for text in map(_plain, texts):
        said = re.search(rf"(\d{{1,2}}) de ({'|'.join(_MONTHS)}) (?:de |del )?(\d{{4}})", text)
        if said:
            return _date(int(said[3]), _MONTHS.index(said[2]) + 1, int(said[1]))
        named = re.search(r"(\d{4})-(\d{2})-(\d{2})", text)
        if named:
            return _date(*map(int, named.groups()))
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())
