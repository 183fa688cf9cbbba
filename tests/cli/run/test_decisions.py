"""A manager decides in Prefect: the form waits without a process, a wrong code asks again, nothing is lost or done twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyotp
import pytest
import requests
import sqlalchemy as sa

from cli.run.api import Api
from config.settings import settings
from crm.database import Engine, open_engine, unit_of_work
from crm.identity import enrol, keeper
from crm.model import ApprovalDecision, ApprovalRequest, Opportunity, Person, PersonRole, RefusedAnswer
from tests.builders import NOW
from tests.cli.run.browser import Form, a_browser
from tests.cli.run.typed import PATIENCE_SECONDS, Typed, left_running

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.xdist_group("servers")]


class House:
    """A house that is up, with the sample in it: its server, its worker, its CRM, and telephones."""

    def __init__(self, var: Path, typed: Typed) -> None:
        self.var, self.typed = var, typed
        self.engine: Engine = open_engine(f"sqlite:///{var / 'crm.sqlite'}")
        self.url = self.login = ""
        self.phones: dict[int, pyotp.TOTP] = {}
        self.used: dict[int, str] = {}
        self.schedules: set[str] = set()

    def open(self) -> None:
        self.typed.await_line("http://127.0.0.1")
        line = next(line for line in self.typed.said.splitlines() if "http://127.0.0.1" in line)
        self.url = f"http{line.partition('http')[2].strip()}/api"
        self.login = (self.var / "prefect" / "login").read_text(encoding="utf-8").strip()
        self._rest()

    def _rest(self) -> None:
        """See that every schedule makes its runs, then let them rest: a test is not to depend on the hour."""
        api = Api(int(self.url.split(":")[2].partition("/")[0]), self.login)
        until = time.monotonic() + PATIENCE_SECONDS
        while not all((found := api.schedules()).values()):
            assert time.monotonic() < until, found
            time.sleep(1)
        self.schedules = set(found)
        for number in api.deployments().values():
            self.ask(f"/deployments/{number}/pause_deployment", method="POST")

    @property
    def auth(self) -> tuple[str, str]:
        name, _, password = self.login.partition(":")
        return name, password

    def ask(self, way: str, body: Any = None, *, method: str | None = None) -> Any:
        """What the server answers; where it is busy or not up yet, it is asked again."""
        method = method or ("GET" if body is None else "POST")
        for _ in range(60):
            try:
                answer = requests.request(method, self.url + way, json=body, auth=self.auth, timeout=20)
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(1)
                continue
            if answer.status_code != 503:
                answer.raise_for_status()
                return answer.json() if answer.content else None
            time.sleep(1)
        raise AssertionError(f"{way}: no answer")

    def begin(self, name: str) -> str:
        """A run of a deployment that begins now."""
        number = next(d["id"] for d in self.ask("/deployments/filter", {"limit": 50}) if d["name"] == name)
        return str(self.ask(f"/deployments/{number}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"])

    def run(self, name: str) -> None:
        """One run of a deployment, to its end; where the schedule has begun one just now, the next."""
        for _ in range(20):
            state = self.await_state(self.begin(name), "COMPLETED", "CANCELLED")
            if state["type"] != "CANCELLED":
                assert state["type"] == "COMPLETED", state
                return
            time.sleep(2)
        raise AssertionError(f"{name} never ran")

    def await_state(self, run: str, *types: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            state: dict[str, Any] = self.ask(f"/flow_runs/{run}")["state"]
            if state["type"] in (*types, "FAILED", "CRASHED"):
                return state
            assert time.monotonic() < until, (run, state, self.typed.said)
            time.sleep(0.2)

    def forms(self) -> dict[int, dict[str, Any]]:
        """The runs that wait for a decision on credit, by request."""
        chosen = {"tags": {"all_": ["decision", "gate:credit"]}, "state": {"type": {"any_": ["PAUSED"]}}}
        runs = self.ask("/flow_runs/filter", {"flow_runs": chosen, "limit": 200})
        return {run["parameters"]["request"]: run for run in runs}

    def text(self, run: str, attempt: int) -> str:
        """What stands above the form; Prefect writes it a moment after the run is suspended."""
        way = f"{self.url}/flow_runs/{run}/input/suspended-answer-{attempt}-description"
        until = time.monotonic() + PATIENCE_SECONDS
        while not (answer := requests.get(way, auth=self.auth, timeout=20)).ok:
            assert time.monotonic() < until, answer.text
            time.sleep(0.2)
        return str(answer.json())

    def submit(self, run: str, by: int, code: str, decision: str = "aprobar") -> str:
        """What the button Submit does; what the server says to it."""
        given = {"decision": decision, "approver": str(by), "code": code}
        return str(self.ask(f"/flow_runs/{run}/resume", {"run_input": given})["status"])

    def enrol(self, person: int) -> None:
        """Give a colleague a telephone that shows codes."""
        if person not in self.phones:
            with unit_of_work(self.engine) as session:
                secret = enrol(
                    session, keeper(create=True), session.get_one(Person, person), "Seiton", NOW
                ).secret
            self.phones[person] = pyotp.TOTP(secret)

    def code(self, person: int) -> str:
        """What the telephone of a colleague shows, once it shows another code than the last one."""
        self.enrol(person)
        while self.used.get(person) == (code := self.phones[person].now()):
            time.sleep(1)
        self.used[person] = code
        return code

    def colleague(self, role: str) -> int:
        with unit_of_work(self.engine) as session:
            return int(session.scalars(sa.select(PersonRole.person_id).where(PersonRole.role == role)).all()[0])

    def rows(self, query: Any) -> list[Any]:
        with unit_of_work(self.engine) as session:
            found = session.scalars(query).all()
            session.expunge_all()
            return list(found)

    def children(self) -> dict[str, int]:
        """The processes of the house: server and worker."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                mine = f"PREFECT_HOME={self.var}".encode() in (folder / "environ").read_bytes()
            except OSError:
                continue
            for name in ("server", "worker"):
                if mine and words[2:5] == [b"prefect", name.encode(), b"start"]:
                    found[name] = int(folder.name)
        return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("decisions") / "var"
    assert Typed(var, "sample", "--opportunities", "900").end() == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEITON_VAR", str(var))
        settings.cache_clear()
        typed = Typed(var, "up", "--port", str(free_port()))
        house = House(var, typed)
        try:
            house.open()
            house.run("lead-to-close")
            house.run("decision-forms")
            yield house
        finally:
            house.typed.end(signal.SIGINT)
            house.engine.dispose()
            settings.cache_clear()
    assert left_running(var) == []


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _one(house: House) -> tuple[ApprovalRequest, str]:
    """A question whose form waits."""
    forms = house.forms()
    open_ones = sa.select(ApprovalRequest).where(
        ApprovalRequest.status == "open", ApprovalRequest.kind == "credit"
    )
    request = next(one for one in house.rows(open_ones) if one.id in forms)
    return request, forms[request.id]["id"]


def test_every_schedule_has_made_its_next_run(house: House) -> None:
    assert {"nightly-audit", "lead-to-close", "contract-to-training", "renewal-to-recovery"} < house.schedules
    assert "schedule_" not in (house.var / "log" / "server.log").read_text(encoding="utf-8")


def test_every_open_question_has_one_form_and_no_process(house: House) -> None:
    open_ones = {
        one.id
        for one in house.rows(
            sa.select(ApprovalRequest).where(ApprovalRequest.status == "open", ApprovalRequest.kind == "credit")
        )
    }
    assert set(house.forms()) == open_ones
    assert not [run for run in house.forms().values() if processes_of(run["id"])]


def test_a_bare_click_on_resume_decides_nothing(house: House) -> None:
    _, run = _one(house)
    assert house.ask(f"/flow_runs/{run}/resume", {"run_input": {}})["status"] == "REJECT"
    assert house.ask(f"/flow_runs/{run}")["state"]["type"] == "PAUSED"


def test_a_wrong_code_asks_again_and_the_right_one_takes_the_case_on(house: House) -> None:
    request, run = _one(house)
    analyst = house.colleague(request.required_role)
    assert house.submit(run, analyst, "000000") == "ACCEPT"  # nobody is enrolled yet, and there is no key
    house.await_state(run, "PAUSED")
    assert "no se aceptó" in house.text(run, 2)
    house.enrol(analyst)
    assert house.submit(run, analyst, "000000") == "ACCEPT"
    house.await_state(run, "PAUSED")
    assert "no es el código" in house.text(run, 3)
    code = house.code(analyst)  # only now: it is worth nothing a minute later
    began = time.monotonic()
    assert house.submit(run, analyst, code) == "ACCEPT"
    state = house.await_state(run, "COMPLETED")
    print(f"decision to next stage: {time.monotonic() - began:.1f} s")
    assert state["type"] == "COMPLETED", state
    (decision,) = house.rows(sa.select(ApprovalDecision).where(ApprovalDecision.request_id == request.id))
    assert (decision.approver_id, decision.channel, decision.outcome) == (analyst, "prefect", "approved")
    (case,) = house.rows(sa.select(Opportunity).where(Opportunity.id == request.opportunity_id))
    assert case.stage in ("credit_authorised", "contracted", "won")


def test_a_manager_decides_in_the_browser(house: House) -> None:
    """As a person: read the facts, choose, write a wrong code, read why it was refused, write the right one."""
    request, run = _one(house)
    analyst, address = (
        house.colleague(request.required_role),
        f"{house.url.removesuffix('/api')}/runs/flow-run/{run}",
    )
    (case,) = house.rows(sa.select(Opportunity).where(Opportunity.id == request.opportunity_id))
    house.enrol(analyst)
    with a_browser(house.login) as page:
        for wrong in (True, False):
            form = Form(page, address)
            assert f"OPP-{case.id}" in form.facts and f"${case.amount_mxn:,.2f}" in form.facts
            assert ("no es el código" in form.facts) == (not wrong)
            form.choose("Decisión", "aprobar")
            form.write("Quién decide", str(analyst))
            form.write("Código de un solo uso", "000000" if wrong else house.code(analyst))
            form.submit()
            if wrong:
                house.text(run, 2)
        assert house.await_state(run, "COMPLETED")["type"] == "COMPLETED"
    (decision,) = house.rows(sa.select(ApprovalDecision).where(ApprovalDecision.request_id == request.id))
    assert (decision.approver_id, decision.outcome) == (analyst, "approved")
    (case,) = house.rows(sa.select(Opportunity).where(Opportunity.id == request.opportunity_id))
    assert case.stage in ("credit_authorised", "contracted", "won")


def test_a_seller_cannot_approve_their_own_case(house: House) -> None:
    request, run = _one(house)
    (case,) = house.rows(sa.select(Opportunity).where(Opportunity.id == request.opportunity_id))
    assert house.submit(run, case.owner_id, house.code(case.owner_id)) == "ACCEPT"
    house.await_state(run, "PAUSED")
    (refused,) = house.rows(sa.select(RefusedAnswer).where(RefusedAnswer.request_id == request.id))
    assert refused.reason == "own_case"
    assert "vende esta oportunidad" in house.text(run, 2)


def test_what_was_decided_elsewhere_closes_its_form(house: House) -> None:
    request, run = _one(house)
    analyst = house.colleague(request.required_role)
    code = house.code(analyst)
    done = Typed(house.var, "decide", f"REQ-{request.id}", "decline", "--by", str(analyst), "--code", code)
    assert done.end() == 0, done.said
    house.run("decision-forms")
    assert house.ask(f"/flow_runs/{run}")["state"]["type"] == "COMPLETED"


def test_a_worker_killed_while_it_decides_loses_no_question_and_decides_nothing_twice(house: House) -> None:
    request, run = _one(house)
    analyst = house.colleague(request.required_role)
    assert house.submit(run, analyst, house.code(analyst)) == "ACCEPT"
    _kill_its_process(run)
    house.await_state(run, "CRASHED", "COMPLETED")
    house.run("decision-forms")
    decisions = house.rows(sa.select(ApprovalDecision).where(ApprovalDecision.request_id == request.id))
    if decisions:  # it was killed after the decision was written
        assert request.id not in house.forms()
    else:
        again = house.forms()[request.id]["id"]
        assert again != run
        assert house.submit(again, analyst, house.code(analyst)) == "ACCEPT"
        assert house.await_state(again, "COMPLETED")["type"] == "COMPLETED"
        decisions = house.rows(sa.select(ApprovalDecision).where(ApprovalDecision.request_id == request.id))
    assert len(decisions) == 1


def processes_of(run: str) -> list[int]:
    """The processes that work on a run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"PREFECT__FLOW_RUN_ID={run}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def _kill_its_process(run: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for pid in processes_of(run):
            os.kill(pid, signal.SIGKILL)
            return
        time.sleep(0.05)
    raise AssertionError("no process took the run up")


def test_a_form_that_prefect_lost_is_opened_again(house: House) -> None:
    request, run = _one(house)
    house.ask(f"/flow_runs/{run}", method="DELETE")
    house.run("decision-forms")
    assert house.forms()[request.id]["id"] != run


def test_an_opener_killed_half_way_leaves_no_question_without_a_form(house: House) -> None:
    before = house.forms()
    for _ in range(5):
        for run in house.forms().values():
            house.ask(f"/flow_runs/{run['id']}", method="DELETE")
        opener = _opener_at_work(house)
        while not house.forms() and house.ask(f"/flow_runs/{opener}")["state"]["type"] == "RUNNING":
            time.sleep(0.05)
        for pid in processes_of(opener):
            with suppress(ProcessLookupError):  # it was faster
                os.kill(pid, signal.SIGKILL)
        if 0 < len(house.forms()) < len(before):
            break
    assert 0 < len(house.forms()) < len(before)
    assert house.await_state(opener, "COMPLETED")["type"] == "CRASHED"
    house.run("decision-forms")
    assert house.forms().keys() == before.keys()


def _opener_at_work(house: House) -> str:
    """A run that opens forms, and has begun; where one holds its place still, the next."""
    for _ in range(20):
        run = house.begin("decision-forms")
        if house.await_state(run, "RUNNING", "CANCELLED")["type"] == "RUNNING":
            return run
        time.sleep(2)
    raise AssertionError("no opener began")


def test_forms_outlive_the_server(house: House) -> None:
    before = house.forms()
    with sqlite3.connect(house.var / "prefect" / "prefect.db") as connection:
        waiting = connection.execute("SELECT count(*) FROM flow_run WHERE state_name = 'Suspended'").fetchone()[
            0
        ]
    house.typed.end(signal.SIGKILL)
    for pid in house.children().values():
        os.kill(pid, signal.SIGKILL)
    house.typed = Typed(house.var, "up", "--port", str(free_port()))
    house.open()
    assert waiting >= len(before) > 0
    house.run("decision-forms")
    assert house.forms().keys() == before.keys()
