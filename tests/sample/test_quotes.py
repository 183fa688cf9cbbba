"""The sample's quotes are made by the quoter: they come out the same, but for those that somebody tampered with (000/A02, A07)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crm.database import reading
from crm.model import Proposal, QuoteVariables
from crm.requoting import recheck
from tests.sample.conftest import Dealer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dealer")]  # who looks into the same one

TAMPERED = (
    "margin below the floor", "discount beyond the limit", "no follow-up offered", "quote of a spreadsheet", "line made dearer by hand",
    "toner at cost", "quote changed after the sale",
)  # fmt: skip


def test_every_quote_comes_out_the_same_but_those_that_were_tampered_with(dealer: Dealer) -> None:
    with reading(dealer.engine) as session:
        found = recheck(session, dealer.company.quoters)
        official = session.scalar(sa.select(sa.func.count()).where(Proposal.is_official))
    assert found.differ == sum(dealer.manifest.defects[name] for name in TAMPERED)
    assert found.without == dealer.manifest.defects["quote without its figures"]
    assert found.same > (official or 0) / 2


def test_of_some_quotes_the_risk_was_drawn(dealer: Dealer) -> None:
    with reading(dealer.engine) as session:
        drawn = session.scalars(sa.select(QuoteVariables.below_floor_percent).where(QuoteVariables.draws > 0))
        assert len(set(drawn)) > 1
