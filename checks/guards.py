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
from types import SimpleNamespace

from sqlalchemy import Dialect, Integer, Table, UniqueConstraint, literal_column, type_coerce

from checks.authority import may_decide
from checks.compile import sql
from checks.rule import Rulebook
from checks.subjects import SUBJECTS, Step, Subject, path
from config.approvals import KINDS
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
    m.Terms.__table__: (),  # type: ignore[dict-item]
    m.TermsLine.__table__: (),  # type: ignore[dict-item]
    m.RefusedAnswer.__table__: (),  # type: ignore[dict-item]
    m.TrailEntry.__table__: (),  # type: ignore[dict-item]
    m.QuotaPosting.__table__: (),  # type: ignore[dict-item]
    m.RulebookVersion.__table__: (),  # type: ignore[dict-item]
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
    free = ("status", "updated_at", "due_on", "tier", "required_role")
    fixed = [c.name for c in m.ApprovalRequest.__table__.columns if c.name not in free]
    return [
        ("approval_request: what was asked is never changed",
         " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in fixed)),
        ("approval_request: what was answered is never changed",
         f"OLD.status <> 'open' AND NEW.status {differs} OLD.status"),
        ("approval_request: a question goes up, never down",
         f"NEW.tier < OLD.tier OR (NEW.required_role {differs} OLD.required_role AND NEW.tier = OLD.tier)"),
    ]  # fmt: skip


def on_written(table: str, rulebook: Rulebook, differs: str, dialect: Dialect) -> list[Refusal]:
    """How no row of an append-only table is written."""
    if table == "stage_history":
        return on_history(differs)
    if table == "approval_decision":
        return on_decisions(rulebook, dialect)
    return on_credit(differs) if table == "credit_decision" else []


def on_decisions(rulebook: Rulebook, dialect: Dialect) -> list[Refusal]:
    """000/A28: a decision answers an open question, by one who may and neither sells nor asked, with a code of theirs."""
    asked = (
        "EXISTS (SELECT 1 FROM approval_request AS q WHERE q.id = NEW.request_id AND q.status = NEW.outcome"
        " AND q.kind = NEW.kind AND q.opportunity_id = NEW.opportunity_id)"
    )
    own = (
        "EXISTS (SELECT 1 FROM approval_request AS q JOIN opportunity AS o ON o.id = q.opportunity_id WHERE q.id = NEW.request_id"
        " AND (o.owner_id IN (NEW.approver_id, NEW.on_behalf_of_id) OR q.requested_by_id IN (NEW.approver_id, NEW.on_behalf_of_id)))"
    )
    named = (
        "EXISTS (SELECT 1 FROM deputy AS d, business_day AS b WHERE d.person_id = NEW.on_behalf_of_id"
        " AND d.deputy_id = NEW.approver_id AND b.today BETWEEN d.from_on AND d.until_on)"
    )
    return [
        ("approval_decision: a decision answers a question of its kind and case, once", f"NOT {asked}"),
        ("approval_decision: nobody decides on what they sell or asked for", own),
        ("approval_decision: a deputy is named, for today", f"NEW.on_behalf_of_id IS NOT NULL AND NOT {named}"),
        ("approval_decision: who decides has the authority for it", f"NOT ({_authority(rulebook, dialect)})"),
        ("approval_decision: a decision carries a one-time code of its approver", "NEW.code_step IS NULL"),
    ]  # fmt: skip


def _authority(rulebook: Rulebook, dialect: Dialect) -> str:
    """Of each kind, the tier of the question or one above it; to grant, one that reaches so far."""
    principal = "COALESCE(NEW.on_behalf_of_id, NEW.approver_id)"
    new = SimpleNamespace(
        approver_id=literal_column("NEW.approver_id", Integer()), on_behalf_of_id=literal_column("NEW.on_behalf_of_id", Integer())
    )  # fmt: skip
    branches = []
    for kind in KINDS:
        column = "limit_mxn" if kind in ("credit", "concession") else "percent"
        field = m.ApprovalDecision.__table__.c[column]
        measure = type_coerce(literal_column(f"NEW.{field.name}"), field.type)
        may = sql(may_decide(rulebook.company, kind, new, measure), dialect)
        tiers = rulebook.company.approvals.of(kind).tiers
        at_least = " OR ".join(
            f"(q.tier <= {number} AND r.role = {text(tier.role)})" for number, tier in enumerate(tiers, start=1)
        )
        holds_role = (
            "EXISTS (SELECT 1 FROM approval_request AS q, person_role AS r JOIN person AS p ON p.id = r.person_id"
            f" WHERE q.id = NEW.request_id AND r.person_id = {principal} AND p.active AND ({at_least}))"
        )
        branches.append(f"(NEW.kind = '{kind}' AND {holds_role} AND (NEW.outcome <> 'approved' OR {may}))")
    return " OR ".join(branches)


def on_credit(differs: str) -> list[Refusal]:
    """000/A21: credit comes from a decision that somebody took here, or from another system with its key."""
    taken = (
        "EXISTS (SELECT 1 FROM approval_decision AS d WHERE d.request_id = NEW.request_id AND d.kind = 'credit'"
        " AND d.outcome = 'approved' AND d.opportunity_id = NEW.opportunity_id AND d.approver_id = NEW.approver_id"
        f" AND NOT (d.on_behalf_of_id {differs} NEW.on_behalf_of_id) AND d.limit_centavos = NEW.limit_centavos"
        " AND d.valid_until = NEW.expires_on)"
    )
    return [
        ("credit_decision: credit is authorised by answering its question", f"NEW.source IS NULL AND NOT {taken}"),
        ("credit_decision: another system's decision was taken on no terms of ours",
         "NEW.source IS NOT NULL AND NEW.request_id IS NOT NULL"),
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
