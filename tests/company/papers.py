"""Papers of the invented company that count: drafted from the record, signed by hand, answered for by a lawyer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.signed import SIGNED
from crm.model import Contract, ContractLine, Document, Terms, TermsLine
from tests.company.facts import add, day, put
from tests.company.people import a_document, who


def an_attested(session: Session, kind: str, opportunity_id: int, **values: Any) -> Document:
    """A paper of a case and its draft, the paper signed by hand and attested."""
    draft = a_document(session, kind, opportunity_id=opportunity_id, state="draft", issued_on=day(-2))
    whole = {
        "state": "attested", "draft_id": draft.id, "signed_on": day(-1), "attested_by_id": who(session, "legal"),
        "attested_on": day(-1), "statement": "I saw both sign",
    } | values  # fmt: skip
    return a_document(session, kind, opportunity_id=opportunity_id, **whole)


def sign(session: Session, contract: Contract) -> Document:
    """The contract, as its record is now, on a paper that counts."""
    assert contract.opportunity_id is not None
    paper = an_attested(session, "contract", contract.opportunity_id)
    said = {name: getattr(contract, name) for name in SIGNED}
    terms = add(session, Terms(document_id=paper.draft_id, **said))
    lines = sa.select(ContractLine).where(ContractLine.contract_id == contract.id)
    for line in session.scalars(lines).all():
        copy = TermsLine(terms_id=terms.id, model=line.model, location=line.location, quantity=line.quantity)
        put(session, copy)
    contract.document_id = paper.id
    session.flush()
    return paper
