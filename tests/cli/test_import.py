"""``seiton import`` tells what became of every row, and is no success where nothing came in."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import sqlalchemy as sa

from checks.install import business_day
from cli.desk import desk
from crm.model import Account
from tests.cli.conftest import Call, House

MAPPING = """
name = "Old CRM"
source = "old"
as_of = 2026-03-01
[[table]]
file = "accounts.csv"
record = "account"
key = "id"
[table.columns]
name = "name"
employees = "staff"
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (tmp_path / "old.toml").write_text(MAPPING)
    (folder / "accounts.csv").write_text("id,name,staff\n1,Escuela,12\n2,Hotel,many\n3,Taller,\n")
    return folder


def mapping_of(export: Path) -> Path:
    return export.parent / "old.toml"


def test_every_row_is_accounted_for_and_the_rejects_are_named(call: Call, export: Path, var: Path) -> None:
    outcome = call("import", mapping_of(export), export, "--json")
    assert outcome.code == 0
    (table,) = outcome.json["tables"]
    assert (table["rows"], table["created"], table["rejected"]) == (3, 2, 1)
    with Path(outcome.json["rejects"]).open(encoding="utf-8-sig", newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == ["many"]


def test_people_see_a_table_and_where_the_rejects_are(call: Call, export: Path, var: Path) -> None:
    said = call("import", mapping_of(export), export).out
    assert "accounts.csv" in said and "1 rows were rejected" in said and str(var / "rejects" / "old-") in said


def test_a_new_crm_starts_on_the_day_of_the_export(call: Call, export: Path) -> None:
    call("import", mapping_of(export), export)
    assert day_of_the_crm() == "2026-03-01"


def test_the_day_of_the_export_may_be_given(call: Call, export: Path) -> None:
    call("import", mapping_of(export), export, "--as-of", "2026-02-15")
    assert day_of_the_crm() == "2026-02-15"


def test_a_crm_at_work_keeps_its_day(call: Call, export: Path, house: House) -> None:
    assert call("import", mapping_of(export), export).code == 0
    assert day_of_the_crm() == "2026-11-20"


def test_the_same_export_again_changes_nothing_and_is_a_success(call: Call, export: Path) -> None:
    call("import", mapping_of(export), export)
    outcome = call("import", mapping_of(export), export)
    assert outcome.code == 0
    assert "Nothing new" in outcome.out


def test_an_export_of_which_every_row_is_rejected_is_no_success(call: Call, export: Path) -> None:
    (export / "accounts.csv").write_text("id,name,staff\n1,Escuela,many\n")
    outcome = call("import", mapping_of(export), export)
    assert outcome.code == 5
    assert "every row was rejected" in outcome.err


def test_an_export_without_rows_is_no_success(call: Call, export: Path) -> None:
    (export / "accounts.csv").write_text("id,name,staff\n")
    assert call("import", mapping_of(export), export).code == 5


@pytest.mark.parametrize("spoil", ["missing", "empty", "column", "binary"])
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_imported(
    call: Call, export: Path, house: House, spoil: str
) -> None:
    file = export / "accounts.csv"
    file.unlink()
    if spoil != "missing":
        content = {"empty": b"", "column": b"id,name\n1,Escuela\n", "binary": bytes(range(256)) * 20}
        file.write_bytes(content[spoil])
    outcome = call("import", mapping_of(export), export)
    assert outcome.code == 4
    assert "accounts.csv" in outcome.err
    with house.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0


def test_an_unknown_mapping_is_refused_with_the_known_ones(call: Call, export: Path) -> None:
    outcome = call("import", "sugar", export)
    assert outcome.code == 4
    assert "no mapping 'sugar'" in outcome.err


def day_of_the_crm() -> str:
    with desk() as at, at.look() as (session, _):
        return business_day(session).isoformat()
