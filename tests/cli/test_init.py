"""``seiton init`` makes a CRM that is ready to work, and does no harm to one that is."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from checks.install import altered_guards, business_day
from cli.desk import desk
from config.settings import settings
from tests import builders
from tests.cli.conftest import Call, House
from tests.crm.databases import empty_postgres

__all__ = ["empty_postgres"]


def test_a_new_crm_gets_records_rules_guards_and_todays_date(call: Call, var: Path) -> None:
    outcome = call("init")
    assert outcome.code == 0
    assert f"The CRM was created: sqlite:///{var / 'crm.sqlite'}" in outcome.out
    with desk() as at, at.look() as (session, _):
        assert altered_guards(session, at.rulebook) == []
        assert business_day(session) == at.today


def test_to_run_it_again_changes_nothing(call: Call, house: House) -> None:
    outcome = call("init")
    assert outcome.code == 0
    assert "was up to date" in outcome.out
    assert "The business day is 2026-11-20." in outcome.out


def test_a_day_that_is_given_moves_the_business_day_forward(call: Call, house: House) -> None:
    assert "The business day is 2026-11-25." in call("init", "--today", "2026-11-25").out
    with house.read() as session:
        assert business_day(session) == dt.date(2026, 11, 25)


def test_a_day_that_has_gone_by_is_not_gone_back_to(call: Call, house: House) -> None:
    outcome = call("init", "--today", "2026-11-01")
    assert outcome.code == 0
    assert "stays 2026-11-20: it only moves forward" in outcome.out


def test_a_guard_that_was_removed_is_put_up_again(call: Call, house: House) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_opportunity_move")
    call("init")
    with house.read() as session:
        assert altered_guards(session, builders.the_rulebook()) == []


def test_another_database_may_be_named(call: Call, var: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    outcome = call("init", "--database", url)
    assert outcome.code == 0
    assert "SEITON_DATABASE" in outcome.out
    assert (tmp_path / "other.sqlite").is_file()
    assert not var.exists()


def test_a_script_reads_what_was_done(call: Call, var: Path) -> None:
    first, again = call("init", "--today", "2026-11-20", "--json").json, call("init", "--json").json
    assert (first["created"], again["created"]) == (True, False)
    assert again["business_day"] == "2026-11-20"
    assert again["rules"] == len(builders.the_rulebook())


def test_the_password_of_a_server_is_not_shown(call: Call, var: Path) -> None:
    outcome = call("init", "--database", "postgresql://ana:secret@127.0.0.1:1/crm")
    assert outcome.code == 4
    assert "secret" not in outcome.out + outcome.err


def test_a_folder_that_may_not_be_written_is_a_sentence(
    call: Call, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("rules")  # everything is imported before rights are given up
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setenv("SEITON_VAR", f"{folder}/var")
        settings.cache_clear()
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            outcome = call("init")
        finally:
            os.seteuid(os.getuid())
    assert outcome.code == 4
    assert "set SEITON_VAR to a folder that you may write" in outcome.err


def test_a_crm_of_an_older_version_says_what_to_run(call: Call, house: House) -> None:
    with house.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE hold DROP COLUMN last_seen"))
    outcome = call("held", "OPP-1")
    assert outcome.code in (2, 4)


@pytest.mark.postgres
def test_the_same_on_postgresql(
    call: Call, var: Path, empty_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_DATABASE", empty_postgres)
    settings.cache_clear()
    assert call("init", "--json").json["created"] is True
    assert call("init", "--json").json["created"] is False
    assert call("held").code == 0
    assert call("decide").code == 0
    lines = {line["check"]: line["level"] for line in call("doctor", "--json").json["lines"]}
    assert lines["guards"] == lines["schema"] == lines["rulebook"] == "ok"
