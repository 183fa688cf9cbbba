"""How the rules of the credit file are broken: its papers, the 69-B list, what the client owes besides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import Account, Contract, Document, Invoice, Opportunity, TaxListEntry
from tests.builders import NOW, a_credit_decision, a_document, a_lead, add, day, part
from tests.checks.breaches_of_sales import on_new_terms, undecided
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change

A_PERSON, A_COMPANY = "GOAA800101AB1", "GOA800101AB1"


def of_the_account(edit: Edit) -> Edit:
    """An edit of what belongs to the client of a case."""
    return lambda session, case: edit(session, part(session, case, Account))


def paper(kind: str, /, **values: Any) -> Edit:
    """A paper of the credit file says something else."""
    return of_the_account(change(Document, {"kind": kind}, **values))


def _spoiled(kind: str, /, **values: Any) -> tuple[Edit, ...]:
    return (
        paper(kind, kind="other"),
        paper(kind, account_id=None),
        paper(kind, state="refused"),
        *(paper(kind, **{name: value}) for name, value in values.items()),
    )


def becomes_a_person(session: Session, case: Any) -> Mend:
    """The client is a person in business, whose identification holds for some days."""
    mend = on_new_terms(all_of(change(Account, rfc=A_PERSON), change(Contract, rfc=A_PERSON)))(session, case)
    a_document(session, "identification", account_id=case.account_id, valid_until=day(9))
    return mend


def listed(situation: str) -> Edit:
    """The SAT lists the client."""

    def entry(session: Session, case: Any) -> Any:
        rfc = part(session, case, Account).rfc
        return add(session, TaxListEntry(rfc=rfc, name="Escuela", situation=situation, published_on=day(-90)))

    return bring(entry)


def an_invoice(session: Session, case: Any, amount: int, paid: int = 0, **values: Any) -> Any:
    """An invoice to the client of a case."""
    whole = {
        "account_id": case.account_id,
        "issued_on": day(-40),
        "due_on": day(-10),
        "created_at": NOW,
    } | values
    return add(session, Invoice(amount_mxn=Decimal(amount), paid_mxn=Decimal(paid), **whole))


def a_contract_besides(session: Session, case: Any, worth: int, limit: int | None = None, **values: Any) -> Any:
    """Another running contract of the client, and the limit that credit granted for it."""
    sale = None
    if limit is not None:
        sale = a_lead(session, account_id=case.account_id)
        a_credit_decision(session, sale, abroad=True, limit_mxn=Decimal(limit))
    whole = {
        "account_id": case.account_id,
        "signed_on": day(-90),
        "monthly_mxn": Decimal(worth),
        "term_months": 1,
    } | values
    return add(session, Contract(opportunity_id=sale.id if sale else None, created_at=NOW, **whole))


CREDIT_FILE = {
    "A21-tax-opinion": breach(
        *_spoiled("tax_opinion", issued_on=day(-21), valid_until=day(-1)), paper("tax_opinion", issued_on=None)
    ),
    "A21-articles": breach(*_spoiled("articles", valid_until=day(-1)), aside=change(Account, rfc=A_PERSON)),
    "A21-identification": breach(
        *_spoiled("identification", valid_until=day(-1)),
        paper("identification", valid_until=None),
        given=becomes_a_person,
        aside=change(Account, rfc=A_COMPANY),
    ),
    "A21-statements": breach(
        *_spoiled("statements", issued_on=day(-81)),
        aside=change(Opportunity, amount_mxn=Decimal("199999.99")),
    ),
    **{
        f"A21-69b-{situation}{record}": breach(listed(situation))
        for situation in ("definitive", "presumed")
        for record in ("", "-delivery", "-account")
    },
    "A21-exposure-within-limit": breach(
        bring(lambda s, case: an_invoice(s, case, 1_000, 999)),
        bring(lambda s, case: a_contract_besides(s, case, 1)),
        bring(lambda s, case: a_contract_besides(s, case, 1, ends_on=day(0))),
        bring(lambda s, case: a_contract_besides(s, case, 500, 499)),
        aside=undecided,
    ),
}
