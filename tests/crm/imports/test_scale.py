"""A hundred thousand rows in well under a minute and in bounded memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from tests.crm.imports.conftest import ACCOUNTS, DEALS, Desk, fates

ROWS = 100_000


def a_large_export(desk: Desk, rows: int) -> None:
    desk.accounts(*(f"{i},Account {i},12,$1.5K,2026-01-31,{i // 7}" for i in range(1000)))
    desk.deals(*(f"{i},Deal number {i},Open,Account {i % 1100},{i}.25" for i in range(rows)))


@pytest.mark.slow
def test_a_hundred_thousand_rows_come_in_well_under_a_minute(desk: Desk) -> None:
    a_large_export(desk, ROWS)
    started = time.process_time()  # the work done, not the wait for a busy machine
    assert fates(desk.bring(ACCOUNTS, DEALS)) == (ROWS, 0, 0, 0)
    assert time.process_time() - started < 30


@pytest.mark.slow
def test_memory_grows_by_a_few_hundred_bytes_a_row_at_most(desk: Desk) -> None:
    peaks = []
    for rows in (10_000, 60_000):
        a_large_export(desk, rows)
        desk.settings = f'date_formats = ["%Y-%m-%d"]\n# {rows}'
        tracemalloc.start()
        desk.bring(ACCOUNTS, DEALS)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 40_000_000
    assert peaks[1] - peaks[0] < 50_000 * 250
