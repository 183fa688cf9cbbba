"""On a real server: flow runs, the worker and the server are killed at random moments, and the end is as if nothing had been."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from checks.trail import verify
from config.settings import settings
from crm.database import Engine, open_engine
from crm.model import CASES, Delivery, Outbox, StageHistory
from crm.roots import read_roots
from tasks.work import Call
from tests.cli.run.test_decisions import House, free_port, processes_of
from tests.cli.run.typed import PATIENCE_SECONDS, Typed, left_running
from tests.tasks.sweeping import sweep

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.xdist_group("servers")]

SWEEPS = {"lead-to-close": "opportunity", "contract-to-training": "delivery", "renewal-to-recovery": "renewal"}
SEED = 7
VICTIMS = ["flow run"] * 2 + ["worker", "server"]
"""More of them take longer and show the same; ``seiton chaos`` kills by the hundred."""
ROUNDS = 3
AT_WORK = ["RUNNING", "PENDING", "CANCELLING"]


def _copy(var: Path, name: str) -> Path:
    folder = var.with_name(name)
    folder.mkdir()
    shutil.copyfile(var / "crm.sqlite", folder / "crm.sqlite")
    return folder


def _undisturbed(var: Path) -> Engine:
    """The same sweeps without Prefect and without anything that befalls them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEITON_VAR", str(var))
        patch.delenv("SEITON_CONFIG", raising=False)
        patch.delenv("SEITON_DATABASE", raising=False)
        settings.cache_clear()
        for _ in range(ROUNDS):
            for record in SWEEPS.values():
                sweep(record, Call(dt.datetime.now(dt.UTC), "undisturbed"))
    settings.cache_clear()
    return open_engine(f"sqlite:///{var / 'crm.sqlite'}")


def told(engine: Engine) -> dict[str, Counter[Any]]:
    """Where the cases of each client stand after how many moves, every move that was made, and what was queued."""
    with engine.connect() as connection:
        stands = {
            record: Counter(
                tuple(row) for row in connection.execute(sa.select(m.account_id, m.stage, m.version))
            )
            for record, m in CASES.items()
        }
        history = sa.select(StageHistory.record, StageHistory.from_stage, StageHistory.to_stage)
        queued = sa.select(Outbox.key).where(Outbox.kind == "notify")
        return {
            **stands,
            "history": Counter(tuple(row) for row in connection.execute(history)),
            "deliveries": Counter(connection.scalars(sa.select(Delivery.opportunity_id))),
            "queued": Counter(connection.scalars(queued)),
        }


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[House, Path]]:
    var = tmp_path / "var"
    assert Typed(var, "sample", "--opportunities", "300").end() == 0
    calm = _copy(var, "calm")
    found = House(var, Typed(var, "up", "--port", str(free_port())))
    try:
        found.open()
        yield found, calm
    finally:
        found.typed.end(signal.SIGINT)
        found.engine.dispose()
    assert left_running(var) == []


def _up_again(house: House) -> None:
    """What a supervisor does: ``seiton up`` ends when its server or worker is gone, and is begun again."""
    code = house.typed.end()
    assert code == 4, house.typed.said
    house.typed = Typed(house.var, "up", "--port", str(free_port()))
    house.open()


def _kill_while_it_works(house: House, victim: str, deployment: str, delay: float) -> None:
    run = house.begin(deployment)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (working := processes_of(run)):
        assert time.monotonic() < until, house.typed.said
        if house.ask(f"/flow_runs/{run}")["state"]["type"] == "CANCELLED":  # a scheduled one is at work
            return
        time.sleep(0.05)
    time.sleep(delay)
    if victim == "flow run":
        for pid in working:
            _kill(pid)
        assert house.await_state(run, "CRASHED", "COMPLETED")["type"] in ("CRASHED", "COMPLETED")
    else:
        _kill(house.children()[victim])
        _up_again(house)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it was faster
        os.kill(pid, signal.SIGKILL)


def _left_at_work(house: House) -> list[dict[str, Any]]:
    """Runs that seem to be at work, but no process works on them."""
    chosen = {"state": {"type": {"any_": AT_WORK}}}
    runs = house.ask("/flow_runs/filter", {"flow_runs": chosen, "limit": 200})
    return [run for run in runs if not processes_of(run["id"])]


def test_whatever_is_killed_of_a_real_server_the_end_is_the_undisturbed_one(house: tuple[House, Path]) -> None:
    here, calm_var = house
    calm = told(_undisturbed(calm_var))
    random = Random(SEED)
    victims = random.sample(VICTIMS, len(VICTIMS))
    for victim in victims:
        deployment = random.choice(list(SWEEPS))
        delay = random.uniform(0, 4)
        began = time.monotonic()
        _kill_while_it_works(here, victim, deployment, delay)
        print(f"{victim} killed {delay:.1f} s into {deployment}: {time.monotonic() - began:.0f} s")
    for _ in range(ROUNDS):
        for deployment in SWEEPS:
            here.run(deployment)
    here.run("audit-of-changes")
    found = told(here.engine)
    for what, rows in calm.items():
        assert (rows - found[what], found[what] - rows) == (Counter(), Counter()), what
    with here.engine.connect() as connection:
        assert verify(connection, read_roots(here.var / "trail" / "roots.jsonl")).wrong == []
    until = time.monotonic() + 60
    while left := _left_at_work(here):
        assert time.monotonic() < until, [(run["name"], run["state"]) for run in left]
        time.sleep(1)
    crashed = here.ask(
        "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["CRASHED"]}}}, "limit": 200}
    )
    assert crashed
    assert all(run["state"]["message"] for run in crashed)
