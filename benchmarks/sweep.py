"""How many cases a sweep moves in a second, beside one Prefect flow run for each case: ``python -m benchmarks.sweep``.

Both move the same cases of the sample through the same gates. ``--sizes 1k 10k 100k`` chooses how many opportunities the CRM has,
``--peer N`` how many cases the peer moves (it is slow; its time grows with their number and nothing else). The peer's flow is
called in this process without a heartbeat, which spares it the start of a process and a second of waiting for each run: the
ratio is the least one.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from prefect import flow
from prefect.settings import (
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_SERVER_ANALYTICS_ENABLED,
    temporary_settings,
)
from prefect.testing.utilities import prefect_test_harness
from sqlalchemy import Engine

from benchmarks.samples import NOW, SIZES, a_sample
from checks.gate import Scope
from checks.install import Installed
from checks.lifecycle import walk
from crm.database import Bind, rehearsal, unit_of_work
from crm.model import CASES, StageHistory


def main() -> None:
    """Measure, and print one line a size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["1k", "10k"])
    parser.add_argument("--peer", type=int, default=30, help="cases that the peer moves (default: 30)")
    given = parser.parse_args()
    slow = one_run_a_case(given.peer)
    print(f"one flow run a case: {slow:.2f} s a case ({given.peer} cases, median of their runs)\n")
    print("opportunities   cases moved   s first   s second (nothing moves)   cases/s   times the peer")
    for size in given.sizes:
        with a_sample(SIZES[size]) as (engine, rules, _):
            seconds, cases = timed(partial(sweep, engine, rules))
            idle, again = timed(partial(sweep, engine, rules))
        assert again == 0
        rate = cases / seconds
        print(
            f"{size:>13} {cases:>13,} {seconds:>9.1f} {idle:>26.2f} {rate:>9.0f} {rate * slow:>16.0f}",
            flush=True,
        )


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Seconds by the clock, and what came of it."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def sweep(engine: Engine, rules: Installed) -> int:
    """Every lifecycle, once; how many cases were moved, however many stages they passed."""
    return sum(len(moved(engine, rules, record, Scope())) for record in CASES)


def moved(bind: Bind, rules: Installed, record: str, scope: Scope) -> set[int]:
    """Sweep a scope of one lifecycle; the numbers of the cases that moved."""
    newest = sa.select(sa.func.coalesce(sa.func.max(StageHistory.id), 0))
    with unit_of_work(bind) as session:
        before = session.scalars(newest).one()
    walk(bind, rules, record, scope, NOW, "benchmark")
    steps = sa.select(StageHistory.record_id).where(StageHistory.id > before, StageHistory.record == record)
    with unit_of_work(bind) as session:
        return set(session.scalars(steps))


def one_run_a_case(number: int) -> float:
    """Seconds that a case takes where each has a flow run of its own: the median."""

    @flow(name="one-case", log_prints=False)
    def one_case(case: int) -> int:
        return len(moved(engine, rules, "opportunity", Scope((case,))))

    logging.disable(logging.INFO)
    quiet = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_SERVER_ANALYTICS_ENABLED: False}
    with (
        a_sample(1_000) as (engine, rules, _),
        temporary_settings(quiet),
        prefect_test_harness(server_startup_timeout=120),
    ):
        times = []
        for case in movable(engine, rules)[:number]:
            seconds, done = timed(partial(one_case, case))
            assert done == 1
            times.append(seconds)
    return sorted(times)[len(times) // 2]


def movable(engine: Engine, rules: Installed) -> list[int]:
    """The opportunities that a sweep would move."""
    with rehearsal(engine) as bind:
        return sorted(moved(bind, rules, "opportunity", Scope()))


if __name__ == "__main__":
    main()
