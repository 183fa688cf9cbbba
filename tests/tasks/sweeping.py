"""A sweep as the flow does it, without Prefect around it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from checks.compile import masks_of
from crm.base import Base
from crm.model import CASES, Hold
from tasks.form import Sweep
from tasks.lifecycle import enter_stage, note_who_is_held, open_the_day
from tasks.qualification import score_the_opportunities, take_up_whose_time_has_come
from tasks.retention import date_the_ways_back, review_the_base
from tasks.work import Call, LifecycleWork, work_on
from tests.builders import NOW
from tests.worlds import World

CALL = Call(NOW, "a sweep")


def sweep(record: str, call: Call = CALL, **form: Any) -> LifecycleWork:
    """Walk a lifecycle once; the work when it is done."""
    with work_on(record, Sweep(**form), call) as work:
        walk(work)
    return work


def walk(work: LifecycleWork) -> None:
    """Every task of a sweep but the artifacts."""
    open_the_day.fn(work)
    if work.record == "renewal":
        review_the_base.fn(work)
        date_the_ways_back.fn(work)
    if work.record == "opportunity":
        take_up_whose_time_has_come.fn(work)
        score_the_opportunities.fn(work)
    for stage in work.stages:
        enter_stage.fn(work, stage)
    note_who_is_held.fn(work)


def where_they_stand(work: LifecycleWork) -> dict[int, tuple[Any, ...]]:
    """Of each case of the lifecycle: its stage and, where it is held, in front of what and by which rules."""
    model = CASES[work.record]
    rows = sa.select(model.id, model.stage, Hold.target, *masks_of(Hold)).outerjoin(
        Hold, sa.and_(Hold.record == work.record, Hold.record_id == model.id)
    )
    bind = work.bind
    if isinstance(bind, sa.Connection):
        return {row[0]: tuple(row)[1:] for row in bind.execute(rows)}
    with bind.connect() as connection:
        return {row[0]: tuple(row)[1:] for row in connection.execute(rows)}


def everything_in(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with world.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
