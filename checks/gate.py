"""The gate and the sweep: moving every case that may move, and saying why the others may not.

One stage is entered by one UPDATE for the whole scope, whether it is one case or a hundred thousand; the database's
own guards judge each move again. What can't move is written to ``hold`` with one bit for each rule that is broken.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, literal, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from checks.compile import all_hold, keys_in, masks
from checks.install import Installed, business_day
from checks.rule import Rule
from checks.subjects import SUBJECTS
from config.company import Lifecycle, Stage
from crm.base import IMPORTED
from crm.model import CASES, Hold


@dataclass(frozen=True)
class Scope:
    """Which cases: some by number, or all (``ids`` is None), of one shard or of the only one."""

    ids: tuple[int, ...] | None = None
    shard: int = 0
    shards: int = 1

    def of(self, column: Any) -> ColumnElement[bool]:
        chosen = [true()] if self.ids is None else [column.in_(self.ids)]
        if self.shards > 1:
            chosen.append(column % self.shards == self.shard)
        return and_(*chosen)


@dataclass
class StageResult:
    """What became of the cases that wanted into one stage."""

    record: str
    stage: str
    moved: int = 0
    held: int = 0
    held_by: Counter[str] = field(default_factory=Counter)


def stages_in_order(lifecycle: Lifecycle) -> list[Stage]:
    """The order in which a sweep enters stages: exits first, so that no case goes on that should have left."""
    order = {"exit": 0, "closed": 1, "main": 2, "recovery": 3}
    return sorted(lifecycle.stage, key=lambda stage: order[stage.track])


def enter(
    session: Session, installed: Installed, record: str, stage: str, scope: Scope, now: dt.datetime, actor: str
) -> int:
    """Move into ``stage`` every case of the scope that may enter it; the number moved."""
    model, subject = CASES[record], SUBJECTS[record]
    lifecycle = installed.rulebook.company.lifecycles[record]
    rules = installed.rulebook.gating(record, stage)
    waiting = or_(
        model.stage.in_(lifecycle[stage].from_), and_(model.stage == IMPORTED, model.claimed_stage == stage)
    )
    ready = subject.select(subject.id, where=and_(waiting, scope.of(model.id), all_hold(rules)))
    imported = model.stage == IMPORTED
    moved = session.execute(
        update(model)
        .where(model.id.in_(ready), waiting)  # still: another sweep may have moved the case meanwhile
        .values(
            stage=stage,
            claimed_stage=None,
            stage_since=case((imported, model.stage_since), else_=business_day(session)),
            moved_at=now,
            moved_by=actor,
            version=model.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return int(moved.rowcount)  # type: ignore[attr-defined]


def note_holds(session: Session, installed: Installed, record: str, scope: Scope) -> None:
    """Write down every case of the scope that could not enter its next stage, and forget those that did."""
    today = business_day(session)
    _forget_gone(session, installed, record, scope)
    for here, target in _targets(installed, record):
        _note(session, installed, record, here, target, scope, today)


def held(session: Session, installed: Installed, record: str, scope: Scope) -> dict[str, StageResult]:
    """By target stage: how many cases are held there and by which rules."""
    results: dict[str, StageResult] = {}
    bits = installed.bits_of(record)
    rows = session.execute(
        select(Hold.target, Hold.mask_0, Hold.mask_1, func.count())
        .where(Hold.record == record, scope.of(Hold.record_id))
        .group_by(Hold.target, Hold.mask_0, Hold.mask_1)
    )
    for target, mask_0, mask_1, number in rows:
        result = results.setdefault(target, StageResult(record, target))
        result.held += number
        for key in keys_in(mask_0, mask_1, bits):
            result.held_by[key] += number
    return results


def _targets(installed: Installed, record: str) -> list[tuple[ColumnElement[bool], str]]:
    """Pairs of (cases that stand here, the stage they work towards)."""
    model = CASES[record]
    lifecycle = installed.rulebook.company.lifecycles[record]
    pairs: list[tuple[ColumnElement[bool], str]] = []
    for stage in lifecycle.stage:
        following = lifecycle.next_on_track(stage.id)
        if following is not None:
            pairs.append((model.stage == stage.id, following))
        pairs.append((and_(model.stage == IMPORTED, model.claimed_stage == stage.id), stage.id))
    return pairs


def _forget_gone(session: Session, installed: Installed, record: str, scope: Scope) -> None:
    model = CASES[record]
    still = or_(*(and_(here, Hold.target == target) for here, target in _targets(installed, record)))
    session.execute(
        delete(Hold)
        .where(
            Hold.record == record,
            scope.of(Hold.record_id),
            ~exists(select(literal(1)).where(model.id == Hold.record_id, still).correlate(Hold)),
        )
        .execution_options(synchronize_session=False)
    )


def _note(
    session: Session,
    installed: Installed,
    record: str,
    here: ColumnElement[bool],
    target: str,
    scope: Scope,
    today: dt.date,
) -> None:
    subject = SUBJECTS[record]
    rules: tuple[Rule, ...] = installed.rulebook.gating(record, target)
    if not rules:
        return
    mask_0, mask_1 = masks(rules, installed.bits_of(record))
    judged = subject.select(
        literal(record).label("record"), subject.id.label("record_id"), literal(target).label("target"),
        mask_0.label("mask_0"), mask_1.label("mask_1"), literal(today, Hold.since.type).label("since"),
        literal(today, Hold.since.type).label("last_seen"), where=and_(here, scope.of(subject.id)),
    ).subquery("judged")  # fmt: skip
    rows = select(judged).where(or_(judged.c.mask_0 != 0, judged.c.mask_1 != 0))
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(Hold).from_select([column.name for column in judged.c], rows)
    new = insert.excluded
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["record", "record_id"],
            set_={
                "target": new.target,
                "mask_0": new.mask_0,
                "mask_1": new.mask_1,
                "since": case((Hold.target == new.target, Hold.since), else_=new.since),
                "last_seen": new.last_seen,
            },
            where=or_(
                Hold.target != new.target,
                Hold.mask_0 != new.mask_0,
                Hold.mask_1 != new.mask_1,
                Hold.last_seen != new.last_seen,
            ),
        )
    )
