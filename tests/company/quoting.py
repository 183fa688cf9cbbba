"""Turning the quote of a case into one that the quoter made: same terms, same price, every figure kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import Opportunity, Proposal, ProposalLine, QuoteLine, QuoteVariables
from tests.company.facts import add, day, the_company
from tests.company.parts import part
from tests.company.people import who

LINES = {
    "equipment": (3_000, 2_200),
    "consumables": (2_000, 1_200),
    "service": (1_500, 800),
    "follow_up": (500, 300),
}
"""Price and cost of each line: of two lines of equipment and one of each other part, 10,000 and 6,700."""


def by_the_quoter(session: Session, case: Any) -> Proposal:
    """The official quote of a case, as the quoter in force would have kept it; what was agreed stays as it is."""
    quoter = the_company().quoters.in_force(day(-12))
    quote: Proposal = part(session, part(session, case, Opportunity), Proposal)
    quote.quoter_version, quote.quoted_on = quoter.version, day(-12)
    for fact in ("stock", "technician", "sla"):
        setattr(quote, f"{fact}_on", day(-13))
        setattr(quote, f"{fact}_by_id", who(session, "operations"))
    rates = {name: getattr(quoter.rates, name) for name in quoter.rates.__dataclass_fields__}
    add(session, QuoteVariables(
        proposal_id=quote.id, rated_coverage_percent=Decimal(5), mono_coverage_percent=Decimal(6), colour_coverage_percent=Decimal(9),
        a3_percent=Decimal(0), cost_mxn=Decimal(6_700), finance_mxn=Decimal(0), iva_mxn=Decimal(1_600), **rates,
    ))  # fmt: skip
    mine = sa.select(ProposalLine).where(ProposalLine.proposal_id == quote.id)
    for line in session.scalars(mine.order_by(ProposalLine.id)).all():
        line.monthly_mxn, line.cost_mxn = map(Decimal, LINES[line.kind])
        if line.kind == "equipment":
            machine = quoter.machines[line.model]
            figures = {name: getattr(machine, name) for name in machine.__dataclass_fields__}
            add(session, QuoteLine(proposal_line_id=line.id, mono_pages=10_000, colour_pages=1_000, **figures))
    session.flush()
    return quote
