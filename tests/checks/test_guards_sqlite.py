"""What only SQLite knows: replacing rows, values of another type, a stock client with none of our settings."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest

from checks.install import altered_guards
from crm.database import open_engine, reading
from tests.builders import the_rulebook
from tests.checks.attempts import Shop

REPLACED = "this record exists; it is changed, never replaced"
ARROW = "no such change of stage"

WAYS = {
    "INSERT OR REPLACE": (REPLACED, "INSERT OR REPLACE INTO opportunity (id, {columns}) VALUES ({ready}, {values}, 'lead')"),
    "REPLACE": (REPLACED, "REPLACE INTO opportunity (id, {columns}) VALUES ({ready}, {values}, 'lead')"),
    "REPLACE in a late stage": ("", "REPLACE INTO opportunity (id, {columns}) VALUES ({ready}, {values}, 'won')"),
    "REPLACE by a number in words": (REPLACED, "REPLACE INTO opportunity (id, {columns}) VALUES ('{ready}', {values}, 'lead')"),
    "REPLACE by rowid": (REPLACED, "REPLACE INTO opportunity (rowid, {columns}) VALUES ({ready}, {values}, 'lead')"),
    "REPLACE by the key of its source": (
        REPLACED, "REPLACE INTO opportunity ({columns}, source, source_id) VALUES ({values}, 'lead', 'old', 'won')",
    ),
    "REPLACE of its delivery": (
        REPLACED, "REPLACE INTO delivery (opportunity_id, stage, version, stage_since, moved_at, moved_by, created_at)"
        " SELECT opportunity_id, 'ordered', 1, stage_since, moved_at, moved_by, created_at FROM delivery WHERE id = {prepared}",
    ),
    "an upsert": (
        REPLACED, "INSERT INTO opportunity (id, {columns}) VALUES ({ready}, {values}, 'lead')"
        " ON CONFLICT (id) DO UPDATE SET stage = 'won', version = version + 1",
    ),
    "an upsert of nothing": (
        REPLACED, "INSERT INTO opportunity (id, {columns}) VALUES ({ready}, {values}, 'lead') ON CONFLICT DO NOTHING",
    ),
    "UPDATE OR REPLACE": (ARROW, "UPDATE OR REPLACE opportunity SET stage = 'won', version = version + 1 WHERE id = {bare}"),
    "UPDATE OR REPLACE of a key": (REPLACED, "UPDATE OR REPLACE opportunity SET source = 'old', source_id = 'won' WHERE id = {ready}"),
    "UPDATE OR REPLACE of a number": ("never changes", "UPDATE OR REPLACE opportunity SET id = {bare} WHERE id = {ready}"),
    "UPDATE OR IGNORE": (ARROW, "UPDATE OR IGNORE opportunity SET stage = 'won', version = version + 1 WHERE id = {bare}"),
    "UPDATE OR IGNORE past the gate": ("held: ", "UPDATE OR IGNORE opportunity SET stage = 'contracted', version = version + 1 WHERE id = {unsigned}"),
    "UPDATE OR FAIL after a lawful one": (
        "held: ", "UPDATE OR FAIL opportunity SET stage = CASE stage WHEN 'contracted' THEN 'won' ELSE 'contracted' END,"
        " version = version + 1 WHERE id IN ({ready}, {unsigned})",
    ),
    "INSERT OR IGNORE": ("a case enters at", "INSERT OR IGNORE INTO opportunity ({columns}) VALUES ({values}, 'won')"),
    "rowid": ("never changes", "UPDATE opportunity SET rowid = 900000 WHERE id = {ready}"),
    "_rowid_": ("never changes", "UPDATE opportunity SET _rowid_ = 900000 WHERE id = {ready}"),
    "a stage in bytes": (ARROW, "UPDATE opportunity SET stage = CAST('won' AS BLOB), version = version + 1 WHERE id = {ready}"),
    "the next stage in bytes": (ARROW, "UPDATE opportunity SET stage = CAST('qualified' AS BLOB), version = version + 1 WHERE id = {bare}"),
    "a stage with more behind it": (ARROW, "UPDATE opportunity SET stage = 'won' || char(0), version = version + 1 WHERE id = {ready}"),
    "an entry in bytes": ("a case enters at", "INSERT INTO opportunity ({columns}) VALUES ({values}, CAST('won' AS BLOB))"),
    "a version in words": ("", "UPDATE opportunity SET version = 'one' WHERE id = {ready}"),
    "a version between": ("", "UPDATE opportunity SET stage = 'won', version = version + 0.5 WHERE id = {ready}"),
    "a day in bytes": ("the day only moves forward", "UPDATE business_day SET today = CAST('2020-01-01' AS BLOB)"),
    "a day in words": ("the day only moves forward", "UPDATE business_day SET today = 'tomorrow'"),
    "a day in numbers": ("the day only moves forward", "UPDATE business_day SET today = 20991231"),
    "a replaced day": ("there is one", "REPLACE INTO business_day (id, today) VALUES (1, '2020-01-01')"),
    "another day beside it": ("there is one", "INSERT OR IGNORE INTO business_day (id, today) VALUES (2, '2020-01-01')"),
    "replaced history": (
        REPLACED, "REPLACE INTO stage_history (record, record_id, version, to_stage, moved_at, moved_by)"
        " VALUES ('opportunity', {won}, 1, 'lead', '{now}', 'me')",
    ),
    "a replaced decision": (
        REPLACED, "REPLACE INTO credit_decision (id, opportunity_id, outcome, limit_centavos, approver_id, decided_at, expires_on, created_at)"
        " SELECT id, opportunity_id, 'approved', 999999999, approver_id, decided_at, '2099-01-01', created_at FROM credit_decision",
    ),
    "a decision pushed out of force": (
        REPLACED, "REPLACE INTO credit_decision (opportunity_id, outcome, limit_centavos, approver_id, decided_at, expires_on, created_at)"
        " SELECT opportunity_id, 'approved', 999999999, approver_id, decided_at, '2099-01-01', created_at FROM credit_decision"
        " WHERE opportunity_id = {ready}",
    ),
    "a replaced answer": (
        REPLACED, "REPLACE INTO approval_decision (request_id, kind, opportunity_id, approver_id, outcome, decided_at, valid_until, created_at)"
        " SELECT request_id, kind, opportunity_id, approver_id, 'declined', decided_at, valid_until, created_at FROM approval_decision",
    ),
    "a question pushed out": (
        REPLACED, "REPLACE INTO approval_request (kind, opportunity_id, required_role, requested_at, question, due_on, status, created_at)"
        " SELECT kind, opportunity_id, 'sales', requested_at, question, due_on, 'open', created_at FROM approval_request WHERE id = {question}",
    ),
}  # fmt: skip

COLUMNS = "version, kind, needs_delivery, stage_since, moved_at, moved_by, created_at, stage"
VALUES = "1, 'new', 1, '2026-11-20', '2026-11-20 00:00:00.000000', 'me', '2026-11-20 00:00:00.000000'"


pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True, scope="session")


@pytest.mark.parametrize("way", WAYS)
def test_no_gate_is_passed_with(shop: Shop, way: str) -> None:
    words, statement = WAYS[way]
    shop.refuses(words, statement.replace("{columns}", COLUMNS).replace("{values}", VALUES))


# --- a stock client: no foreign keys, no settings, no SQLAlchemy --------------------------------------------------


@pytest.fixture
def stock(shop: Shop) -> Iterator[sqlite3.Connection]:
    """The client that comes with Python, on a CRM that is put back afterwards."""
    with contextlib.closing(sqlite3.connect(str(shop.world.engine.url.database))) as client:
        yield client
        client.rollback()


def test_a_stock_client_moves_what_may_move(shop: Shop, stock: sqlite3.Connection) -> None:
    stock.execute(shop.spell("UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {ready}"))
    line = stock.execute("SELECT to_stage FROM stage_history ORDER BY id DESC LIMIT 1").fetchone()
    assert line == ("won",)


@pytest.mark.parametrize("way", WAYS)
def test_a_stock_client_is_refused_in_the_same_words(shop: Shop, stock: sqlite3.Connection, way: str) -> None:
    words, statement = WAYS[way]
    before = shop.state()
    with pytest.raises((sqlite3.IntegrityError, sqlite3.OperationalError)) as refusal:
        stock.execute(shop.spell(statement.replace("{columns}", COLUMNS).replace("{values}", VALUES)))
    assert words in str(refusal.value)
    stock.rollback()
    assert shop.state() == before


LOOSENED = ("recursive_triggers = ON", "recursive_triggers = OFF", "ignore_check_constraints = ON", "foreign_keys = OFF", "defer_foreign_keys = ON")  # fmt: skip


@pytest.mark.parametrize("setting", LOOSENED)
def test_no_setting_of_the_session_opens_a_gate(shop: Shop, stock: sqlite3.Connection, setting: str) -> None:
    stock.execute(f"PRAGMA {setting}")
    for statement in (
        "UPDATE opportunity SET stage = 'contracted', version = version + 1 WHERE id = {unsigned}",
        "REPLACE INTO opportunity (id, {columns}) VALUES ({ready}, {values}, 'lead')",
        "UPDATE opportunity SET stage = 'won', claimed_stage = NULL, version = version + 1 WHERE id = {claim}",
        "UPDATE opportunity SET claimed_stage = NULL WHERE id = {claim}",
        "INSERT INTO opportunity ({columns}, claimed_stage) VALUES ({values}, 'lead', 'won')",
        "DELETE FROM stage_history",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=r"(refused|held): "):
            stock.execute(shop.spell(statement.replace("{columns}", COLUMNS).replace("{values}", VALUES)))


def test_a_temporary_table_does_not_stand_in_for_a_real_one(shop: Shop, stock: sqlite3.Connection) -> None:
    for table in ("contract", "opportunity", "business_day"):
        stock.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table}")
    stock.execute("UPDATE temp.contract SET signed_on = '2026-11-20'")
    with pytest.raises(sqlite3.IntegrityError, match="held: A23-contract-signed"):
        stock.execute(
            shop.spell(
                "UPDATE main.opportunity SET stage = 'contracted', version = version + 1 WHERE id = {unsigned}"
            )
        )


def test_a_move_that_hides_from_history_is_the_last(shop: Shop, stock: sqlite3.Connection) -> None:
    """A trigger of the session's own on the history makes SQLite leave out ours within the same statement."""
    stock.execute(
        "CREATE TEMP TRIGGER hide AFTER INSERT ON main.stage_history WHEN NEW.to_stage = 'disqualified' BEGIN UPDATE"
        " opportunity SET disqualified_reason = NULL, stage = 'lead', version = version + 1 WHERE id = NEW.record_id; END"
    )
    disqualified = (
        "disqualified_reason = 'x', nurture_on = '2027-01-01', stage = 'disqualified', version = version + 1"
    )
    stock.execute(shop.spell(f"UPDATE opportunity SET {disqualified} WHERE id = {{fresh}}"))
    stock.execute("DROP TRIGGER hide")
    with pytest.raises(sqlite3.IntegrityError, match="the last move of this case is not in its history"):
        stock.execute(
            shop.spell("UPDATE opportunity SET stage = 'qualified', version = version + 1 WHERE id = {fresh}")
        )


# --- whoever owns the file is seen ----------------------------------------------------------------------------------

OWNERS_WAYS = {
    "guard_opportunity_move": "DROP TRIGGER guard_opportunity_move",
    "guard_opportunity_gate": "DROP TRIGGER guard_opportunity_gate",
    "guard_stage_history_delete": "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'guard_stage_history_delete'",
    "guard_business_day_update": "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'NEW.today < OLD.today', '0')"
    " WHERE name = 'guard_business_day_update'",
    "opportunity_checks": "DROP VIEW opportunity_checks; CREATE VIEW opportunity_checks AS SELECT id, NULL AS standing FROM opportunity",
    "helper": "CREATE TRIGGER helper AFTER UPDATE ON opportunity BEGIN SELECT 1; END",
    "guard_opportunity_enter": "ALTER TABLE opportunity RENAME COLUMN claimed_stage TO claim",
}  # fmt: skip


@pytest.mark.parametrize("name", OWNERS_WAYS)
def test_what_an_owner_alters_is_seen(shop: Shop, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("owned") / "crm.sqlite"
    with contextlib.closing(sqlite3.connect(str(shop.world.engine.url.database))) as whole:
        whole.execute(f"VACUUM INTO '{path}'")
    with contextlib.closing(sqlite3.connect(path)) as owner:
        owner.executescript(OWNERS_WAYS[name])
        owner.commit()
    engine = open_engine(f"sqlite:///{path}")
    with reading(engine) as session:
        assert name in altered_guards(session, the_rulebook())
    engine.dispose()


def test_guards_that_stand_are_not_called_altered(shop: Shop) -> None:
    with shop.world.read() as session:
        assert altered_guards(session, the_rulebook()) == []
