"""``seiton today``: whom to contact, when, how and why."""

from __future__ import annotations

import pytest

from checks.install import installed
from tasks.planning import FollowUpWork, plan_everything
from tasks.work import Call as Run
from tests import builders
from tests.cli.conftest import Call, House


@pytest.fixture
def planned(house: House) -> str:
    """A client due today and one beyond its limit that nobody can reach; the name of the first."""
    with house.write() as session:
        due = builders.an_account(
            session, kind="client", abc_class="A", created_at=builders.NOW.replace(day=11)
        )
        lost = builders.an_account(
            session, kind="client", abc_class="A", created_at=builders.NOW.replace(month=1)
        )
        for contact in session.query(builders.a_contact(session, lost).__class__).filter_by(account_id=lost.id):
            contact.email = contact.phone = None
        name = str(due.name)
    with house.read() as session:
        rules = installed(session, builders.the_rulebook())
    plan_everything(FollowUpWork(house.engine, rules, Run(builders.NOW, "a morning", builders.TODAY)))
    return name


def test_an_empty_day_says_who_fills_it(call: Call, house: House) -> None:
    said = call("today").out
    assert "follow-up plans each morning" in said
    assert "No promised client goes beyond its limit" in said


def test_D14_the_list_says_when_how_with_whom_and_why(call: Call, planned: str) -> None:
    said = call("today").out
    for words in (
        planned,
        "2026-11-20",
        "08:00–17:00",
        "call",
        "Class A: a contact every 10 days",
        "442 212 3457",
    ):
        assert words in said
    assert "nobody there can be reached" in said


def test_a_task_of_a_sale_names_its_client(call: Call, house: House) -> None:
    with house.write() as session:
        case = builders.an_opportunity(session, "qualified")
        name = case.account_ref
        builders.an_activity(session, kind="task", opportunity_id=case.id, due_on=builders.TODAY, done_at=None)
    (task,) = call("today", "--json").json["contacts"]
    assert (task["client"], task["how"], task["case"]) == (name, "phone", f"OPP-{case.id}")


def test_a_script_gets_the_same(call: Call, planned: str, house: House) -> None:
    found = call("today", "--owner", house.name_of("sales"), "--json").json
    (contact,) = found["contacts"]
    assert (contact["client"], contact["how"], contact["hours"], contact["minutes"]) == (
        planned,
        "phone",
        "08:00–17:00",
        20,
    )
    assert contact["why"] == ["Class A: a contact every 10 days; none is recorded"]
    assert [one["obstacle"] for one in found["beyond_limit"]] == ["no_contact"]


def test_the_list_of_another_colleague_is_theirs(call: Call, planned: str, house: House) -> None:
    assert call("today", "--owner", house.name_of("credit"), "--json").json["contacts"] == []


@pytest.mark.usefixtures("in_spanish")
def test_it_reads_in_spanish(call: Call, planned: str) -> None:
    said = call("today").out
    assert "Clase A: un contacto cada 10 días" in said
    assert "no hay a quién localizar" in said
