"""The nightly audit keeps findings with their age, changes nothing when nothing changed, and never half of anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks import scores, scratch
from checks.audit import Audit, AuditUnderWay, audit
from checks.compile import view_name
from checks.install import NotInstalled, install, open_day
from crm.database import open_engine, unit_of_work
from crm.model import AuditRun, AuditScore, Base, Contact, Finding, Opportunity, RuleRow, Touched, Verdict
from tests.builders import NOW, TODAY, add, an_opportunity, day, the_rulebook
from tests.conftest import World

NAMELESS = "A16-opportunity-name"


def run(world: World, **options: Any) -> Audit:
    return audit(world.engine, world.installed, now=NOW, **options)


def pass_days(world: World, days: int) -> None:
    with world.write() as session:
        open_day(session, day(days))


def findings(world: World, rule: str, record_id: int) -> list[tuple[dt.date, dt.date | None]]:
    """(first seen, resolved) of a rule on a record, oldest first."""
    query = (
        sa.select(Finding.first_seen, Finding.resolved_on)
        .join(RuleRow, RuleRow.id == Finding.rule_id)
        .where(RuleRow.key == rule, Finding.record_id == record_id)
        .order_by(Finding.first_seen)
    )
    with world.read() as session:
        return [tuple(row) for row in session.execute(query)]


def change(world: World, case: Any, **values: Any) -> None:
    with world.write() as session:
        found = session.get_one(type(case), case.id)
        for name, value in values.items():
            setattr(found, name, value)


def everything(session: Session, *models: Any) -> dict[str, list[Any]]:
    tables = [model.__table__ for model in models]
    return {table.name: sorted(map(tuple, session.execute(sa.select(table)))) for table in tables}


@pytest.fixture
def case(world: World) -> Opportunity:
    with world.write() as session:
        return an_opportunity(session, "qualified")


def test_a_broken_rule_becomes_a_finding_first_seen_today(world: World, case: Opportunity) -> None:
    run(world)
    assert findings(world, NAMELESS, case.id) == []
    change(world, case, name=None)
    assert run(world).new_findings == 1
    assert findings(world, NAMELESS, case.id) == [(TODAY, None)]


def test_a_finding_keeps_its_age_while_the_rule_is_broken(world: World, case: Opportunity) -> None:
    change(world, case, name=None)
    run(world)
    pass_days(world, 12)
    run(world)
    assert findings(world, NAMELESS, case.id) == [(TODAY, None)]


def test_a_mended_record_resolves_its_finding_on_that_day(world: World, case: Opportunity) -> None:
    change(world, case, name=None)
    run(world)
    pass_days(world, 3)
    change(world, case, name="Print service")
    assert run(world).resolved_findings >= 1
    assert findings(world, NAMELESS, case.id) == [(TODAY, day(3))]


def test_a_finding_that_comes_back_is_a_new_one(world: World, case: Opportunity) -> None:
    change(world, case, name=None)
    run(world)
    pass_days(world, 3)
    change(world, case, name="Print service")
    run(world)
    pass_days(world, 5)
    change(world, case, name="")
    run(world)
    assert findings(world, NAMELESS, case.id) == [(TODAY, day(3)), (day(5), None)]


def test_what_comes_back_on_the_day_it_was_resolved_was_never_gone(world: World, case: Opportunity) -> None:
    change(world, case, name=None)
    run(world)
    pass_days(world, 3)
    change(world, case, name="Print service")
    run(world)
    change(world, case, name=None)
    run(world)
    assert findings(world, NAMELESS, case.id) == [(TODAY, None)]


def test_a_deleted_record_resolves_its_findings(world: World) -> None:
    with world.write() as session:
        stray = add(session, Contact(name="Nobody", created_at=NOW))
    run(world)
    assert findings(world, "A32-orphan-contact", stray.id) == [(TODAY, None)]
    with world.write() as session:
        session.delete(session.get_one(Contact, stray.id))
    run(world, full=False)
    assert findings(world, "A32-orphan-contact", stray.id) == [(TODAY, TODAY)]


@pytest.mark.parametrize("full", [True, False])
def test_the_same_day_twice_changes_nothing(world: World, full: bool) -> None:
    run(world)
    with world.read() as session:
        before = everything(session, Verdict, Finding)
    again = run(world, full=full)
    with world.read() as session:
        assert everything(session, Verdict, Finding) == before
    assert (again.new_findings, again.resolved_findings) == (0, 0)


def test_an_audit_that_is_killed_leaves_nothing(
    world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    change(world, case, name=None)
    with world.read() as session:
        before = everything(session, Verdict, Finding, AuditRun, AuditScore, Touched)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(scores, "score", killed)  # all is written but the scores
        run(world, full=False)
    with world.read() as session:
        assert everything(session, Verdict, Finding, AuditRun, AuditScore, Touched) == before
    assert run(world, full=False).new_findings == 1


def test_an_edit_while_an_audit_judges_is_left_for_the_next(
    world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    change(world, case, lead_source="fair")  # so that the record is touched already when it is edited again
    meanwhile(world, monkeypatch, lambda: change(world, case, name=None))
    assert run(world, full=False).new_findings == 0
    assert run(world, full=False).new_findings == 1
    assert findings(world, NAMELESS, case.id) == [(TODAY, None)]


def test_of_two_audits_at_once_one_changes_nothing_and_says_so(
    world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    change(world, case, name=None)
    ends: list[str] = []
    meanwhile(world, monkeypatch, lambda: ends.append(outcome(world)))
    ends.append(outcome(world))
    assert sorted(ends) == ["done", "under way"]
    assert findings(world, NAMELESS, case.id) == [(TODAY, None)]
    assert run(world, full=False).new_findings == 0


def test_an_audit_leaves_no_file_beside_the_crm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if world.kind != "sqlite":
        pytest.skip("on PostgreSQL nothing lies beside the CRM")
    folder = Path(str(world.engine.url.database)).parent
    during: list[str] = []
    meanwhile(world, monkeypatch, lambda: during.extend(path.name for path in folder.glob(".audit-*")))
    run(world, workers=2)
    assert len(during) == 1
    assert list(folder.glob(".audit-*")) == []


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_however_many_workers_judge_they_find_the_same(world: World, case: Opportunity, workers: int) -> None:
    change(world, case, name=None)
    run(world)
    with world.read() as session:
        before = everything(session, Verdict, Finding)
    again = run(world, workers=workers)
    with world.read() as session:
        assert everything(session, Verdict, Finding) == before
    assert (again.new_findings, again.resolved_findings) == (0, 0)


def test_what_the_audit_finds_is_what_the_views_of_the_rules_say(world: World, case: Opportunity) -> None:
    change(world, case, name=None)
    run(world)
    with world.read() as session:
        found = {tuple(row) for row in session.execute(
            sa.select(RuleRow.key, Finding.record_id).join(RuleRow, RuleRow.id == Finding.rule_id)
        )}  # fmt: skip
        assert found == {
            (rule.key, number)
            for rule in world.installed.rulebook
            for (number,) in session.execute(
                sa.text(f"SELECT id FROM {view_name(rule.record)} WHERE {rule.column} = 1")
            )
        }


def test_a_business_day_is_needed(world: World, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'young.sqlite'}")
    Base.metadata.create_all(engine)
    with unit_of_work(engine) as session:
        rules = install(session, the_rulebook())
    with pytest.raises(NotInstalled, match="business day"):
        audit(engine, rules, now=NOW)
    engine.dispose()


def test_an_audit_of_an_empty_crm_scores_a_hundred(tmp_path: Path) -> None:
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    with unit_of_work(engine) as session:
        rules = install(session, the_rulebook())
        open_day(session, TODAY)
    for full in (True, False):
        found = audit(engine, rules, now=NOW, full=full)
        assert (found.records, found.open_findings, found.score_percent) == (0, 0, 100)
    engine.dispose()


def meanwhile(world: World, monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Have something happen once, while the next audit judges."""
    left = [what]

    def first(then: Callable[..., Any], *arguments: Any) -> Any:
        if left:
            left.pop()()
        return then(*arguments)

    for name in ("judge", "chosen"):  # by the connection that writes, by a worker that hands over what it found
        monkeypatch.setattr(scratch, name, partial(first, getattr(scratch, name)))


def outcome(world: World) -> str:
    try:
        run(world)
    except AuditUnderWay:
        return "under way"
    return "done"
