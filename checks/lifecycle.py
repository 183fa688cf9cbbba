"""One step of a lifecycle for a whole scope: enter a stage, bring about what follows, ask people what only they decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, func, literal, or_, select
from sqlalchemy.orm import Session

from checks.compile import BITS_PER_MASK
from checks.expressions import in_force
from checks.gate import Scope, StageResult, enter, held, note_holds
from checks.install import Installed, business_day
from checks.rule import Rule
from config.company import Stage
from crm.database import Bind, unit_of_work
from crm.model import (
    ApprovalDecision,
    ApprovalRequest,
    CreditApplication,
    Hold,
    Opportunity,
    Outbox,
    Proposal,
    StageHistory,
)
from crm.successors import create, insert_new
from policy.calendar import add_business_days


@dataclass(frozen=True)
class Step:
    """What one stage of one sweep did."""

    record: str
    stage: str
    moved: int
    created: int


def take_step(
    bind: Bind, installed: Installed, record: str, stage_id: str, scope: Scope, now: dt.datetime, actor: str
) -> Step:
    """Enter one stage: moves, history, successors and queued effects are one transaction, all or nothing."""
    stage = installed.rulebook.company.lifecycles[record][stage_id]
    with unit_of_work(bind) as session:
        moved = enter(session, installed, record, stage_id, scope, now, actor)
        created = 0
        if moved and stage.notify:
            _queue_notices(session, record, stage, scope, now, actor)
        if stage.creates:
            created = create(session, stage.creates, now, business_day(session))
    return Step(record, stage_id, moved, created)


def note(
    bind: Bind,
    installed: Installed,
    record: str,
    scope: Scope,
    now: dt.datetime,
    closed_days: Container[dt.date] = (),
) -> tuple[dict[str, StageResult], int]:
    """Write down who is held and why, and open the approval requests that are due; (held by stage, requests)."""
    with unit_of_work(bind) as session:
        note_holds(session, installed, record, scope)
        requests = _ask(session, installed, scope, now, closed_days) if record == "opportunity" else 0
        return held(session, installed, record, scope), requests


def _queue_notices(
    session: Session, record: str, stage: Stage, scope: Scope, now: dt.datetime, actor: str
) -> None:
    for role in stage.notify:
        key = (
            literal(f"notify:{role}:{record}:") + cast(StageHistory.record_id, String) + literal(":")
            + cast(StageHistory.version, String)
        )  # fmt: skip
        rows = select(
            key, literal("notify"), literal(record), StageHistory.record_id,
            literal({"role": role, "stage": stage.id}, Outbox.payload.type), literal(now, Outbox.created_at.type), literal(0),
        ).where(
            StageHistory.record == record, StageHistory.to_stage == stage.id, StageHistory.moved_at == now,
            StageHistory.moved_by == actor, scope.of(StageHistory.record_id),
        )  # fmt: skip
        columns = ["key", "kind", "record", "record_id", "payload", "created_at", "attempts"]
        insert_new(session, Outbox, columns, rows)


def _ask(
    session: Session, installed: Installed, scope: Scope, now: dt.datetime, closed_days: Container[dt.date]
) -> int:
    """Open one request for each decision that a case waits for, once nothing but decisions is lacking."""
    company = installed.rulebook.company
    due = add_business_days(business_day(session), company.credit.answer_days, closed_days)
    asked = 0
    for kind, role in (("credit", "credit"), ("margin", "sales_manager"), ("discount", "sales_manager")):
        rules = [rule for rule in installed.rulebook.of("opportunity") if rule.decision == kind]
        asked += _ask_for(session, installed, kind, role, rules, scope, now, due)
    return asked


def _ask_for(
    session: Session,
    installed: Installed,
    kind: str,
    role: str,
    rules: list[Rule],
    scope: Scope,
    now: dt.datetime,
    due: dt.date,
) -> int:
    wanted = _mask(installed, rules)
    decisions = _mask(installed, [rule for rule in installed.rulebook.of("opportunity") if rule.decision])
    lacking = and_(
        *(
            column.op("&")(literal(~bits)) == 0
            for column, bits in zip((Hold.mask_0, Hold.mask_1), decisions, strict=True)
        )
    )
    waits = or_(
        *(
            column.op("&")(literal(bits)) != 0
            for column, bits in zip((Hold.mask_0, Hold.mask_1), wanted, strict=True)
        )
    )
    answered = exists().where(
        ApprovalRequest.opportunity_id == Opportunity.id, ApprovalRequest.kind == kind,
        or_(ApprovalRequest.status.in_(("open", "declined")), _granted_less(kind)),
    )  # fmt: skip
    percent = {"credit": None, "margin": Proposal.margin_percent, "discount": Proposal.discount_percent}[kind]
    question = {
        "credit": "Authorise credit",
        "margin": "Accept a margin below the floor",
        "discount": "Approve the discount",
    }[kind]
    rows = (
        select(
            literal(kind), Opportunity.id, literal(role), func.coalesce(CreditApplication.requested_by_id, Opportunity.owner_id),
            literal(now, ApprovalRequest.requested_at.type), Opportunity.amount_mxn,
            literal(None, Proposal.margin_percent.type) if percent is None else percent, literal(question),
            literal(due, ApprovalRequest.due_on.type), literal("open"), literal(now, ApprovalRequest.created_at.type),
        )
        .select_from(Hold)
        .join(Opportunity, and_(Opportunity.id == Hold.record_id, Hold.record == "opportunity"))
        .outerjoin(Proposal, and_(Proposal.opportunity_id == Opportunity.id, Proposal.is_official))
        .outerjoin(CreditApplication, CreditApplication.opportunity_id == Opportunity.id)
        .where(scope.of(Opportunity.id), waits, lacking, ~answered)
    )  # fmt: skip
    columns = [
        "kind", "opportunity_id", "required_role", "requested_by_id", "requested_at", "amount_mxn",
        "percent", "question", "due_on", "status", "created_at",
    ]  # fmt: skip
    return insert_new(session, ApprovalRequest, columns, rows)


def _granted_less(kind: str) -> ColumnElement[bool]:
    """Credit was asked for at least this much and granted for less, and the answer still holds: it is not asked again."""
    if kind != "credit":
        return false()
    answer = exists().where(
        ApprovalDecision.request_id == ApprovalRequest.id, in_force(ApprovalDecision.valid_until),
        ApprovalDecision.limit_mxn < Opportunity.amount_mxn,
    )  # fmt: skip
    return and_(
        ApprovalRequest.status == "approved", ApprovalRequest.amount_mxn >= Opportunity.amount_mxn, answer
    )


def _mask(installed: Installed, rules: list[Rule]) -> tuple[int, int]:
    pages = [0, 0]
    for rule in rules:
        page, bit = divmod(installed.bits_of(rule.record)[rule.key], BITS_PER_MASK)
        pages[page] |= 1 << bit
    return pages[0], pages[1]
