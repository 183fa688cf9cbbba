"""Exposure = open + contracted − paid, and the limits that stand against it (000/A21; docs/decisions/0041)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from checks.credit_report import credit_report
from checks.held import UnknownCase
from crm.model import Account, Document, Opportunity
from tests.builders import an_opportunity, day, part, the_company, the_rulebook
from tests.checks.breaches_of_credit_files import a_contract_besides, an_invoice, listed
from tests.checks.gallery import judged_now


@pytest.fixture
def case(session: Session) -> Opportunity:
    """Credit is authorised for 360,000 and nothing else is owed."""
    return an_opportunity(session, "credit_authorised")


def report(session: Session, case: Opportunity) -> Any:
    return credit_report(session, the_company(), f"OPP-{case.id}")


def is_over(session: Session, case: Opportunity) -> bool:
    return judged_now(session, case, the_rulebook().by_key["A21-exposure-within-limit"])


# what is owed besides: (contracted, open), and whether it is more than what was granted
OWED: dict[str, tuple[Any, int, int, bool]] = {
    "nothing": (lambda s, c: None, 0, 0, False),
    "an open invoice": (lambda s, c: an_invoice(s, c, 500, 200), 0, 300, True),
    "an invoice that is paid": (lambda s, c: an_invoice(s, c, 500, 500), 0, 0, False),
    "an invoice paid twice": (lambda s, c: an_invoice(s, c, 500, 900), 0, 0, False),
    "a contract that nobody granted": (lambda s, c: a_contract_besides(s, c, 700), 700, 0, True),
    "a contract within its limit": (lambda s, c: a_contract_besides(s, c, 700, 700), 700, 0, False),
    "a contract beyond its limit": (lambda s, c: a_contract_besides(s, c, 700, 699), 700, 0, True),
    "a contract that has ended": (lambda s, c: a_contract_besides(s, c, 700, ends_on=day(-1)), 0, 0, False),
    "a contract that is not signed": (lambda s, c: a_contract_besides(s, c, 700, signed_on=None), 0, 0, False),
}


@pytest.mark.parametrize("what", OWED)
def test_what_is_owed_besides_is_counted(session: Session, case: Opportunity, what: str) -> None:
    make, contracted, unpaid, over = OWED[what]
    make(session, case)
    found = report(session, case)
    assert (found.contracted_mxn, found.open_mxn) == (contracted, unpaid)
    assert found.exposure_mxn == contracted + unpaid
    assert is_over(session, case) is over


def test_what_is_paid_on_a_contract_makes_room(session: Session, case: Opportunity) -> None:
    contract = a_contract_besides(session, case, 700, 700)
    an_invoice(session, case, 100)
    assert is_over(session, case)
    an_invoice(session, case, 150, 100, contract_id=contract.id)
    assert not is_over(session, case)
    assert report(session, case).exposure_mxn == 700 - 100 + 100


def test_an_invoice_of_an_ended_contract_is_open(session: Session, case: Opportunity) -> None:
    contract = a_contract_besides(session, case, 700, 700, ends_on=day(-1))
    an_invoice(session, case, 150, 100, contract_id=contract.id)
    assert report(session, case).open_mxn == 50
    assert is_over(session, case)


def test_the_case_itself_is_not_counted_twice(session: Session, case: Opportunity) -> None:
    assert report(session, case).contracted_mxn == 0
    account = credit_report(session, the_company(), str(case.account_id))
    assert account.contracted_mxn == account.limit_mxn == Decimal(360_000)


def test_what_another_client_owes_does_not_matter(session: Session, case: Opportunity) -> None:
    other = an_opportunity(session, "lead")
    an_invoice(session, other, 500)
    assert not is_over(session, case)


def test_the_report_tells_limits_papers_and_the_list(session: Session, case: Opportunity) -> None:
    account = session.get_one(Account, case.account_id)
    part(session, account, Document, kind="tax_opinion").issued_on = day(-16)
    part(session, account, Document, kind="articles").state = "refused"
    listed("ruled_for")(session, case)
    found = report(session, case)
    assert [(one.case, one.limit_mxn, one.expires_on, one.in_use) for one in found.limits] == [
        (f"OPP-{case.id}", Decimal(360_000), day(55), True)
    ]
    assert [(one.kind, one.state, one.expires_on) for one in found.papers] == [
        ("tax_opinion", "expiring", day(4)), ("articles", "missing", None), ("statements", "valid", day(75)),
    ]  # fmt: skip
    assert found.situation == "ruled_for"


@pytest.mark.parametrize(
    "how", [lambda a: a.id, lambda a: a.rfc, lambda a: a.name.lower(), lambda a: a.rfc.lower()]
)
def test_a_client_is_found_by_number_rfc_or_name(session: Session, case: Opportunity, how: Any) -> None:
    account = session.get_one(Account, case.account_id)
    assert credit_report(session, the_company(), str(how(account))).account_id == account.id


@pytest.mark.parametrize(
    ("name", "words"),
    [("OPP-99999", "no such case"), ("Unheard of", "no such account"), ("Escuela", "more than one account")],
)
def test_an_unknown_client_is_refused(session: Session, case: Opportunity, name: str, words: str) -> None:
    with pytest.raises(UnknownCase, match=words):
        credit_report(session, the_company(), name)
