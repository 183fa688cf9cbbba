"""Decisions that no path but the right one brings into the database, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from checks.decisions import DecisionRefused
from crm.model import ApprovalRequest, CreditDecision
from tests.builders import NOW, add, an_answer, day, number
from tests.checks.office import Office
from tests.worlds import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


FORGED: dict[str, tuple[str, Callable[[Office], dict[str, Any]]]] = {
    "by who sells": ("nobody decides on what they sell", lambda office: {"approver_id": office.seller}),
    "by who may not": ("has the authority", lambda office: {"approver_id": office.manager}),
    "above the tier": ("has the authority", lambda _: {"limit_mxn": Decimal(2_000_000)}),
    "without a code": ("carries a one-time code", lambda _: {"code_step": None}),
    "as a deputy nobody named": (
        "a deputy is named", lambda office: {"approver_id": office.manager, "on_behalf_of_id": office.analyst}
    ),
    "in the name of who sells": ("nobody decides on what they sell", lambda office: {"on_behalf_of_id": office.seller}),
    "of another kind": ("answers a question of its kind", lambda _: {"kind": "annex", "limit_mxn": None}),
    "with another outcome": ("answers a question of its kind", lambda _: {"outcome": "declined", "limit_mxn": None}),
    "without a limit": ("has the authority", lambda _: {"limit_mxn": None}),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_the_database_takes_no_decision(office: Office, how: str) -> None:
    words, changes = FORGED[how]
    with pytest.raises(DBAPIError, match=words), office.world.write() as session:
        request = session.get_one(ApprovalRequest, office.request.id)
        request.status = "approved"
        session.flush()
        an_answer(session, request, **({"limit_mxn": Decimal(360_000)} | changes(office)))


def test_the_database_takes_no_decision_while_the_question_is_open(office: Office) -> None:
    with pytest.raises(DBAPIError, match="answers a question"), office.world.write() as session:
        an_answer(
            session,
            session.get_one(ApprovalRequest, office.request.id),
            outcome="approved",
            limit_mxn=Decimal(1),
        )


def test_the_database_takes_no_credit_that_nobody_decided(office: Office) -> None:
    with pytest.raises(DBAPIError, match="by answering its question"), office.world.write() as session:
        office.in_force()
        session.execute(sa.update(CreditDecision).values(superseded_at=NOW))
        add(session, CreditDecision(
            opportunity_id=office.sale.id, outcome="approved", limit_mxn=Decimal(10), approver_id=office.analyst, decided_at=NOW,
            expires_on=day(9), created_at=NOW, request_id=office.request.id,
        ))  # fmt: skip


def test_another_systems_decision_comes_with_no_request_of_ours(office: Office) -> None:
    with pytest.raises(DBAPIError, match="no terms of ours"), office.world.write() as session:
        add(session, CreditDecision(
            opportunity_id=office.sale.id, outcome="approved", limit_mxn=Decimal(10), approver_id=office.analyst, decided_at=NOW,
            expires_on=day(9), created_at=NOW, request_id=office.request.id, source="old", source_id=str(number()),
            superseded_at=NOW,
        ))  # fmt: skip


def test_terms_and_refusals_are_never_changed(office: Office) -> None:
    with pytest.raises(DecisionRefused):
        office.answer(code="000000")
    for statement in (
        "UPDATE terms SET monthly_centavos = 1", "DELETE FROM terms", "UPDATE terms_line SET quantity = 9", "DELETE FROM terms_line",
        "DELETE FROM refused_answer", "UPDATE refused_answer SET reason = 'x'", "UPDATE approval_request SET tier = 0",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), office.world.write() as session:
            session.execute(sa.text(statement))
