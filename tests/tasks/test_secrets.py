"""Addresses that the environment does not hold are asked of Prefect's server, and only those."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from config.notifications import load_notifications
from reports.texts import Texts
from tasks.secrets import block_name, with_blocks
from tasks.work import CannotRun
from tests.builders import COMPANY

CHANNELS = load_notifications(COMPANY).channel
ALL = {channel.variable: "json://a-secret@host" for channel in CHANNELS}


class Asked(BaseHTTPRequestHandler):
    """A server that has no block, or fails, and counts what it is asked."""

    paths: list[str] = []
    status = 404

    def do_GET(self) -> None:
        Asked.paths.append(self.path)
        self.send_response(Asked.status)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[type[Asked]]:
    Asked.paths.clear()
    Asked.status = 404
    listening = HTTPServer(("127.0.0.1", 0), Asked)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{listening.server_port}/api"
    with temporary_settings({PREFECT_API_URL: address, PREFECT_CLIENT_MAX_RETRIES: 0}):
        yield Asked
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_the_block_of_a_variable_has_the_same_name_in_the_spelling_of_blocks() -> None:
    assert block_name("SEITON_MAIL_URL") == "seiton-mail-url"


def test_where_the_environment_holds_all_nobody_is_asked(server: type[Asked]) -> None:
    assert with_blocks(CHANNELS, ALL, Texts("en")) == (ALL, [])
    assert server.paths == []


def test_only_what_is_missing_or_blank_is_asked_for_and_a_missing_block_is_an_unset_variable(
    server: type[Asked],
) -> None:
    (first, *_) = ALL
    assert with_blocks(CHANNELS, {**ALL, first: " "}, Texts("en")) == ({**ALL, first: " "}, [])
    assert [path for path in server.paths if "block" in path and block_name(first) not in path] == []
    assert any(block_name(first) in path for path in server.paths)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_server_that_fails_is_said_with_the_name_of_the_block_and_no_secret(
    server: type[Asked], language: str
) -> None:
    server.status = 500
    (first, *others) = ALL
    with pytest.raises(CannotRun, match=block_name(first)) as refused:
        with_blocks(CHANNELS, {name: ALL[name] for name in others}, Texts(language))
    assert "a-secret" not in str(refused.value)


def test_a_server_that_can_not_be_reached_is_said() -> None:
    nowhere = {PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}
    with temporary_settings(nowhere), pytest.raises(CannotRun, match=r"seiton-boss-url.*ConnectError"):
        with_blocks(CHANNELS, {}, Texts("en"))
