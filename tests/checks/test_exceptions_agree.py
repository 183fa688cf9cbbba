"""What a preview says must be approved, and at which tier, is what the sweep will ask (000/A09, M05)."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.authority import lowest_tier
from crm.model import Opportunity, Proposal
from tests.builders import an_opportunity, part, the_company
from tests.checks.gallery import broken

PERCENT = [Decimal(value) for value in ("-5", "4", "4.01", "10", "10.01", "19.99", "20", "29.99", "30", "35")]
RULES = {"discount": "A09-discount-limit", "margin": "M05-margin-floor"}


@pytest.mark.parametrize("kind", RULES)
def test_the_tier_of_a_preview_is_the_tier_of_the_question(session: Session, kind: str) -> None:
    company, case = the_company(), an_opportunity(session, "proposed")
    quote: Proposal = part(session, case, Proposal)
    tier = (
        sa.select(lowest_tier(company, kind))
        .join_from(Opportunity, Proposal, Proposal.opportunity_id == Opportunity.id)
        .where(Proposal.id == quote.id)
    )
    for value in PERCENT:
        setattr(quote, f"{kind}_percent", value)
        session.flush()
        margin, discount = (quote.margin_percent or Decimal(0)), quote.discount_percent
        said = {one.kind: one.tier for one in company.exceptions(margin, discount)}
        assert (kind in said) == (RULES[kind] in broken(session, case))
        if kind in said:
            assert said[kind] == session.scalar(tier)
