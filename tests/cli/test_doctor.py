"""``seiton doctor`` finds what is wrong, says what to do, and ends with one where something fails."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cli import checkup
from cli.run.place import Place, Running
from config.settings import settings
from crm.model import ApprovalRequest, AuditRun, Outbox
from tests import builders
from tests.cli.conftest import Call, House, a_case_that_awaits_credit


def lines(call: Call) -> dict[str, dict[str, Any]]:
    outcome = call("doctor", "--json")
    found = outcome.json
    assert found["ok"] is (outcome.code == 0)
    return {line["check"]: line for line in found["lines"]}


def level(call: Call, check: str) -> str:
    return str(lines(call)[check]["level"])


def an_audit(day: dt.date, **changes: Any) -> AuditRun:
    values = dict.fromkeys(
        ("judged", "records", "failing", "open_findings", "new_findings", "resolved_findings"), 0
    )
    book = builders.the_rulebook().fingerprint
    whole: dict[str, Any] = {
        "day": day, "mode": "full", "rulebook": book, "started_at": builders.NOW, "finished_at": builders.NOW,
        "score_percent": 97, "debt_mxn": 0, **values, **changes,
    }  # fmt: skip
    return AuditRun(**whole)


def test_a_crm_at_work_has_nothing_that_fails(call: Call, house: House) -> None:
    outcome = call("doctor")
    assert outcome.code == 0
    assert "fail" not in outcome.out


def test_before_init_it_says_what_to_run(call: Call, var: Path) -> None:
    assert lines(call)["database"]["level"] == "fail"
    assert "seiton init" in call("doctor").out
    assert call("doctor").code == 1


def test_a_guard_that_was_removed_is_found(call: Call, house: House) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_opportunity_delete")
    line = lines(call)["guards"]
    assert line["level"] == "fail"
    assert "guard_opportunity_delete" in line["found"] and "seiton init" in line["do"]


def test_a_view_that_was_changed_is_found(call: Call, house: House) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DROP VIEW account_checks")
        connection.exec_driver_sql("CREATE VIEW account_checks AS SELECT 1 AS id")
    assert level(call, "guards") == "fail"


def test_a_rule_that_is_not_installed_is_found(call: Call, house: House) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE rule SET retired = 1 WHERE id = 1")
    assert level(call, "rulebook") == "fail"


def test_a_schema_that_lacks_a_step_is_found(call: Call, house: House) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert level(call, "database") == "fail"


def test_a_configuration_that_cannot_be_read_is_named(own_empresa: Path, call: Call) -> None:
    (own_empresa / "company.toml").write_text("name = ")
    line = lines(call)["configuration"]
    assert line["level"] == "fail"
    assert "company.toml" in line["found"]


def test_a_mapping_that_is_wrong_is_named(own_empresa: Path, call: Call, house: House) -> None:
    (own_empresa / "imports").mkdir()
    (own_empresa / "imports" / "sugar.toml").write_text('name = "x"')
    assert "sugar.toml" in lines(call)["mappings"]["found"]


def test_a_folder_that_cannot_be_made_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SEITON_VAR", str(tmp_path / "file" / "var"))
    settings.cache_clear()
    line = lines(call)["var"]
    assert line["level"] == "fail"
    assert "SEITON_VAR" in line["do"]


@pytest.mark.parametrize(("free_gb", "expected"), [(0.1, "fail"), (1, "warn"), (50, "ok")])
def test_a_disk_that_fills_is_told_in_time(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch, free_gb: float, expected: str
) -> None:
    monkeypatch.setattr("cli.checkup.shutil.disk_usage", lambda _: type("Usage", (), {"free": free_gb * 1e9}))
    assert level(call, "disk") == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 13, 5), "ok"), ((3, 14, 0), "fail")],
)
def test_the_pythons_that_are_tested_are_the_ones_accepted(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], expected: str
) -> None:
    monkeypatch.setattr(checkup, "python_version", lambda: version)
    assert level(call, "python") == expected


def test_libraries_that_do_not_work_together_are_told(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "version", lambda name: {"prefect": "3.8.8", "fastapi": "0.160.0"}[name])
    line = lines(call)["versions"]
    assert line["level"] == "warn"
    assert "fastapi 0.160.0" in line["found"]


def test_a_business_day_behind_the_calendar_is_told(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.desk.Desk.today", property(lambda _: dt.date(2026, 11, 23)))
    line = lines(call)["business_day"]
    assert line["level"] == "warn"
    assert "seiton init --today 2026-11-23" in line["do"]


def test_a_business_day_ahead_of_the_calendar_is_told(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.desk.Desk.today", property(lambda _: dt.date(2026, 11, 19)))
    assert "can't be turned back" in lines(call)["business_day"]["do"]


def test_a_business_day_of_today_is_in_order(call: Call, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.desk.Desk.today", property(lambda _: builders.TODAY))
    assert level(call, "business_day") == "ok"


@pytest.mark.parametrize(
    ("age_days", "error", "expected"), [(0, None, "ok"), (3, None, "warn"), (0, "timeout", "warn")]
)
def test_effects_that_are_not_delivered_are_told(
    call: Call, house: House, age_days: int, error: str | None, expected: str
) -> None:
    created = dt.datetime.now(dt.UTC) - dt.timedelta(days=age_days)
    with house.write() as session:
        session.add(
            Outbox(key="k", kind="notify", record="opportunity", record_id=1, created_at=created, error=error)
        )
    assert level(call, "outbox") == expected


def test_decisions_that_are_late_are_told(call: Call, house: House) -> None:
    with house.write() as session:
        case = a_case_that_awaits_credit(session)
        session.add(
            ApprovalRequest(
                kind="credit", opportunity_id=case, required_role="credit", requested_at=builders.NOW, question="?",
                due_on=builders.day(-1), created_at=builders.NOW,
            )
        )  # fmt: skip
    line = lines(call)["decisions"]
    assert line["level"] == "warn"
    assert line["found"] == "1 open, 1 of them late"


@pytest.mark.parametrize(
    ("days", "rulebook", "expected"),
    [(0, None, "ok"), (1, None, "ok"), (2, None, "warn"), (0, "another", "warn")],
)
def test_an_audit_that_is_old_or_by_other_rules_is_told(
    call: Call, house: House, days: int, rulebook: str | None, expected: str
) -> None:
    with house.write() as session:
        session.add(an_audit(builders.day(-days), **({"rulebook": rulebook} if rulebook else {})))
    assert level(call, "audit") == expected


def test_a_crm_that_was_never_audited_is_told(call: Call, house: House) -> None:
    assert lines(call)["audit"]["do"] == "Run: seiton audit"


def test_a_server_that_is_not_up_is_told(call: Call, house: House) -> None:
    line = lines(call)["server"]
    assert (line["level"], line["found"]) == ("warn", "not running")
    assert "seiton up" in line["do"]


def test_a_server_that_was_killed_is_told(call: Call, house: House, var: Path) -> None:
    Place(var).write(Running(pid=1, port=1))
    assert "does not answer" in lines(call)["server"]["found"]


@pytest.fixture
def answering(house: House, var: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """A server that answers, and its schedules, each with whether its next run waits."""
    schedules = {"nightly-audit": True, "follow-up": True}
    Place(var).write(Running(pid=1, port=4200))
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "ana:secret")
    monkeypatch.setattr("cli.checkup.Api.is_healthy", lambda _: True)
    monkeypatch.setattr("cli.checkup.Api.schedules", lambda _: schedules)
    return schedules


def test_a_server_that_answers_is_named(call: Call, answering: dict[str, bool]) -> None:
    found = lines(call)
    assert found["server"]["found"] == "answers at http://127.0.0.1:4200"
    assert found["schedules"]["found"] == "2 active, each with its next run"


def test_a_server_whose_schedules_make_no_runs_is_told(call: Call, answering: dict[str, bool]) -> None:
    answering["nightly-audit"] = False
    line = lines(call)["schedules"]
    assert line["level"] == "warn"
    assert line["found"] == "1 of 2 have no run ahead, so nothing of theirs begins by itself: nightly-audit"
    assert "server.log" in line["do"]


def test_in_spanish_everything_is_in_spanish(in_spanish: None, call: Call, house: House) -> None:
    said = call("doctor").out
    assert "día hábil" in said and "business day" not in said
