"""A killed run loses nothing and does nothing twice; and a kill test that would not notice is none."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import checks.lifecycle as lifecycle
import tasks.lifecycle
from checks.ending import differences, ending
from checks.lifecycle import Step
from checks.rules import rulebook
from checks.trail import seal
from config.company import load_company
from crm.database import unit_of_work
from crm.model import Outbox
from tasks import inbox
from tasks.chaos import Chaos, Life, chaos
from tests.builders import NOW, an_opportunity
from tests.house.conftest import ROOT
from tests.worlds import World

SHOWS_ONLY = ("show_", "name_", "tag_", "open_the_forms", "count_", "write_the_data_docs", "write_the_review")
"""Verbs of Prefect's pages and forms; the forms have kill tests of their own (tests/cli/run/test_decisions.py)."""

BY_ANOTHER_NAME = {
    "judge_the_records": "audit",
    "compute_the_quotes_again": "recheck",
    "seal_the_trail": "seal_and_note",
    "plan_the_contacts": "plan_everything",
    "deliver_the_notices": "deliver_all",
    "record_the_answer": "answer",
    "take_the_case_on": "take_on",
    "file_what_came_in": "empty_inbox",
}
ELSEWHERE = {"close_the_forms", "wait_for_the_answer"}
"""Prefect's forms: tests/cli/run/test_decisions.py."""


def _names(path: Path, module: str) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in found if (node.module or "").startswith(module) for alias in node.names}


def test_the_kill_test_does_every_verb_of_the_flows_that_writes() -> None:
    verbs = set[str]().union(*(_names(path, "tasks.") for path in (ROOT / "flows").glob("*.py")))
    writing = {
        name for name in verbs if name.islower() and not name.startswith((*SHOWS_ONLY, "work_on", "this_call"))
    }
    writing -= {name for name in writing if name.endswith("_name")} | {"named_after"} | ELSEWHERE
    done = set[str]().union(
        *(
            _names(ROOT / "tasks" / file, module)
            for file in ("shift.py", "paper_drop.py")
            for module in ("tasks.", "checks.", "crm.")
        )
    )
    assert {BY_ANOTHER_NAME.get(name, name) for name in writing} - done == set()


def test_an_end_differs_from_itself_in_nothing_and_from_another_in_just_what_differs(world: World) -> None:
    with world.write() as session:
        an_opportunity(session, "studied")
        session.add(
            Outbox(key="k:1", kind="notify", record="opportunity", record_id=1, payload={}, created_at=NOW)
        )
    seal(world.engine, NOW)
    calm = ending(world.engine, [])
    with world.write() as session:
        session.execute(sa.update(Outbox).values(created_at=NOW + dt.timedelta(hours=1), attempts=3))
    assert differences(calm, ending(world.engine, []), 0) == []
    with world.write() as session:
        session.execute(sa.update(Outbox).values(delivered_at=NOW))
    assert [line.partition(":")[0] for line in differences(calm, ending(world.engine, []), 0)] == ["outbox"] * 2
    with world.write() as session:
        an_opportunity(session, "lead")
    said = " ".join(differences(calm, ending(world.engine, []), 0))
    assert "stage_history: has besides" in said
    assert "rows are not sealed" in said
    assert "opportunity: has besides" in said


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chaos]:
    with chaos(rulebook(load_company(ROOT / "config")), tmp_path_factory.mktemp("chaos")) as made:
        yield made


@pytest.mark.slow
def test_whatever_is_killed_ends_as_if_nothing_had_been(scratch: Chaos) -> None:
    life = scratch.live(1, 1)
    assert life.wrong == []
    assert len(life.killed) > 40
    assert {"begin", "select", "insert", "update", "commit"} <= {kind for _, _, kind in life.killed}


@pytest.mark.slow
def test_the_same_seed_kills_at_the_same_steps(scratch: Chaos) -> None:
    assert scratch.deal(3, 1) == scratch.deal(3, 1)
    assert scratch.deal(3, 1) != scratch.deal(3, 2)


def killed_once(mutant: Chaos, run: int, step: int, monkeypatch: pytest.MonkeyPatch) -> Life:
    """A life in which one run dies at one step, and no other."""
    kills = {number: [step] if number == run else [] for number in range(len(mutant.runs))}
    monkeypatch.setattr(mutant, "deal", lambda _seed, _number: kills)
    return mutant.live(1, 1)


@pytest.mark.slow
def test_a_notice_that_is_queued_after_the_move_was_saved_is_noticed_as_lost(
    scratch: Chaos, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_two_steps(
        bind: Any, installed: Any, record: str, stage: str, scope: Any, now: Any, actor: str
    ) -> Step:
        declared = installed.rulebook.company.lifecycles[record][stage]
        with unit_of_work(bind) as session:
            moved = lifecycle.enter(session, installed, record, stage, scope, now, actor)
        if moved and declared.notify:
            scratch.office.tell("between")
        with unit_of_work(bind) as session:
            if moved and declared.notify:
                lifecycle._queue_notices(session, record, declared, scope, now, actor)
            if declared.creates:
                lifecycle.create(session, declared.creates, now, lifecycle.business_day(session))
        return Step(record, stage, moved, 0)

    monkeypatch.setattr(tasks.lifecycle, "take_step", in_two_steps)
    names = [run.flow.partition(".")[0] for run in scratch.runs]
    first, told = names.index("lead-to-close"), names.index("deliver-notices")
    mutant = Chaos(scratch.office, scratch.database, scratch.fresh, scratch.runs[: told + 1])
    between = [point for point in mutant.calm.points if point.kind == "between" and point.run == first][-1]
    life = killed_once(mutant, first, between.step, monkeypatch)
    assert [kind for _, _, kind in life.killed] == ["between"]
    assert any(line.startswith("outbox: lacks") for line in life.wrong)
    assert any("never came" in line for line in life.wrong)


@pytest.mark.slow
def test_a_paper_that_is_put_aside_before_it_is_filed_is_noticed_as_lost(
    scratch: Chaos, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, put_aside = inbox._read, inbox._put_aside

    def read_and_put_aside(path: Path, kind: str | None, size_mb: int) -> bytes:
        data = read(path, kind, size_mb)
        put_aside(path, inbox.DONE)
        return data

    monkeypatch.setattr(inbox, "_read", read_and_put_aside)
    monkeypatch.setattr(inbox, "_put_aside", lambda *_: True)
    at = [run.flow.partition(".")[0] for run in scratch.runs].index("documents")
    mutant = Chaos(scratch.office, scratch.database, scratch.fresh, scratch.runs[: at + 1])
    _attested, filed, *_ = [
        point.step for point in mutant.calm.points if (point.run, point.kind) == (at, "insert")
    ]
    life = killed_once(mutant, at, filed, monkeypatch)
    assert [kind for _, _, kind in life.killed] == ["insert"]
    assert any(line.startswith("document: lacks kind='agreement'") for line in life.wrong)
