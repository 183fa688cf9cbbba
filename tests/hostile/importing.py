"""Exports of other CRMs, by every mapping that we ship: each row is imported, updated or rejected with its reason."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from config.mapping import ImportMapping, mapping_file, read_mapping
from config.settings import ROOT
from crm.imports import ImportProblem, TableResult, run_import
from crm.imports.plan import FieldPlan, LinkPlan, TablePlan, plan_tables
from crm.imports.rows import needed_columns
from crm.imports.tax_list import read as read_tax_list
from crm.model import CASES
from tests.hostile.fuzzing import Defect, Play, spoiled, text
from tests.hostile.house import House, a_house

NOW = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)
_MAPPINGS = ("maven-crm", "zoho-crm", "powerco-contracts", "printer-meters")
_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝")
_WORDS = (
    "Acme",
    "Muebles Ñandú",
    "Ana Ruiz",
    "Toner, negro",
    'El "Oso"',
    "12",
    "250000",
    "1,117.10",
    "0",
    "Yes",
    "No",
    "45%",
    "",
)


class _File:
    """One file of an export: its columns, and for each the texts that may well stand there."""

    def __init__(self) -> None:
        self.columns: dict[str, list[str]] = {}
        self.keys: set[str] = set()

    def has(self, column: str, *known: str) -> None:
        self.columns.setdefault(column, []).extend(known)


def _files(mapping: ImportMapping, plans: list[TablePlan]) -> dict[str, _File]:
    files = {name: _File() for name in mapping.files}
    for plan in plans:
        own, others = needed_columns(plan.spec)
        at = files[plan.spec.file]
        at.keys |= set(plan.spec.key)
        place = {name: (at, name) for name in own}
        for name, look in plan.spec.lookup.items():
            files[look.file].keys.add(look.key)
            place |= {f"{name}.{column}": (files[look.file], column) for column in others[name]}
            files[look.file].has(look.key)
        for file, column in place.values():
            file.has(column)
        known = {name: list(words) for name, words in plan.spec.where.items()}
        for field in (*plan.fields, *plan.links):
            for name in (*field.spec.from_, *field.spec.join):
                known.setdefault(name, []).extend((*field.spec.values, *_dates(field, mapping)))
        for name, texts in known.items():
            file, column = place[name]
            file.has(column, *texts)
    return files


def _dates(field: FieldPlan | LinkPlan, mapping: ImportMapping) -> list[str]:
    if isinstance(field, LinkPlan) or not field.name.endswith(("_on", "_at", "_since", "_until")):
        return []
    forms = field.spec.formats or mapping.date_formats
    return [day.strftime(form) for form in forms for day in (dt.date(2025, 1, 3), dt.date(2026, 12, 31))]


class Exports:
    """Writes exports of hostile rows and brings them in."""

    def __init__(self, house: House, folder: Path) -> None:
        self._house, self._folder, self._number = house, folder, 0
        self._mappings = []
        for name in _MAPPINGS:
            mapping = read_mapping(mapping_file(name, ROOT / "config" / "imports"))
            self._mappings.append((mapping, _files(mapping, plan_tables(mapping, name))))

    def play(self, random: Random, rows: int) -> Counter[str]:
        """One export of so many rows in all: mostly rows of hostile cells, now and then a file with spoiled bytes."""
        self._number += 1
        if random.random() < 0.1:
            return self._tax_list(random, rows)
        mapping, files = random.choice(self._mappings)
        broken = random.random() < 0.25
        encoding = "cp1252" if broken else random.choice(_ENCODINGS)
        mapping = mapping.model_copy(update={"encoding": encoding})
        folder = self._folder / str(self._number)
        folder.mkdir()
        shares = [rows // len(files)] * len(files)
        shares[0] += rows - sum(shares)
        written = dict(zip(files, shares, strict=True))
        for (name, file), number in zip(files.items(), shares, strict=True):
            data = self._written(random, file, number, mapping)
            (folder / name).write_bytes(_spoiled(random, data) if broken else data)
        rejects = folder / "rejects"
        try:
            results = run_import(self._house.engine, mapping, folder, rejects=rejects, now=NOW)
        except ImportProblem as problem:
            if not broken or not str(problem).strip():
                raise
            return Counter({"file refused": rows})
        finally:
            for name in files:
                (folder / name).unlink()
        return self._accounted(results, written, rejects, broken)

    def _written(self, random: Random, file: _File, rows: int, mapping: ImportMapping) -> bytes:
        out = io.StringIO(newline="")
        how: dict[str, Any] = random.choice(({}, {"lineterminator": "\n", "quoting": csv.QUOTE_ALL}))
        writer = csv.writer(out, delimiter=mapping.delimiter, **how)
        writer.writerow(file.columns)
        for number in range(rows):
            hostile = random.random() < 0.6
            writer.writerow([self._cell(random, name, file, number, hostile) for name in file.columns])
        return out.getvalue().encode(mapping.encoding, "replace")

    def _cell(self, random: Random, name: str, file: _File, number: int, hostile: bool) -> str:
        if hostile and random.random() < 0.25:
            return text(random).replace("\0", "")
        if name in file.keys and random.random() < 0.95:
            return f"{name[:3]}-{number}"
        return random.choice(file.columns[name] or _WORDS) if random.random() < 0.9 else random.choice(_WORDS)

    def _accounted(
        self, results: list[TableResult], written: dict[str, int], rejects: Path, broken: bool
    ) -> Counter[str]:
        said = _rejected_lines(rejects)
        found: Counter[str] = Counter()
        for result in results:
            fates = (result.created, result.updated, result.unchanged, result.rejected, result.left_out)
            if sum(fates) != result.rows:
                raise Defect(f"{result}: the fates do not add up")
            if not broken and result.rows != written[result.file]:
                raise Defect(f"{result}: {written[result.file]} rows were written")
            if result.rejected > said[result.file]:
                raise Defect(f"{result}: only {said[result.file]} of the rejected rows are explained")
        for file, rows in written.items():
            mine = [result for result in results if result.file == file]
            rejected = min(rows, max((result.rejected for result in mine), default=0))
            found["row rejected, with its reason"] += rejected
            found["row taken" if mine else "row of a file that is looked into"] += rows - rejected
        return found

    def _tax_list(self, random: Random, rows: int) -> Counter[str]:
        path = self._folder / f"{self._number}.csv"
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(
            [
                "No",
                "RFC",
                "Nombre del Contribuyente",
                "Situación del contribuyente",
                "Publicación página SAT presuntos",
            ]
        )
        worst = random.choice((0.0, 0.03, 0.5))
        for number in range(rows):
            row = [
                str(number),
                f"ABC{random.randrange(10**6):06}AB1",
                "Acme",
                random.choice(("Definitivo", "Presunto")),
                "01/02/2026",
            ]
            if random.random() < worst:
                row[random.randrange(1, 5)] = text(random).replace("\0", "")
            writer.writerow(row)
        data = out.getvalue().encode(random.choice(("utf-8", "cp1252")), "replace")
        broken = random.random() < 0.3
        path.write_bytes(_spoiled(random, data) if broken else data)
        try:
            edition = read_tax_list(path)
        except ImportProblem as problem:
            if not str(problem).strip():
                raise
            return Counter({"file refused": rows})
        finally:
            path.unlink()
        if any(not (one.reason.en and one.reason.es and one.line) for one in edition.unreadable):
            raise Defect("a row of the list was left out without line or reason")
        if not broken and edition.rows != rows:
            raise Defect(f"{rows} rows were written and {edition.rows} read")
        left_out = min(rows, len(edition.unreadable))
        return Counter({"row rejected, with its reason": left_out, "row taken": rows - left_out})


def _spoiled(random: Random, data: bytes) -> bytes:
    """Bytes spoiled behind the header, or now and then anywhere."""
    head = data.index(b"\n") + 1 if random.random() < 0.9 else 0
    return data[:head] + spoiled(random, data[head:])


def _rejected_lines(folder: Path) -> Counter[str]:
    """How many lines of each file are explained: line, column, value and reason, and nothing that computes."""
    lines: dict[str, set[str]] = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if not (row["file"] and row["line"].isdigit() and row["reason"]) or None in row:
                    raise Defect(f"a reject without place or reason: {row}")
                if any((cell or "").lstrip(" \n").startswith(_FORMULA) for cell in row.values()):
                    raise Defect(f"a formula in the rejects: {row}")
                lines.setdefault(row["file"], set()).add(row["line"])
        path.unlink()
    return Counter({name: len(found) for name, found in lines.items()})


@contextmanager
def opened(folder: Path) -> Iterator[Play]:
    """A furnished CRM to import into; at the end whatever came in is a claim, and nothing that was there has changed."""
    with a_house(folder) as house:
        yield Exports(house, folder).play
        with house.engine.connect() as connection:
            for record, model in CASES.items():
                beyond = sa.select(sa.func.count()).where(model.source.is_not(None), model.stage != "imported")
                if number := connection.scalar(beyond):
                    raise Defect(f"{number} imported cases of {record} stand behind a gate")
