"""Sealing and verifying the trail at any length: ``python -m benchmarks.verify [--sizes 1k 10k 100k]`` (also 1M, 10M).

A history of so many entries is written, sealed link by link, and walked; then one entry of it is altered with the file's guards
taken away, and the walk must name it. Shown: seconds, entries a second, and the peak of memory of a process that did just the walk (its
database read through a cache of 16 MiB and not mapped, so that pages of the file are not counted as memory).
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from benchmarks.memory import peak_mib
from benchmarks.samples import NOW, SIZES
from checks.trail import Verified, seal, verify
from crm.database import open_engine
from crm.model import Base

LENGTHS = {**SIZES, "10M": 10_000_000}
HISTORY = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)
    INSERT INTO stage_history (record, record_id, from_stage, to_stage, moved_at, moved_by, version)
    SELECT 'opportunity', i / 5 + 1, 'lead', 'qualified', '2026-11-20 18:00:00', 'benchmark', i % 5 + 1 FROM n
"""


def main() -> None:
    """Measure, and print one line a size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verify")
    parser.add_argument("--sizes", nargs="+", choices=LENGTHS, default=["1k", "10k", "100k"])
    print("entries   seal, s   verify, s   entries/s verified   peak of the walk, MiB   altered entry found")
    for size in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory(prefix="seiton-benchmark-") as folder:
            path = Path(folder) / "crm.sqlite"
            sealing = make(path, LENGTHS[size])
            seconds, peak, wrong = walk(path)
            assert wrong == 0
            alter(path, LENGTHS[size] // 2)
            _, _, wrong = walk(path)
            print(
                f"{size:>7} {sealing:>9.1f} {seconds:>11.1f} {LENGTHS[size] / seconds:>20,.0f} {peak:>23.0f} "
                f"{'yes' if wrong == 1 else 'NO':>21}",
                flush=True,
            )


def make(path: Path, size: int) -> float:
    """A trail of so many entries; the seconds that sealing took."""
    engine = open_engine(f"sqlite:///{path}", create=True)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(HISTORY), {"size": size})
    began = time.perf_counter()
    seal(engine, NOW)
    engine.dispose()
    return time.perf_counter() - began


def alter(path: Path, entry: int) -> None:
    """What somebody with the file could do."""
    engine = open_engine(f"sqlite:///{path}", create=False)
    with engine.begin() as connection:
        connection.execute(text("UPDATE stage_history SET moved_by = 'nobody' WHERE id = :id"), {"id": entry})
    engine.dispose()


def walk(path: Path) -> tuple[float, float, int]:
    """Verify in a process of its own: seconds, the peak of its memory in MiB, and how many entries do not fit."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_walk, (path,))


def _walk(path: Path) -> tuple[float, float, int]:
    engine = open_engine(f"sqlite:///{path}", create=False)
    began = time.perf_counter()
    with engine.connect() as connection:
        for pragma in ("mmap_size = 0", "cache_size = -16384"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        found: Verified = verify(connection, [])
    seconds = time.perf_counter() - began
    return seconds, peak_mib(), len(found.wrong)


if __name__ == "__main__":
    main()
