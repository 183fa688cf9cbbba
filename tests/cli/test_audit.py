"""``seiton audit`` says how the CRM stands, what it costs, and what each colleague has to mend."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import cli.auditing
from checks.audit import AuditUnderWay
from crm.model import Account
from tests import builders
from tests.cli.conftest import Call, House


@pytest.fixture
def faulty(house: House) -> int:
    """An account of the first seller that lacks its market type and its e-mail for bills."""
    with house.write() as session:
        account = builders.an_account(session, market_type=None, billing_email="nowhere")
        return int(account.id)


def test_score_debt_and_findings_are_told(call: Call, faulty: int) -> None:
    found = call("audit", "--no-data-docs", "--json").json
    assert found["mode"] == "full"
    assert found["open_findings"] == found["new_findings"] >= 2
    assert {"B01-account-market-type", "E15-account-billing-email"} <= {rule["rule"] for rule in found["rules"]}
    said = call("audit", "--no-data-docs").out
    assert "CRM debt: $" in said and "E15-account-billing-email" in said


def test_the_dearest_rule_comes_first(call: Call, faulty: int) -> None:
    debts = [float(rule["debt_mxn"]) for rule in call("audit", "--no-data-docs", "--json").json["rules"]]
    assert debts == sorted(debts, reverse=True)


def test_what_was_mended_is_told_as_resolved(call: Call, house: House, faulty: int) -> None:
    before = call("audit", "--no-data-docs", "--json").json
    with house.write() as session:
        session.get_one(Account, faulty).market_type = "commercial"
    after = call("audit", "--no-data-docs", "--incremental", "--json").json
    assert after["mode"] == "incremental"
    assert (after["new_findings"], after["resolved_findings"]) == (0, 1)
    assert after["open_findings"] == before["open_findings"] - 1


def test_a_colleague_sees_what_to_mend_and_since_when(call: Call, house: House, faulty: int) -> None:
    found = call("audit", "--no-data-docs", "--owner", house.name_of("sales"), "--json").json
    mine = {line["rule"]: line for line in found["worklist"] if line["record"] == f"account {faulty}"}
    assert {"B01-account-market-type", "E15-account-billing-email"} <= set(mine)
    assert {line["first_seen"] for line in mine.values()} == {"2026-11-20"}
    assert f"account {faulty}" in call("audit", "--no-data-docs", "--owner", house.name_of("sales")).out


def test_a_colleague_whose_records_are_in_order_has_nothing_to_mend(
    call: Call, house: House, faulty: int
) -> None:
    outcome = call("audit", "--no-data-docs", "--owner", house.name_of("trainer"))
    assert outcome.code == 0
    assert "Nothing to mend" in outcome.out


def test_an_audit_with_findings_is_a_success(call: Call, faulty: int) -> None:
    assert call("audit", "--no-data-docs").code == 0


def test_an_audit_while_another_runs_does_nothing(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def audit(*_: object, **__: object) -> None:
        raise AuditUnderWay("Another audit is under way")

    monkeypatch.setattr(cli.auditing, "audit_all", audit)
    outcome = call("audit", "--no-data-docs")
    assert outcome.code == 5
    assert "Another audit is under way" in outcome.err


def test_an_unknown_owner_stops_it_before_the_audit(call: Call, house: House) -> None:
    assert call("audit", "--no-data-docs", "--owner", "Nobody at all").code == 2
    assert "none yet" in call("doctor").out


def test_the_doctor_knows_of_the_audit(call: Call, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    call("audit", "--no-data-docs")
    lines = {line["check"]: line for line in call("doctor", "--json").json["lines"]}
    assert lines["audit"]["level"] == "ok"
    assert lines["audit"]["found"].startswith(dt.date(2026, 11, 20).isoformat())


@pytest.mark.slow
def test_the_audit_of_a_sample_finds_what_was_planted(call: Call, var: Path) -> None:
    planted = call("sample", "--opportunities", "40", "--today", "2026-11-20", "--json").json["planted"]
    assert call("audit", "--no-data-docs", "--json").json["open_findings"] == sum(planted.values())


@pytest.mark.slow
def test_the_data_docs_are_written_and_named(call: Call, faulty: int, var: Path) -> None:
    pages = Path(call("audit", "--json").json["data_docs"])
    assert pages == var / "data_docs" / "index.html"
    assert "opportunity" in pages.read_text(encoding="utf-8")
