"""One step of a lifecycle for a whole scope: enter a stage, bring about what follows, ask people what only they decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from checks.asking import ask
from checks.gate import Scope, StageResult, enter, held, note_holds, stages_in_order
from checks.install import Installed, business_day
from config.company import Stage
from crm.database import Bind, unit_of_work
from crm.model import Delivery, Opportunity, StageHistory
from crm.outbox import payload, queue
from crm.successors import create


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
    """Write down who is held and why, and ask people what only they decide; (held by stage, questions opened)."""
    with unit_of_work(bind) as session:
        note_holds(session, installed, record, scope)
        asked = ask(session, installed, record, scope, now, closed_days)
        return held(session, installed, record, scope), asked.opened


def walk(
    bind: Bind,
    installed: Installed,
    record: str,
    scope: Scope,
    now: dt.datetime,
    actor: str,
    closed_days: Container[dt.date] = (),
) -> int:
    """Take every step that a scope may take, and note who is held then; the number of moves."""
    stages = stages_in_order(installed.rulebook.company.lifecycles[record])
    moved = sum(take_step(bind, installed, record, stage.id, scope, now, actor).moved for stage in stages)
    note(bind, installed, record, scope, now, closed_days)
    return moved


def take_on(
    bind: Bind,
    installed: Installed,
    opportunity_id: int,
    now: dt.datetime,
    actor: str,
    closed_days: Container[dt.date] = (),
) -> str:
    """After a decision: let the opportunity, and the delivery of what it sold, go as far as they may; its stage then."""
    walk(bind, installed, "opportunity", Scope((opportunity_id,)), now, actor, closed_days)
    with unit_of_work(bind) as session:
        deliveries = tuple(
            session.scalars(select(Delivery.id).where(Delivery.opportunity_id == opportunity_id))
        )
        stage = session.get_one(Opportunity, opportunity_id).stage
    if deliveries:
        walk(bind, installed, "delivery", Scope(deliveries), now, actor, closed_days)
    return stage


def _queue_notices(
    session: Session, record: str, stage: Stage, scope: Scope, now: dt.datetime, actor: str
) -> None:
    for role in stage.notify:
        key = (
            literal(f"notify:{role}:{record}:") + cast(StageHistory.record_id, String) + literal(":")
            + cast(StageHistory.version, String)
        )  # fmt: skip
        told = select(
            key, literal(record), StageHistory.record_id, payload(session, role=role, stage=stage.id)
        ).where(
            StageHistory.record == record, StageHistory.to_stage == stage.id, StageHistory.moved_at == now,
            StageHistory.moved_by == actor, scope.of(StageHistory.record_id),
        )  # fmt: skip
        queue(session, "notify", now, told)
