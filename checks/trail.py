"""The trail: one chain of hashes over every row of what is never changed, so that nobody changes it unseen (000/A17).

The database refuses to change these rows (``checks.guards.APPEND_ONLY``). Who holds its file can do so all the same; the
trail does not prevent that, it shows it. Each row is sealed in its place: its hash covers its values and the hash of the
place before. Now and then the last hash is written down outside the database (``crm.roots``): whoever rewrites the whole
chain, or cuts its end off, no longer fits what was written down.

Both ways over the trail read one row after the other: ten million take as much memory as ten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    and_,
    exists,
    func,
    insert,
    literal,
    select,
    text,
)

from checks.guards import APPEND_ONLY
from config.words import Text
from crm.model import CASES, CODES, StageHistory, TrailEntry
from crm.roots import Root

ENTRY: Table = TrailEntry.__table__  # type: ignore[assignment]
SEALED = {table.name: table for table in APPEND_ONLY if table is not ENTRY}
"""The tables that the trail covers, by name."""

BEGINNING = "0" * 64
_BLOCK = 10_000
_BY_BLOCKS = {"yield_per": _BLOCK}
_SEALING = 7_300_115_206_742_003  # of the whole PostgreSQL database: one sealing at a time


@dataclass(frozen=True)
class Sealed:
    """How far the trail goes: its last place with its hash, and how many rows were sealed just now."""

    place: int
    sha256: str
    added: int


@dataclass
class Verified:
    """What a walk over the trail found: how many rows fit, how many wait to be sealed, and every place that does not fit."""

    places: int = 0
    waiting: int = 0
    roots: int = 0
    wrong: list[Text] = field(default_factory=list)


def seal(engine: Engine, now: dt.datetime) -> Sealed:
    """Seal every row that is not yet, some thousands at a time; who writes meanwhile waits for those at most."""
    added = 0
    for name, table in SEALED.items():
        while number := _seal_some(engine, name, table, now):
            added += number
    with engine.connect() as connection:
        return Sealed(*_end(connection), added)


def _seal_some(engine: Engine, name: str, table: Table, now: dt.datetime) -> int:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Nobody is half-way through a row while we look: a number that is missing now stays missing.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_SEALING})"))
            connection.execute(text(f"LOCK TABLE {name} IN SHARE MODE"))
        place, last = _end(connection)
        links = []
        for row in connection.execute(_unsealed(name, table)).all():
            place, last = place + 1, link(last, name, _values(table, row))
            links.append({"id": place, "source": name, "source_id": row.id, "sha256": last, "sealed_at": now})
        if links:
            connection.execute(insert(ENTRY), links)
        return len(links)


def _end(connection: Connection) -> tuple[int, str]:
    last = connection.execute(select(ENTRY.c.id, ENTRY.c.sha256).order_by(ENTRY.c.id.desc()).limit(1)).first()
    return (0, BEGINNING) if last is None else (last.id, last.sha256)


def link(before: str, source: str, values: Mapping[str, Any]) -> str:
    """The hash of a row in its place. An empty field is left out, so that a column added later changes no old hash."""
    said = {name: value for name, value in values.items() if value is not None}
    written = json.dumps([before, source, said], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _columns(table: Table) -> list[Column[Any]]:
    """The columns that are never changed; one that may be filled in later is not sealed."""
    return [column for column in table.columns if column.name not in APPEND_ONLY[table]]


def _values(table: Table, row: Row[Any]) -> dict[str, Any]:
    found = row._mapping
    return {column.name: found[column.key] for column in _columns(table)}


def _unsealed(name: str, table: Table) -> Select[Any]:
    return select(*_columns(table)).where(table.c.id > _newest(name)).order_by(table.c.id).limit(_BLOCK)


def _newest(name: str) -> Any:
    """The last row of a table that is sealed."""
    of_table = ENTRY.c.source == name
    return select(func.coalesce(func.max(ENTRY.c.source_id), 0)).where(of_table).scalar_subquery()


def verify(connection: Connection, roots: Sequence[Root]) -> Verified:
    """Walk the whole trail, and hold it against what was written down outside; nothing is written."""
    found = Verified(roots=len(roots))
    kept = {root.place: root for root in roots}
    last, hash_before = 0, BEGINNING
    for place, stored, name, row in _links(connection):
        if place != last + 1:
            found.wrong.append(_missing(last + 1, place - 1))
        if row is None:
            found.wrong.append(_gone(name, place))
        elif link(hash_before, name, _values(SEALED[name], row)) != stored:
            found.wrong.append(_altered(name, row, place))
        root = kept.pop(place, None)
        if root is not None and root.sha256 != stored:
            found.wrong.append(_rewritten(root))
        found.places += 1
        last, hash_before = place, stored
    found.wrong += [
        _cut_off(root, last) if place > last else _lost_place(root) for place, root in sorted(kept.items())
    ]
    _count_unsealed(connection, found)
    found.wrong += _stand_elsewhere(connection)
    return found


def _links(connection: Connection) -> Iterator[tuple[int, str, str, Row[Any] | None]]:
    """(place, hash, table, row) of every link. Trail and tables are walked side by side: nothing is sorted or kept."""
    rows = {name: _Rows(connection, table) for name, table in SEALED.items()}
    entries = select(ENTRY.c.id, ENTRY.c.sha256, ENTRY.c.source, ENTRY.c.source_id).order_by(ENTRY.c.id)
    for place, sha256, source, source_id in connection.execute(entries, execution_options=_BY_BLOCKS):
        yield place, sha256, source, rows[source].find(source_id) if source in rows else None


class _Rows:
    """The rows of one table, asked for in the order of their numbers, as they were sealed; another order is found too."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection, self._table = connection, table
        self._rows: Iterator[Row[Any]] | None = None
        self._here: Row[Any] | None = None

    def find(self, number: int) -> Row[Any] | None:
        """The row with a number, or None where there is none."""
        every = select(*_columns(self._table))
        if self._rows is None:
            inorder = every.where(self._table.c.id >= number).order_by(self._table.c.id)
            self._rows = iter(self._connection.execute(inorder, execution_options=_BY_BLOCKS))
            self._here = next(self._rows, None)
        while self._here is not None and self._here.id < number:
            self._here = next(self._rows, None)
        if self._here is not None and self._here.id == number:
            return self._here
        return self._connection.execute(every.where(self._table.c.id == number)).first()


def _count_unsealed(connection: Connection, found: Verified) -> None:
    """What came after the last sealing waits for the next; what slipped in before it is wrong."""
    for name, table in SEALED.items():
        known = exists().where(ENTRY.c.source == name, ENTRY.c.source_id == table.c.id)
        for number in connection.scalars(select(table.c.id).where(~known, table.c.id <= _newest(name))):
            found.wrong.append(_slipped_in(name, number))
        late = select(func.count()).select_from(table).where(table.c.id > _newest(name))
        found.waiting += connection.scalar(late) or 0


def _stand_elsewhere(connection: Connection) -> Iterator[Text]:
    """Cases that do not stand where their history ends: their stage was written past the guards."""
    history = StageHistory
    for record, model in CASES.items():
        last = (
            select(history.to_stage)
            .where(history.record == literal(record), history.record_id == model.id)
            .order_by(history.version.desc())
            .limit(1)
            .scalar_subquery()
        )
        elsewhere = select(model.id, model.stage, last.label("told")).where(
            and_(model.stage.is_distinct_from(last)),
        )
        for number, stage, told in connection.execute(elsewhere):
            case = f"{CODES[record]}-{number}"
            yield Text(
                en=f"{case} stands at {stage}, but its history ends at {told or 'nothing'}",
                es=f"{case} está en {stage}, pero su historia termina en {told or 'nada'}",
            )


def _named(name: str, row: Row[Any]) -> str:
    if name != StageHistory.__tablename__:
        return f"{name} {row.id}"
    return f"{name} {row.id} ({CODES.get(row.record, row.record)}-{row.record_id}: {row.from_stage or '–'} → {row.to_stage})"


def _altered(name: str, row: Row[Any], place: int) -> Text:
    what = _named(name, row)
    return Text(
        en=f"place {place}: {what} is not what was sealed: the row, its hash or its place was altered",
        es=f"lugar {place}: {what} no es lo que se selló: se alteró la fila, su huella o su lugar",
    )


def _gone(name: str, place: int) -> Text:
    return Text(
        en=f"place {place}: a row of {name} was deleted", es=f"lugar {place}: se borró una fila de {name}"
    )


def _missing(first: int, last: int) -> Text:
    return Text(
        en=f"places {first} to {last} of the trail were deleted",
        es=f"se borraron los lugares {first} a {last} del rastro",
    )


def _slipped_in(name: str, number: int) -> Text:
    return Text(
        en=f"{name} {number} was slipped in among sealed rows",
        es=f"{name} {number} se insertó entre filas ya selladas",
    )


def _rewritten(root: Root) -> Text:
    return Text(
        en=f"place {root.place}: the trail up to here was rewritten after {root.sealed_at}: its hash was another then",
        es=f"lugar {root.place}: el rastro hasta aquí se reescribió después de {root.sealed_at}: su huella era otra",
    )


def _cut_off(root: Root, last: int) -> Text:
    return Text(
        en=f"on {root.sealed_at} the trail reached place {root.place}; now it ends at {last}: its end was cut off",
        es=f"el {root.sealed_at} el rastro llegaba al lugar {root.place}; ahora termina en {last}: se cortó su final",
    )


def _lost_place(root: Root) -> Text:
    return Text(
        en=f"place {root.place}, written down on {root.sealed_at}, is no longer in the trail",
        es=f"el lugar {root.place}, anotado el {root.sealed_at}, ya no está en el rastro",
    )
