"""Bad input is rejected by name, or stops the import by name; nothing is lost and nothing is run."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from crm.imports import ImportProblem
from crm.imports.problems import DatabaseRefused, FileMissing, RejectsUnwritable, WrongHeader
from crm.imports.rejects import harmless
from crm.model import Account, Base, ImportBatch, Opportunity
from tests.crm.imports.conftest import ACCOUNTS, DEALS, Desk, fates


def test_a_bad_row_is_named_with_file_line_column_value_and_reason(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,", "2,Other,12,a lot,,")
    assert fates(desk.bring()) == (1, 0, 0, 1)
    assert desk.reasons == [
        {
            "file": "accounts.csv",
            "line": "3",
            "column": "revenue",
            "value": "a lot",
            "reason": "annual_revenue_mxn: it is no amount; expected digits such as 1,234.50",
        }
    ]


def test_everything_wrong_with_a_row_is_told_at_once(desk: Desk) -> None:
    desk.accounts("1,Acme,many,a lot,31/12/2025,")
    assert desk.bring().rejected == 1
    assert [line["column"] for line in desk.reasons] == ["staff", "revenue", "checked"]


def test_the_result_says_where_the_rejects_are(desk: Desk) -> None:
    desk.accounts("1,Acme,many,,,")
    result = desk.bring()
    assert result.rejects is not None
    assert re.fullmatch(r"test-20260302T150000Z\.csv", result.rejects.name)
    assert desk.bring().rejects != result.rejects


def test_an_import_without_rejects_leaves_no_rejects_file(desk: Desk) -> None:
    desk.accounts("1,Acme,12,5,,")
    assert desk.bring().rejects is None
    assert list(desk.rejects.iterdir()) == []


def test_formulas_and_html_are_stored_as_data(desk: Desk) -> None:
    names = ["=cmd()", "+1", "@x", "-2+3", "<b>Acme</b>", "<script>alert(1)</script>"]
    desk.accounts(*(f"{i},{name},,,," for i, name in enumerate(names)))
    desk.bring()
    assert [account.name for account in desk.records(Account)] == names


@pytest.mark.parametrize(
    "formula", ["=cmd()", "+1", "-1", "@x", "\t=1", " =1", "\n=1", "|calc", "%0A", "＝1", "＠x"]
)
def test_a_rejected_formula_is_not_run_by_a_spreadsheet(formula: str) -> None:
    assert harmless(formula) == f"'{formula}"


def test_a_rejected_formula_is_disarmed_in_the_file(desk: Desk) -> None:
    desk.accounts('1,Acme,"=HYPERLINK(""http://x"")",,,')
    desk.bring()
    assert desk.reasons[0]["value"] == '\'=HYPERLINK("http://x")'


def test_a_text_longer_than_its_column_is_rejected_not_cut(desk: Desk) -> None:
    desk.accounts(f"1,{'x' * 201},,,,", f"2,{'x' * 200},,,,")
    assert fates(desk.bring()) == (1, 0, 0, 1)
    assert desk.reasons[0]["reason"] == "name: it has 201 characters where 200 fit"


def test_a_kept_reference_longer_than_its_column_is_rejected_not_cut(desk: Desk) -> None:
    desk.deals(f"1,A,Open,{'x' * 201},")
    assert fates(desk.bring(DEALS)) == (0, 0, 0, 1)


def test_a_row_without_a_key_is_rejected(desk: Desk) -> None:
    desk.accounts(",Acme,,,,", f"{'k' * 121},Long,,,,")
    assert fates(desk.bring()) == (0, 0, 0, 2)
    assert [line["reason"] for line in desk.reasons] == [
        "the row has no key",
        "the key has 121 characters where 120 fit",
    ]


def test_a_key_given_again_with_other_values_is_rejected(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,", "1,Other,,,,", "1,Acme,,,,")
    assert fates(desk.bring()) == (1, 0, 1, 1)
    assert desk.reasons[0]["reason"] == "the key was given on line 2 with other values"


def test_a_key_given_again_much_later_is_still_noticed(desk: Desk) -> None:
    desk.accounts(*(f"{i},Account {i},,,," for i in range(2500)), "7,Account 7,,,,", "8,Other,,,,")
    assert fates(desk.bring()) == (2500, 0, 1, 1)


def test_a_row_that_the_database_refuses_is_rejected_alone(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        refuse = "SELECT RAISE(ABORT, 'no bad accounts here') WHERE NEW.name = 'bad'"
        connection.execute(sa.text(f"CREATE TRIGGER t BEFORE INSERT ON account BEGIN {refuse}; END"))
        connection.execute(sa.text(f"CREATE TRIGGER u BEFORE UPDATE ON account BEGIN {refuse}; END"))
    desk.accounts("1,good,,,,", "2,bad,,,,", "3,fine,,,,", "2,bad,,,,")
    assert fates(desk.bring()) == (2, 0, 0, 2)
    assert {line["reason"] for line in desk.reasons} == {"the CRM refuses the record: no bad accounts here"}
    desk.accounts("1,bad,,,,", "3,better,,,,")
    assert fates(desk.bring()) == (0, 1, 0, 1)
    assert [account.name for account in desk.records(Account)] == ["good", "better"]


def test_a_row_that_repeats_a_refused_one_is_rejected_with_it(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        refuse = "SELECT RAISE(ABORT, 'no bad accounts here') WHERE NEW.name = 'bad'"
        connection.execute(sa.text(f"CREATE TRIGGER t BEFORE INSERT ON account BEGIN {refuse}; END"))
    desk.accounts("x,bad,,,,", *(f"{i},Account {i},,,," for i in range(2000)), "x,bad,,,,")
    assert fates(desk.bring()) == (2000, 0, 0, 2)
    assert desk.reasons[1]["reason"] == "it repeats line 2, which was rejected"


def test_the_rejects_of_every_table_are_in_one_file_once(desk: Desk) -> None:
    desk.accounts("1,Acme,many,,,")
    desk.deals("1,A,Victory,,", "2,B,Open,,much")
    desk.bring(ACCOUNTS, DEALS)
    assert [(line["file"], line["line"]) for line in desk.reasons] == [
        ("accounts.csv", "2"),
        ("deals.csv", "2"),
        ("deals.csv", "3"),
    ]


def test_rows_broken_in_every_way_are_all_accounted_for(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,", "2,short", '3,"open,,,,', b"4,nul\0,,,,", "5," + "x" * 2_000_000, "6,Fine,,,,")
    assert fates(desk.bring()) == (2, 0, 0, 4)
    assert [line["line"] for line in desk.reasons] == ["3", "4", "5", "6"]


def test_a_missing_column_is_named_with_those_that_are_there(desk: Desk) -> None:
    desk.write("accounts.csv", "id,name,revenue", "1,Acme,5")
    with pytest.raises(
        WrongHeader, match="column missing: staff, checked, parent; columns there: id, name, revenue"
    ):
        desk.bring()


def test_a_file_with_another_separator_is_refused_with_a_way_out(desk: Desk) -> None:
    desk.write("accounts.csv", "id;name;staff;revenue;checked;parent", "1;Acme;;;;")
    with pytest.raises(WrongHeader, match="put delimiter = ';' in the mapping"):
        desk.bring()


def test_a_needed_column_that_is_there_twice_is_refused(desk: Desk) -> None:
    desk.write("accounts.csv", "id,name,staff,revenue,checked,parent,name", "1,Acme,,,,,x")
    with pytest.raises(WrongHeader, match="column there twice: name"):
        desk.bring()


def test_nothing_is_imported_while_any_file_is_missing(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,")
    with pytest.raises(FileMissing, match=r"deals\.csv"):
        desk.bring(ACCOUNTS, DEALS)
    assert desk.records(Account) == desk.records(ImportBatch) == []


def test_nothing_is_imported_while_any_header_is_wrong(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,")
    desk.write("deals.csv", "id,name", "1,A")
    with pytest.raises(WrongHeader, match=r"deals\.csv: column missing: stage, account, amount"):
        desk.bring(ACCOUNTS, DEALS)
    assert desk.records(Account) == []


def test_a_folder_for_rejects_that_cannot_be_written_stops_the_import_first(desk: Desk) -> None:
    desk.accounts("1,Acme,many,,,")
    desk.rejects.write_text("a file, not a folder")
    with pytest.raises(RejectsUnwritable):
        desk.bring()
    assert desk.records(Account) == []


def test_a_database_without_tables_is_a_clear_sentence(desk: Desk) -> None:
    desk.accounts("1,Acme,,,,")
    Base.metadata.drop_all(desk.engine)
    with pytest.raises(DatabaseRefused, match=r"accounts\.csv: the database refused"):
        desk.bring()


def test_every_problem_of_an_import_is_an_import_problem() -> None:
    assert issubclass(DatabaseRefused, ImportProblem)
    assert issubclass(FileMissing, ImportProblem)


def test_an_empty_export_of_a_record_is_no_error(desk: Desk) -> None:
    desk.deals()
    assert desk.bring(DEALS).rows == 0
    assert desk.records(Opportunity) == []
