"""From a row of a file to a candidate record: cells read, key made, links still to be looked up."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.mapping import Column, Condition, ImportMapping, Lookup, Table
from config.words import Text
from crm.imports.plan import FieldPlan, LinkPlan, TablePlan
from crm.imports.problems import BadCell, WrongHeader, too_long
from crm.imports.records import CsvRows, Row
from crm.imports.source import SourceFile

KEY_LENGTH = 120


@dataclass(slots=True)
class Candidate:
    """A row that reads well. ``number`` is its place among the rows of the file, ``line`` where it stands there.

    ``said`` holds a digest of each field that the export fills; ``wanted`` the text of each link and the texts that
    may tell namesakes apart; ``echoes`` the places of rows that say exactly the same again.
    """

    number: int
    line: int
    source_id: str
    values: dict[str, Any]
    said: dict[str, str]
    wanted: dict[str, tuple[str, ...]]
    echoes: list[tuple[int, int]] = field(default_factory=list)

    @property
    def fingerprint(self) -> int:
        """Equal for two rows that say the same, within one run."""
        return hash(tuple(self.said.items()))


class BadRow(Exception):
    """A row that is rejected, with everything that is wrong with it."""

    def __init__(self, problems: list[BadCell]) -> None:
        super().__init__(problems)
        self.problems = problems


def digest(value: object) -> str:
    """What is remembered of a value: enough to see that the outside system says something else now."""
    return hashlib.blake2b(str(value).encode(), digest_size=6).hexdigest()


class LookupTable:
    """Another file of the export, by key. A key that leads to two different answers leads to none."""

    def __init__(
        self, spec: Lookup, source: SourceFile, mapping: ImportMapping, columns: Iterable[str]
    ) -> None:
        self.columns = tuple(dict.fromkeys(columns))
        self.nothing = ("",) * len(self.columns)
        self._answers: dict[str, tuple[str, ...]] = {}
        with CsvRows(source, mapping.delimiter) as rows:
            places = positions(rows.header, (spec.key, *self.columns), source.name)
            take = [places[name] for name in self.columns]
            for row in rows:
                if isinstance(row, Row) and (key := row.cells[places[spec.key]]):
                    answer = tuple(row.cells[i] for i in take)
                    if self._answers.setdefault(key, answer) != answer:
                        self._answers[key] = self.nothing

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return self._answers.get(key, self.nothing)


def positions(header: list[str], needed: Iterable[str], file: str) -> dict[str, int]:
    """Where each needed column stands. Raises ``WrongHeader`` naming the ones that are missing or doubled."""
    needed = list(dict.fromkeys(needed))
    missing = [name for name in needed if name not in header]
    if missing:
        there, hint = ", ".join(filter(None, header)), None
        if len(header) == 1 and (other := next((mark for mark in ";\t|," if mark in header[0]), None)):
            hint = Text(
                en=f" The columns seem to be separated by {other!r}: put delimiter = {other!r} in the mapping.",
                es=f" Las columnas parecen separadas por {other!r}: ponga delimiter = {other!r} en el mapeo.",
            )
        raise WrongHeader(
            f"{file}: column missing: {', '.join(missing)}; columns there: {there}.{hint.en if hint else ''}",
            f"{file}: falta la columna: {', '.join(missing)}; columnas que hay: {there}.{hint.es if hint else ''}",
        )
    doubled = [name for name in needed if header.count(name) > 1]
    if doubled:
        raise WrongHeader(
            f"{file}: column there twice: {', '.join(doubled)}; it is not clear which is meant.",
            f"{file}: columna repetida: {', '.join(doubled)}; no es claro cuál se quiere.",
        )
    return {name: header.index(name) for name in needed}


def needed_columns(spec: Table) -> tuple[list[str], dict[str, list[str]]]:
    """The columns that a table reads in its own file, and in each file that it looks into."""
    own: list[str] = []
    other: dict[str, list[str]] = {name: [] for name in spec.lookup}
    for source in spec.sources:
        lookup, dot, column = source.partition(".")
        (other[lookup] if dot and lookup in other else own).append(
            column if dot and lookup in other else source
        )
    return own, other


class RowReader:
    """Reads the rows of one file for one table; bound to the file's header and the files it looks into."""

    def __init__(
        self, plan: TablePlan, mapping: ImportMapping, header: list[str], lookups: Mapping[str, LookupTable]
    ) -> None:
        self._plan, self._lookups = plan, lookups
        self._empty = frozenset(mapping.empty)
        own, _ = needed_columns(plan.spec)
        self._places = positions(header, own, plan.spec.file)
        width = len(header)
        for name, table in lookups.items():
            self._places |= {f"{name}.{column}": width + i for i, column in enumerate(table.columns)}
            width += len(table.columns)
        self._alike: Counter[bytes] = Counter()

    def read(self, number: int, row: Row) -> Candidate | None:
        """The candidate record of a row; none where the mapping leaves the row to another table.

        Raises ``BadRow`` with every cell that is wrong.
        """
        cells = [cell if cell not in self._empty else "" for cell in row.cells]
        for name, lookup in self._plan.spec.lookup.items():
            cells.extend(self._lookups[name][cells[self._places[lookup.by]]])
        if not self._meets(self._plan.spec.where, cells):
            return None
        problems: list[BadCell] = []
        candidate = Candidate(number, row.line, "", {}, {}, {})
        try:
            candidate.source_id = self._key(cells)
        except BadCell as bad:
            problems.append(bad)
        self._read_fields(candidate, cells, problems)
        self._read_links(candidate, cells, problems)
        if problems:
            raise BadRow(problems)
        return candidate

    def _read_fields(self, candidate: Candidate, cells: list[str], problems: list[BadCell]) -> None:
        for plan in self._plan.fields:
            text = self._text(plan.spec, cells)
            if not text:
                candidate.values[plan.name] = plan.fallback
                if plan.required:
                    problems.append(_empty(plan))
                continue
            try:
                candidate.values[plan.name] = value = plan.read(text)
                candidate.said[plan.name] = digest(value)
            except BadCell as bad:
                problems.append(_bad(plan, bad.says, text))

    def _read_links(self, candidate: Candidate, cells: list[str], problems: list[BadCell]) -> None:
        for link in self._plan.links:
            text = self._text(link.spec, cells)
            narrow = (cells[self._places[name]] for name in link.reference.narrow.values())
            candidate.wanted[link.name] = (text, *narrow)
            if text:
                candidate.said[link.name] = digest(text)
            elif link.required:
                problems.append(_empty(link))
            if link.room is not None and len(text) > link.room:
                problems.append(_bad(link, too_long(len(text), link.room), text))

    def _text(self, spec: Column, cells: list[str]) -> str:
        if spec.when and not self._meets(spec.when, cells):
            return ""
        if spec.value is not None:
            return spec.value
        text = ""
        if spec.join:
            text = " ".join(cell for name in spec.join if (cell := cells[self._places[name]]))
        for name in spec.from_:
            text = cells[self._places[name]]
            if text:
                break
        return spec.values.get(text, text) or spec.default or ""

    def _meets(self, condition: Condition, cells: list[str]) -> bool:
        return all(cells[self._places[name]] in words for name, words in condition.items())

    def _key(self, cells: list[str]) -> str:
        spec = self._plan.spec
        if spec.row_key:
            content = "\x1f".join(cells[self._places[name]] for name in spec.row_key)
            hashed = hashlib.blake2b(content.encode(), digest_size=16)
            self._alike[hashed.digest()] += 1
            return f"{spec.key_prefix}{hashed.hexdigest()}-{self._alike[hashed.digest()]}"
        parts = [cells[self._places[name]] for name in spec.key]
        if not any(parts):
            raise BadCell("the row has no key", "la fila no tiene clave", column=", ".join(spec.key))
        if len(parts) > 1:
            parts = [part.replace("\\", "\\\\").replace("|", "\\|") for part in parts]
        key = spec.key_prefix + "|".join(parts)
        if len(key) > KEY_LENGTH:
            raise BadCell(
                f"the key has {len(key)} characters where {KEY_LENGTH} fit",
                f"la clave tiene {len(key)} caracteres donde caben {KEY_LENGTH}",
                value=key,
                column=", ".join(spec.key),
            )
        return key


def _bad(plan: FieldPlan | LinkPlan, says: Text, text: str) -> BadCell:
    return BadCell(
        says.after(f"{plan.name}: "), value=text, column=", ".join(plan.spec.from_ or plan.spec.join)
    )


def _empty(plan: FieldPlan | LinkPlan) -> BadCell:
    return BadCell(
        f"{plan.name} is required and empty",
        f"{plan.name} es obligatorio y está vacío",
        column=", ".join(plan.spec.from_ or plan.spec.join),
    )
