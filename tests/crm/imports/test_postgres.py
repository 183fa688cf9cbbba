"""The same importer on PostgreSQL: what SQLite forgives and PostgreSQL does not, and the other way round."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from crm.model import Account
from tests.crm.imports.conftest import ACCOUNTS, DEALS, NOW, Desk, at_the_same_time, fates

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(crm_on_postgres: Engine, tmp_path: Path) -> Desk:
    return Desk(crm_on_postgres, tmp_path)


def test_rows_are_created_updated_left_and_rejected(desk: Desk) -> None:
    desk.accounts("1,Child,12,$1.5K,2026-01-31,2", "2,Mother,,,,", "3,Bad,many,,,")
    assert fates(desk.bring()) == (2, 0, 0, 1)
    desk.accounts("1,Child,13,$1.5K,2026-01-31,2", "2,Mother,,,,", "3,Good,1,,,")
    assert fates(desk.bring(now=NOW)) == (1, 1, 1, 0)
    assert desk.records(Account)[0].parent_id == desk.records(Account)[1].id


def test_a_row_that_the_database_refuses_is_rejected_alone(desk: Desk) -> None:
    function = "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$"
    with desk.engine.begin() as connection:
        connection.execute(sa.text(function))
        connection.execute(
            sa.text(
                "CREATE TRIGGER t BEFORE INSERT ON account FOR EACH ROW WHEN (NEW.name = 'bad') EXECUTE FUNCTION refuse()"
            )
        )
    desk.accounts("1,good,,,,", "2,bad,,,,", "3,fine,,,,")
    assert fates(desk.bring()) == (2, 0, 0, 1)
    assert desk.reasons[0]["reason"] == "the CRM refuses the record: no"


def test_texts_that_only_postgresql_refuses_are_rejected_before(desk: Desk) -> None:
    desk.accounts(f"1,{'é' * 200},,,,", f"2,{'é' * 201},,,,", "3,x,2147483648,,,", b"4,a\0b,,,,")
    assert fates(desk.bring(ACCOUNTS)) == (1, 0, 0, 3)


def test_a_case_that_moved_on_keeps_its_stage(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.deals("1,A,Open,Acme,5")
    desk.bring(ACCOUNTS, DEALS)
    desk.deals("1,A,Won,Acme,6")
    assert fates(desk.bring(ACCOUNTS, DEALS)) == (0, 1, 0, 0)


def test_two_imports_at_once_create_each_record_once(desk: Desk) -> None:
    desk.accounts(*(f"{i},Account {i},,,,{i + 1}" for i in range(1500)))
    results = at_the_same_time(desk)
    assert sorted(fates(result) for result in results) == [(0, 0, 1500, 0), (1500, 0, 0, 0)]
