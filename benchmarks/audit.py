"""The nightly audit beside the usual ways to do the same, in one run: ``python -m benchmarks.audit``.

Every way runs in a process of its own, one at a time, and is stopped when it takes longer than ``--limit``. Times are
medians of ``--repeat`` runs; memory is the peak of the process, Python and its libraries included. The clock starts when
the database is open; what importing libraries of its own takes is part of a way. ``start`` is the processor time before.

All ways judge every record type with every rule and store each failing record of each rule: they must find the same
number. ``ours`` keeps ages, scores and Data Docs besides.

    --quick            2,000 opportunities, everything once
    --sizes 100k 1M    how many opportunities
    --ways ours bare   only these; --skip gx-pandas pandera: all but these
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.audit_data import database, opened
from benchmarks.audit_ways import WAYS
from checks.subjects import SUBJECTS

ONCE = ("gx-sql", "gx-table", "gx-pandas", "pandera", "by-hand")
"""Ways that take minutes at a million: measured once, whatever ``--repeat`` says."""

TARGETS = (
    ("whole audit ÷ bare pass, time", "ours", "bare", "seconds", "at most 1.1"),
    ("the same with one worker", "ours-alone", "bare", "seconds", "at most 1.1"),
    ("the same, processor time", "ours", "bare", "cpu", ""),
    ("plain GX on SQL ÷ ours, time", "gx-sql", "ours", "seconds", "at least 8"),
    ("plain GX on pandas ÷ ours, time", "gx-pandas", "ours", "seconds", "at least 8"),
    ("GX on views written out ÷ ours, time", "gx-table", "ours", "seconds", ""),
    ("plain GX on SQL ÷ ours, memory", "gx-sql", "ours", "megabytes", "at least 5"),
    ("plain GX on pandas ÷ ours, memory", "gx-pandas", "ours", "megabytes", "at least 5"),
    ("GX on views written out ÷ ours, memory", "gx-table", "ours", "megabytes", ""),
    ("pandera ÷ ours, time", "pandera", "ours", "seconds", ""),
    ("pandera ÷ ours, memory", "pandera", "ours", "megabytes", ""),
    ("pass written by hand ÷ ours, time", "by-hand", "ours", "seconds", ""),
)


@dataclass(frozen=True)
class Options:
    """What to measure."""

    sizes: list[int]
    ways: list[str]
    repeat: int
    limit: int
    folder: Path


def main() -> None:
    """Measure, and print figures and ratios."""
    options = _options()
    measured: dict[int, dict[str, dict[str, float]]] = {}
    for size in options.sizes:
        print(f"\n{size:,} opportunities", flush=True)
        path = database(options.folder, size)
        print(f"  {path.stat().st_size / 1e6:,.0f} MB; {_judged(path)}")
        print(f"  {'way':12} {'seconds':>9} {'cpu':>9} {'MB':>7} {'findings':>11} {'start':>7}")
        measured[size] = {}
        for way in options.ways:
            figures = _measure(way, path, options)
            if figures:
                measured[size][way] = figures
        for line in (*_ratios(measured[size]), *_of_changes(measured[size]), *_unlike(measured[size])):
            print(f"  {line}", flush=True)
    for line in _growth(measured):
        print(line)


def _judged(path: Path) -> str:
    engine, rules = opened(path)
    with engine.connect() as connection:
        tables = [SUBJECTS[record].table for record in rules.rulebook.records]
        number = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    engine.dispose()
    asked = sum(rule.judged is None or bool(rule.judged) for rule in rules.rulebook)
    return f"each way judges {number:,} records of {len(tables)} types with {asked} rules"


def _measure(way: str, path: Path, options: Options) -> dict[str, float]:
    runs: list[dict[str, Any]] = []
    for _ in range(1 if way in ONCE else options.repeat):
        try:
            runs.append(_changes(path, options.limit) if way == "changes" else _run(way, path, options.limit))
        except subprocess.TimeoutExpired:
            print(f"  {way:12} stopped after {options.limit:,} s", flush=True)
            return {}
        except subprocess.CalledProcessError as failed:
            print(f"  {way:12} failed: {failed.stderr.strip().splitlines()[-1]}", flush=True)
            return {}
    figures = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    print(
        f"  {way:12} {figures['seconds']:9.1f} {figures['cpu']:9.1f} {figures['megabytes']:7.0f}"
        f" {figures['findings']:11,.0f} {figures['start']:7.1f}", flush=True,
    )  # fmt: skip
    return figures


def _run(way: str, path: Path, limit: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.audit_ways", way, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _changes(path: Path, limit: int) -> dict[str, Any]:
    before, found, full = (_run(step, path, limit) for step in ("before-changes", "changes", "after-changes"))
    shares = {name: before[name] for name in ("share_of_records", "share_of_questions")}
    return found | shares | {"full_seconds": full["seconds"], "full_cpu": full["cpu"]}


def _ratios(measured: dict[str, dict[str, float]]) -> Iterator[str]:
    for says, above, below, figure, target in TARGETS:
        if above in measured and below in measured:
            ratio = measured[above][figure] / measured[below][figure]
            yield f"{says:40} {ratio:6.2f}" + (f"   (target: {target})" if target else "")


def _of_changes(measured: dict[str, dict[str, float]]) -> Iterator[str]:
    if (found := measured.get("changes")) is None:
        return
    time, work = found["seconds"] / found["full_seconds"], found["cpu"] / found["full_cpu"]
    for says, share in (
        ("share of the records", found["share_of_records"]),
        ("share of the questions (record × rule)", found["share_of_questions"]),
        ("share of the time of a full audit", time),
        ("share of its processor time", work),
    ):
        yield f"audit of changes: {says:40} {100 * share:6.1f} %"
    yield f"{'share of time ÷ share of records':58} {time / found['share_of_records']:6.2f}   (target: at most 2)"
    yield f"{'share of time ÷ share of questions':58} {time / found['share_of_questions']:6.2f}"


def _unlike(measured: dict[str, dict[str, float]]) -> Iterator[str]:
    """The same CRM has the same findings, whoever looks; only ``changes`` looks at it a day later."""
    numbers = {way: int(found["findings"]) for way, found in measured.items() if way != "changes"}
    if len(set(numbers.values())) > 1:
        yield f"NOT COMPARABLE, the ways found different numbers: {numbers}"


def _growth(measured: dict[int, dict[str, dict[str, float]]]) -> Iterator[str]:
    if len(measured) > 1:
        yield "\nPeak memory of ours, MB"
        for size, ways in measured.items():
            if "ours" in ways:
                yield f"  {size:>12,} {ways['ours']['megabytes']:7.0f}"


def _options() -> Options:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", nargs="+", default=["100k", "1M"], type=_number)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--skip", nargs="+", choices=WAYS, default=[])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=int, default=3_600, help="seconds that one run may take")
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks"))
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    return Options(
        [2_000] if given.quick else given.sizes,
        [way for way in given.ways if way not in given.skip],
        1 if given.quick else given.repeat,
        given.limit,
        given.folder,
    )


def _number(text: str) -> int:
    """100k, 1M, 250000."""
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1].lower(), 1)
    return int(float(text.rstrip("kKmM")) * factor)


if __name__ == "__main__":
    main()
