"""``seiton`` as a person types it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.house.conftest import ROOT

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
