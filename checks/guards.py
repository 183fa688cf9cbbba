"""What the database itself refuses, whoever writes: declared here once, written as triggers for each database.

* A case enters the CRM at the start of its lifecycle, or as an imported claim, and nowhere else.
* A stage changes only along a declared edge, one version at a time, and only if every rule of the new stage holds.
* Each change of stage is written to the history by the database; history and decisions are never altered.
* The business day only moves forward. Equipment is recorded as sent only for a case that is released.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Table, UniqueConstraint

from checks.rule import Rulebook
from checks.subjects import SUBJECTS, Step, Subject, path
from crm import model as m
from crm.base import Base

PREFIX = "guard_"

APPEND_ONLY: dict[Table, tuple[str, ...]] = {
    m.StageHistory.__table__: (),  # type: ignore[dict-item]
    m.ImportBatch.__table__: (),  # type: ignore[dict-item]
    m.AuditRun.__table__: (),  # type: ignore[dict-item]
    m.ApprovalDecision.__table__: (),  # type: ignore[dict-item]
    m.CreditDecision.__table__: ("superseded_at",),  # type: ignore[dict-item]
}
"""Tables of which no row is ever deleted or changed, but for the columns named."""


@dataclass(frozen=True)
class FactGuard:
    """A fact that may be written only while its case is far enough and could enter ``stage`` again today."""

    table: str
    column: str
    record: str
    reference: str
    stages: tuple[str, ...]
    stage: str
    sentence: str


def fact_guards(rulebook: Rulebook) -> tuple[FactGuard, ...]:
    """000/A23, M08: no dispatch and no date of installation without a released case."""
    onward = rulebook.company.lifecycles["delivery"].onward_from
    return (
        FactGuard(
            "shipment", "dispatched_on", "delivery", "delivery_id", onward("prepared"), "released",
            "A23: equipment leaves only for a prepared delivery whose release still holds",
        ),
        FactGuard(
            "installation", "scheduled_on", "delivery", "delivery_id", onward("released"), "released",
            "M08: an installation is scheduled only for a released delivery",
        ),
    )  # fmt: skip


def edges(rulebook: Rulebook, record: str) -> list[tuple[str, str]]:
    """Every declared change of stage (from, to)."""
    return [(source, stage.id) for stage in rulebook.company.lifecycles[record].stage for source in stage.from_]


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    """The sets of columns by which a row could be replaced."""
    keys: set[tuple[str, ...]] = {("id",)}
    keys |= {
        tuple(column.name for column in index.columns)
        for index in table.indexes
        if index.unique and index.dialect_options["sqlite"].get("where") is None
    }
    keys |= {tuple(c.name for c in u.columns) for u in table.constraints if isinstance(u, UniqueConstraint)}
    return sorted(keys)


def touched_by(table: Table) -> list[tuple[Subject, tuple[Step, ...]]]:
    """Which records an edit of this table may give another verdict, and by which path."""
    own = [(subject, path((subject.id, subject.id))) for subject in SUBJECTS.values() if subject.table is table]
    reached = [
        (subject, steps)
        for subject in SUBJECTS.values()
        for steps in subject.reach
        if steps[0][0].class_.__table__ is table
    ]
    return own + reached


def touching_tables() -> list[Table]:
    """Every table whose edits some rule can feel."""
    return [table for table in Base.metadata.sorted_tables if touched_by(table)]
