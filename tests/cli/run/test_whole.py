"""The main job as a person types it: on a real server, from nothing, and cut off in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.run.journey import PROCESSES
from tests.house.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.xdist_group("prefect")]
PATIENCE_SECONDS = 900


class Typed:
    """A ``seiton`` that runs in a folder of its own."""

    def __init__(self, var: Path, *arguments: str, **secrets: str) -> None:
        env = {**os.environ, "SEITON_VAR": str(var), "SEITON_DATABASE": "", "PYTHONUNBUFFERED": "1", **secrets}
        program = "from cli.main import main; main()"
        self.log = var.with_name(f"{var.name}-{time.monotonic_ns()}.log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, *arguments], cwd=ROOT, env=env, stdout=log, stderr=log
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def await_line(self, words: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.1)

    def end(self, sign: int | None = None) -> int:
        if sign is not None:
            self.process.send_signal(sign)
        return self.process.wait(PATIENCE_SECONDS)


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    assert left_running(folder) == []


def left_running(var: Path) -> list[str]:
    """Processes that speak of the folder: none may be left."""
    listed = subprocess.run(["ps", "-eo", "pid=,command="], capture_output=True, text=True, check=True).stdout
    found = []
    for line in listed.splitlines():
        pid = line.split()[0]
        try:
            env = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if f"PREFECT_HOME={var}".encode() in env:
            found.append(line)
    return found


def states(var: Path) -> list[str]:
    with sqlite3.connect(var / "prefect" / "prefect.db") as connection:
        return [state for (state,) in connection.execute("SELECT state_type FROM flow_run ORDER BY created")]


def test_from_nothing_to_a_summary_and_nothing_left_running(var: Path) -> None:
    run = Typed(var, "run", "--opportunities", "60")
    assert run.end() == 0, run.said
    assert [state for state in states(var) if state != "PAUSED"] == ["COMPLETED"] * len(
        PROCESSES
    )  # forms wait for people
    for words in ("avanzaron", "detenidos", "decisión", "Calificación del CRM", "data_docs", "make up"):
        assert words in run.said
    with sqlite3.connect(var / "crm.sqlite") as connection:
        (audits,) = connection.execute("SELECT count(*) FROM audit_run").fetchone()
    assert audits == 1


def test_cut_off_in_the_middle_it_stops_in_order_and_runs_again(var: Path) -> None:
    run = Typed(var, "run", "--opportunities", "60")
    run.await_line("worker")
    time.sleep(2)
    assert run.end(signal.SIGINT) == 130
    assert left_running(var) == []
    assert set(states(var)) <= {"CANCELLED", "COMPLETED", "SCHEDULED", "PAUSED"}
    again = Typed(var, "run")
    assert again.end() == 0, again.said


def test_a_second_one_is_told_that_the_first_is_up_and_the_first_stops_when_told(var: Path) -> None:
    first = Typed(var, "run", "--opportunities", "60", "--keep")
    first.await_line("http://127.0.0.1:")
    second = Typed(var, "up")
    assert second.end() == 4
    assert str(first.process.pid) in second.said
    assert first.end(signal.SIGTERM) in (0, 130)
