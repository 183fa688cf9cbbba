"""Where Prefect's server listens, and what a person is told of it."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import psutil
import pytest
import requests

from cli.exits import Ends, Stop
from cli.run import server
from cli.run.host import Host
from cli.run.login import login
from cli.run.place import Place
from tests.cli.conftest import Call
from tests.cli.run.test_whole import Typed


def ours() -> str:
    """An address of this machine that other machines can reach, or else that of loopback."""
    own = [
        one.address for found in psutil.net_if_addrs().values() for one in found if one.family == socket.AF_INET
    ]
    return next((address for address in own if not address.startswith("127.")), "127.0.0.1")


@pytest.mark.parametrize(
    ("said", "listens", "own", "is_open"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", False),
        ("localhost", "127.0.0.1", "127.0.0.1", False),
        ("127.0.0.2", "127.0.0.2", "127.0.0.2", False),
        ("::1", "::1", "::1", False),
        ("0.0.0.0", "0.0.0.0", "127.0.0.1", True),
        ("::", "::", "::1", True),
        ("0::0", "::", "::1", True),
        ("192.168.1.20", "192.168.1.20", "192.168.1.20", True),
        ("fd00::2", "fd00::2", "fd00::2", True),
    ],
)
def test_where_it_listens_how_we_reach_it_and_whether_others_can(
    said: str, listens: str, own: str, is_open: bool
) -> None:
    host = Host.named(said)
    assert (host.listens, host.own, host.is_open) == (listens, own, is_open)


@pytest.mark.parametrize(
    "said", ["", "seiton.example", "1.2.3", "0.0.0.0:4200", "[::1]", "224.0.0.1", "fe80::1%lo", "*"]
)
def test_what_is_no_address_of_one_machine_is_refused(said: str) -> None:
    with pytest.raises(Stop, match=r"192\.168\.1\.20") as refused:
        Host.named(said)
    assert refused.value.code == Ends.WRONG_CALL
    assert "dirección" in refused.value.to("es")


@pytest.mark.parametrize("elsewhere", ["192.0.2.77", "2001:db8::77"])
@pytest.mark.parametrize("usual", [True, False])
def test_an_address_of_another_machine_is_refused_with_what_to_do(elsewhere: str, usual: bool) -> None:
    with pytest.raises(Stop, match=rf"{elsewhere}.*hostname -I") as refused:
        server.choose_port(None, usual=usual, host=Host.named(elsewhere))
    assert refused.value.code == Ends.UNAVAILABLE


def test_a_port_is_taken_on_the_address_that_was_asked_for() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=str(port)):
            Host("0.0.0.0").take(port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:4321/api"),
        ("::", "http://[::1]:4321/api"),
        ("fd00::2", "http://[fd00::2]:4321/api"),
    ],
)
def test_worker_and_flows_reach_the_server_past_any_proxy(tmp_path: Path, host: str, address: str) -> None:
    env = server.environment(
        Place(tmp_path), 4321, "ana:secret", scheduler=False, poll_seconds=1.0, host=Host(host)
    )
    assert env["PREFECT_API_URL"] == address
    assert Host(host).own in env["NO_PROXY"].split(",")


@pytest.mark.parametrize("command", ["up", "run"])
def test_the_command_says_it_and_starts_nothing(call: Call, var: Path, command: str) -> None:
    said = call(command, "--host", "192.0.2.77")
    assert said.code == Ends.UNAVAILABLE and "192.0.2.77" in said.err
    assert call(command, "--host", "nowhere").code == Ends.WRONG_CALL
    assert not (var / "server.json").exists()


@pytest.mark.slow
@pytest.mark.prefect
@pytest.mark.xdist_group("prefect")
def test_for_other_machines_it_asks_for_the_login_and_warns_and_works(tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert Typed(var, "sample", "--opportunities", "40").end() == 0
    typed = Typed(var, "up", "--host", "0.0.0.0")
    try:
        typed.await_line("http://127.0.0.1:")  # it is said when worker and deployments have reached the server
        found = Place(var).read()
        assert found is not None
        from_elsewhere = f"http://{ours()}:{found.port}/api/deployments/count"
        name, _, password = login(Place(var)).partition(":")
        assert requests.post(from_elsewhere, json={}, timeout=20).status_code == 401
        assert requests.post(from_elsewhere, json={}, auth=(name, password), timeout=20).json() > 0
        assert "TLS" in typed.said and password not in typed.said
    finally:
        assert typed.end(signal.SIGTERM) in (0, 130)
