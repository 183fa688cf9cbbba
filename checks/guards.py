"""What the database itself refuses, whoever writes: declared here once, written as triggers for each database.

* A case enters the CRM at the start of its lifecycle, or as an imported claim, and nowhere else.
* A stage changes only along a declared edge, one version at a time, and only if every rule of the new stage holds.
* Each change of stage is written to the history by the database; history and decisions are never altered. A case
  whose last move is not in its history (somebody switched the guards off) moves no more.
* The business day only moves forward. Equipment is recorded as sent only for a case that is released.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Table, UniqueConstraint

from checks.rule import Rulebook
from checks.subjects import SUBJECTS, Step, Subject, path
from crm import model as m
from crm.base import IMPORTED, Base
from crm.model import CASES

PREFIX = "guard_"

Refusal = tuple[str, str]
"""A sentence, and the SQL condition (of ``NEW`` and ``OLD``) under which it is said."""

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
    """A fact that may be written only while its case is far enough and could enter ``stage`` again today.

    Without a ``stage`` it is enough that the case is that far.
    """

    table: str
    column: str
    record: str
    reference: str
    stages: tuple[str, ...]
    stage: str | None
    sentence: str


def fact_guards(rulebook: Rulebook) -> tuple[FactGuard, ...]:
    """000/A23, M08: nothing is sent, scheduled or recorded as done at the client before its case is released."""
    onward = rulebook.company.lifecycles["delivery"].onward_from
    sent, visited = ("shipment", "delivery", "delivery_id"), ("installation", "delivery", "delivery_id")
    return (
        _fact(sent, "dispatched_on", onward("prepared"), "released",
              "A23: equipment leaves only for a prepared delivery whose release still holds"),
        _fact(sent, "delivered_on", onward("prepared"), None,
              "A23: equipment arrives only for a prepared delivery"),
        _fact(visited, "scheduled_on", onward("released"), "released",
              "M08: an installation is scheduled only for a released delivery"),
        _fact(visited, "installed_on", onward("released"), None,
              "M08: equipment is installed only for a released delivery"),
    )  # fmt: skip


def _fact(
    place: tuple[str, str, str], column: str, stages: tuple[str, ...], stage: str | None, sentence: str
) -> FactGuard:
    table, record, reference = place
    return FactGuard(table, column, record, reference, stages, stage, sentence)


def on_entering(rulebook: Rulebook, record: str) -> list[Refusal]:
    """How no case comes into the CRM."""
    lifecycle = rulebook.company.lifecycles[record]
    initial, stages = quoted(lifecycle.initial), quoted(lifecycle.ids)
    return [
        (f"{record}: a case enters at {initial} or as an imported claim",
         f"NOT (NEW.stage IN ({initial}) OR (NEW.stage = '{IMPORTED}' AND NEW.source IS NOT NULL))"),
        (f"{record}: unknown claimed stage", f"NEW.claimed_stage NOT IN ({stages})"),
        _claim(record),
        (f"{record}: a case enters with version 1", "NEW.version <> 1"),
    ]  # fmt: skip


def on_moving(rulebook: Rulebook, record: str, differs: str) -> list[Refusal]:
    """How no case is changed. ``differs``: how this database says "is distinct from"."""
    stages = rulebook.company.lifecycles[record].ids
    arrows = quoted(f"{a}>{b}" for a, b in edges(rulebook, record))
    changed = f"NEW.stage {differs} OLD.stage"
    proved = f"(OLD.stage = '{IMPORTED}' AND NOT (NEW.stage {differs} OLD.claimed_stage))"
    return [
        (f"{record}: the number of a case never changes", f"NEW.id {differs} OLD.id"),
        (f"{record}: the version never goes back", "NEW.version < OLD.version"),
        (f"{record}: the version goes one at a time", "NEW.version NOT IN (OLD.version, OLD.version + 1)"),
        (f"{record}: unknown claimed stage", f"NEW.claimed_stage NOT IN ({quoted(stages)})"),
        (f"{record}: no such change of stage",
         f"NEW.stage NOT IN ({quoted((*stages, IMPORTED))})"
         f" OR ({changed} AND NOT (OLD.stage || '>' || NEW.stage IN ({arrows}) OR {proved}))"),
        _claim(record),
        (f"{record}: a change of stage takes the next version", f"{changed} AND NEW.version <> OLD.version + 1"),
        (f"{record}: when and by whom a case moved is written by the move",
         f"NOT ({changed}) AND (NEW.moved_at {differs} OLD.moved_at OR NEW.moved_by {differs} OLD.moved_by)"),
        (f"{record}: a case has stood in its stage for as long as it has",
         f"NOT ({changed}) AND NEW.stage <> '{IMPORTED}' AND NEW.stage_since > OLD.stage_since"),
    ]  # fmt: skip


def _claim(record: str) -> Refusal:
    return (
        f"{record}: a claim belongs to an imported case",
        f"(NEW.stage = '{IMPORTED}') <> (NEW.claimed_stage IS NOT NULL)",
    )


def on_history(differs: str) -> list[Refusal]:
    """How no history is written: a line is the move that its case has just made, and follows from the line before."""
    stands = " OR ".join(
        f"(NEW.record = '{record}' AND EXISTS (SELECT 1 FROM {record} WHERE id = NEW.record_id"
        " AND stage = NEW.to_stage AND version = NEW.version AND moved_at = NEW.moved_at AND moved_by = NEW.moved_by))"
        for record in CASES
    )
    last = (
        "(SELECT h.to_stage FROM stage_history AS h WHERE h.record = NEW.record AND h.record_id = NEW.record_id"
        " ORDER BY h.version DESC LIMIT 1)"
    )
    return [
        ("stage_history: only a move writes history", f"NOT ({stands}) OR NOT (NEW.from_stage {differs} NEW.to_stage)"),
        ("stage_history: the last move of this case is not in its history", f"NEW.from_stage {differs} {last}"),
    ]  # fmt: skip


def on_requests(differs: str) -> list[Refusal]:
    """How no approval request is changed: what is asked stays, and it is answered once."""
    fixed = [
        c.name for c in m.ApprovalRequest.__table__.columns if c.name not in ("status", "updated_at", "due_on")
    ]
    return [
        ("approval_request: what was asked is never changed",
         " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in fixed)),
        ("approval_request: what was answered is never changed",
         f"OLD.status <> 'open' AND NEW.status {differs} OLD.status"),
    ]  # fmt: skip


def edges(rulebook: Rulebook, record: str) -> list[tuple[str, str]]:
    """Every declared change of stage (from, to)."""
    return [(source, stage.id) for stage in rulebook.company.lifecycles[record].stage for source in stage.from_]


def unique_keys(table: Table) -> list[tuple[tuple[str, ...], str]]:
    """The sets of columns by which a row could be replaced, each with the condition of its index (or none)."""
    keys: set[tuple[tuple[str, ...], str]] = {(("id",), "")}
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"].get("where")
            keys.add((tuple(column.name for column in index.columns), "" if where is None else str(where)))
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            keys.add((tuple(column.name for column in constraint.columns), ""))
    return sorted(keys)


def quoted(words: Iterable[str]) -> str:
    """Texts as a list of SQL."""
    return ", ".join(text(word) for word in words)


def text(value: str) -> str:
    """A text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


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
