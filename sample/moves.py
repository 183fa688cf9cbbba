"""Through the gates: every case is moved stage by stage, one UPDATE a stage for all that pass; the guards judge each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, and_, select, update
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import CASES
from sample import renewing, service
from sample.plan import DELIVERIES, OPPORTUNITIES, RENEWALS
from sample.sql import Calendar
from sample.timeline import BACK, RENEWAL_WINDOWS
from sample.words import CANCELLED


def move(
    record: str,
    stage: str,
    plan: Table,
    which: Any,
    age: ColumnElement[int],
    calendar: Calendar,
    hour: int,
    **more: Any,
) -> Update:
    """Move every planned case into a stage, at the age that its plan gives; ``version`` counts the moves."""
    table = CASES[record].__table__
    assert isinstance(table, Table)

    def planned(value: Any) -> Any:
        return select(value).where(plan.c.id == table.c.id).scalar_subquery()

    return (
        update(table)
        .where(table.c.id.in_(select(plan.c.id).where(which)))
        .values(
            stage=stage, stage_since=planned(calendar.day(age)), moved_at=planned(calendar.at(age, hour)),
            moved_by=planned(plan.c.mover), version=table.c.version + 1, **more,
        )
    )  # fmt: skip


def through_sales(stages: Iterable[str], calendar: Calendar) -> Iterator[Executable]:
    """From qualified to won, as deep as each sale went."""
    p = OPPORTUNITIES.c
    for depth, stage in enumerate(stages):
        if depth:
            yield move(
                "opportunity", stage, OPPORTUNITIES, p.depth >= depth, p[f"a{depth}"], calendar, 15 + depth
            )


def out_of_sales(calendar: Calendar) -> Iterator[Executable]:
    """Disqualified, lost, put on hold: from wherever each sale had come to."""
    p = OPPORTUNITIES.c
    for stage in ("disqualified", "lost", "on_hold"):
        yield move("opportunity", stage, OPPORTUNITIES, and_(p.gone, p.exit == stage), p.closed, calendar, 14)


def through_deliveries(stages: list[str], company: Company, calendar: Calendar) -> Iterator[Executable]:
    """Deliveries pass with what each stage needs written when it may be written."""
    d = DELIVERIES.c

    def into(first: int, last: int) -> Iterator[Executable]:
        for depth in range(first, last + 1):
            yield move(
                "delivery", stages[depth], DELIVERIES, d.depth >= depth, d[f"d{depth}"], calendar, 14 + depth
            )

    yield from service.ordered(calendar)
    yield from into(service.RELEASED, service.PREPARED)
    yield from service.sent(calendar)
    yield from into(service.DISPATCHED, service.INSTALLED)
    yield from service.at_work(company, calendar)
    yield from into(service.TRAINED, service.HANDED_OVER)
    yield move(
        "delivery", "cancelled", DELIVERIES, and_(d.gone, d.exit == "cancelled"), d.closed, calendar, 23,
        cancelled_reason=CANCELLED[1],
    )  # fmt: skip


def through_renewals(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """On today's business day, because windows open by the date."""
    r = RENEWALS.c
    for depth, stage in enumerate(RENEWAL_WINDOWS, start=1):
        yield move("renewal", stage, RENEWALS, r.depth >= depth, r[f"r{depth}"], calendar, 14 + depth)
    for stage in ("escalated", "renewed", "expanded"):
        yield move("renewal", stage, RENEWALS, r.end == stage, r.ended, calendar, 20)
    yield renewing.causes_of_loss(company, calendar)
    for depth, stage in enumerate(BACK, start=1):
        yield move("renewal", stage, RENEWALS, r.back >= depth, r[f"l{depth}"], calendar, 18 + depth)
    yield move("renewal", "closed_for_good", RENEWALS, r.gave_up.is_not(None), r.gave_up, calendar, 23)
