"""The CRM that a run works on is made whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.desk import desk
from cli.exits import Stop
from cli.run import records
from cli.run.records import Order, ready_crm
from cli.screen import Screen
from config.settings import settings
from crm.model import Opportunity
from tests.builders import COMPANY, TODAY

SMALL = Order(opportunities=40, today=TODAY)


@pytest.fixture(autouse=True)
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder of one's own and the invented company."""
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setenv("SEITON_VAR", str(folder))
    monkeypatch.setenv("SEITON_CONFIG", str(COMPANY))
    monkeypatch.delenv("SEITON_DATABASE", raising=False)
    settings.cache_clear()
    yield folder
    settings.cache_clear()


def opportunities() -> int:
    with desk() as at, at.look() as (session, _):
        return session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) or 0


@pytest.mark.slow
def test_where_there_is_no_crm_an_invented_dealer_is_made(var: Path) -> None:
    made = ready_crm(Screen("en"), SMALL)
    assert made.place == str(var / "crm.sqlite")
    assert opportunities() >= 40
    assert [path.name for path in var.iterdir()] == ["crm.sqlite"]


@pytest.mark.slow
def test_a_crm_that_is_there_is_left_as_it_is(var: Path) -> None:
    ready_crm(Screen("en"), SMALL)
    before = opportunities()
    assert ready_crm(Screen("en"), Order(opportunities=1_000)).said.en.startswith("The CRM")
    assert opportunities() == before


@pytest.mark.slow
def test_what_is_cut_off_leaves_nothing(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        assert (var / "crm.sqlite.part").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(records, "_invent", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ready_crm(Screen("en"), SMALL)
    assert list(var.iterdir()) == []


def test_a_database_that_somebody_named_is_not_filled_with_an_invented_dealer_by_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_DATABASE", f"sqlite:///{tmp_path / 'mine.sqlite'}")
    settings.cache_clear()
    with pytest.raises(Stop, match="seiton init"):
        ready_crm(Screen("en"), SMALL, only_in_var=True)
    assert not (tmp_path / "mine.sqlite").exists()


@pytest.mark.slow
def test_guards_that_were_altered_are_not_quietly_put_back(var: Path) -> None:
    ready_crm(Screen("en"), SMALL)
    with desk() as at, at.engine.begin() as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%' ORDER BY name"
        name = connection.exec_driver_sql(names).scalars().first()
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    with pytest.raises(Stop, match=str(name)):
        ready_crm(Screen("en"), SMALL)


def test_an_export_is_imported_in_place_of_the_sample(var: Path, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "sales.csv").write_text("id,title\n7,Printers for Acme\n")
    mapping = tmp_path / "tiny.toml"
    mapping.write_text(
        'name = "tiny"\nsource = "tiny"\nas_of = 2026-01-15\n[[table]]\nfile = "sales.csv"\nrecord = "opportunity"\n'
        'key = "id"\n[table.columns]\nname = "title"\nclaimed_stage = { value = "lead" }\n'
    )
    made = ready_crm(Screen("en"), Order(import_from=(str(mapping), folder)))
    assert opportunities() == 1
    assert str(made.today) == "2026-01-15"
