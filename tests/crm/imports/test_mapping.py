"""A mapping is refused, with file, key and the words that are known, before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.company import ConfigError
from config.mapping import mapping_file
from crm.imports import load_mapping
from tests.crm.imports.conftest import ACCOUNTS, DEALS

HEAD = 'name = "Test"\nsource = "test"\n'


def refusal(text: str, folder: Path) -> str:
    path = folder / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_mapping(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert refused.value.to("es").startswith(f"{path}: ") and refused.value.to("es") != str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", ["maven-crm", "zoho-crm"])
def test_every_mapping_that_is_shipped_is_sound(name: str) -> None:
    assert load_mapping(name).table


def test_an_unknown_mapping_is_answered_with_the_known_ones() -> None:
    with pytest.raises(
        ConfigError, match="no mapping 'siebel'; known: maven-crm, powerco-contracts, printer-meters, zoho-crm"
    ):
        mapping_file("siebel")


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ('key = "id"', 'key = "id"\nfilter = 1', "table.0.filter: unknown word; known here: file, record, key"),
        ('key = "id"', "", "table.0: Value error, give key (columns that identify a row) or row_key"),
        ('record = "account"\nkey', 'record = "acount"\nkey', "table.0.record: unknown word 'acount'; known: account"),
        ("employees =", "employes =", "table.0.columns.employes: unknown word 'employes'; known: name, legal_name"),
        ("employees =", "stage =", "table.0.columns.stage: unknown word 'stage'"),
        ("employees =", "owner_id =", "table.0.columns.owner_id: it points to another record; give it a reference"),
        ('"accounts.csv"', '"../accounts.csv"', "table.0.file: Value error, give the name of a file"),
        ('employees = "staff"', "employees = { default = '1' }", "give one of: from, join, value"),
        ('employees = "staff"', "employees = { value = 'many' }", "table.0.columns.employees.value: 'many': it is no am"),
        ('employees = "staff"', "employees = { from = 'staff', formats = ['%Y'] }", "only a date has formats"),
        ('name = "name"', "name = { from = 'name', times = 2 }", "only a number can be multiplied"),
        (', keep_as = "parent_ref"', "", "give keep_as"),
        ('keep_as = "parent_ref"', 'keep_as = "website"', "keep_as: unknown word 'website'; known: parent_ref"),
        ('"account", keep', '"person", keep', "parent_id points to account"),
        ('"account", keep', '"account", by = "colour", keep', "by: unknown word 'colour'"),
        ("} }", "}, required = true }", "a link to a record of the same file can't be required"),
    ],
)  # fmt: skip
def test_a_word_that_is_not_known_is_refused_with_those_that_are(
    wrong: str, right: str, message: str, tmp_path: Path
) -> None:
    assert wrong in ACCOUNTS
    assert message in refusal(HEAD + ACCOUNTS.replace(wrong, right, 1), tmp_path)


def test_a_case_without_a_claimed_stage_cannot_be_imported(tmp_path: Path) -> None:
    without = "\n".join(line for line in DEALS.splitlines() if not line.startswith("claimed_stage"))
    assert "opportunity can't do without: claimed_stage" in refusal(HEAD + without, tmp_path)


def test_a_stage_that_is_no_stage_is_refused_with_those_that_are(tmp_path: Path) -> None:
    wrong = DEALS.replace('Won = "won"', 'Won = "victory"')
    assert "claimed_stage.values.Won: 'victory': unknown stage" in refusal(HEAD + wrong, tmp_path)


def test_a_lookup_can_only_use_what_was_looked_up_before(tmp_path: Path) -> None:
    lookup = 'lookup.b = { file = "b.csv", key = "x", by = "c.y" }\nlookup.c = { file = "c.csv", key = "x", by = "id" }'
    assert "declare c before" in refusal(HEAD + DEALS.replace('key = "id"', f'key = "id"\n{lookup}'), tmp_path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('time_zone = "Mexico"', "no such time zone"),
        ('encoding = "utf-9"', "no such encoding"),
        ('encoding = "unicode_escape"', "a way to write characters in others"),
        ('encoding = "utf-7"', "a way to write characters in others"),
        ('date_formats = ["%d %b"]', "a date format has a year"),
        ('delimiter = "--"', "delimiter"),
        ("as_of = 'soon'", "as_of"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(line: str, message: str, tmp_path: Path) -> None:
    assert message in refusal(HEAD + line + "\n" + ACCOUNTS, tmp_path)
