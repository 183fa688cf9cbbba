"""What befalls a database in the middle of the work: a sentence that says what to do, and afterwards all goes on as if nothing had been."""

from __future__ import annotations

import datetime as dt
import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event

import crm.database
from checks.install import business_day
from config.settings import settings
from crm.model import CASES, Delivery, Outbox, StageHistory
from tasks.work import CannotRun
from tests.builders import NOW, TODAY
from tests.conftest import Postgresql
from tests.tasks.sweeping import Call, sweep
from tests.worlds import World

RECORDS = ("opportunity", "delivery", "renewal")
PATIENCE_SECONDS = 60


def moves(world: World) -> list[tuple[Any, ...]]:
    """Every move there was, in order of the cases."""
    with world.read() as session:
        told = sa.select(
            StageHistory.record, StageHistory.record_id, StageHistory.version, StageHistory.from_stage, StageHistory.to_stage
        )  # fmt: skip
        return [tuple(row) for row in session.execute(told.order_by(*told.selected_columns[:3]))]


def sweep_all(call: Call | None = None) -> None:
    for record in RECORDS:
        sweep(record, call or Call(NOW, "a sweep"))


def assert_sound(world: World) -> None:
    """Each case stands where its moves lead, one version after the other, each move once; nothing was created twice."""
    found = moves(world)
    places = [(record, number, version) for record, number, version, _, _ in found]
    assert len(places) == len(set(places))
    for before, after in itertools.pairwise(found):
        if before[:2] == after[:2]:
            assert (after[2], after[3]) == (before[2] + 1, before[4])
    last = {(record, number): (version, to) for record, number, version, _, to in found}
    with world.read() as session:
        for record, model in CASES.items():
            for number, version, stage in session.execute(sa.select(model.id, model.version, model.stage)):
                assert last[record, number][1] == stage, (record, number)
                assert version >= last[record, number][0]
        sold = session.scalars(sa.select(Delivery.opportunity_id)).all()
        assert len(sold) == len(set(sold))
        keys = session.scalars(sa.select(Outbox.key)).all()
        assert len(keys) == len(set(keys))


@pytest.fixture
def on_sqlite(busy: World) -> World:
    if busy.kind != "sqlite":
        pytest.skip("on PostgreSQL its administrator sees to disk and rights")
    return busy


@contextmanager
def every_connection(world: World, statement: str) -> Iterator[None]:
    """Whoever connects to the CRM meanwhile does so after this statement."""

    def run(connection: Any, _record: Any) -> None:
        connection.execute(statement)

    event.listen(world.engine, "connect", run)
    world.engine.dispose()
    try:
        yield
    finally:
        event.remove(world.engine, "connect", run)
        world.engine.dispose()


@pytest.mark.parametrize(
    ("statement", "said"),
    [("PRAGMA max_page_count = 1", "full"), ("PRAGMA query_only = ON", "can't be written")],
    ids=["full", "read-only"],
)
def test_a_database_that_takes_nothing_more_is_told_and_nothing_is_half_done(
    on_sqlite: World, statement: str, said: str
) -> None:
    with every_connection(on_sqlite, statement), pytest.raises(CannotRun, match=said):
        sweep_all()
    assert_sound(on_sqlite)
    sweep_all()
    assert_sound(on_sqlite)
    once = moves(on_sqlite)
    sweep_all()
    assert moves(on_sqlite) == once


def test_another_writer_that_does_not_end_is_told_and_waited_for(
    on_sqlite: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crm.database, "WAIT_FOR_WRITER_SECONDS", 0.2)
    with on_sqlite.engine.connect() as other:
        other.exec_driver_sql("UPDATE business_day SET today = today")
        with pytest.raises(CannotRun, match="Another process is writing"):
            sweep_all()
        other.rollback()
    sweep_all()
    assert_sound(on_sqlite)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", [30, 80])
def test_postgresql_that_is_restarted_in_the_middle_of_a_sweep_loses_and_doubles_nothing(
    busy: World, databases: Postgresql, statement: int
) -> None:
    sent = 0

    def crash(connection: Any, *_: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == statement:  # its server takes down every connection and recovers, as after a crash
            os.kill(connection.connection.driver_connection.info.backend_pid, signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", crash)
    try:
        with pytest.raises(CannotRun, match="database server"):
            sweep_all()
    finally:
        event.remove(Engine, "before_cursor_execute", crash)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            sweep_all()
            break
        except CannotRun:
            assert time.monotonic() < until
            time.sleep(0.2)
    databases.server.forget_connections()
    assert_sound(busy)
    once = moves(busy)
    sweep_all()
    assert moves(busy) == once


@pytest.mark.slow
def test_a_clock_that_is_set_back_turns_back_neither_the_day_nor_the_order_of_what_happened(
    busy: World,
) -> None:
    sweep_all()
    sweep_all(Call(NOW - dt.timedelta(days=3), "a sweep"))
    with busy.read() as session:
        assert business_day(session) == TODAY
        for model in CASES.values():
            assert max(session.scalars(sa.select(model.stage_since)).all()) <= TODAY
    assert_sound(busy)
    again, queued = moves(busy), _queued(busy)
    sweep_all(Call(NOW, "a sweep"))  # the same instant and the same name as the first: nothing is told twice
    assert moves(busy) == again
    assert _queued(busy) == queued


def _queued(world: World) -> list[str]:
    with world.read() as session:
        return list(session.scalars(sa.select(Outbox.key).order_by(Outbox.key)))


def _work_alone(number: int) -> None:
    settings.cache_clear()
    sweep_all(Call(NOW + dt.timedelta(seconds=number), f"worker {number}"))


@pytest.mark.slow
def test_two_workers_on_the_same_cases_move_none_twice(busy: World) -> None:
    busy.engine.dispose()
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as workers:
        list(workers.map(_work_alone, range(2), timeout=PATIENCE_SECONDS))
    assert_sound(busy)
    both = moves(busy)
    sweep_all()
    assert moves(busy) == both
