"""A server with a worker on this machine, for as long as it is needed: all of it up, or none of it left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from cli.run import texts as t
from cli.run.api import Api
from cli.run.host import HERE, Host, url
from cli.run.login import login
from cli.run.place import Place, Running, taken
from cli.run.server import POOL, QUEUES, Child, await_health, choose_port, environment
from cli.run.steps import Steps
from config.settings import settings

_WORKER_WITHIN_SECONDS = 60
_PATIENCE_SECONDS = 15.0
_PATIENCE_WHILE_STARTING_SECONDS = 1.0  # it listens to nothing until its database is made


@dataclass(frozen=True)
class Wish:
    """How the server shall be: on which port and address, with its schedules or without, how often the worker asks for work."""

    port: int | None = None
    host: Host = HERE
    usual_port: bool = False
    schedules: bool = False
    poll_seconds: float = 1.0


@dataclass
class Local:
    """A server that is starting or up."""

    place: Place
    host: Host
    port: int
    api: Api
    env: dict[str, str]
    server: Child
    worker: Child | None = None
    is_new: bool = False
    """Whether Prefect's database is still being made: what is cut off then is thrown away."""

    @property
    def address(self) -> str:
        """Where the UI is."""
        return url(self.host.own, self.port)

    @property
    def children(self) -> list[Child]:
        """What runs, the worker first: it is stopped first."""
        return [child for child in (self.worker, self.server) if child is not None]

    def finish(self, steps: Steps) -> dict[str, str]:
        """Wait for the server, deploy, start the worker; the deployments by name."""
        await_health(self.server, self.api, self.place, self.port, self.host)
        self.is_new = False
        steps.done(t.SERVER)
        closed = self.api.close_what_was_cut_off("CRASHED", t.CUT_OFF.to(steps.language))
        self.api.close_missed(t.MISSED.to(steps.language))
        steps.note_leftover_runs(closed)
        self.api.make_pool(POOL, QUEUES)
        self.worker = Child(
            ["worker", "start", "--pool", POOL, "--type", "process", "--name", "seiton"],
            self.env, self.place.logs / "worker.log",
        ).start()  # fmt: skip
        self._announce()
        deploying = Child(["--no-prompt", "deploy", "--all"], self.env, self.place.logs / "deploy.log").start()
        try:
            code = deploying.wait()
        finally:
            deploying.stop()
        deployments = self.api.deployments()
        if code or not deployments:
            raise deploying.failure(t.NOT_DEPLOYED)
        steps.done(t.DEPLOYED, number=len(deployments))
        self._await_worker()
        steps.done(t.WORKER)
        return deployments

    def check(self) -> None:
        """Raises ``Stop`` where server or worker has ended on its own."""
        for child, sentence in ((self.server, t.SERVER_ENDED), (self.worker, t.WORKER_ENDED)):
            if child is not None and child.ended is not None:
                raise child.failure(sentence)

    def _await_worker(self) -> None:
        until = time.monotonic() + _WORKER_WITHIN_SECONDS
        while not self.api.workers_online(POOL) and time.monotonic() < until:
            self.check()
            time.sleep(0.1)

    def _announce(self) -> None:
        pids = tuple(child.pid for child in self.children)
        self.place.write(Running(os.getpid(), self.port, pids, self.host.own))

    def stop(self, language: str) -> None:
        """The worker first; then what it was working on is closed, so that no run seems to run for ever."""
        if self.worker is not None:
            self.worker.stop()
            if self.api.is_healthy():
                self.api.close_what_was_cut_off("CANCELLED", t.CUT_OFF.to(language))
        self.server.stop(_PATIENCE_WHILE_STARTING_SECONDS if self.is_new else _PATIENCE_SECONDS)
        if self.is_new:
            for file in self.place.home.glob("prefect.db*"):
                file.unlink(missing_ok=True)


@contextmanager
def local(wish: Wish, steps: Steps) -> Iterator[Local]:
    """A server that begins to start at once; it and its worker are gone when the block ends, however it ends."""
    place = Place(settings().var.absolute())
    place.prepare()
    with taken(place) as leftover, _signals():
        steps.leftover_processes = leftover
        host = wish.host
        port = choose_port(wish.port, usual=wish.usual_port, host=host)
        known = login(place)
        if host.is_open:
            steps.screen.say(t.OTHERS_REACH_IT, "yellow", host=host.listens)
        env = environment(
            place, port, known, scheduler=wish.schedules, poll_seconds=wish.poll_seconds, host=host
        )
        server = Child(
            ["server", "start", "--host", host.listens, "--port", str(port)], env, place.logs / "server.log"
        )
        is_new = not (place.home / "prefect.db").exists()
        here = Local(place, host, port, Api(port, known, host.own), env, server, is_new=is_new)
        try:
            server.start()
            here._announce()
            yield here
        finally:
            with _undisturbed():
                here.stop(steps.language)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _signals() -> Iterator[None]:
    """Being told to end is the same as Ctrl-C, also for a process that a script has put into the background."""
    with _handled(_interrupt, signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # nohup: it is to outlive its terminal
            yield
        else:
            with _handled(_interrupt, signal.SIGHUP):
                yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C while we stop would leave processes behind."""
    with _handled(signal.SIG_IGN, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        yield


@contextmanager
def _handled(
    handler: Callable[[int, FrameType | None], object] | signal.Handlers, *told: signal.Signals
) -> Iterator[None]:
    before = {sign: signal.signal(sign, handler) for sign in told}
    try:
        yield
    finally:
        for sign, usual in before.items():
            signal.signal(sign, usual)
