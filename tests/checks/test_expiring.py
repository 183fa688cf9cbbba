"""A warning comes before what an open case rests on expires: in time, once, and not for what is renewed (000/A21)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.expiring import warn_of_what_expires
from crm.model import Account, CreditDecision, Document, Opportunity, Outbox
from tests.builders import (
    NOW,
    a_credit_decision,
    a_delivery,
    a_document,
    an_opportunity,
    day,
    part,
    supersede,
    the_company,
)
from tests.checks.edits import turn_to
from tests.worlds import World


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    """A CRM in which nobody else has an open case."""
    with Session(world.engine, expire_on_commit=False) as session:
        yield session
        session.rollback()


def warned(session: Session) -> list[tuple[str, int]]:
    """(what expires, the case), as queued by now."""
    rows = session.execute(
        sa.select(Outbox.key, Outbox.record_id).where(Outbox.kind == "document_expires").order_by(Outbox.id)
    )
    return [(key.split(":")[1], number) for key, number in rows]


def warn(session: Session, days: int) -> list[tuple[str, int]]:
    """What is queued after so many days."""
    turn_to(session, day(days))
    warn_of_what_expires(session, the_company(), NOW)
    return warned(session)


@pytest.mark.parametrize("stage", ["credit_authorised", "contracted"])
def test_a_paper_is_warned_of_in_time_and_once(session: Session, stage: str) -> None:
    case = an_opportunity(
        session, stage
    )  # its opinion is 5 days old and holds 20; the warning comes 5 days before
    assert warn(session, 10) == []
    assert warn(session, 11) == [("tax_opinion", case.id)]
    told = session.scalars(sa.select(Outbox.payload).where(Outbox.kind == "document_expires")).one()
    assert told == {"person": case.owner_id, "document": "tax opinion"}
    assert warn(session, 12) == [("tax_opinion", case.id)]


def test_nothing_is_said_of_a_case_that_does_not_rest_on_it(session: Session) -> None:
    for stage in ("proposed", "won"):
        an_opportunity(session, stage)
    assert warn(session, 12) == []


def test_nothing_is_said_of_a_paper_that_was_renewed(session: Session) -> None:
    case = an_opportunity(session, "credit_authorised")
    a_document(session, "tax_opinion", account_id=case.account_id, issued_on=day(11))
    assert warn(session, 12) == []


def test_one_paper_of_two_cases_is_warned_of_once(session: Session) -> None:
    case = an_opportunity(session, "credit_authorised")
    account = session.get_one(Account, case.account_id)
    an_opportunity(session, "credit_authorised", account=account)
    assert warn(session, 12) == [("tax_opinion", case.id)]


def _renew(session: Session, case: Any) -> None:
    for document in session.scalars(sa.select(Document).where(Document.account_id == case.account_id)):
        document.issued_on = day(40)
    session.flush()


def test_a_decision_is_warned_of_while_a_case_or_a_delivery_rests_on_it(session: Session) -> None:
    case = an_opportunity(session, "contracted")
    delivery = a_delivery(session, "released")
    gone = a_delivery(session, "dispatched")
    for one in (case, delivery, gone):
        _renew(session, one)
    assert warn(session, 43) == []  # it holds to day 55; the warning comes 12 days before
    assert warn(session, 44) == [("credit", case.id), ("credit", delivery.opportunity_id)]


def test_the_decision_in_force_counts(session: Session) -> None:
    case = an_opportunity(session, "credit_authorised")
    _renew(session, case)
    supersede(session, part(session, case, CreditDecision))
    a_credit_decision(session, session.get_one(Opportunity, case.id), expires_on=day(90))
    assert warn(session, 44) == []
