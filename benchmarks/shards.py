"""Four parts on two workers beside one worker alone, on PostgreSQL: ``python -m benchmarks.shards [--sweep 10k] [--audit 10k]``.

The sweep: two processes take the four parts of all open cases, each through every lifecycle, in a copy of the CRM that one worker
sweeps whole. The audit: two workers share the rulebook, in the CRM that one worker judged before. Both must come to the same, row by
row. ``--sweep 100k --audit 1M`` measures the sizes that the project promises.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from queue import Empty
from typing import Any

from sqlalchemy import Engine, select

from benchmarks.audit_data import first_night
from benchmarks.multiplying import multiply
from benchmarks.postgresql import Server, server, transfer
from benchmarks.samples import NOW, SIZES, a_sample
from checks.audit import audit
from checks.gate import Scope
from checks.install import Installed, install, installed
from checks.lifecycle import walk
from checks.rules import rulebook
from config.company import load_company
from crm.database import open_engine, reading, unit_of_work
from crm.model import (
    CASES,
    ApprovalRequest,
    AuditScore,
    Delivery,
    Finding,
    Hold,
    Opportunity,
    Outbox,
    Renewal,
    StageHistory,
)

SHARDS, WORKERS = 4, 2
LARGEST = 100_000
"""A sample of more would take an hour: a larger CRM is this one, several times over (``benchmarks.multiplying``)."""


def main() -> None:
    """Measure, and print a line for each way."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shards")
    parser.add_argument("--sweep", choices=SIZES, default="10k", help="opportunities of the CRM that is swept")
    parser.add_argument(
        "--audit", choices=SIZES, default="10k", help="opportunities of the CRM that is audited"
    )
    given = parser.parse_args()
    with server() as place:
        fill(place, "swept", SIZES[given.sweep])
        compare_sweeps(place, given.sweep)
        fill(place, "audited", SIZES[given.audit])
        compare_audits(place, given.audit)


def fill(place: Server, name: str, opportunities: int) -> None:
    """Make a database on the server that holds a sample of this size."""
    began = time.perf_counter()
    with a_sample(min(opportunities, LARGEST)) as (source, _, _):
        url = place.create(name)
        transfer(source, url)
        if opportunities > LARGEST:
            multiply(url, opportunities // LARGEST)
        engine = open_engine(url)
        with unit_of_work(engine) as session:
            install(session, rulebook(load_company()))
        engine.dispose()
    print(
        f"a CRM of {opportunities:,} opportunities on PostgreSQL: made in {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def compare_sweeps(place: Server, size: str) -> None:
    """Sweep two copies, one by one worker, and compare."""
    alone, shared = place.create("alone", like="swept"), place.create("shared", like="swept")
    before = ends(alone)
    one = swept(alone, 1, 1)
    two = swept(shared, SHARDS, WORKERS)
    for url in (alone, shared):  # what one part brought about for another is noted by the sweep after
        swept(url, 1, 1)
    after = ends(alone)
    moved = (after["moves"] - before["moves"]).total()
    same = "equal" if ends(shared) == after else "NOT EQUAL"
    print(
        f"sweep of {size}: {moved:,} moves; one worker {one:.1f} s, {SHARDS} parts on {WORKERS} workers {two:.1f} s: {same}",
        flush=True,
    )
    assert same == "equal" and moved


def compare_audits(place: Server, size: str) -> None:
    """Audit with one worker and with two, and compare what is found."""
    url = place.create("judged", like="audited")
    with opened(url) as (engine, rules):
        times, found = [], []
        audit(engine, rules, now=NOW)  # whoever judges first writes the statements: nobody who is measured does
        for workers in (1, WORKERS):
            first_night(engine)
            began = time.perf_counter()
            done = audit(engine, rules, now=NOW, workers=workers)
            times.append(time.perf_counter() - began)
            found.append(findings(engine, done.id))
    same = "equal" if found[0] == found[1] else "NOT EQUAL"
    print(
        f"audit of {size}: {found[0]['findings'].total():,} findings; one worker {times[0]:.1f} s, {WORKERS} workers {times[1]:.1f} s: {same}",
        flush=True,
    )
    assert same == "equal" and found[0]["findings"]


def swept(url: str, shards: int, workers: int) -> float:
    """Seconds in which so many processes sweep all parts of one lifecycle after another."""
    context = multiprocessing.get_context("spawn")
    waiting: Queue[tuple[str, int]] = context.Queue()
    together = context.Barrier(workers + 1)
    team = [context.Process(target=_work, args=(url, shards, waiting, together)) for _ in range(workers)]
    for worker in team:
        worker.start()
    together.wait()  # the processes are up: from here on it is work
    began = time.perf_counter()
    for record in CASES:
        for shard in range(shards):
            waiting.put((record, shard))
        together.wait()
        together.wait()
    seconds = time.perf_counter() - began
    for worker in team:
        worker.join()
        assert worker.exitcode == 0
    return seconds


def _work(url: str, shards: int, waiting: Queue[tuple[str, int]], together: Any) -> None:
    with opened(url) as (engine, rules):
        together.wait()
        for _ in CASES:
            together.wait()
            while True:
                try:
                    record, shard = waiting.get(timeout=0.5)
                except Empty:
                    break
                walk(engine, rules, record, Scope(None, shard, shards), NOW, "benchmark")
            together.wait()


@contextmanager
def opened(url: str) -> Iterator[tuple[Engine, Installed]]:
    """A database with the rulebook of today."""
    engine = open_engine(url)
    with reading(engine) as session:
        rules = installed(session, rulebook(load_company()))
    yield engine, rules
    engine.dispose()


def ends(url: str) -> dict[str, Counter[Any]]:
    """What a sweep leaves behind. New records are called by what they came of: their numbers tell who came first."""
    called = _names(url)
    return {
        "stages": Counter(
            (called[name, number], stage)
            for name, model in CASES.items()
            for number, stage in _rows(url, model.id, model.stage)
        ),
        "moves": Counter(
            (called[record, number], *move)
            for record, number, *move in _rows(
                url, StageHistory.record, StageHistory.record_id, StageHistory.from_stage, StageHistory.to_stage, StageHistory.version
            )
        ),
        "holds": Counter(
            (called[record, number], *hold)
            for record, number, *hold in _rows(
                url, Hold.record, Hold.record_id, Hold.target, Hold.mask_0, Hold.mask_1, Hold.mask_2
            )
        ),
        "requests": Counter(_rows(url, ApprovalRequest.kind, ApprovalRequest.opportunity_id, ApprovalRequest.status)),
        "effects": Counter(
            (kind, called.get((record, number), (record, number)))
            for kind, record, number in _rows(url, Outbox.kind, Outbox.record, Outbox.record_id)
        ),
    }  # fmt: skip


def _names(url: str) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for number, *of in _rows(url, Renewal.id, Renewal.contract_id, Renewal.lost_opportunity_id):
        found["renewal", number] = ("renewal", *of)
    for number, source, of in _rows(url, Opportunity.id, Opportunity.source, Opportunity.source_id):
        is_new = source in ("seiton:renewal", "seiton:recovery")
        found["opportunity", number] = ("opportunity", found["renewal", int(of)] if is_new else number)
    for number, opportunity in _rows(url, Delivery.id, Delivery.opportunity_id):
        found["delivery", number] = ("delivery", opportunity)
    for number, kind, opportunity in _rows(
        url, ApprovalRequest.id, ApprovalRequest.kind, ApprovalRequest.opportunity_id
    ):
        found["approval_request", number] = ("request", kind, opportunity)
    return found


def _rows(url: str, *columns: Any) -> list[Any]:
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(select(*columns))]
    engine.dispose()
    return rows


def findings(engine: Engine, run: int) -> dict[str, Counter[Any]]:
    """What an audit found and how it scored."""
    with engine.connect() as connection:
        found = connection.execute(
            select(Finding.rule_id, Finding.record_id, Finding.first_seen, Finding.resolved_on)
        )
        scored = connection.execute(
            select(
                AuditScore.dimension,
                AuditScore.key,
                AuditScore.records,
                AuditScore.failing,
                AuditScore.findings,
                AuditScore.debt_mxn,
            ).where(AuditScore.audit_run_id == run)
        )
        return {"findings": Counter(map(tuple, found)), "scores": Counter(map(tuple, scored))}


if __name__ == "__main__":
    main()
