"""A sweep moves what may move, says why the rest does not, and may be run again."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from crm.model import BusinessDay, Delivery, Opportunity, Renewal, StageHistory
from tasks.form import Sweep
from tasks.work import Call, CannotRun, work_on
from tests.builders import NOW, TODAY
from tests.tasks.sweeping import CALL, everything_in, sweep, walk, where_they_stand
from tests.worlds import World

RECORDS = ("opportunity", "delivery", "renewal")


def test_what_may_move_moves_and_what_may_not_is_held(busy: World) -> None:
    work = sweep("opportunity")
    with busy.read() as session:
        stages = session.scalars(sa.select(Opportunity.stage).where(Opportunity.moved_by == CALL.actor)).all()
    assert work.done["moved"] >= 4
    assert work.held.cases >= 2
    assert "won" in stages


@pytest.mark.parametrize("record", RECORDS)
def test_a_second_sweep_moves_nothing_and_finds_the_same_cases_held(busy: World, record: str) -> None:
    first = sweep(record)
    before = where_they_stand(first)
    second = sweep(record, Call(NOW + dt.timedelta(minutes=15), "again"))
    assert second.done["moved"] == 0
    assert where_they_stand(second) == before


@pytest.mark.slow
@pytest.mark.parametrize("record", RECORDS)
def test_a_case_alone_fares_as_it_does_among_all(busy: World, record: str) -> None:
    with work_on(record, Sweep(dry_run=True), CALL) as work:
        walk(work)
        together = where_they_stand(work)
    assert len(together) >= 3
    fates = {fate[:2]: number for number, fate in together.items()}  # one of each place and target
    for number in fates.values():
        code = f"{['OPP', 'DEL', 'REN'][RECORDS.index(record)]}-{number}"
        with work_on(record, Sweep(dry_run=True, scope=(code,)), CALL) as work:
            walk(work)
            assert where_they_stand(work)[number] == together[number]


def test_two_halves_are_the_whole(busy: World) -> None:
    with work_on("opportunity", Sweep(dry_run=True), CALL) as work:
        walk(work)
        together = where_they_stand(work)
    first, second = (sweep("opportunity", Call(NOW, f"part {part}"), shard=part, shards=2) for part in (1, 2))
    assert first.held.cases and second.held.cases
    assert where_they_stand(second) == together


@pytest.mark.slow
@pytest.mark.parametrize("record", RECORDS)
def test_a_rehearsal_says_what_would_move_and_writes_nothing(busy: World, record: str) -> None:
    before = everything_in(busy)
    rehearsed = sweep(record, dry_run=True)
    assert everything_in(busy) == before
    done = sweep(record)
    assert rehearsed.done == done.done
    assert rehearsed.held == done.held
    assert "would" in rehearsed.message or not done.done["moved"]


def test_what_a_lifecycle_brings_about_the_next_takes_up(busy: World) -> None:
    def number(model: type[Delivery] | type[Renewal]) -> int:
        with busy.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    deliveries, renewals = number(Delivery), number(Renewal)
    sold = sweep("opportunity")
    assert number(Delivery) - deliveries == sold.done["created"] > 0
    delivered = sweep("delivery")
    assert number(Renewal) - renewals == delivered.done["created"] > 0


def test_a_sweep_counts_cases_and_not_the_stages_they_pass(busy: World) -> None:
    work = sweep("opportunity")
    with busy.read() as session:
        moved = sa.select(StageHistory.record_id).where(
            StageHistory.record == "opportunity", StageHistory.moved_by == CALL.actor
        )
        history = session.scalars(moved).all()
    assert work.done["moved"] == len(set(history))
    assert work.done["moves"] == len(history)
    assert work.done["moves"] > work.done["moved"]


def test_an_unknown_case_stops_the_run_before_anything_moves(busy: World) -> None:
    with pytest.raises(CannotRun, match="OPP-999999"):
        sweep("opportunity", scope=("OPP-999999",))


def test_a_case_of_another_lifecycle_is_refused_by_name(busy: World) -> None:
    with pytest.raises(CannotRun, match="DEL-1"):
        sweep("opportunity", scope=("DEL-1",))


def test_the_day_is_not_opened_before_its_time(busy: World) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(CannotRun, match=tomorrow.isoformat()):
        sweep("opportunity", Call(NOW, "tests", tomorrow))
    with busy.read() as session:
        assert session.scalar(sa.select(BusinessDay.today)) == TODAY


def test_the_day_is_that_of_the_company_and_not_of_the_server(busy: World) -> None:
    late = dt.datetime.combine(
        TODAY + dt.timedelta(days=1), dt.time(3), dt.UTC
    )  # nine in the evening in Mexico
    assert sweep("opportunity", Call(late, "tests")).today == TODAY


def test_where_the_guards_were_altered_nothing_moves(busy: World) -> None:
    if busy.kind == "sqlite":
        drop = "DROP TRIGGER guard_opportunity_stage"
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_opportunity%'"
    else:
        names = "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relname = 'opportunity' AND NOT tgisinternal"
    with busy.engine.begin() as connection:
        name = sorted(connection.exec_driver_sql(names).scalars())[0]
        drop = f"DROP TRIGGER {name}" + ("" if busy.kind == "sqlite" else " ON opportunity")
        connection.exec_driver_sql(drop)
    before = everything_in(busy)
    with pytest.raises(CannotRun, match=name):
        sweep("opportunity")
    assert everything_in(busy) == before
