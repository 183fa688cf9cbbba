"""The sample's wrong readings are found by the billing preview, each of them and no other (000/A13, A29)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from checks.billing import preview_month
from crm.billing_month import month_of
from crm.database import rehearsal, unit_of_work
from crm.model import BillingPreview
from tests.builders import NOW
from tests.sample.conftest import Dealer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dealer")]  # who looks into the same one

OCTOBER = dt.date(2026, 10, 1)
WRONG = {
    "a zero too many": {"absurd", "jump"},
    "counter went back": {"reversed"},
    "never read": {"no_opening", "missing"},
}


@pytest.fixture(scope="module")
def held(dealer: Dealer) -> list[str]:
    """What the readings hold in October, a word for each contract."""
    with rehearsal(dealer.engine) as connection:
        preview_month(connection, dealer.installed.rulebook, OCTOBER, NOW, "tests")
        with unit_of_work(connection) as session:
            assert month_of(session, OCTOBER).of("previewed").previews > 100
            return list(
                session.scalars(sa.select(BillingPreview.held_for).where(BillingPreview.held_by == "readings"))
            )


def test_every_wrong_reading_that_was_planted_holds_its_contract_and_no_other_is_held(
    dealer: Dealer, held: list[str]
) -> None:
    found = {name: sum(word in words for word in held) for name, words in WRONG.items()}
    assert found == {name: dealer.manifest.defects[name] for name in WRONG}
    assert len(held) == sum(found.values())
