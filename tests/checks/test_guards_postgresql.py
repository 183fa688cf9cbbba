"""What only PostgreSQL knows: upserts, MERGE, COPY, search paths, replica sessions, TRUNCATE, owners."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from checks.install import altered_guards
from crm.model import Contract, Opportunity
from tests.builders import NOW, TODAY, part, the_rulebook
from tests.checks.attempts import Shop

SIGNATURE = "held: A23-contract-signed"
TO_CONTRACTED = "UPDATE opportunity SET stage = 'contracted', version = version + 1 WHERE id = {unsigned}"
ROW = "kind, needs_delivery, stage_since, moved_at, moved_by, created_at, version"

WAYS = {
    "ON CONFLICT": (
        "no such change of stage", f"INSERT INTO opportunity (id, stage, {ROW}) SELECT id, 'lead', {ROW.replace('version', '1')}"
        " FROM opportunity WHERE id = {bare} ON CONFLICT (id) DO UPDATE SET stage = 'won', version = opportunity.version + 1",
    ),
    "ON CONFLICT past the gate": (
        SIGNATURE, f"INSERT INTO opportunity (id, stage, {ROW}) SELECT id, 'lead', {ROW.replace('version', '1')}"
        " FROM opportunity WHERE id = {unsigned} ON CONFLICT (id) DO UPDATE SET stage = 'contracted', version = opportunity.version + 1",
    ),
    "ON CONFLICT with what was to be inserted": (
        "a case enters at 'lead'", f"INSERT INTO opportunity (id, stage, {ROW}) SELECT id, 'won', {ROW.replace('version', '1')}"
        " FROM opportunity WHERE id = {bare} ON CONFLICT (id) DO UPDATE SET stage = excluded.stage",
    ),
    "ON CONFLICT on the day": (
        "the day only moves forward", "INSERT INTO business_day VALUES (1, '2020-01-01') ON CONFLICT (id) DO UPDATE SET today = excluded.today",
    ),
    "MERGE": (
        SIGNATURE, "MERGE INTO opportunity AS o USING (SELECT {unsigned} AS id) AS s ON o.id = s.id"
        " WHEN MATCHED THEN UPDATE SET stage = 'contracted', version = o.version + 1",
    ),
    "MERGE that deletes": ("never deleted", "MERGE INTO opportunity AS o USING (SELECT {bare} AS id) AS s ON o.id = s.id WHEN MATCHED THEN DELETE"),
    "a statement inside another": (
        SIGNATURE, "WITH moved AS (UPDATE opportunity SET stage = 'contracted', version = version + 1 WHERE id = {unsigned} RETURNING id)"
        " SELECT * FROM moved",
    ),
    "evidence taken away beside it": (
        "held: A24-annexes-declared", "WITH gone AS (DELETE FROM annex RETURNING id)"
        " UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {ready}",
    ),
    "a prepared statement": (SIGNATURE, f"PREPARE go AS {TO_CONTRACTED}", "EXECUTE go"),
    "an anonymous block": (SIGNATURE, f"DO $$ BEGIN {TO_CONTRACTED}; END $$"),
    "a block that swallows the refusal": (
        "no such change of stage", f"DO $$ BEGIN BEGIN {TO_CONTRACTED}; EXCEPTION WHEN OTHERS THEN NULL; END; END $$",
        "UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {unsigned}",
    ),
    "TRUNCATE of history": ("what happened is never deleted", "TRUNCATE stage_history"),
    "TRUNCATE of decisions": ("what happened is never deleted", "TRUNCATE credit_decision"),
    "TRUNCATE of questions": ("never deleted", "TRUNCATE approval_request CASCADE"),
    "TRUNCATE of the day": ("there is one", "TRUNCATE business_day"),
    "TRUNCATE of cases": ("", "TRUNCATE opportunity CASCADE"),
    "TRUNCATE of what cases point to": ("", "TRUNCATE account CASCADE"),
    "constraints put off": (SIGNATURE, "SET CONSTRAINTS ALL DEFERRED", TO_CONTRACTED),
    "a replica session": (SIGNATURE, "SET LOCAL session_replication_role = replica", TO_CONTRACTED),
    "a replica that deletes history": ("never deleted", "SET LOCAL session_replication_role = replica", "DELETE FROM stage_history"),
    "a replica that turns the day back": (
        "the day only moves forward", "SET LOCAL session_replication_role = replica", "UPDATE business_day SET today = '2020-01-01'",
    ),
    "a temporary table in place of a real one": (
        SIGNATURE, "CREATE TEMP TABLE contract ON COMMIT DROP AS SELECT * FROM public.contract",
        "UPDATE pg_temp.contract SET signed_on = '{today}'", TO_CONTRACTED,
    ),
    "a temporary day in place of a real one": (
        "held: M11-credit-valid-today", "CREATE TEMP TABLE business_day ON COMMIT DROP AS SELECT 1 AS id, date '2020-01-01' AS today",
        "UPDATE public.delivery SET stage = 'dispatched', version = version + 1 WHERE id = {expired}",
    ),
    "another schema before ours": (
        SIGNATURE, "CREATE SCHEMA mine", "CREATE TABLE mine.contract AS SELECT * FROM public.contract",
        "UPDATE mine.contract SET signed_on = '{today}'", "SET LOCAL search_path = mine, public", TO_CONTRACTED,
    ),
    "an operator before ours": (
        "held: A21-credit-application", "UPDATE credit_application SET amount_centavos = 1 WHERE opportunity_id = {ready}",
        "CREATE SCHEMA mine", "CREATE FUNCTION mine.yes(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE OPERATOR mine.>= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = mine.yes)",
        "SET LOCAL search_path = mine, pg_catalog, public",
        "UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {ready}",
    ),
}  # fmt: skip


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("databases", ["postgresql"], indirect=True, scope="session"),
]


@pytest.mark.parametrize("way", WAYS)
def test_no_gate_is_passed_with(shop: Shop, way: str) -> None:
    words, *statements = WAYS[way]
    shop.refuses(words, *statements)


def test_no_case_is_copied_in_behind_the_gates(shop: Shop) -> None:
    columns = ROW.replace("version", "version, stage")
    before = shop.state()
    with pytest.raises(DBAPIError, match="a case enters at"), shop.world.write() as session:
        driver = session.connection().connection.cursor()
        try:
            with driver.copy(f"COPY opportunity ({columns}) FROM STDIN") as copy:
                copy.write_row(("new", True, TODAY, NOW, "me", NOW, 1, "won"))
        except driver.connection.Error as error:
            raise DBAPIError("COPY", None, error) from error
    assert shop.state() == before


def test_an_edit_in_a_replica_session_is_not_lost_to_the_audit(shop: Shop) -> None:
    with shop.world.read() as session:
        session.execute(sa.text("DELETE FROM touched"))
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        session.execute(sa.text(f"UPDATE opportunity SET batna = NULL WHERE id = {shop.ready}"))
        assert session.scalar(sa.text("SELECT record_id FROM touched")) == shop.ready


# --- whoever owns the database is seen ----------------------------------------------------------------------------

OWNERS_WAYS = {
    "guard_opportunity_move_t": "ALTER TABLE opportunity DISABLE TRIGGER guard_opportunity_move_t",
    "guard_opportunity_moved_t": "ALTER TABLE opportunity DISABLE TRIGGER ALL",
    "guard_opportunity_enter_t": "ALTER TABLE opportunity ENABLE TRIGGER guard_opportunity_enter_t",
    "guard_delivery_moved_t": "DROP TRIGGER guard_delivery_moved_t ON delivery",
    "guard_renewal_move": "CREATE OR REPLACE FUNCTION guard_renewal_move() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "guard_delivery_move": "ALTER FUNCTION guard_delivery_move() RESET search_path",
    "guard_delivery_moved": "ALTER FUNCTION guard_delivery_moved() SECURITY DEFINER",
    "guard_business_day_update_t": "DROP TRIGGER guard_business_day_update_t ON business_day; CREATE TRIGGER guard_business_day_update_t"
    " BEFORE UPDATE ON business_day FOR EACH ROW WHEN (false) EXECUTE FUNCTION guard_business_day_update();"
    " ALTER TABLE business_day ENABLE ALWAYS TRIGGER guard_business_day_update_t",
    "zz_helper": "CREATE FUNCTION helper() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.stage := OLD.stage; RETURN NEW; END';"
    " CREATE TRIGGER zz_helper BEFORE UPDATE ON opportunity FOR EACH ROW EXECUTE FUNCTION helper()",
    "opportunity_checks": "DROP VIEW opportunity_checks; CREATE VIEW opportunity_checks AS SELECT id, NULL::text AS standing FROM opportunity",
    "opportunity": "CREATE TABLE branch () INHERITS (opportunity)",
    "credit_decision": "CREATE RULE quiet AS ON DELETE TO credit_decision DO INSTEAD NOTHING",
    "annex": "ALTER TABLE annex ENABLE ROW LEVEL SECURITY",
    "delivery_checks": "DROP VIEW delivery_checks",
}  # fmt: skip


@pytest.fixture
def owner(shop: Shop) -> Iterator[Connection]:
    with shop.world.engine.connect() as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("name", OWNERS_WAYS)
def test_what_an_owner_alters_is_seen(owner: Connection, name: str) -> None:
    owner.exec_driver_sql(OWNERS_WAYS[name])
    with sa.orm.Session(owner) as session:
        assert name in altered_guards(session, the_rulebook())


def test_guards_that_stand_are_not_called_altered(owner: Connection) -> None:
    with sa.orm.Session(owner) as session:
        assert altered_guards(session, the_rulebook()) == []


def test_a_stage_written_by_a_trigger_of_somebody_else_meets_the_gate(owner: Connection, shop: Shop) -> None:
    owner.exec_driver_sql(
        "CREATE FUNCTION push() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN NEW.stage := 'contracted'; NEW.version := OLD.version + 1; RETURN NEW; END$$;"
        " CREATE TRIGGER zz_push BEFORE UPDATE ON opportunity FOR EACH ROW EXECUTE FUNCTION push()"
    )
    with pytest.raises(DBAPIError, match=SIGNATURE):
        owner.execute(sa.update(Opportunity.__table__).where(Opportunity.id == shop.unsigned).values(name="x"))


def test_a_case_moved_with_the_guards_off_moves_no_more(owner: Connection, shop: Shop) -> None:
    owner.exec_driver_sql("ALTER TABLE opportunity DISABLE TRIGGER ALL")
    owner.exec_driver_sql(
        f"UPDATE opportunity SET stage = 'contracted', version = version + 1 WHERE id = {shop.unsigned}"
    )
    owner.exec_driver_sql("ALTER TABLE opportunity ENABLE TRIGGER ALL")
    with sa.orm.Session(owner) as session:
        part(session, session.get_one(Opportunity, shop.unsigned), Contract).signed_on = TODAY
        session.flush()
    with pytest.raises(DBAPIError, match="the last move of this case is not in its history"):
        owner.exec_driver_sql(
            f"UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {shop.unsigned}"
        )
