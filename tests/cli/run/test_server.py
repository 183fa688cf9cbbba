"""What Prefect's server and worker are told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.exits import Stop
from cli.run import server
from cli.run.place import Place
from config.settings import settings


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


@pytest.fixture(autouse=True)
def _settings_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEITON_VAR", "var")
    settings.cache_clear()
    yield
    settings.cache_clear()


def environment(tmp_path: Path) -> dict[str, str]:
    return server.environment(Place(tmp_path / "var"), 4321, "ana:secret", scheduler=True, poll_seconds=2.0)


def test_a_port_that_is_taken_is_refused_by_number(busy_port: int) -> None:
    with pytest.raises(Stop, match=str(busy_port)):
        server.choose_port(busy_port, usual=False)


def test_where_the_usual_port_is_taken_a_free_one_is_used(
    busy_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "USUAL_PORT", busy_port)
    assert server.choose_port(None, usual=True) != busy_port


def test_nothing_of_another_prefect_on_this_machine_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://elsewhere.example/api")
    monkeypatch.setenv("PREFECT_API_KEY", "somebody's")
    monkeypatch.setenv("PREFECT_SERVER_ENCRYPTION_KEY", "of the Secret blocks")
    env = environment(tmp_path)
    assert env["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert "PREFECT_API_KEY" not in env
    assert env["PREFECT_SERVER_ENCRYPTION_KEY"] == "of the Secret blocks"


def test_server_and_clients_have_the_login(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert env["PREFECT_SERVER_API_AUTH_STRING"] == env["PREFECT_API_AUTH_STRING"] == "ana:secret"


def test_telemetry_is_off(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert env["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert env["DO_NOT_TRACK"] == "1"
    assert env["GX_ANALYTICS_ENABLED"] == "false"


def test_flows_find_crm_and_configuration_from_any_folder(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert env["SEITON_VAR"] == str(tmp_path / "var")
    assert env["SEITON_DATABASE"] == f"sqlite:///{tmp_path / 'var' / 'crm.sqlite'}"
    assert Path(env["SEITON_CONFIG"]).is_absolute()


@pytest.mark.parametrize(
    "url", ["sqlite:////data/crm.sqlite", "postgresql://user@host/crm", "sqlite:///:memory:", "sqlite:///"]
)
def test_an_address_that_names_one_place_stays_as_it_is(url: str) -> None:
    assert server.absolute_database(url) == url


def test_the_pages_of_the_ui_may_talk_to_this_server_only(tmp_path: Path) -> None:
    page = tmp_path / "v2" / "index.html"
    page.parent.mkdir()
    page.write_text("<html><head><title>Prefect</title></head></html>")
    for _ in range(2):
        server.keep_the_browser_here(tmp_path)
    assert page.read_text().count("connect-src 'self'; img-src 'self' data: blob:") == 1
    assert page.read_text().startswith("<html><head><meta http-equiv=")
