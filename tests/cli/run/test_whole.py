"""The main job as a person types it, on a real server: cut off in the middle and run again, on a CRM whose every name is an
attack, with secrets whose every trace is looked for afterwards."""

from __future__ import annotations

import re
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests

from cli.run.api import Api
from cli.run.journey import PROCESSES
from cli.run.place import Place
from crm.model import Base
from tests.cli.run.typed import PATIENCE_SECONDS, Typed, left_running

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


Ran = tuple[str, str, bool]
"""A run: of which deployment, in which state, and whether a schedule began it."""


ENDED_OR_WAITING = {"CANCELLED", "COMPLETED", "SCHEDULED", "PAUSED"}
"""Forms wait for people, and schedules for their hour."""


@dataclass(frozen=True)
class CutOff:
    """How the first run ended, which got Ctrl-C in the middle."""

    code: int
    left: list[str]
    runs: list[Ran]


@dataclass(frozen=True)
class Afterwards:
    """What was said and written while it ran."""

    var: Path
    cut_off: CutOff
    pid: int
    said: str
    second_code: int
    second_said: str
    last_code: int
    left: list[str]
    files: dict[Path, bytes]
    secrets: tuple[str, ...]
    notices: str
    unknown_are: set[int]
    listens_on: set[str]


@pytest.fixture(scope="module")
def afterwards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afterwards]:
    var = tmp_path_factory.mktemp("whole") / "var"
    made = Typed(var, "sample", "--opportunities", "40")
    assert made.end() == 0, made.said
    assert _spoil(var / "crm.sqlite") > 500
    cut_off = _cut_off(var)
    typed = Typed(var, "run", "--keep", **SECRETS)
    try:
        typed.await_line("http://127.0.0.1:")
        said = typed.said
        second = Typed(var, "up")
        second_code = second.end()
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
        last_code = typed.end(signal.SIGTERM)
    files = {path: path.read_bytes() for path in var.rglob("*") if path.is_file()}
    files[typed.log] = typed.log.read_bytes()
    yield Afterwards(
        var=var, cut_off=cut_off, pid=typed.process.pid, said=said,
        second_code=second_code, second_said=second.said, last_code=last_code, left=left_running(var),
        files=files, secrets=(*CANARIES, secret[0], secret[0].replace(" ", "")),
        notices=notices, unknown_are=unknown, listens_on=listens_on,
    )  # fmt: skip


def _cut_off(var: Path) -> CutOff:
    run = Typed(var, "run", **SECRETS)
    run.await_line("worker")
    time.sleep(2)
    return CutOff(run.end(signal.SIGINT), left_running(var), runs(var))


def runs(var: Path) -> list[Ran]:
    query = "SELECT d.name, r.state_type, r.auto_scheduled FROM flow_run r JOIN deployment d ON d.id = r.deployment_id"
    with sqlite3.connect(var / "prefect" / "prefect.db") as connection:
        return [(name, state, bool(scheduled)) for name, state, scheduled in connection.execute(query)]


def completed(ran: list[Ran], *, scheduled: bool) -> Counter[str]:
    """How often each deployment was completed."""
    return Counter(name for name, state, own in ran if state == "COMPLETED" and own == scheduled)


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


def test_cut_off_in_the_middle_it_stops_in_order(afterwards: Afterwards) -> None:
    assert afterwards.cut_off.code == 130
    assert afterwards.cut_off.left == []
    assert {state for _, state, _ in afterwards.cut_off.runs} <= ENDED_OR_WAITING


def test_run_again_it_comes_to_a_summary(afterwards: Afterwards) -> None:
    done = [line for line in afterwards.said.splitlines() if line.startswith("✓")]
    assert len(done) >= len(PROCESSES)
    assert "✗" not in afterwards.said
    for words in ("avanzaron", "detenidos", "decisión", "Calificación del CRM", "data_docs"):
        assert words in afterwards.said
    ran = runs(afterwards.var)
    assert {state for _, state, _ in ran} <= ENDED_OR_WAITING
    asked_for = completed(ran, scheduled=False) - completed(afterwards.cut_off.runs, scheduled=False)
    assert asked_for == Counter([*PROCESSES, "deliver-notices"])  # the last one by us
    with sqlite3.connect(afterwards.var / "crm.sqlite") as connection:
        (audits,) = connection.execute("SELECT count(*) FROM audit_run").fetchone()
    by_schedule = completed(ran, scheduled=True)  # with --keep schedules run, by day every hour
    assert audits == 1 + by_schedule["nightly-audit"] + by_schedule["audit-of-changes"]


def test_a_second_one_is_told_that_the_first_is_up(afterwards: Afterwards) -> None:
    assert afterwards.second_code == 4
    assert str(afterwards.pid) in afterwards.second_said


def test_told_to_end_it_leaves_nothing_running(afterwards: Afterwards) -> None:
    assert afterwards.last_code in (0, 130)
    assert afterwards.left == []


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
