"""A CRM whose every name is an attack, run as a person runs it, with secrets whose every trace is looked for afterwards."""

from __future__ import annotations

import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests

from cli.run.api import Api
from cli.run.place import Place
from crm.model import Base
from tests.cli.run.test_whole import PATIENCE_SECONDS, Typed

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.xdist_group("prefect")]

SECRETS = {
    "PREFECT_SERVER_API_AUTH_STRING": "seiton:canary-of-the-login",
    "SEITON_KEY": "Y2FuYXJ5LW9mLXRoZS1rZXktb2YtdGhlLWNvbXBhbnk=",
    "SEITON_MAIL_URL": "mailto://ana:canary-of-the-mail@127.0.0.1:9?to={email}",
    "SEITON_FINANCE_URL": "json://canary-of-the-room@127.0.0.1:9/",
}
CANARIES = ("canary-of-the-login", "Y2FuYXJ5LW9mLXRoZS1rZXktb2Yt", "canary-of-the-mail", "canary-of-the-room")
EVIL = (
    "<script>evil()</script>[x](javascript:evil()) ![p](http://evil.example/p) | `a` <img src=x onerror=evil()>"
    " {{ 7*7 }} \x1b[31m\x07\nforged line\r=1+1 '; DROP TABLE account; -- "
)
SPOILED = (
    "name",
    "legal_name",
    "next_step",
    "need",
    "pain",
    "address",
    "notes",
    "note",
    "reason",
    "comment",
    "topic",
    "subject",
)


@dataclass(frozen=True)
class Afterwards:
    """What was written while it ran."""

    var: Path
    files: dict[Path, bytes]
    spoiled: int
    secrets: tuple[str, ...]
    notices: str
    unknown_are: set[int]
    listens_on: set[str]


@pytest.fixture(scope="module")
def afterwards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afterwards]:
    var = tmp_path_factory.mktemp("hostile") / "var"
    made = Typed(var, "sample", "--opportunities", "40")
    assert made.end() == 0, made.said
    spoiled = _spoil(var / "crm.sqlite")
    typed = Typed(var, "run", "--keep", **SECRETS)
    try:
        typed.await_line("http://127.0.0.1:")
        running = Place(var).read()
        assert running is not None
        unknown = {_asked_by(running.port, who) for who in (None, ("seiton", "guess"))}
        notices = _run_once(Api(running.port, SECRETS["PREFECT_SERVER_API_AUTH_STRING"]), "deliver-notices")
        listens_on = _listens_on(running.port)
        enrolled = Typed(var, "people", "enrol", "1", "--no-check", **SECRETS)
        assert enrolled.end() == 0, enrolled.said
        secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", enrolled.said)
        assert secret is not None
    finally:
        assert typed.end(signal.SIGTERM) in (0, 130)
    files = {path: path.read_bytes() for path in var.rglob("*") if path.is_file()}
    files[typed.log] = typed.log.read_bytes()
    secrets = (*CANARIES, secret[0], secret[0].replace(" ", ""))
    yield Afterwards(var, files, spoiled, secrets, notices, unknown, listens_on)


def _spoil(crm: Path) -> int:
    """Give everything that has a name a hostile one; how many rows took it. What the guards refuse stays as it was."""
    taken = 0
    with sqlite3.connect(crm) as connection:
        for table in Base.metadata.sorted_tables:
            for column in SPOILED:
                if column in table.c and "id" in table.c:
                    try:
                        done = connection.execute(f"UPDATE {table.name} SET {column} = ? || id", (EVIL,))
                        taken += done.rowcount
                    except sqlite3.IntegrityError:
                        continue
    return taken


def _asked_by(port: int, credentials: tuple[str, str] | None) -> int:
    url = f"http://127.0.0.1:{port}/api/flow_runs/filter"
    return requests.post(url, json={}, auth=credentials, timeout=20).status_code


def _listens_on(port: int) -> set[str]:
    connections = psutil.net_connections("tcp")
    return {one.laddr.ip for one in connections if one.status == psutil.CONN_LISTEN and one.laddr.port == port}


def _run_once(api: Api, name: str) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        run = api.start(api.deployments()[name], {})
        while not (found := api.run(run)).has_ended and time.monotonic() < until:
            time.sleep(0.5)
        if found.state != "CANCELLED":  # a scheduled one was at work
            return found.state
    raise AssertionError(f"{name} never ran")


def test_who_has_no_login_is_told_nothing_and_other_machines_hear_nothing(afterwards: Afterwards) -> None:
    assert afterwards.unknown_are == {401}
    assert afterwards.listens_on == {"127.0.0.1"}


def test_no_secret_reaches_a_log_an_artifact_or_a_database(afterwards: Afterwards) -> None:
    assert afterwards.notices == "COMPLETED"
    assert len(afterwards.files) > 10
    for secret in afterwards.secrets:
        assert [path for path, written in afterwards.files.items() if secret.encode() in written] == []


def test_no_name_is_a_tag_in_a_page(afterwards: Afterwards) -> None:
    pages = {path: written.decode() for path, written in afterwards.files.items() if path.suffix == ".html"}
    ours = {
        path: page for path, page in pages.items() if "prefect" not in path.relative_to(afterwards.var).parts
    }
    assert any("evil" in page for page in ours.values())
    for path, page in ours.items():
        assert (path, re.findall(r"<script>evil|<img src=x|href=.?javascript:evil", page)) == (path, [])


def test_no_name_forges_a_line_or_colours_a_log(afterwards: Afterwards) -> None:
    for path, written in afterwards.files.items():
        if path.suffix == ".log":
            text = written.decode(errors="replace")
            assert (path, "\x1b[31m" in text, re.findall(r"^forged line.*", text, re.MULTILINE)) == (
                path,
                False,
                [],
            )
