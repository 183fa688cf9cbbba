"""Prefect's server and worker as processes of ours: what they are told, how they start, how they end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.exits import Ends, Stop
from cli.run import texts as t
from cli.run.api import Api
from cli.run.host import HERE, Host, url
from cli.run.place import Place, end_group
from cli.texts import Say
from config.settings import ROOT, settings

POOL = "lifecycles"
QUEUES = ("sweeps", "audits", "decisions")
HEALTHY_WITHIN_SECONDS = 120
USUAL_PORT = 4200
_TAIL_LINES = 15

_STAYS_HERE = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; img-src 'self' data: blob:\">"
)
"""For the pages of the UI: the browser talks to this server only, and a picture in a client's name is not fetched."""

_KEY_OF_BLOCKS = "PREFECT_SERVER_ENCRYPTION_KEY"
"""Under which the server keeps Secret blocks. Without it, it makes one and keeps that in the same database."""

_FACTS_SHOW = "<style>.p-modal__body .markdown-renderer{flex-shrink:0}</style>"
"""In a dialog that is longer than the window, the text above its form would be pressed to nothing."""


def environment(
    place: Place, port: int, login: str, *, scheduler: bool, poll_seconds: float, host: Host = HERE
) -> dict[str, str]:
    """The environment of server, worker and flows: nothing of another Prefect that may be set up on this machine."""
    ours = {name for name in os.environ if not name.startswith("PREFECT_")} | {_KEY_OF_BLOCKS}
    kept = {name: value for name, value in os.environ.items() if name in ours}
    kept.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # every flow is a process: compiling Prefect anew takes it seconds
    here = settings()
    return {
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH")])),
        "NO_PROXY": ",".join(filter(None, ["127.0.0.1,localhost", host.own, kept.get("NO_PROXY")])),
        "SEITON_VAR": str(here.var.absolute()),
        "SEITON_CONFIG": str(here.config.absolute()),
        "SEITON_DATABASE": absolute_database(here.database_url),
        "PREFECT_HOME": str(place.home.absolute()),
        "PREFECT_API_URL": f"{url(host.own, port)}/api",
        "PREFECT_SERVER_API_AUTH_STRING": login,
        "PREFECT_API_AUTH_STRING": login,
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str((place.home / "ui").absolute()),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": str(scheduler).lower(),
        # every five seconds it would load each run that waits for a person (docs/operations.md)
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "300",
        # in memory, a place taken by a killed run would be lost with the server
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_WORKER_QUERY_SECONDS": str(poll_seconds),
    }


def absolute_database(url: str) -> str:
    """The address of the CRM as seen from any folder: flows run in folders of their own."""
    start = "sqlite:///"
    if not url.startswith(start) or url.startswith(f"{start}/") or url in (start, f"{start}:memory:"):
        return url
    return f"{start}{Path(url.removeprefix(start)).absolute()}"


def choose_port(wanted: int | None, *, usual: bool, host: Host = HERE) -> int:
    """The port that was asked for, or the usual one where it is free, or any. Raises ``Stop`` where it is taken."""
    if wanted is not None:
        return host.take(wanted)
    if usual:
        try:
            return host.take(USUAL_PORT)
        except Stop:
            pass
    return host.take(0)


@dataclass
class Child:
    """A process of ours, in a group of its own so that Ctrl-C reaches us and not it, and its log."""

    arguments: list[str]
    env: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> Child:
        """Start it; what it writes goes to its log."""
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "prefect", *self.arguments],
                env=dict(self.env), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        return self

    @property
    def pid(self) -> int:
        """Its number, which is also that of its group."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> int | None:
        """Its exit code once it has ended."""
        assert self._process is not None
        return self._process.poll()

    def wait(self) -> int:
        """Wait until it ends by itself."""
        assert self._process is not None
        return self._process.wait()

    def stop(self, patience: float = 10.0) -> None:
        """End it and its children, if they run: asked first, made to when it takes longer than ``patience`` seconds."""
        if self._process is not None:
            end_group(self.pid, patience)
            self._process.poll()

    def failure(self, sentence: Say, **facts: object) -> Stop:
        """What to say where it did not do its work: with the end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return Stop(
            Ends.UNAVAILABLE, sentence, log=self.log, tail="\n".join(lines[-_TAIL_LINES:]), ended=self.ended, **facts
        )  # fmt: skip


def await_health(server: Child, api: Api, place: Place, port: int, host: Host = HERE) -> None:
    """Wait until the server answers. Raises ``Stop`` with the end of its log where it does not."""
    until = time.monotonic() + HEALTHY_WITHIN_SECONDS
    while not api.is_healthy():
        if server.ended is not None:
            host.take(port)  # the usual reason: somebody else took the port meanwhile
            raise server.failure(t.SERVER_ENDED)
        if time.monotonic() > until:
            raise server.failure(t.NOT_HEALTHY, seconds=HEALTHY_WITHIN_SECONDS)
        time.sleep(0.1)
    keep_the_browser_here(place.home / "ui")


def keep_the_browser_here(pages: Path) -> None:
    """Write into the pages of the UI that they may talk to this server only; doing it again changes nothing."""
    for page in pages.glob("*/index.html"):
        text = page.read_text(encoding="utf-8")
        if _STAYS_HERE not in text:
            page.write_text(text.replace("<head>", f"<head>{_STAYS_HERE}{_FACTS_SHOW}", 1), encoding="utf-8")
