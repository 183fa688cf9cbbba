"""A decision that somebody wrote or changed in the database by hand is found by its hash and its seal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from checks.seals import Seals, check_seals, number_sealed
from crm.identity import Keeper, new_key
from crm.model import ApprovalDecision, Terms, TermsLine
from tests.checks.office import KEY, Office
from tests.worlds import World

TABLES = ("approval_decision", "terms", "terms_line")


@pytest.fixture
def office(world: World) -> Office:
    """Credit was decided with a code; then somebody took the guards away, and all else seems to come from the sample."""
    office = Office(world)
    office.answer(limit_mxn=Decimal(500_000))
    with world.engine.begin() as connection:
        if world.kind == "sqlite":
            triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in connection.execute(triggers).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in TABLES:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    forge(office, ApprovalDecision, ApprovalDecision.seal.is_(None), channel="sample")
    return office


def forge(office: Office, model: Any, where: Any, **values: Any) -> None:
    """Write into the database as one can who owns it."""
    with office.world.write() as session:
        session.execute(sa.update(model).where(where).values(**values))


def look(office: Office, *keys: str) -> Seals:
    with office.world.read() as session:
        return check_seals(session, Keeper("\n".join(keys or (KEY,))))


def own(office: Office) -> Any:
    return ApprovalDecision.request_id == office.request.id


def the_terms(office: Office) -> Any:
    return sa.select(Terms.id).where(Terms.request_id == office.request.id).scalar_subquery()


def test_a_decision_with_its_seal_is_good_and_the_bare_ones_are_counted(office: Office) -> None:
    found = look(office)
    assert (found.good, found.wrong) == (1, ())
    assert set(found.bare) == {"sample"} and found.bare["sample"] > 0


CONTENTS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "the limit": (ApprovalDecision, own, {"limit_mxn": Decimal(900_000)}),
    "the outcome": (ApprovalDecision, own, {"outcome": "declined"}),
    "the conditions": (ApprovalDecision, own, {"conditions": "none"}),
    "the price": (Terms, lambda office: Terms.id == the_terms(office), {"monthly_mxn": Decimal(1)}),
    "the equipment": (TermsLine, lambda office: TermsLine.terms_id == the_terms(office), {"quantity": 99}),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_what_was_decided_can_not_be_changed_unseen(office: Office, what: str) -> None:
    model, where, values = CONTENTS[what]
    forge(office, model, where(office), **values)
    (said,) = look(office).wrong
    assert f"REQ-{office.request.id} (OPP-{office.sale.id})" in said.en
    assert "its hash does not fit" in said.en and said.es.endswith("su huella no coincide")


@pytest.mark.parametrize("values", [{"code_step": 7}, {"seal": "0" * 64}])
def test_who_decided_and_when_can_not_be_changed_unseen(office: Office, values: dict[str, Any]) -> None:
    forge(office, ApprovalDecision, own(office), **values)
    (said,) = look(office).wrong
    assert said.en.endswith("bears a seal that the company's key did not make")


def test_another_name_under_a_decision_is_seen(office: Office) -> None:
    forge(office, ApprovalDecision, own(office), approver_id=office.seller)
    assert len(look(office).wrong) == 1


def test_a_decision_without_a_seal_that_did_not_come_with_the_sample_is_named(office: Office) -> None:
    forge(office, ApprovalDecision, own(office), seal=None, sha256=None)
    found = look(office)
    assert found.good == 0
    assert [said.en.endswith("bears no seal") for said in found.wrong] == [True]
    assert found.bare["tests"] == 1


def test_a_seal_of_an_older_key_is_good_where_that_key_is_kept(office: Office) -> None:
    new = new_key()
    assert look(office, new, KEY).good == 1
    assert len(look(office, new).wrong) == 1


def test_without_a_key_contents_are_compared_and_no_seal_is_good(office: Office) -> None:
    with office.world.read() as session:
        found = check_seals(session, None)
        assert (found.good, found.wrong, number_sealed(session)) == (0, (), 1)
    forge(office, ApprovalDecision, own(office), limit_mxn=Decimal(900_000))
    with office.world.read() as session:
        assert len(check_seals(session, None).wrong) == 1
