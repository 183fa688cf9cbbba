"""How each rule of the market is broken: of whom we pursue, and of campaigns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import Account, Campaign, Opportunity
from tests.builders import a_question, an_answer, day
from tests.checks.edits import Mend, breach, change


def pursue_all_the_same(session: Session, case: Any) -> Mend:
    """The client is far from the ideal one, and the head of sales said to pursue it."""
    case.icp_percent = Decimal(40)
    session.flush()
    question = a_question(session, case, "profile", percent=Decimal(40), status="approved")
    an_answer(session, question)
    return lambda: None


MARKET = {
    "A04-pain-of-catalogue": breach(
        change(Opportunity, main_pain="noise"), aside=change(Opportunity, main_pain=" ")
    ),
    "A03-icp-scored": breach(change(Opportunity, icp_percent=None)),
    "A03-icp-minimum": breach(
        change(Opportunity, icp_percent=Decimal("39.99")),
        change(Opportunity, amount_mxn=Decimal(99_000)),
        given=pursue_all_the_same,
        aside=change(Opportunity, kind="renewal"),
    ),
    "A03-segment-of-catalogue": breach(change(Account, segment="shops"), aside=change(Account, segment=" ")),
    "B01-market-of-catalogue": breach(
        change(Account, market_type="shops"), aside=change(Account, market_type=" ")
    ),
}

_is_over = change(Campaign, status="finished")

CAMPAIGN = {
    "D17-channel": breach(change(Campaign, channel=None), change(Campaign, channel="fax"), aside=_is_over),
    "D16-segmented": breach(
        change(Campaign, target_segment=None),
        change(Campaign, target_segment="shops"),
        change(Campaign, target_market_type="shops"),
        change(Campaign, target_segment=None, target_market_type="shops"),
        aside=_is_over,
    ),
    "A06-message": breach(
        change(Campaign, message=None),
        change(Campaign, message="shout"),
        change(Campaign, offer=" "),
        aside=_is_over,
    ),
    "D18-scored": breach(
        change(Campaign, score_percent=None),
        change(Campaign, offer_percent=None),
        change(Campaign, moment_percent=None),
        change(Campaign, creativity_percent=None),
        aside=_is_over,
    ),
    "D19-good-data": breach(
        change(Campaign, database_percent=Decimal("69.99")),
        change(Campaign, database_percent=None),
        change(Campaign, held_reasons="Off target"),
        aside=change(Campaign, status="held"),
    ),
    "D16-measured": breach(
        change(Campaign, measured_on=None),
        change(Campaign, answered=None),
        given=change(Campaign, status="finished", sent=10, answered=2, measured_on=day(-1)),
        aside=change(Campaign, sent=0),
    ),
    "D16-ends": breach(change(Campaign, ends_on=day(-1)), change(Campaign, ends_on=None), aside=_is_over),
}
