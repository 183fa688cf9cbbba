"""``seiton client``: one client as a seller looks at it before a visit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm.model import Account, ClientTrait, Complaint, Satisfaction, WalletShare
from tests.builders import NOW, TODAY, add, an_activity, an_opportunity, day
from tests.cli.conftest import Call, House


@pytest.fixture
def client(house: House) -> int:
    """A client of class A that is known well, whose share falls and whose complaint waits."""
    with house.write() as session:
        sale = an_opportunity(session, "won")
        account = session.get_one(Account, sale.account_id)
        account.kind, account.name, account.abc_class, account.abc_on = "client", "Clínica Sol", "A", TODAY
        account.share_trend = "falling"
        stamp = {"account_id": account.id, "created_at": NOW}
        for number, supplied in enumerate((30, 45)):
            add(session, WalletShare(
                from_on=day(-90 * (number + 1)), until_on=day(-90 * number - 1), potential_mxn=Decimal(90),
                supplied_mxn=Decimal(supplied), **stamp,
            ))  # fmt: skip
        proof = an_activity(session, opportunity_id=sale.id).id
        add(
            session,
            ClientTrait(
                trait="promoter", evidence="Recommended us", noted_on=day(-3), activity_id=proof, **stamp
            ),
        )
        add(session, ClientTrait(trait="reference", noted_on=day(-3), **stamp))
        answer = add(session, Satisfaction(asked_on=day(-2), score=3, comment="Late", **stamp))
        add(session, Complaint(satisfaction_id=answer.id, opened_on=day(-2), due_on=day(6), **stamp))
        return int(account.id)


def test_class_ladder_share_moments_and_satisfaction_are_shown(call: Call, client: int) -> None:
    said = call("client", "clínica sol").out
    assert f"Clínica Sol ({client})" in said and "Class A" in said
    assert "Relation: buyer. For client it lacks 2 more purchases." in said
    assert "Our share: 33.3 % (falling)" in said
    assert "promotes us" in said and "does not count: no evidence" in said
    assert "$120,000.00 a year" in said and "50 hours of sales and $4,800.00" in said
    assert f"open, due {day(6)}" in said


def test_what_is_missing_is_told_the_gravest_first(call: Call, client: int) -> None:
    found = call("client", client, "--json").json
    assert found["missing"]["B10-falling-share-planned"] == 1
    assert found["missing"]["B05-trait-evidence"] == 1
    said = call("client", client).out
    assert said.index("A key client whose share falls has a plan") < said.index("A trait says what was seen")


def test_a_script_gets_the_same_as_json(call: Call, client: int) -> None:
    found = call("client", client, "--json").json
    assert (found["abc_class"], found["place"]["rung"], found["place"]["next"]) == ("A", "buyer", "client")
    assert found["pro"] == {"proved": ["promoter"], "doubted": [], "missing": 1}
    assert [one["percent"] for one in found["shares"]] == ["50.00", "33.33"]
    assert found["sales"][0]["moments"]["need_felt_on"] == day(-60).isoformat()
    assert found["answers"][0]["cause"] is None


def test_it_reads_spanish(call: Call, client: int, in_spanish: None) -> None:
    said = call("client", client).out
    assert "Relación: comprador. Para cliente le falta 2 compras más." in said and "baja" in said


def test_a_name_that_nobody_or_several_have_is_a_wrong_call(call: Call, house: House) -> None:
    assert call("client", "Nobody").code == 2
