"""One file into one record, in one transaction: every row is given a fate, and the fates add up to the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy.orm import Session

from config.mapping import ImportMapping
from crm.imports.links import resolve
from crm.imports.plan import LinkPlan, TablePlan, claimed_since
from crm.imports.problems import BadCell, RowsUnaccounted
from crm.imports.records import CsvRows, Row, Unreadable
from crm.imports.rejects import Rejects
from crm.imports.rows import BadRow, Candidate, LookupTable, RowReader, needed_columns
from crm.imports.source import SourceFile
from crm.imports.upsert import Upsert

CHUNK_ROWS = 1_000
CHUNK_CHARACTERS = 4_000_000
_MASK = (1 << 64) - 1


class Fate(IntEnum):
    """What became of a row."""

    WAITING = 0
    CREATED = 1
    UPDATED = 2
    UNCHANGED = 3
    REJECTED = 4
    LEFT_OUT = 5


@dataclass(frozen=True)
class Job:
    """What every table of a run shares."""

    mapping: ImportMapping
    files: Mapping[str, SourceFile]
    now: dt.datetime
    rejects: Rejects
    advance: Callable[[TablePlan, int, int], None]
    """Called after each chunk with the rows and bytes done in the table; it may raise to stop the import."""


class TableImport:
    """The import of one table. ``fates`` holds one byte a row."""

    def __init__(self, session: Session, plan: TablePlan, job: Job) -> None:
        self._session, self._plan, self._job = session, plan, job
        self._source = job.files[plan.spec.file]
        self._upsert = Upsert(session, plan, job.mapping.source, job.now, claimed_since(job.mapping, job.now))
        self._seen: dict[int, int] = {}
        self._refused: set[int] = set()
        self.fates = bytearray()
        _, wanted = needed_columns(plan.spec)
        self._lookups = {
            name: LookupTable(look, job.files[look.file], job.mapping, wanted[name])
            for name, look in plan.spec.lookup.items()
        }

    def run(self) -> dict[Fate, int]:
        """How many rows met which fate. Raises ``RowsUnaccounted`` if a row is without one."""
        for chunk in self._chunks():
            self._settle(chunk)
        rows = len(self.fates)
        if self._plan.own_links:
            self._link_to_each_other()
        counts = {fate: self.fates.count(fate) for fate in Fate}
        if counts[Fate.WAITING] or len(self.fates) != rows or sum(counts.values()) != rows:
            raise RowsUnaccounted(
                f"{self._source.name}: {rows} rows were read and {counts} accounted for.",
                f"{self._source.name}: se leyeron {rows} filas y se da cuenta de {counts}.",
            )
        return counts

    def _chunks(self) -> Iterator[list[Candidate]]:
        """Candidates in portions of bounded size. Rows that can't be candidates meet their fate on the way."""
        with self._reading() as (rows, reader):
            chunk: dict[str, Candidate] = {}
            characters = 0
            for row in rows:
                number = len(self.fates)
                self.fates.append(Fate.WAITING)
                try:
                    if not isinstance(row, Row):
                        raise BadRow([BadCell(row.reason, value=row.text)])
                    candidate = reader.read(number, row)
                    if candidate is None:
                        self.fates[number] = Fate.LEFT_OUT
                    elif self._is_first(candidate, chunk):
                        chunk[candidate.source_id] = candidate
                        characters += sum(map(len, row.cells))
                except BadRow as bad:
                    self._reject(number, row.line, bad.problems)
                if len(chunk) >= CHUNK_ROWS or characters > CHUNK_CHARACTERS:
                    yield list(chunk.values())
                    chunk, characters = {}, 0
                if len(self.fates) % CHUNK_ROWS == 0:
                    self._job.advance(self._plan, len(self.fates), rows.done_bytes)
            yield list(chunk.values())
            self._job.advance(self._plan, len(self.fates), self._source.size)

    def _is_first(self, candidate: Candidate, chunk: Mapping[str, Candidate]) -> bool:
        """Whether the key is new in this file. A row that says the same again shares the fate of the first."""
        if self._plan.spec.row_key:
            return True
        key, fingerprint = hash(candidate.source_id), candidate.fingerprint & _MASK
        seen = self._seen.setdefault(key, candidate.line << 64 | fingerprint)
        if seen >> 64 == candidate.line:
            return True
        if seen & _MASK != fingerprint:
            otherwise = BadCell(
                f"the key was given on line {seen >> 64} with other values",
                f"la clave ya está en la línea {seen >> 64} con otros valores",
                value=candidate.source_id,
                column=", ".join(self._plan.spec.key),
            )
            raise BadRow([otherwise])
        if first := chunk.get(candidate.source_id):
            first.echoes.append((candidate.number, candidate.line))
        elif key in self._refused:
            repeated = BadCell(
                f"it repeats line {seen >> 64}, which was rejected",
                f"repite la línea {seen >> 64}, que fue rechazada",
                value=candidate.source_id,
            )
            raise BadRow([repeated])
        else:
            self.fates[candidate.number] = Fate.UNCHANGED
        return False

    def _settle(self, chunk: list[Candidate]) -> None:
        links = [link for link in self._plan.links if not link.to_itself]
        impossible = resolve(self._session, self._job.mapping.source, links, chunk, self._plan)
        out = self._refuse(impossible)
        good = [candidate for candidate in chunk if candidate.number not in out]
        known = self._upsert.known(good)
        new = [candidate for candidate in good if candidate.source_id not in known]
        old = [candidate for candidate in good if candidate.source_id in known]
        out |= self._refuse(self._upsert.create(new, links))
        names = [field.name for field in self._plan.fields] + [link.name for link in links]
        changed, refused = self._upsert.update(old, known, names)
        out |= self._refuse(refused)
        for candidate in good:
            if candidate.number not in out:
                fate = Fate.UPDATED if candidate.number in changed else Fate.UNCHANGED
                self.fates[candidate.number] = fate if candidate.source_id in known else Fate.CREATED
                for number, _ in candidate.echoes:
                    self.fates[number] = Fate.UNCHANGED

    def _link_to_each_other(self) -> None:
        """A second reading, now that every record of the file is in: who belongs to whom."""
        links = self._plan.own_links
        with self._reading() as (rows, reader):
            chunk: dict[str, Candidate] = {}
            for number, row in enumerate(rows):
                candidate = self._again(reader, number, row)
                if candidate is not None:
                    chunk.setdefault(candidate.source_id, candidate)
                if len(chunk) >= CHUNK_ROWS:
                    self._settle_links(list(chunk.values()), links)
                    chunk = {}
                    self._job.advance(self._plan, len(self.fates), self._source.size + rows.done_bytes)
            self._settle_links(list(chunk.values()), links)
        self._job.advance(self._plan, len(self.fates), 2 * self._source.size)

    def _again(self, reader: RowReader, number: int, row: Row | Unreadable) -> Candidate | None:
        try:
            candidate = reader.read(number, row) if isinstance(row, Row) else None
        except BadRow:
            return None
        return None if self.fates[number] == Fate.REJECTED else candidate

    def _settle_links(self, chunk: list[Candidate], links: Sequence[LinkPlan]) -> None:
        resolve(self._session, self._job.mapping.source, links, chunk, self._plan)
        known = self._upsert.known(chunk)
        created = frozenset(c.number for c in chunk if self.fates[c.number] == Fate.CREATED)
        changed, refused = self._upsert.update(chunk, known, [link.name for link in links], created)
        for number in changed - created:
            self.fates[number] = Fate.UPDATED
        for candidate, problem in refused:
            self._job.rejects.add(self._source.name, candidate.line, [problem])

    def _refuse(self, refused: Sequence[tuple[Candidate, BadCell]]) -> set[int]:
        for candidate, problem in refused:
            self._refused.add(hash(candidate.source_id))
            for number, line in ((candidate.number, candidate.line), *candidate.echoes):
                self._reject(number, line, [problem])
        return {candidate.number for candidate, _ in refused}

    def _reject(self, number: int, line: int, problems: list[BadCell]) -> None:
        self.fates[number] = Fate.REJECTED
        self._job.rejects.add(self._source.name, line, problems)

    @contextmanager
    def _reading(self) -> Iterator[tuple[CsvRows, RowReader]]:
        with CsvRows(self._source, self._job.mapping.delimiter) as rows:
            yield rows, RowReader(self._plan, self._job.mapping, rows.header, self._lookups)
