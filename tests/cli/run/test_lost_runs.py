"""On a real server that stays up: worker and flow are killed together, the run is said to be lost and begun again; forms wait on."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import yaml

from cli.run.api import Api
from cli.run.login import login
from cli.run.place import Place
from cli.run.server import POOL, QUEUES, Child, await_health, environment
from config.company import load_company
from config.settings import settings
from reports.texts import Texts
from tasks.watch import HEARTBEATS_MISSED
from tests.cli.run.test_decisions import House, free_port, processes_of
from tests.cli.run.typed import PATIENCE_SECONDS, Typed, left_running
from tests.house.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.xdist_group("prefect")]

HEARTBEAT_SECONDS = 30
"""The shortest that Prefect knows; the house's own is in prefect.yaml."""

SILENT_SECONDS = HEARTBEATS_MISSED * HEARTBEAT_SECONDS
NEEDED = ("lead-to-close", "nightly-audit", "decide")
WITHOUT_PAGES = {"ask": {"with_data_docs": False}}


class LongLived(House):
    """A Prefect server of one's own that outlives its workers, put up as docs/operations.md says."""

    def __init__(self, var: Path) -> None:
        super().__init__(var, Typed(var, "sample", "--opportunities", "300"))
        assert self.typed.end() == 0, self.typed.said
        place, port = Place(var), free_port()
        place.prepare()
        self.login = login(place)
        self.url = f"http://127.0.0.1:{port}/api"
        self.env = environment(place, port, self.login, scheduler=False, poll_seconds=1.0)
        self.logs = place.logs
        self.server = Child(
            ["server", "start", "--host", "127.0.0.1", "--port", str(port)], self.env, self.logs / "server.log"
        )
        self.server.start()
        self.workers: list[Child] = []
        self.api = Api(port, self.login)
        self.fleet = var.with_name("prefect.yaml")
        fleet = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
        fleet["deployments"] = [found for found in fleet["deployments"] if found["name"] in NEEDED]
        as_text = yaml.safe_dump(fleet).replace(
            f"'{fleet['definitions']['heartbeat']}'", f"'{HEARTBEAT_SECONDS}'"
        )
        self.fleet.write_text(as_text, encoding="utf-8")
        await_health(self.server, self.api, place, port)
        self.api.make_pool(POOL, QUEUES)

    def deploy(self) -> None:
        """What may be done at any time."""
        said = self.logs / "deploy.log"
        arguments = ["--no-prompt", "deploy", "--all", "--prefect-file", str(self.fleet)]
        assert Child(arguments, self.env, said).start().wait() == 0, said.read_text("utf-8")

    def begin_worker(self) -> None:
        """A worker, as a supervisor begins one after the machine is back."""
        log = self.logs / f"worker-{len(self.workers)}.log"
        arguments = ["worker", "start", "--pool", POOL, "--type", "process"]
        self.workers.append(Child(arguments, self.env, log).start())

    def kill_all_at_work(self, run: str) -> None:
        """What a power cut does to the machine of a worker, seen from the server."""
        for pid in [self.workers[-1].pid, *processes_of(run)]:
            os.kill(pid, signal.SIGKILL)
        assert self.workers[-1].wait() == -signal.SIGKILL
        assert processes_of(run) == []

    def deployment(self, name: str) -> str:
        return self.api.deployments()[name]

    def runs_of(self, deployment: str) -> list[dict[str, Any]]:
        chosen = {"deployments": {"id": {"any_": [self.deployment(deployment)]}}}
        runs: list[dict[str, Any]] = self.ask("/flow_runs/filter", {**chosen, "sort": "START_TIME_ASC"})
        return runs

    def watches(self) -> dict[str, str]:
        """The automations by name, each with the number of its trigger: who is silent is counted under that."""
        return {found["name"]: found["trigger"]["id"] for found in self.ask("/automations/filter", {})}

    def stop(self) -> None:
        for child in (*self.workers, self.server):
            child.stop()
        self.engine.dispose()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[LongLived]:
    var = tmp_path / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEITON_VAR", str(var))
        patch.delenv("SEITON_DATABASE", raising=False)
        settings.cache_clear()
        found = LongLived(var)
        try:
            found.deploy()
            found.begin_worker()
            yield found
        finally:
            found.stop()
            settings.cache_clear()
    assert left_running(var) == []


def _begin(house: LongLived, name: str, parameters: dict[str, Any]) -> str:
    """A run whose process is at work."""
    run = house.api.start(house.deployment(name), parameters)
    until = time.monotonic() + PATIENCE_SECONDS
    while house.api.run(run).state != "RUNNING":
        assert time.monotonic() < until, house.workers[-1].log.read_text("utf-8")
        time.sleep(0.05)
    return run


def _begun_again(house: LongLived, name: str, lost: str) -> str:
    """The one run that was begun after the lost one."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (others := [run["id"] for run in house.runs_of(name) if run["id"] != lost]):
        assert time.monotonic() < until, house.server.log.read_text("utf-8")
        time.sleep(0.2)
    (other,) = others
    return str(other)


def _seconds(since: dt.datetime, state: dict[str, Any]) -> int:
    return round((dt.datetime.fromisoformat(state["timestamp"]) - since).total_seconds())


def _late_heartbeat(house: LongLived, run: dict[str, Any]) -> float:
    """What a process sends that was told to end: its heartbeat arrives after the form was suspended. The instant."""
    event = {
        "id": str(uuid4()),
        "occurred": dt.datetime.now(dt.UTC).isoformat(),
        "event": "prefect.flow-run.heartbeat",
        "resource": {"prefect.resource.id": f"prefect.flow-run.{run['id']}"},
        "related": [
            {"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"} for tag in run["tags"]
        ],
    }
    assert requests.post(f"{house.url}/events", json=[event], auth=house.auth, timeout=20).ok
    return time.monotonic()


def test_a_run_that_died_with_its_worker_is_closed_and_begun_again_and_forms_wait_on(house: LongLived) -> None:
    lost = _begin(house, "nightly-audit", WITHOUT_PAGES)
    house.kill_all_at_work(lost)
    killed = dt.datetime.now(dt.UTC)
    house.begin_worker()
    watches = house.watches()
    house.deploy()
    assert house.watches() == watches != {}  # deploying again does not forget who is silent
    house.run("lead-to-close")  # what lives is left alone, and forms come of it
    forms = house.runs_of("decide")
    assert {form["state"]["name"] for form in forms} == {"Suspended"}
    last_heard = max(_late_heartbeat(house, form) for form in forms)

    state = house.await_state(lost, "CRASHED")
    print(f"killed to Crashed: {_seconds(killed, state)} s, with {SILENT_SECONDS} s of silence")
    assert state["message"] == Texts(load_company().language)("watch.lost", seconds=SILENT_SECONDS)
    again = _begun_again(house, "nightly-audit", lost)
    completed = house.await_state(again, "COMPLETED")
    assert completed["type"] == "COMPLETED", completed
    print(f"killed to the new run completed: {_seconds(killed, completed)} s")
    run = house.ask(f"/flow_runs/{again}")
    assert run["parameters"] == house.ask(f"/flow_runs/{lost}")["parameters"]
    assert run["parameters"]["ask"]["with_data_docs"] is False

    time.sleep(max(0.0, last_heard + SILENT_SECONDS + 15 - time.monotonic()))
    assert [form["state"] for form in house.runs_of("decide")] == [form["state"] for form in forms]
    assert [run["state"]["type"] for run in house.runs_of("lead-to-close")] == ["COMPLETED"]
    assert len(house.runs_of("nightly-audit")) == 2
