"""How the files of an outside CRM become our records: the words of ``config/imports/*.toml``.

A mapping declares which file and column feeds which field, how dates and amounts are written there, and which of
their words mean which of ours. Whether the records and fields named exist is checked where the records are known
(``crm.imports.plan``).
"""

from __future__ import annotations

import codecs
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from config.words import ConfigError, Unfit, Words, is_text, read_toml, validated


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _plain_file_name(name: str) -> str:
    if not name or Path(name).name != name or "\\" in name:
        raise Unfit(
            "give the name of a file in the export's folder, without a path",
            "indique el nombre de un archivo de la carpeta exportada, sin ruta",
        )
    return name


def known_encoding(name: str) -> str:
    """The encoding of a text file, as it is properly called; refused where there is none such."""
    try:
        if all(is_text(sample.decode(name, errors="replace")) for sample in (b"a,b", rb"\ud800", b"+2AA-")):
            return codecs.lookup(name).name
        raise Unfit(
            "this is a way to write characters in others, not an encoding of text; common ones: utf-8, cp1252, utf-16",
            "es una forma de escribir unos caracteres con otros, no una codificación de texto; comunes: utf-8, cp1252, utf-16",
        )
    except (LookupError, UnicodeError):
        raise Unfit(
            "there is no such encoding of text; common ones: utf-8, cp1252, utf-16",
            "no existe esa codificación de texto; comunes: utf-8, cp1252, utf-16",
        ) from None


def known_zone(name: str) -> str:
    """A time zone; refused where there is none such."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise Unfit(
            "no such time zone; write it as America/Mexico_City",
            "no existe esa zona horaria; escríbala como America/Mexico_City",
        ) from None
    return name


def _readable_format(text: str) -> str:
    if not {"%Y", "%y"} & {text[i : i + 2] for i in range(len(text))}:
        raise Unfit(
            "a date format has a year: %Y, as in %d/%m/%Y",
            "un formato de fecha lleva año: %Y, como en %d/%m/%Y",
        )
    return text


Chosen = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
FileName = Annotated[str, AfterValidator(_plain_file_name)]
Formats = tuple[Annotated[str, AfterValidator(_readable_format)], ...]
Condition = dict[str, Chosen]
"""Which rows are meant: for each source column, the words it may hold there."""


class Reference(Words):
    """A field that points to another record. What can't be linked to exactly one record stays as text in ``keep_as``.

    ``by`` names the field of that record which holds the text (``source_id``: its key in the same export). Where
    several bear the same name, ``narrow`` may tell them apart by a second field: ``{ website = "their column" }``.
    """

    record: str
    by: str = "source_id"
    prefix: str = ""
    keep_as: str | None = None
    narrow: dict[str, str] = {}


class Column(Words):
    """Where a field comes from: the first of some columns that is not empty, some joined, or one constant word."""

    from_: Chosen = Field(default=(), alias="from")
    join: tuple[str, ...] = ()
    value: str | None = None
    values: dict[str, str] = {}
    formats: Formats = ()
    default: str | None = None
    required: bool = False
    times: Decimal | None = Field(default=None, gt=0)
    when: Condition = {}
    reference: Reference | None = None

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, value: Any) -> Any:
        return {"from": value} if isinstance(value, (str, list)) else value

    @model_validator(mode="after")
    def _has_one_origin(self) -> Column:
        if (bool(self.from_) + bool(self.join) + (self.value is not None)) != 1:
            raise Unfit("give one of: from, join, value", "indique una de: from, join, value")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source column that is read to fill the field."""
        return (
            *self.from_,
            *self.join,
            *self.when,
            *(self.reference.narrow.values() if self.reference else ()),
        )


class Lookup(Words):
    """Another file of the export, looked into by a key; its columns are then named ``<lookup>.<column>``."""

    file: FileName
    key: str
    by: str


class Table(Words):
    """One file read into one of our records. The same file may feed several tables.

    ``key`` names the columns that identify a row. Where the export has no id, ``row_key`` names the columns whose
    content stands for one; rows alike in all of them are told apart by their order.
    """

    file: FileName
    record: str
    key: Chosen = ()
    row_key: Chosen = ()
    key_prefix: str = ""
    where: Condition = {}
    lookup: dict[str, Lookup] = {}
    columns: dict[str, Column]

    @model_validator(mode="after")
    def _is_identified(self) -> Table:
        if bool(self.key) == bool(self.row_key):
            raise Unfit(
                "give key (columns that identify a row) or row_key (columns whose content does)",
                "indique key (columnas que identifican una fila) o row_key (columnas cuyo contenido lo hace)",
            )
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source column that the table reads, in the order of first mention."""
        named = [*self.key, *self.row_key, *self.where, *(look.by for look in self.lookup.values())]
        named += [source for column in self.columns.values() for source in column.sources]
        return tuple(dict.fromkeys(named))


class ImportMapping(Words):
    """One outside system: what its export is called, how it writes, and its tables in the order they are read."""

    name: str
    source: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    as_of: dt.date | None = None
    """The day of the export: the business day of a new database, and since when a stage of unknown age is claimed."""
    time_zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    encoding: Annotated[str, AfterValidator(known_encoding)] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    date_formats: Formats = ("%Y-%m-%d",)
    empty: tuple[str, ...] = ()
    """Words that mean "nothing" in this export, such as ``N/A``."""
    table: tuple[Table, ...] = Field(min_length=1)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is read, once."""
        named = [
            file
            for table in self.table
            for file in (table.file, *(look.file for look in table.lookup.values()))
        ]
        return tuple(dict.fromkeys(named))


def mapping_file(name_or_path: str | Path, folder: Path | None = None) -> Path:
    """Where a mapping lies: a path as it is given, a name as ``config/imports/<name>.toml``.

    Raises ``ConfigError`` with the names that are known where there is no such mapping.
    """
    given = Path(name_or_path)
    if given.suffix == ".toml" or given.name != str(name_or_path):
        return given
    if folder is None:
        from config.settings import settings

        folder = settings().config / "imports"
    path = folder / f"{name_or_path}.toml"
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in folder.glob("*.toml")))
        raise ConfigError(
            f"{folder}: no mapping {str(name_or_path)!r}; known: {known or 'none'}",
            f"{folder}: no hay un mapeo {str(name_or_path)!r}; conocidos: {known or 'ninguno'}",
        )
    return path


def read_mapping(path: Path) -> ImportMapping:
    """The mapping in a TOML file. Raises ``ConfigError`` with file, key and the words that are known there."""
    return validated(read_toml(path), ImportMapping, path, "")
