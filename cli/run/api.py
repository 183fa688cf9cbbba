"""The few questions that we ask Prefect's server, over its REST interface: Prefect itself takes seconds to import."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import requests

from cli.exits import Ends, Stop
from cli.run import texts as t
from cli.run.host import LOOPBACK, url

_ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
_AT_WORK = ("RUNNING", "PENDING", "CANCELLING")
_PATIENCE_SECONDS = 60
_SHOWN = 300


@dataclass(frozen=True)
class Run:
    """A run of a flow: what it is called and how it stands."""

    id: str
    name: str
    state: str
    message: str

    @property
    def has_ended(self) -> bool:
        """Whether it is over, well or not."""
        return self.state in _ENDED


class Api:
    """A server on this machine. Whether it is healthy it tells everybody, the rest to who has the login."""

    def __init__(self, port: int, login: str = "", host: str = LOOPBACK) -> None:
        self._url = f"{url(host, port)}/api"
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy stands between us and this machine
        if login:
            name, _, password = login.partition(":")
            self._http.auth = (name, password)

    def is_healthy(self) -> bool:
        """Whether it answers."""
        try:
            return self._http.get(f"{self._url}/health", timeout=2).ok
        except requests.RequestException:
            return False

    def make_pool(self, name: str, queues: tuple[str, ...]) -> None:
        """Create a pool of processes with its queues, where they are not there yet."""
        self._create("/work_pools/", {"name": name, "type": "process", "base_job_template": {}})
        for queue in queues:
            self._create(f"/work_pools/{name}/queues", {"name": queue})

    def workers_online(self, pool: str) -> int:
        """How many workers have reported to a pool."""
        workers = self._ask(f"/work_pools/{pool}/workers/filter", {"limit": 10})
        return sum(worker["status"] == "ONLINE" for worker in workers)

    def deployments(self) -> dict[str, str]:
        """The id of each deployment, by name."""
        return {found["name"]: found["id"] for found in self._ask("/deployments/filter", {"limit": 100})}

    def schedules(self) -> dict[str, bool]:
        """The deployments with an active schedule, by name, each with whether its next run waits."""
        active = {
            found["id"]: found["name"]
            for found in self._ask("/deployments/filter", {"limit": 100})
            if not found["paused"] and any(schedule["active"] for schedule in found["schedules"])
        }
        ahead = {"state": {"type": {"any_": ["SCHEDULED"]}}, "deployment_id": {"any_": list(active)}}
        waiting = self._ask("/flow_runs/filter", {"flow_runs": ahead, "limit": 200}) if active else []
        have = {run["deployment_id"] for run in waiting if run["auto_scheduled"]}
        return {name: number in have for number, name in active.items()}

    def start(self, deployment_id: str, parameters: dict[str, Any]) -> str:
        """Ask for a run now; its id. The key makes one run of it, however often the server has to be asked."""
        asked = {"parameters": parameters, "state": {"type": "SCHEDULED"}, "idempotency_key": str(uuid4())}
        return str(self._ask(f"/deployments/{deployment_id}/create_flow_run", asked)["id"])

    def run(self, run_id: str) -> Run:
        """How a run stands."""
        return _run(self._patiently("GET", f"/flow_runs/{run_id}", None).json())

    def progress(self, run_id: str) -> tuple[str, int]:
        """The name of the task run that began last, and how many have begun."""
        found = self._ask(
            "/task_runs/filter",
            {"flow_runs": {"id": {"any_": [run_id]}}, "sort": "EXPECTED_START_TIME_DESC", "limit": 200},
        )
        return (str(found[0]["name"]), len(found)) if found else ("", 0)

    def close_what_was_cut_off(self, state: str, message: str) -> int:
        """Give every run that no process works on any more its last state; how many there were."""
        cut_off = self._ask(
            "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": _AT_WORK}}}, "limit": 200}
        )
        for run in cut_off:
            self._ask(
                f"/flow_runs/{run['id']}/set_state",
                {"state": {"type": state, "message": message}, "force": True},
            )
        return len(cut_off)

    def close_missed(self, message: str) -> int:
        """Cancel the runs that were due while no server was up; how many there were."""
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))
        missed = self._ask(
            "/flow_runs/filter",
            {
                "flow_runs": {
                    "state": {"type": {"any_": ["SCHEDULED"]}},
                    "expected_start_time": {"before_": before},
                },
                "limit": 200,
            },
        )
        for run in missed:
            self._ask(
                f"/flow_runs/{run['id']}/set_state",
                {"state": {"type": "CANCELLED", "message": message}, "force": True},
            )
        return len(missed)

    def _create(self, path: str, body: dict[str, Any]) -> None:
        self._patiently("POST", path, body, accepted=(requests.codes.conflict,))

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        return self._patiently("POST", path, body).json()

    def _patiently(
        self, method: str, path: str, body: dict[str, Any] | None, accepted: tuple[int, ...] = ()
    ) -> requests.Response:
        """Ask again while the server is too busy: on SQLite it answers 503 when another writes.

        Raises ``Stop`` where it can't be reached or refuses.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                answer = self._http.request(method, f"{self._url}{path}", json=body, timeout=_PATIENCE_SECONDS)
            except requests.RequestException as error:
                said = type(error).__name__
            else:
                if answer.ok or answer.status_code in accepted:
                    return answer
                said = f"{answer.status_code} {answer.text[:_SHOWN]}"
                if answer.status_code != requests.codes.unavailable:
                    raise Stop(Ends.UNAVAILABLE, t.SERVER_REFUSES, what=path, said=said)
            if time.monotonic() > until:
                raise Stop(Ends.UNAVAILABLE, t.SERVER_REFUSES, what=path, said=said)
            time.sleep(0.5)


def _run(found: dict[str, Any]) -> Run:
    state = found.get("state") or {}
    return Run(found["id"], found["name"], state.get("type", "SCHEDULED"), state.get("message") or "")
