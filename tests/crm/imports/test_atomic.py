"""An import that stops, or is killed, leaves nothing half-written; the next one finishes the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.imports import Progress
from crm.model import Account, ImportBatch, ImportedRow
from tests.crm.imports.conftest import ACCOUNTS, DEALS, Desk, at_the_same_time, fates


class Stopped(Exception):
    pass


def stop_late(progress: Progress) -> None:
    if progress.rows >= 2000:
        raise Stopped


def test_an_import_that_stops_leaves_nothing_of_its_table(desk: Desk) -> None:
    desk.accounts(*(f"{i},Account {i},,,," for i in range(3000)), "x,Bad,many,,,")
    with pytest.raises(Stopped):
        desk.bring(progress=stop_late)
    assert desk.records(Account) == desk.records(ImportedRow) == desk.records(ImportBatch) == []
    assert list(desk.rejects.iterdir()) == []


def test_tables_finished_before_the_stop_stay_imported(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,", "2,Bad,many,,,")
    desk.deals(*(f"{i},Deal,Open,Acme," for i in range(3000)))
    with pytest.raises(Stopped):
        desk.bring(ACCOUNTS, DEALS, progress=stop_late)
    assert [batch.record for batch in desk.records(ImportBatch)] == ["account"]
    assert [line["line"] for line in desk.reasons] == ["3"]


def test_an_import_stopped_and_run_again_is_complete(desk: Desk) -> None:
    desk.accounts(*(f"{i},Account {i},,,," for i in range(3000)))
    with pytest.raises(Stopped):
        desk.bring(progress=stop_late)
    assert fates(desk.bring()) == (3000, 0, 0, 0)


def test_the_bar_starts_low_never_goes_back_and_ends_full(desk: Desk) -> None:
    desk.accounts(*(f"{i},Account {i},,,,{i // 2}" for i in range(3000)))
    desk.deals(*(f"{i},Deal,Open,Acme," for i in range(2500)))
    seen: list[Progress] = []
    desk.bring(ACCOUNTS, DEALS, progress=seen.append)
    done = [step.done_bytes for step in seen]
    assert done == sorted(done)
    assert done[0] < seen[0].total_bytes / 4
    assert done[-1] == seen[-1].total_bytes


def test_two_imports_at_once_create_each_record_once(desk: Desk) -> None:
    desk.accounts(*(f"{i},Account {i},,,,{i + 1}" for i in range(1500)))
    results = at_the_same_time(desk)
    assert sorted(fates(result) for result in results) == [(0, 0, 1500, 0), (1500, 0, 0, 0)]


KILLED = """
import datetime as dt, sys, time
from pathlib import Path
from config.mapping import read_mapping
from crm.database import open_engine
from crm.imports import run_import

def wait(progress):
    if progress.rows >= 2000:
        Path(sys.argv[3]).touch()
        time.sleep(60)

folder = Path(sys.argv[2])
run_import(open_engine(sys.argv[1]), read_mapping(folder / "m.toml"), folder, rejects=folder / "rejects",
           now=dt.datetime(2026, 3, 2, tzinfo=dt.UTC), progress=wait)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_killed_import_leaves_nothing_half_written(desk: Desk, tmp_path: Path) -> None:
    desk.accounts(*(f"{i},Account {i},,,," for i in range(3000)))
    (desk.folder / "m.toml").write_text(f'name = "Test"\nsource = "test"\n{ACCOUNTS}')
    ready = tmp_path / "ready"
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(desk.engine.url), str(desk.folder), str(ready)])
    for _ in range(600):
        if ready.exists():
            break
        time.sleep(0.05)
    assert ready.exists()
    child.send_signal(signal.SIGKILL)
    child.wait()
    with desk.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM account")) == 0
        assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    assert fates(desk.bring()) == (3000, 0, 0, 0)
