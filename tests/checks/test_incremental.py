"""An audit of what changed comes to what an audit of everything comes to, whatever was edited and whatever day it is."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from checks.audit import Audit, audit
from checks.install import business_day, install, open_day
from checks.rule import Rulebook
from crm.database import open_engine
from crm.model import Finding, FleetLine, Opportunity, RuleRow, Verdict
from tests.builders import (
    BUILDERS,
    NOW,
    TODAY,
    a_lead,
    add,
    an_opportunity,
    day,
    part,
    the_company,
    the_rulebook,
)
from tests.checks.random_edits import Editor
from tests.conftest import laid_out, opened
from tests.worlds import World


def run(world: World, *, full: bool = False) -> Audit:
    return audit(world.engine, world.installed, now=NOW, full=full)


def kept(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every finding and every verdict."""
    with engine.connect() as connection:
        return {
            model.__tablename__: sorted(map(tuple, connection.execute(sa.select(model.__table__))), key=str)
            for model in (Finding, Verdict)
        }


def populate(world: World) -> None:
    """A case in every stage of every lifecycle, walked there or as an imported claim, and a day on which all is judged."""
    with world.write() as session:
        for record, build in BUILDERS.items():
            for stage in the_company().lifecycles[record].ids:
                case = build(session, stage)
                if record == "opportunity":
                    claim = {
                        "stage": "imported",
                        "claimed_stage": stage,
                        "source": "old",
                        "source_id": f"{stage}",
                    }
                    add(session, Opportunity(
                        stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW, account_id=case.account_id,
                        name="Claimed", owner_id=case.owner_id, **claim,
                    ))  # fmt: skip
    run(world, full=True)


@pytest.fixture(scope="session")
def audited(databases: Any) -> Iterator[str]:
    """A CRM with a case in every stage, audited today: the template that tests copy."""
    yield from laid_out(databases, populate)


@pytest.fixture
def busy(databases: Any, audited: str) -> Iterator[World]:
    """A CRM with a case in every stage, audited today."""
    yield from opened(databases, like=audited)


@pytest.mark.parametrize(
    ("rounds", "tables"), [(6, 15), pytest.param(40, 25, marks=pytest.mark.slow)], ids=("some", "many")
)
def test_after_any_edits_on_any_day_an_audit_of_what_changed_leaves_nothing_to_find(
    busy: World, rounds: int, tables: int
) -> None:
    editor = Editor(busy.engine, seed=rounds)
    for number in range(rounds):
        live(busy, editor, number)
        found = run(busy)
        before = kept(busy.engine)
        again = run(busy, full=True)
        assert kept(busy.engine) == before, f"round {number}: {found} was not {again}"
    assert len({place.split(".")[0] for place in editor.done}) > tables


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_findings_of_what_changed_are_those_of_a_full_audit_of_a_copy(
    busy: World, seed: int, tmp_path: Path
) -> None:
    if busy.kind != "sqlite":
        pytest.skip("an SQLite file is copied in no time")
    editor = Editor(busy.engine, seed=100 + seed)
    for number in range(25):
        live(busy, editor, number)
        copy = copied(busy, tmp_path / "copy.sqlite")
        run(busy)
        audit(copy, busy.installed, now=NOW)
        assert kept(busy.engine) == kept(copy), f"round {number}"
        copy.dispose()


def live(world: World, editor: Editor, number: int) -> None:
    """A few dozen edits and, every third time, a night or some weeks."""
    editor.edit(times=20)
    if number % 3 == 0:
        with world.write() as session:
            open_day(session, business_day(session) + dt.timedelta(days=editor.random.choice((1, 1, 2, 7, 30))))


def copied(world: World, path: Path) -> Engine:
    source, target = sqlite3.connect(str(world.engine.url.database)), sqlite3.connect(path)
    source.backup(target)
    source.close()
    target.close()
    return open_engine(f"sqlite:///{path}")


# --- what is judged again, and what is not ------------------------------------------------------------------------


def test_nothing_edited_on_the_same_day_judges_nothing(busy: World) -> None:
    assert run(busy).judged == 0


def test_an_edit_judges_the_records_that_it_reaches_and_no_others(busy: World) -> None:
    with busy.write() as session:
        case = an_opportunity(session, "studied")
    run(busy)
    with busy.write() as session:
        part(session, case, FleetLine).mono_pages_per_month = None
    found = run(busy)
    assert (found.mode, found.judged, found.new_findings) == ("incremental", 1, 1)


def test_a_date_that_has_come_judges_its_record_without_an_edit(busy: World) -> None:
    with busy.write() as session:
        case = an_opportunity(session, "qualified", expected_close_on=day(200))
        open_day(session, day(200))
    run(busy)
    with busy.write() as session:
        open_day(session, day(201))
    run(busy)
    assert "M07-close-date-past" in broken(busy, "opportunity", case.id)


@pytest.mark.slow
def test_after_a_change_of_the_rules_everything_is_judged(busy: World) -> None:
    rules = Rulebook(the_company(), [rule for rule in the_rulebook() if rule.key != "M07-next-step"])
    with busy.write() as session:
        changed = install(session, rules)
    found = audit(busy.engine, changed, now=NOW, full=False)
    assert (found.mode, found.judged) == ("full", found.records)


@pytest.mark.slow
def test_a_retired_rule_leaves_no_open_finding(busy: World) -> None:
    with busy.write() as session:
        lead = a_lead(session)
    run(busy)
    assert "A16-opportunity-name" in broken(busy, "opportunity", lead.id)
    rules = Rulebook(the_company(), [rule for rule in the_rulebook() if rule.key != "A16-opportunity-name"])
    with busy.write() as session:
        changed = install(session, rules)
    audit(busy.engine, changed, now=NOW, full=False)
    assert "A16-opportunity-name" not in broken(busy, "opportunity", lead.id)


def broken(world: World, record: str, record_id: int) -> set[str]:
    query = (
        sa.select(RuleRow.key)
        .join(Finding, Finding.rule_id == RuleRow.id)
        .where(RuleRow.record == record, Finding.record_id == record_id, Finding.resolved_on.is_(None))
    )
    with world.read() as session:
        return set(session.scalars(query))
