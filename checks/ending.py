"""How a CRM stands at the end, told so that two ends can be compared: every row of every table, but for what time and
chance decide.

A run that was cut off and repeated ends later, so instants differ; and an audit that was cut off after it was written is
made again, which is one more audit. Nothing else may differ.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select

from checks.trail import SEALED, verify
from crm.model import (
    CASES,
    ApprovalDecision,
    AuditRun,
    AuditScore,
    Base,
    Enrolment,
    Outbox,
    StageHistory,
    Touched,
    TrailEntry,
)
from crm.roots import Root

_AT_LEAST_ONCE = (AuditRun.__tablename__, AuditScore.__tablename__)
_COUNTED_ELSEWHERE = (*_AT_LEAST_ONCE, TrailEntry.__tablename__, Touched.__tablename__)
_BY_CHANCE = {
    **{model.__tablename__: {"moved_by"} for model in (StageHistory, *CASES.values())},
    Outbox.__tablename__: {"attempts", "error"},
    Enrolment.__tablename__: {"last_step"},
    ApprovalDecision.__tablename__: {"code_step", "sha256", "seal"},
}
"""Which run carried out a move (this one or the next), how often a notice was tried, which half minute a code was of."""

SHOWN = 3


@dataclass(frozen=True)
class Ending:
    """Rows of each table; what the trail holds of each table; what is wrong with the trail; how many audits there were."""

    rows: dict[str, Counter[str]]
    sealed: dict[str, int]
    unsealed: int
    wrong: tuple[str, ...]
    audits: int
    history: int
    stages: int


def ending(engine: Engine, roots: Sequence[Root]) -> Ending:
    """Read the whole CRM; it is meant for small ones."""
    with engine.connect() as connection:
        found = verify(connection, roots)
        rows = {
            table.name: _rows(connection, table)
            for table in Base.metadata.sorted_tables
            if table.name not in _COUNTED_ELSEWHERE
        }
        sealed = select(TrailEntry.source, func.count()).group_by(TrailEntry.source)
        reached = select(func.count()).select_from(
            select(StageHistory.record, StageHistory.to_stage).where(StageHistory.from_stage.is_not(None)).distinct().subquery()
        )  # fmt: skip
        return Ending(
            rows,
            {name: number for name, number in connection.execute(sealed) if name not in _AT_LEAST_ONCE},
            found.waiting,
            tuple(wrong.en for wrong in found.wrong),
            connection.scalar(select(func.count()).select_from(AuditRun)) or 0,
            rows[StageHistory.__tablename__].total(),
            connection.scalar(reached) or 0,
        )


def _rows(connection: Connection, table: Table) -> Counter[str]:
    columns = [column for column in table.columns if column.key not in _BY_CHANCE.get(table.name, ())]
    names = [column.key for column in columns]
    return Counter(
        ", ".join(f"{name}={_told(value)}" for name, value in zip(names, row, strict=True) if value is not None)
        for row in connection.execute(select(*columns))
    )


def _told(value: Any) -> str:
    return "then" if isinstance(value, dt.datetime) else repr(value)


def differences(calm: Ending, other: Ending, audits_cut_off: int) -> list[str]:
    """What differs from an undisturbed end, a line each; ``audits_cut_off``: so many audits more there may be."""
    said = [*other.wrong]
    for name, rows in calm.rows.items():
        lost, more = rows - other.rows[name], other.rows[name] - rows
        said += [f"{name}: lacks {row}" for row in list(lost)[:SHOWN]]
        said += [f"{name}: has besides {row}" for row in list(more)[:SHOWN]]
        if max(lost.total(), more.total()) > SHOWN:
            said.append(f"{name}: {lost.total()} rows lack, {more.total()} are too many")
    for name in SEALED:
        if calm.sealed.get(name) != other.sealed.get(name):
            said.append(f"trail of {name}: {other.sealed.get(name)} sealed, not {calm.sealed.get(name)}")
    if other.unsealed:
        said.append(f"trail: {other.unsealed} rows are not sealed")
    if not calm.audits <= other.audits <= calm.audits + audits_cut_off:
        said.append(f"audits: {other.audits}, not {calm.audits}")
    return said
