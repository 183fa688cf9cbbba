"""One server at a time in one folder: the lock, what is known of the one that runs, and what a killed one left behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cli.exits import Ends, Stop
from cli.run import texts as t
from cli.run.host import LOOPBACK, url

_PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Running:
    """A server that runs (or ran, and was killed): its address and the processes it consists of."""

    pid: int
    port: int
    children: tuple[int, ...] = ()
    host: str = LOOPBACK
    """The address by which this machine reaches it."""

    @property
    def address(self) -> str:
        """Where the UI is."""
        return url(self.host, self.port)


@dataclass(frozen=True)
class Place:
    """Where server and worker keep what is theirs: below ``var/``."""

    var: Path

    @property
    def home(self) -> Path:
        """Prefect's own home."""
        return self.var / "prefect"

    @property
    def logs(self) -> Path:
        """The logs of server, worker and deployment."""
        return self.var / "log"

    @property
    def login(self) -> Path:
        """The name and password that the server asks for."""
        return self.home / "login"

    @property
    def notice(self) -> Path:
        """Who runs here."""
        return self.var / "server.json"

    def prepare(self) -> None:
        """Make the folders. Raises ``Stop`` where they can't be written."""
        for folder in (self.var, self.home, self.logs):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                probe = folder / ".may-write"
                probe.write_text("")
                probe.unlink()
            except OSError as error:
                raise Stop(Ends.UNAVAILABLE, t.FOLDER_UNWRITABLE, folder=folder, why=error.strerror) from None

    def read(self) -> Running | None:
        """What the notice says, if there is one."""
        try:
            said: dict[str, Any] = json.loads(self.notice.read_text(encoding="utf-8"))
            children = tuple(int(pid) for pid in said["children"])
            return Running(int(said["pid"]), int(said["port"]), children, str(said.get("host", LOOPBACK)))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, running: Running) -> None:
        """Say who runs here, so that whoever comes next knows."""
        part = self.notice.with_suffix(".part")
        part.write_text(json.dumps(asdict(running)), encoding="utf-8")
        part.replace(self.notice)


@contextmanager
def taken(place: Place) -> Iterator[int]:
    """Hold the folder for the length of the block; how many processes of a killed predecessor were stopped.

    Raises ``Stop`` while another process holds it. The lock goes with the process that holds it, however it ends.
    """
    with (place.var / "server.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            other = place.read() or Running(0, 0)
            raise Stop(
                Ends.UNAVAILABLE, t.ALREADY_RUNNING, folder=place.var, pid=other.pid, address=other.address
            ) from None
        stopped = _stop_leftovers(place)
        try:
            yield stopped
        finally:
            place.notice.unlink(missing_ok=True)


def _stop_leftovers(place: Place) -> int:
    left = place.read()
    ours = [pid for pid in left.children if _is_ours(pid)] if left else []
    for pid in ours:
        end_group(pid)
    return len(ours)


def _is_ours(pid: int) -> bool:
    """Whether the number still means a process of Prefect: numbers are given again to other programs."""
    said = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return "prefect" in said


def end_group(pid: int, patience: float = _PATIENCE_SECONDS) -> None:
    """Ask a process and its children to end, and end them when they don't."""
    for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(pid, sign)
        except (ProcessLookupError, PermissionError):
            return
        if _gone(pid, seconds):
            return


def _gone(group: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)  # a child of ours that has ended counts as there until it is fetched
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return True
        time.sleep(0.05)
    return False
