"""The gate and the sweep: moving every case that may move, and saying why the others may not.

One stage is entered by one UPDATE for the whole scope, whether it is one case or a hundred thousand; the database's
own guards judge each move again. What can't move is written to ``hold`` with one bit for each rule that is broken.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from checks.compile import MASKS, all_hold, is_any, keys_in, masks, masks_of
from checks.install import Installed, business_day
from checks.rule import Rulebook
from checks.spelled import Spelled, spell
from checks.subjects import SUBJECTS
from config.company import Lifecycle, Stage
from crm.base import IMPORTED
from crm.model import CASES, Hold

Place = tuple[str, str | None]
"""A stage, and the stage that is claimed there."""


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
    model = CASES[record]
    rulebook, dialect = installed.rulebook, session.get_bind().dialect.name
    waiting = _waiting(rulebook, record, stage)
    if not session.scalar(select(exists().where(scope.of(model.id), waiting))):
        return 0  # mostly so, where the scope is one case: the rules need not be read
    ready = _ready(rulebook, dialect, record, stage).select(where=scope.of(_number(record)))
    imported = model.stage == IMPORTED
    moved = session.execute(
        update(model)
        .where(model.id.in_(ready), waiting)  # still: another sweep may have moved it
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


def _waiting(rulebook: Rulebook, record: str, stage: str) -> ColumnElement[bool]:
    """The case stands where one can enter the stage from, or claims it."""
    model, before = CASES[record], rulebook.company.lifecycles[record][stage].from_
    return or_(model.stage.in_(before), and_(model.stage == IMPORTED, model.claimed_stage == stage))


@cache
def _ready(rulebook: Rulebook, dialect: str, record: str, stage: str) -> Spelled:
    subject = SUBJECTS[record]
    may = and_(_waiting(rulebook, record, stage), all_hold(rulebook.gating(record, stage)))
    return spell(dialect, subject, [subject.id.label("ready_id")], may)


def _number(record: str) -> ColumnElement[int]:
    return literal_column(f"{record}.id", Integer)


def note_holds(session: Session, installed: Installed, record: str, scope: Scope) -> None:
    """Write down every case of the scope that could not enter its next stage, and forget those that did."""
    today = business_day(session)
    _forget_gone(session, installed, record, scope)
    taken = _places(session, record, scope)
    for here, target in _targets(installed.rulebook, record):
        if here in taken and installed.rulebook.gating(record, target):
            _note(session, installed, record, here, target, scope, today)


def held(session: Session, installed: Installed, record: str, scope: Scope) -> dict[str, StageResult]:
    """By target stage: how many cases are held there and by which rules."""
    results: dict[str, StageResult] = {}
    bits = installed.bits_of(record)
    rows = session.execute(
        select(Hold.target, func.count(), *masks_of(Hold))
        .where(Hold.record == record, scope.of(Hold.record_id))
        .group_by(Hold.target, *masks_of(Hold))
    )
    for target, number, *broken in rows:
        result = results.setdefault(target, StageResult(record, target))
        result.held += number
        for key in keys_in(broken, bits):
            result.held_by[key] += number
    return results


def _places(session: Session, record: str, scope: Scope) -> set[Place]:
    """Where cases of the scope stand."""
    model = CASES[record]
    claim = case((model.stage == IMPORTED, model.claimed_stage))
    rows = session.execute(select(model.stage, claim).where(scope.of(model.id)).distinct())
    return {(stage, claimed) for stage, claimed in rows}


def _targets(rulebook: Rulebook, record: str) -> list[tuple[Place, str]]:
    """Pairs of (where cases stand: stage and claim, the stage they work towards)."""
    lifecycle = rulebook.company.lifecycles[record]
    pairs: list[tuple[Place, str]] = []
    for stage in lifecycle.stage:
        following = lifecycle.next_on_track(stage.id)
        if following is not None:
            pairs.append(((stage.id, None), following))
        pairs.append(((IMPORTED, stage.id), stage.id))
    return pairs


def working_towards(rulebook: Rulebook, record: str, stage: str) -> ColumnElement[bool]:
    """The case stands where this stage is the next, or claims it."""
    return or_(*(_stands(record, here) for here, target in _targets(rulebook, record) if target == stage))


def _stands(record: str, place: Place) -> ColumnElement[bool]:
    model, (stage, claim) = CASES[record], place
    return model.stage == stage if claim is None else and_(model.stage == stage, model.claimed_stage == claim)


def _forget_gone(session: Session, installed: Installed, record: str, scope: Scope) -> None:
    model = CASES[record]
    still = or_(
        *(
            and_(_stands(record, here), Hold.target == target)
            for here, target in _targets(installed.rulebook, record)
        )
    )
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
    here: Place,
    target: str,
    scope: Scope,
    today: dt.date,
) -> None:
    dialect_name, bits = session.get_bind().dialect.name, installed.bits_of(record)
    places = tuple((rule.key, bits[rule.key]) for rule in installed.rulebook.gating(record, target))
    day = literal(today, Hold.since.type)
    judged = (
        _broken(installed.rulebook, dialect_name, record, here, target, places)
        .select(
            literal(record).label("record"), literal(target).label("target"), day.label("since"), day.label("last_seen"),
            where=scope.of(_number(record)),
        )
        .subquery("judged")
    )  # fmt: skip
    rows = select(judged).where(is_any(masks_of(judged))).order_by(judged.c.record_id)
    dialect: Any = sqlite if dialect_name == "sqlite" else postgresql
    insert = dialect.insert(Hold).from_select([column.name for column in judged.c], rows)
    new = insert.excluded
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["record", "record_id"],
            set_={
                "target": new.target,
                **{name: new[name] for name in MASKS},
                "since": case((Hold.target == new.target, Hold.since), else_=new.since),
                "last_seen": new.last_seen,
            },
            where=or_(
                Hold.target != new.target,
                *(mask != new[mask.key] for mask in masks_of(Hold)),
                Hold.last_seen != new.last_seen,
            ),
        )
    )


@cache
def _broken(
    rulebook: Rulebook, dialect: str, record: str, here: Place, target: str, places: tuple[tuple[str, int], ...]
) -> Spelled:
    """The cases that stand somewhere, with a bit for each rule that bars them from their next stage."""
    subject = SUBJECTS[record]
    columns = [subject.id.label("record_id"), *masks(rulebook.gating(record, target), dict(places))]
    return spell(dialect, subject, columns, _stands(record, here))
