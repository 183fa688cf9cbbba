"""A mapping held against the records it names: every field known, every stage a stage, every link possible.

What is wrong with a mapping is found here, before a file is opened, as a ``ConfigError`` with file, key and the
words that are known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.sql.type_api import TypeEngine

from config.company import load_company
from config.mapping import Column, ImportMapping, Reference, Table, mapping_file, read_mapping
from config.words import ConfigError, Text, must_be_known
from crm.base import Base, Money, Percent, Rate, UtcDateTime
from crm.imports.cells import Parser, one_of, parser_for
from crm.imports.problems import BadCell
from crm.model import CASES

OURS = frozenset(
    ("id", "source", "source_id", "stage", "version", "moved_at", "moved_by", "updated_at")
)  # fmt: skip
"""Fields that no outside system fills: our keys, and what only a gate may write."""

FILLED_IN = frozenset(("created_at", "stage_since"))
"""Fields that the importer supplies where the export is silent: the moment of the import, the day of the export."""

RECORDS: dict[str, sa.Table] = {
    name: table for name, table in Base.metadata.tables.items() if "source_id" in table.c
}
"""What can be imported: every record that remembers the key it has elsewhere."""


@dataclass(frozen=True)
class FieldPlan:
    """A field filled from cells: where from, how read, and what an empty cell becomes."""

    name: str
    spec: Column
    read: Parser
    fallback: Any
    required: bool


@dataclass(frozen=True)
class LinkPlan:
    """A field that points to another record, and the field that keeps the text where nothing is found."""

    name: str
    spec: Column
    reference: Reference
    target: sa.Table
    room: int | None
    required: bool
    to_itself: bool


@dataclass(frozen=True)
class TablePlan:
    """One file into one record, ready to be read."""

    spec: Table
    table: sa.Table
    fields: tuple[FieldPlan, ...]
    links: tuple[LinkPlan, ...]

    @property
    def record(self) -> str:
        return self.spec.record

    @property
    def is_case(self) -> bool:
        return self.record in CASES

    @property
    def own_links(self) -> tuple[LinkPlan, ...]:
        """Links to records of the same file, such as a parent company; they wait until all of them are in."""
        return tuple(link for link in self.links if link.to_itself)


def load_mapping(name_or_path: str | Path) -> ImportMapping:
    """A mapping by name (``maven-crm``) or path, checked against our records. Raises ``ConfigError``."""
    path = mapping_file(name_or_path)
    mapping = read_mapping(path)
    plan_tables(mapping, path)
    return mapping


def plan_tables(mapping: ImportMapping, where: Path | str) -> list[TablePlan]:
    """Every table of the mapping, in order. ``where`` is what an error message names."""
    return [_Planner(mapping, spec, Path(where), f"table.{i}").plan() for i, spec in enumerate(mapping.table)]


class _Planner:
    def __init__(self, mapping: ImportMapping, spec: Table, path: Path, key: str) -> None:
        self.mapping, self.spec, self.path, self.key = mapping, spec, path, key

    def plan(self) -> TablePlan:
        spec = self.spec
        must_be_known(spec.record, RECORDS, self.path, f"{self.key}.record")
        self.table = RECORDS[spec.record]
        for i, lookup in enumerate(spec.lookup.values()):
            earlier = list(spec.lookup)[:i]
            if (named := lookup.by.partition(".")[0]) in list(spec.lookup)[i:]:
                self._refuse(
                    "lookup",
                    Text(
                        en=f"{lookup.by}: declare {named} before; declared so far: {', '.join(earlier)}",
                        es=f"{lookup.by}: declare antes {named}; declarados hasta aquí: {', '.join(earlier)}",
                    ),
                )
        known = [column.key for column in self.table.c if column.key not in OURS]
        for name in spec.columns:
            must_be_known(name, known, self.path, f"{self.key}.columns.{name}")
        missing = [
            c.key
            for c in self.table.c
            if c.key in known and self._must_be_given(c) and c.key not in spec.columns
        ]
        if missing:
            self._refuse(
                "columns",
                Text(
                    en=f"the record {spec.record} can't do without: {', '.join(missing)}",
                    es=f"al registro {spec.record} no le puede faltar: {', '.join(missing)}",
                ),
            )
        links = [self._link(name, column) for name, column in spec.columns.items() if column.reference]
        fields = [self._field(name, column) for name, column in spec.columns.items() if not column.reference]
        return TablePlan(spec, self.table, tuple(fields), tuple(links))

    def _must_be_given(self, column: sa.Column[Any]) -> bool:
        if column.key == "claimed_stage":
            return True
        return not column.nullable and column.default is None and column.key not in FILLED_IN

    def _field(self, name: str, spec: Column) -> FieldPlan:
        column, key = self.table.c[name], f"columns.{name}"
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table.name
            self._refuse(
                key,
                Text(
                    en=f"it points to another record; give it a reference to {target}",
                    es=f"apunta a otro registro; indique reference a {target}",
                ),
            )
        if spec.formats and not isinstance(column.type, (sa.Date, UtcDateTime)):
            self._refuse(
                f"{key}.formats", Text(en="only a date has formats", es="solo una fecha tiene formatos")
            )
        if spec.times and not isinstance(column.type, (sa.Integer, Money, Percent, Rate)):
            self._refuse(
                f"{key}.times",
                Text(en="only a number can be multiplied", es="solo un número se puede multiplicar"),
            )
        read = self._parser(name, spec)
        ours = {"value": spec.value, "default": spec.default}
        ours |= {f"values.{theirs}": word for theirs, word in spec.values.items()}
        for place, text in ours.items():
            if text:
                self._must_be_readable(read, text, f"{key}.{place}")
        scalar = isinstance(column.default, sa.ColumnDefault) and column.default.is_scalar
        fallback = column.default.arg if scalar and not column.nullable else None  # type: ignore[union-attr]
        required = spec.required or (self._must_be_given(column) and fallback is None)
        return FieldPlan(name, spec, read, fallback, required)

    def _parser(self, name: str, spec: Column) -> Parser:
        if name == "claimed_stage":
            return one_of(load_company().lifecycles[self.spec.record].ids)
        formats = spec.formats or self.mapping.date_formats
        zone = ZoneInfo(self.mapping.time_zone)
        return parser_for(self.table.c[name], formats, zone, self.mapping.decimal, spec.times)

    def _link(self, name: str, spec: Column) -> LinkPlan:
        reference, column, key = spec.reference, self.table.c[name], f"columns.{name}.reference"
        assert reference is not None
        targets = [foreign.column.table.name for foreign in column.foreign_keys]
        if reference.record not in targets:
            self._refuse(
                f"{key}.record",
                Text(
                    en=f"{name} points to {' or '.join(targets) or 'no record'}",
                    es=f"{name} apunta a {' o '.join(targets) or 'ningún registro'}",
                ),
            )
        target = RECORDS[reference.record]
        texts = [c.key for c in target.c if isinstance(c.type, sa.String)]
        for word, place in ((reference.by, "by"), *((field, "narrow") for field in reference.narrow)):
            must_be_known(word, texts, self.path, f"{key}.{place}")
        to_itself = target is self.table
        required = spec.required or not column.nullable
        if to_itself and required:
            self._refuse(
                key,
                Text(
                    en="a link to a record of the same file can't be required: the other may come later",
                    es="un enlace a un registro del mismo archivo no puede ser obligatorio: el otro puede venir después",
                ),
            )
        room: int | None = None
        if reference.keep_as is not None:
            own = [c.key for c in self.table.c if isinstance(c.type, sa.String) and c.key.endswith("_ref")]
            must_be_known(reference.keep_as, own, self.path, f"{key}.keep_as")
            room = _length(self.table.c[reference.keep_as].type)
        elif not required:
            self._refuse(
                key,
                Text(
                    en="give keep_as (a field for the text that links to nothing) or required = true",
                    es="indique keep_as (un campo para el texto que no se enlaza con nada) o required = true",
                ),
            )
        return LinkPlan(name, spec, reference, target, room, required, to_itself)

    def _must_be_readable(self, read: Parser, text: str, key: str) -> None:
        try:
            read(text)
        except BadCell as bad:
            self._refuse(key, bad.says.after(f"{text!r}: "))

    def _refuse(self, key: str, says: Text) -> None:
        raise ConfigError(says.after(f"{self.path}: {self.key}.{key}: "))


def _length(kind: TypeEngine[Any]) -> int | None:
    return kind.length if isinstance(kind, sa.String) else None


def claimed_since(mapping: ImportMapping, now: dt.datetime) -> dt.date:
    """The day since which a stage is claimed where the export gives none: the day of the export."""
    return mapping.as_of or now.astimezone(ZoneInfo(mapping.time_zone)).date()
