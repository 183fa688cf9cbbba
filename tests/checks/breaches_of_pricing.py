"""How each rule on what the quoter made is broken."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import Opportunity, Proposal, ProposalLine, QuoteLine, QuoteVariables
from tests.builders import by_the_quoter, day
from tests.checks.edits import Mend, all_of, breach, change, point, remove


def quoted(session: Session, case: Any) -> Mend:
    """The quote is one that the quoter made."""
    by_the_quoter(session, case)
    return lambda: None


_imported = change(Proposal, quoter_version="2026.1")

PRICING = {
    "M05-quoter-in-force": breach(
        change(Proposal, quoter_version="2026.6"),
        change(Proposal, quoted_on=dt.date(2026, 8, 31)),
        change(Proposal, quoter_version="2027.1"),
        change(Proposal, quoter_version="2026.1", quoted_on=dt.date(2026, 12, 1)),
        given=quoted,
        aside=change(Proposal, quoter_version=None),
    ),
    "A07-figures-kept": breach(remove(QuoteVariables), remove(QuoteLine), given=quoted, aside=_imported),
    "A07-quote-adds-up": breach(
        change(ProposalLine, {"kind": "service"}, monthly_mxn=Decimal("1500.01")),
        change(ProposalLine, {"kind": "service"}, cost_mxn=None),
        change(QuoteVariables, cost_mxn=Decimal("6699.99")),
        change(Proposal, margin_percent=Decimal("33.01")),
        given=quoted,
        aside=remove(QuoteVariables),
    ),
    "A02-comes-out-the-same": breach(
        change(QuoteVariables, differs_on=day(-1)), given=quoted, aside=remove(QuoteVariables)
    ),
    "A02-terms-of-the-quoter": breach(
        change(Proposal, discount_percent=Decimal("35.01")),
        all_of(
            change(Proposal, term_months=30, discount_percent=Decimal(5)),
            change(Opportunity, amount_mxn=Decimal(300_000)),
        ),
        also="A09-discount-limit",
        given=quoted,
        aside=_imported,
    ),
    "M05-line-margins": breach(
        all_of(
            change(ProposalLine, {"kind": "equipment"}, cost_mxn=Decimal("2640.01")),
            change(ProposalLine, {"kind": "consumables"}, cost_mxn=Decimal("759.99")),
        ),
        given=quoted,
        aside=_imported,
    ),
    "A22-facts-confirmed": breach(
        change(Proposal, stock_on=None),
        change(Proposal, technician_by_id=None),
        point(Proposal, "sla_by_id", lambda s, case: case.owner_id),
        given=quoted,
        aside=_imported,
    ),
}
