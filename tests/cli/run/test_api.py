"""The server is asked again while it is too busy, and believed when it refuses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from cli.exits import Stop
from cli.run import api
from cli.run.api import Api


class Server(BaseHTTPRequestHandler):
    """Answers what it was given to answer, one after the other, and keeps what it was asked."""

    answers: ClassVar[list[tuple[int, Any]]] = []
    asked: ClassVar[list[tuple[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, json.loads(body)))
        status, said = self.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Api, type[Server]]]:
    monkeypatch.setattr(api, "_PATIENCE_SECONDS", 2)
    Server.answers.clear()
    Server.asked.clear()
    listening = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield Api(listening.server_port), Server
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_a_busy_server_is_asked_again_for_the_same_run(server: tuple[Api, type[Server]]) -> None:
    client, answers = server
    answers.answers += [(503, {}), (503, {}), (201, {"id": "run-1"})]
    assert client.start("d-1", {}) == "run-1"
    assert len({body["idempotency_key"] for _, body in answers.asked}) == 1


def test_a_refusal_is_said_with_what_the_server_answered(server: tuple[Api, type[Server]]) -> None:
    client, answers = server
    answers.answers += [(422, {"detail": "no such shard"})]
    with pytest.raises(Stop, match="no such shard"):
        client.start("d-1", {})


def test_a_server_that_stays_busy_is_given_up(server: tuple[Api, type[Server]]) -> None:
    client, answers = server
    answers.answers += [(503, {})] * 20
    with pytest.raises(Stop, match="503"):
        client.deployments()


def test_a_pool_that_is_there_already_is_taken_as_it_is(server: tuple[Api, type[Server]]) -> None:
    client, answers = server
    answers.answers += [(409, {}), (201, {}), (409, {})]
    client.make_pool("lifecycles", ("sweeps", "audits"))
    assert [path for path, _ in answers.asked] == [
        "/api/work_pools/", "/api/work_pools/lifecycles/queues", "/api/work_pools/lifecycles/queues",
    ]  # fmt: skip


def test_where_nobody_listens_nobody_is_healthy() -> None:
    assert not Api(9).is_healthy()


def test_a_schedule_without_a_run_ahead_is_told_from_one_that_has_it(server: tuple[Api, type[Server]]) -> None:
    client, answers = server

    def deployed(name: str, *active: bool, paused: bool = False) -> dict[str, Any]:
        return {
            "id": f"d-{name}",
            "name": name,
            "paused": paused,
            "schedules": [{"active": one} for one in active],
        }

    found = [
        deployed("audit", True),
        deployed("sweep", False, True),
        deployed("by hand"),
        deployed("off", False),
        deployed("paused", True, paused=True),
    ]
    ahead = [
        {"deployment_id": "d-sweep", "auto_scheduled": True},
        {"deployment_id": "d-audit", "auto_scheduled": False},  # somebody asked for this one
    ]
    answers.answers += [(200, found), (200, ahead)]
    assert client.schedules() == {"audit": False, "sweep": True}
    (_, asked) = answers.asked[-1]
    assert asked["flow_runs"]["deployment_id"] == {"any_": ["d-audit", "d-sweep"]}
