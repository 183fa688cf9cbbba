"""A sweep without Prefect: every stage in its order, then the holds; and everything there is, to compare."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from checks.gate import Scope, StageResult, stages_in_order
from checks.lifecycle import note, take_step
from crm.base import Base
from crm.model import CASES
from tests.builders import NOW, the_company
from tests.worlds import World

LATER = NOW + dt.timedelta(hours=1)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: how many it moved into each stage, what that brought about, who is held, what was asked."""

    into: dict[str, int]
    created: int
    held: dict[str, StageResult]
    asked: int

    @property
    def moved(self) -> int:
        return sum(self.into.values())


def sweep(
    world: World,
    record: str = "opportunity",
    scope: Scope | None = None,
    now: dt.datetime = LATER,
    actor: str = "sweep",
) -> Swept:
    """One sweep of a lifecycle."""
    scope = scope or Scope()
    stages = stages_in_order(the_company().lifecycles[record])
    steps = [take_step(world.engine, world.installed, record, stage.id, scope, now, actor) for stage in stages]
    held, asked = note(world.engine, world.installed, record, scope, now)
    return Swept({s.stage: s.moved for s in steps if s.moved}, sum(s.created for s in steps), held, asked)


def stages(world: World, record: str, ids: list[int]) -> list[str]:
    """Where cases stand."""
    model = CASES[record]
    with world.read() as session:
        found = dict(session.execute(sa.select(model.id, model.stage).where(model.id.in_(ids))).all())
    return [found[number] for number in ids]


def everything(world: World) -> dict[str, list[Any]]:
    """Every row of every table."""
    with world.read() as session:
        return {
            table.name: session.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
        }
