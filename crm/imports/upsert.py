"""Candidates into the database, a few statements for a thousand of them.

Only what the outside system says anew is written. What it repeats is left alone, so a correction made in our CRM
stays; and the stage of a case that has moved on through our gates is never touched (000/A15).
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from crm.base import IMPORTED
from crm.imports.links import UNRESOLVED
from crm.imports.plan import LinkPlan, TablePlan
from crm.imports.problems import BadCell
from crm.imports.rows import Candidate
from crm.ledger import ImportedRow

OF_THE_GATE = frozenset(("claimed_stage", "stage_since"))
"""What belongs to the gate as soon as a case is no longer merely imported."""

Refused = list[tuple[Candidate, BadCell]]


class Upsert:
    """Writes one table's candidates. ``since`` is the day from which a stage of unknown age is claimed."""

    def __init__(
        self, session: Session, plan: TablePlan, source: str, now: dt.datetime, since: dt.date
    ) -> None:
        self._connection = session.connection()
        self._plan, self._source, self._now, self._since = plan, source, now, since
        self._fields = [field.name for field in plan.fields]
        self._keeps = {link.name: link.reference.keep_as for link in plan.links}

    def known(self, candidates: Sequence[Candidate]) -> dict[str, tuple[int, dict[str, str]]]:
        """The records that are there already: id, and what the outside system last said of them."""
        table, keys = self._plan.table, _keys(candidates)
        records = sa.select(table.c.source_id, table.c.id)
        records = records.where(table.c.source == self._source, table.c.source_id.in_(keys))
        ids = {row.source_id: row.id for row in self._connection.execute(records)}
        # Two look-ups by index, not one join: on tables without statistics PostgreSQL would plan the join badly.
        rows = sa.select(ImportedRow.source_id, ImportedRow.said).where(*self._of_these(list(ids)))
        said = {key: json.loads(text) for key, text in self._connection.execute(rows)} if ids else {}
        return {key: (id_, said.get(key, {})) for key, id_ in ids.items()}

    def create(self, candidates: Sequence[Candidate], links: Sequence[LinkPlan]) -> Refused:
        """New records. Returns those that the database refuses, each with its reason."""
        rows = [(candidate, self._new_row(candidate)) for candidate in candidates]
        refused = self._each(sa.insert(self._plan.table), rows)
        out = {candidate.number for candidate, _ in refused}
        names = [*self._fields, *(link.name for link in links)]
        made = [candidate for candidate in candidates if candidate.number not in out]
        self._remember(made, {candidate.source_id: _said({}, candidate, names) for candidate in made})
        return refused

    def update(
        self,
        candidates: Sequence[Candidate],
        known: dict[str, tuple[int, dict[str, str]]],
        names: Sequence[str],
        silently: frozenset[int] = frozenset(),
    ) -> tuple[set[int], Refused]:
        """Write what is said anew. Returns the numbers of the rows that changed a record, and those refused.

        ``silently``: rows that this very run created, whose ``updated_at`` stays empty.
        """
        news = {c.number: [n for n in names if _is_news(known[c.source_id][1], c, n)] for c in candidates}
        fresh = [candidate for candidate in candidates if news[candidate.number]]
        if not fresh:
            return set(), []
        now_there = self._now_there(fresh, known, {name for found in news.values() for name in found})
        groups: dict[tuple[str, ...], list[tuple[Candidate, dict[str, Any]]]] = defaultdict(list)
        for candidate in fresh:
            record_id = known[candidate.source_id][0]
            change = self._change(candidate, news[candidate.number], now_there[record_id])
            if change:
                if "updated_at" in self._plan.table.c and candidate.number not in silently:
                    change["updated_at"] = self._now
                groups[tuple(change)].append(
                    (candidate, {"_id": record_id, **{f"_{k}": v for k, v in change.items()}})
                )
        changed, refused = self._write(groups)
        out = {candidate.number for candidate, _ in refused}
        heard = [candidate for candidate in fresh if candidate.number not in out]
        self._remember(heard, {c.source_id: _said(known[c.source_id][1], c, names) for c in heard})
        return changed - out, refused

    def _new_row(self, candidate: Candidate) -> dict[str, Any]:
        row = {**candidate.values, "source": self._source, "source_id": candidate.source_id}
        if "created_at" in self._plan.table.c and row.get("created_at") is None:
            row["created_at"] = self._now
        if self._plan.is_case:
            row |= {
                "stage": IMPORTED,
                "version": 1,
                "moved_at": self._now,
                "moved_by": f"import:{self._source}",
            }
            row["stage_since"] = row.get("stage_since") or self._since
        return row

    def _now_there(
        self, candidates: Sequence[Candidate], known: dict[str, tuple[int, dict[str, str]]], names: set[str]
    ) -> dict[int, dict[str, Any]]:
        table = self._plan.table
        keys = names | {keep for name in names if (keep := self._keeps.get(name))}
        keys |= {"id", "stage"} if self._plan.is_case else {"id"}
        ids = [known[candidate.source_id][0] for candidate in candidates]
        columns = [table.c[key].label(key) for key in sorted(keys)]
        query = sa.select(*columns).where(table.c.id.in_(ids)).with_for_update()
        return {row["id"]: dict(row) for row in self._connection.execute(query).mappings()}

    def _change(self, candidate: Candidate, news: Sequence[str], there: dict[str, Any]) -> dict[str, Any]:
        """The fields to write: said anew, different from what is there, and ours to write."""
        keys = [key for name in news for key in (name, self._keeps.get(name)) if key]
        if self._plan.is_case and there["stage"] != IMPORTED:
            keys = [key for key in keys if key not in OF_THE_GATE]
        values = {key: candidate.values[key] for key in keys}
        return {
            key: value
            for key, value in values.items()
            if value != there[key] and (value is not None or self._plan.table.c[key].nullable)
        }

    def _write(
        self, groups: dict[tuple[str, ...], list[tuple[Candidate, dict[str, Any]]]]
    ) -> tuple[set[int], Refused]:
        table = self._plan.table
        changed, refused = set(), []
        for keys, rows in groups.items():
            statement = sa.update(table).where(table.c.id == sa.bindparam("_id"))
            refused += self._each(statement.values({key: sa.bindparam(f"_{key}") for key in keys}), rows)
            changed |= {candidate.number for candidate, _ in rows}
        return changed, refused

    def _each(self, statement: sa.Executable, rows: Sequence[tuple[Candidate, dict[str, Any]]]) -> Refused:
        """All rows in one statement; where the database refuses, one by one, to find out which it means."""
        if not rows:
            return []
        try:
            with self._connection.begin_nested():
                self._connection.execute(statement, [row for _, row in rows])
            return []
        except DBAPIError as error:
            _must_be_about_a_row(error)
        refused = []
        for candidate, row in rows:
            try:
                with self._connection.begin_nested():
                    self._connection.execute(statement, row)
            except DBAPIError as error:
                _must_be_about_a_row(error)
                reason = str(error.orig).strip().splitlines()[0]
                problem = BadCell(
                    f"the CRM refuses the record: {reason}",
                    f"el CRM rechaza el registro: {reason}",
                    value=candidate.source_id,
                )
                refused.append((candidate, problem))
        return refused

    def _remember(self, candidates: Sequence[Candidate], said: dict[str, str]) -> None:
        if not candidates:
            return
        mine = {"source": self._source, "record": self._plan.record}
        self._connection.execute(sa.delete(ImportedRow).where(*self._of_these(list(said))))
        self._connection.execute(
            sa.insert(ImportedRow), [{**mine, "source_id": key, "said": text} for key, text in said.items()]
        )

    def _of_these(self, keys: list[str]) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            ImportedRow.source == self._source,
            ImportedRow.record == self._plan.record,
            ImportedRow.source_id.in_(keys),
        )


def _keys(candidates: Sequence[Candidate]) -> list[str]:
    return [candidate.source_id for candidate in candidates]


def _is_news(before: dict[str, str], candidate: Candidate, name: str) -> bool:
    said, now = before.get(name, ""), candidate.said.get(name, "")
    # A text that was linked and links to nothing today (its target was renamed here) is no news: the link stays.
    return now not in (said, UNRESOLVED + said)


def _said(before: dict[str, str], candidate: Candidate, names: Sequence[str]) -> str:
    kept = {
        name: candidate.said.get(name, "") if _is_news(before, candidate, name) else before.get(name, "")
        for name in names
    }
    return json.dumps({name: said for name, said in (before | kept).items() if said}, separators=(",", ":"))


def _must_be_about_a_row(error: DBAPIError) -> None:
    if isinstance(error, OperationalError) or error.connection_invalidated:
        raise error
