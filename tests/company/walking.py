"""Taking a case from stage to stage, each step through its gate."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from checks.install import business_day
from config.company import Lifecycle
from tests.company.facts import NOW, the_company

PREPARE: dict[str, Callable[[Session, Any, str], None]] = {}
"""By record: how to supply what one stage demands and a complete case does not have before."""


def walk(session: Session, case: Any, stage: str) -> None:
    """Take a case to a stage, step by step, each through its gate."""
    for step in route(the_company().lifecycles[case.__tablename__], case.stage, stage):
        prepare(session, case, step)
        move(session, case, step)


def move(session: Session, case: Any, stage: str) -> None:
    """One step, as a person with a client of the database would take it."""
    today = business_day(session)
    case.stage, case.claimed_stage, case.stage_since = stage, None, today
    case.moved_at, case.moved_by = NOW, "tests"
    session.flush()


@cache
def route(lifecycle: Lifecycle, here: str, there: str) -> tuple[str, ...]:
    """The shortest way from one stage to another."""
    ways = deque([(here, ())])
    seen = {here}
    while ways:
        stage, way = ways.popleft()
        if stage == there:
            return way
        for following in lifecycle.next_of(stage):
            if following not in seen:
                seen.add(following)
                ways.append((following, (*way, following)))
    raise ValueError(f"no way leads from {here} to {there}")


def prepare(session: Session, case: Any, stage: str) -> None:
    """Supply what one stage demands and a complete case does not have before: a reason, a date that has come."""
    PREPARE[case.__tablename__](session, case, stage)
    session.flush()
