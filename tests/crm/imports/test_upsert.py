"""What an import writes: new records, what is said anew, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.model import Account, Activity, BusinessDay, ImportBatch, Opportunity, Person, PersonRole
from tests.crm.imports.conftest import ACCOUNTS, DEALS, NOW, Desk, fates

LATER = NOW + dt.timedelta(days=1)


def test_a_new_row_becomes_a_record_with_its_outside_key(desk: Desk) -> None:
    desk.accounts("7,Acme,12,$1.5K,2026-01-31,")
    assert fates(desk.bring()) == (1, 0, 0, 0)
    (account,) = desk.records(Account)
    assert (account.source, account.source_id, account.name, account.employees) == ("test", "7", "Acme", 12)
    assert (account.annual_revenue_mxn, account.verified_on) == (Decimal("1500.00"), dt.date(2026, 1, 31))
    assert (account.created_at, account.updated_at, account.kind) == (NOW, None, "prospect")


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,2026-01-31,2", "2,Mother,,,,")
    desk.bring()
    before = [vars(account) for account in desk.records(Account)]
    assert fates(desk.bring(now=LATER)) == (0, 0, 2, 0)
    after = [vars(account) for account in desk.records(Account)]
    assert [{**row, "_sa_instance_state": None} for row in after] == [
        {**row, "_sa_instance_state": None} for row in before
    ]


def test_what_is_said_anew_is_written_and_stamped(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,", "2,Other,1,1,,")
    desk.bring()
    desk.accounts("1,Acme,13,5,,", "2,Other,1,1,,")
    assert fates(desk.bring(now=LATER)) == (0, 1, 1, 0)
    assert [(a.employees, a.updated_at) for a in desk.records(Account)] == [(13, LATER), (1, None)]


def test_a_value_that_the_export_empties_is_emptied(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,")
    desk.bring()
    desk.accounts("1,Acme,,5,,")
    desk.bring()
    assert desk.records(Account)[0].employees is None


def test_the_day_of_creation_stays_where_the_export_forgets_it(desk: Desk) -> None:
    table = ACCOUNTS.replace('verified_on = "checked"', 'created_at = "checked"')
    desk.accounts("1,Acme,12,5,2020-02-02,")
    desk.bring(table)
    desk.accounts("1,Acme,12,5,,")
    assert fates(desk.bring(table)) == (0, 0, 1, 0)
    assert desk.records(Account)[0].created_at == dt.datetime(2020, 2, 2, tzinfo=dt.UTC)


def test_an_amount_written_otherwise_is_no_change(desk: Desk) -> None:
    desk.accounts('1,Acme,12,"$1,500.00",,')
    desk.bring()
    desk.accounts("1,Acme,12,1.5K,,")
    assert fates(desk.bring()) == (0, 0, 1, 0)


def test_a_correction_made_here_outlives_an_import_that_says_nothing_new(desk: Desk) -> None:
    desk.accounts("1,acme corp,12,5,,")
    desk.bring()
    desk.edit(Account, name="Acme Corporation")
    desk.accounts("1,acme corp,13,5,,")
    assert fates(desk.bring()) == (0, 1, 0, 0)
    assert [(a.name, a.employees) for a in desk.records(Account)] == [("Acme Corporation", 13)]


def test_news_that_we_know_already_changes_nothing(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,")
    desk.bring()
    desk.edit(Account, employees=13)
    desk.accounts("1,Acme,13,5,,")
    assert fates(desk.bring(now=LATER)) == (0, 0, 1, 0)
    assert desk.records(Account)[0].updated_at is None


def test_a_record_deleted_here_comes_back(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,")
    desk.bring()
    with desk.engine.begin() as connection:
        connection.execute(sa.delete(Account))
    assert fates(desk.bring()) == (1, 0, 0, 0)


def test_an_imported_case_claims_its_stage_and_holds_none(desk: Desk) -> None:
    desk.settings += "\nas_of = 2026-02-28"
    desk.deals("1,Printers,Won,,100")
    desk.bring(DEALS)
    (case,) = desk.records(Opportunity)
    assert (case.stage, case.claimed_stage, case.version) == ("imported", "won", 1)
    assert (case.moved_by, case.moved_at, case.stage_since) == ("import:test", NOW, dt.date(2026, 2, 28))


def test_a_claim_may_change_while_the_case_is_merely_imported(desk: Desk) -> None:
    desk.deals("1,Printers,Open,,100")
    desk.bring(DEALS)
    desk.deals("1,Printers,Won,,100")
    assert fates(desk.bring(DEALS)) == (0, 1, 0, 0)
    assert [(c.stage, c.claimed_stage, c.version) for c in desk.records(Opportunity)] == [
        ("imported", "won", 1)
    ]


def test_the_stage_of_a_case_that_moved_on_here_is_never_touched(desk: Desk) -> None:
    desk.deals("1,Printers,Open,,100")
    desk.bring(DEALS)
    desk.edit(Opportunity, stage="qualified", claimed_stage=None, version=2)
    desk.deals("1,Printers,Won,,250")
    assert fates(desk.bring(DEALS)) == (0, 1, 0, 0)
    (case,) = desk.records(Opportunity)
    assert (case.stage, case.claimed_stage, case.version, case.amount_mxn) == ("qualified", None, 2, 250)
    assert fates(desk.bring(DEALS)) == (0, 0, 1, 0)


def test_a_stage_that_the_mapping_does_not_know_rejects_its_row_only(desk: Desk) -> None:
    desk.deals("1,Printers,Victory,,100", "2,Scanners,Won,,100")
    assert fates(desk.bring(DEALS)) == (1, 0, 0, 1)
    assert "unknown stage; the mapping must turn it into one of: lead, qualified" in desk.reasons[0]["reason"]


def test_rows_alike_in_an_export_without_ids_are_each_kept(desk: Desk) -> None:
    table = """
    [[table]]
    file = "tasks.csv"
    record = "activity"
    row_key = ["subject"]
    [table.columns]
    kind = { value = "task" }
    subject = "subject"
    """
    desk.write("tasks.csv", "subject", "Call", "Visit", "Call", "Call")
    assert fates(desk.bring(table)) == (4, 0, 0, 0)
    assert fates(desk.bring(table)) == (0, 0, 4, 0)
    assert [a.subject for a in desk.records(Activity)] == ["Call", "Visit", "Call", "Call"]


def test_one_row_may_feed_two_records(desk: Desk) -> None:
    person = '[[table]]\nfile = "u.csv"\nrecord = "person"\nkey = "id"\ncolumns = { name = "name" }'
    role = (
        '[[table]]\nfile = "u.csv"\nrecord = "person_role"\nkey = "id"\n[table.columns]\nrole = { value = "sales" }\n'
        'person_id = { from = "id", reference = { record = "person" }, required = true }'
    )
    desk.write("u.csv", "id,name", "1,Ana")
    assert fates(desk.bring(person, role)) == (1, 0, 0, 0)
    assert desk.records(PersonRole)[0].person_id == desk.records(Person)[0].id


def test_rows_that_belong_to_another_table_are_counted_apart(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,", "2,Other,,,,")
    result = desk.bring(ACCOUNTS.replace('key = "id"', 'key = "id"\nwhere = { name = ["Acme"] }'))
    assert (result.rows, result.created, result.left_out) == (2, 1, 1)


def test_every_file_is_recorded_with_what_became_of_its_rows(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,", "2,Other,many,5,,")
    desk.bring()
    (batch,) = desk.records(ImportBatch)
    assert (batch.file_name, batch.record, batch.rows, batch.created, batch.rejected) == (
        "accounts.csv",
        "account",
        2,
        1,
        1,
    )
    assert len(batch.sha256) == 64


def test_a_new_database_starts_on_the_day_of_the_export(desk: Desk) -> None:
    desk.settings += "\nas_of = 2026-02-28"
    desk.accounts("1,Acme,12,5,,")
    desk.bring()
    assert [day.today for day in desk.records(BusinessDay)] == [dt.date(2026, 2, 28)]


def test_a_database_that_has_a_day_keeps_it(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(sa.insert(BusinessDay).values(id=1, today=dt.date(2026, 3, 1)))
    desk.settings += "\nas_of = 2026-02-28"
    desk.accounts("1,Acme,12,5,,")
    desk.bring()
    assert [day.today for day in desk.records(BusinessDay)] == [dt.date(2026, 3, 1)]


def test_a_moment_without_a_time_zone_is_refused(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,")
    with pytest.raises(ValueError, match="no time zone"):
        desk.bring(now=dt.datetime(2026, 1, 1))
