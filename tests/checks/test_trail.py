"""Whoever alters what happened, by whatever way, is found out, and where (000/A17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from checks import guards_postgresql
from checks.trail import SEALED, Verified, link, seal, verify
from crm.model import CreditDecision, StageHistory
from crm.roots import Root, RootsDamaged, add_root, read_roots
from tests.builders import NOW, a_lead, an_opportunity, supersede
from tests.worlds import World

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def root(world: World) -> Root:
    """A CRM in which things have happened, sealed; what was written down of it outside."""
    with world.write() as session:
        an_opportunity(session, "contracted")
        a_lead(session)
    return _sealed(world)


def _sealed(world: World, now: dt.datetime = NOW) -> Root:
    done = seal(world.engine, now)
    return Root(now.isoformat(), done.place, done.sha256)


def _verified(world: World, *roots: Root) -> Verified:
    with world.engine.connect() as connection:
        return verify(connection, roots)


def _past_the_guards(world: World, *statements: str) -> None:
    """What somebody does who owns the database: no guard is there, and afterwards nothing shows that none was."""
    with world.engine.begin() as connection:
        if world.kind == "postgresql":
            guards_postgresql.remove(connection)
        else:
            names = connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_what_nobody_altered_fits(world: World, root: Root) -> None:
    found = _verified(world, root)
    assert (found.wrong, found.waiting) == ([], 0)
    assert found.places == root.place > 5


def test_every_table_of_what_is_never_changed_is_sealed(world: World, root: Root) -> None:
    with world.engine.connect() as connection:
        rows = sum(
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in SEALED.values()
        )
    assert rows == root.place


def test_sealing_again_adds_nothing_and_later_rows_wait_for_the_next(world: World, root: Root) -> None:
    assert _sealed(world, LATER) == Root(LATER.isoformat(), root.place, root.sha256)
    with world.write() as session:
        a_lead(session)
    assert _verified(world, root).waiting == 1
    assert _sealed(world, LATER).place == root.place + 1
    assert _verified(world, root).wrong == []


def test_a_decision_may_be_superseded_and_still_fits(world: World, root: Root) -> None:
    with world.write() as session:
        supersede(
            session,
            session.scalars(sa.select(CreditDecision).where(CreditDecision.superseded_at.is_(None))).all()[-1],
        )
    assert _verified(world, root).wrong == []


LAST = "(SELECT max(id) FROM stage_history)"
WAYS = {
    "altered": ("is not what was sealed", f"UPDATE stage_history SET moved_by = 'the boss' WHERE id = {LAST} - 1"),
    "altered to nothing": ("is not what was sealed", f"UPDATE stage_history SET from_stage = NULL WHERE id = {LAST} - 1"),
    "a decision altered": ("credit_decision", "UPDATE credit_decision SET limit_centavos = limit_centavos + 1 WHERE id = (SELECT max(id) FROM credit_decision)"),
    "its hash altered": ("is not what was sealed", "UPDATE trail_entry SET sha256 = 'f' WHERE id = 3"),
    "deleted": ("was deleted", f"DELETE FROM stage_history WHERE id = {LAST} - 1"),
    "deleted with its place": (
        "were deleted",
        f"DELETE FROM trail_entry WHERE source = 'stage_history' AND source_id = {LAST} - 1", f"DELETE FROM stage_history WHERE id = {LAST} - 1",
    ),
    "slipped in": (
        "slipped in",
        "UPDATE stage_history SET id = 0 - id WHERE id = (SELECT min(id) FROM stage_history)",
    ),
    "reordered": (
        "is not what was sealed",
        "UPDATE trail_entry SET id = -1 WHERE id = 2", "UPDATE trail_entry SET id = 2 WHERE id = 3",
        "UPDATE trail_entry SET id = 3 WHERE id = -1",
    ),
    "cut off": ("its end was cut off", "DELETE FROM trail_entry WHERE id > 4"),
    "moved past the guards": ("its history ends at", "UPDATE opportunity SET stage = 'won' WHERE stage = 'lead'"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_it_is_found_when_something_is(world: World, root: Root, way: str) -> None:
    words, *statements = WAYS[way]
    _past_the_guards(world, *statements)
    found = _verified(world, root)
    assert any(words in wrong.en for wrong in found.wrong), found.wrong


def test_what_was_altered_is_named_by_its_case_and_move(world: World, root: Root) -> None:
    moves = sa.select(StageHistory.id, StageHistory.record_id).where(StageHistory.to_stage == "contracted")
    with world.read() as session:
        number, case = session.execute(moves.order_by(StageHistory.id.desc())).first() or (0, 0)
    _past_the_guards(world, f"UPDATE stage_history SET moved_by = 'me' WHERE id = {number}")
    (wrong,) = _verified(world, root).wrong
    assert f"OPP-{case}: credit_authorised → contracted" in wrong.en


def test_a_trail_that_was_rewritten_from_end_to_end_does_not_fit_what_was_written_down(
    world: World, root: Root
) -> None:
    _past_the_guards(
        world,
        f"UPDATE stage_history SET moved_by = 'the boss' WHERE id = {LAST} - 1",
        "DELETE FROM trail_entry",
    )
    rewritten = _sealed(world)
    assert rewritten.place == root.place
    assert _verified(world).wrong == []
    assert "rewritten" in _verified(world, root).wrong[0].en


def test_an_empty_field_leaves_no_mark_so_that_a_later_column_changes_no_hash() -> None:
    assert link("0", "t", {"a": 1, "new": None}) == link("0", "t", {"a": 1})
    assert (
        len(
            {
                link("0", "t", {"a": 1}),
                link("1", "t", {"a": 1}),
                link("0", "u", {"a": 1}),
                link("0", "t", {"a": "1"}),
            }
        )
        == 4
    )


@pytest.mark.parametrize("statement", ["UPDATE trail_entry SET sha256 = 'f'", "DELETE FROM trail_entry"])
def test_the_database_refuses_to_alter_the_trail(world: World, root: Root, statement: str) -> None:
    def alter(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    _refused(world, alter)


def _refused(world: World, act: Callable[[Connection], None]) -> None:
    with (
        pytest.raises(sa.exc.DatabaseError, match="what happened is never"),
        world.engine.begin() as connection,
    ):
        act(connection)


def test_roots_are_only_added_and_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "trail" / "roots.jsonl"
    assert read_roots(path) == []
    kept = [Root("2026-11-20", 3, "a"), Root("2026-11-21", 5, "b")]
    for root in kept:
        add_root(path, root)
    assert read_roots(path) == kept
    path.write_text(path.read_text() + "{cut")
    with pytest.raises(RootsDamaged, match="line 3"):
        read_roots(path)
