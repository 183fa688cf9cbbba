"""``seiton score`` and ``seiton campaigns``: why a score, why a campaign is held."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.market import Campaigns, Channel, IdealClient, Message
from crm.model import Account, Campaign
from tests import builders
from tests.cli.conftest import Call, House

PAGE = Path(__file__).resolve().parents[2] / "docs" / "market.md"


@pytest.fixture
def case(house: House) -> str:
    with house.write() as session:
        sale = builders.an_opportunity(session, main_pain=None, is_receptive=None)
        builders.part(session, sale, Account).employees = 40
        return f"OPP-{sale.id}"


def test_a_score_is_explained_factor_by_factor_with_what_to_ask(call: Call, case: str) -> None:
    """000/A03."""
    said = call("score", case).out
    assert "schools" in said and "as we wish" in said and "unknown: ask" in said
    assert "Fit with the ideal client: " in said and "(at least 45 %)" in said
    assert "Ask first: solution for the pain, receptivity" in said
    assert "Facts have changed since" in said
    found = call("score", case, "--json").json
    assert found["verdict"] == "ask"
    assert {one["name"]: one["why"] for one in found["factors"]}["solution"] == "unknown"
    assert found["facts"]["employees"] == 40


def test_who_says_no_is_shown_until_when_they_are_nurtured(call: Call, house: House) -> None:
    with house.write() as session:
        number = builders.an_opportunity(session, has_need=False, icp_percent=None).id
    said = call("score", f"OPP-{number}").out
    assert f"Nurture until {builders.day(100)}: No need" in said
    assert "Not scored in the CRM yet" in said


def test_a_score_of_what_is_no_opportunity_is_a_wrong_call(call: Call, house: House) -> None:
    with house.write() as session:
        number = builders.a_delivery(session).id
    assert call("score", f"DEL-{number}").code == 2
    assert call("score", "OPP-999999").code == 2


@pytest.fixture
def held(house: House) -> int:
    with house.write() as session:
        campaign = builders.a_campaign(
            session, status="held", channel="call", offer_percent=None, held_reasons="Poor data"
        )
        for phone in ("442 212 3456", None):
            contact = builders.a_contact(session, builders.an_account(session), phone=phone)
            builders.a_member(session, campaign, contact)
        return int(campaign.id)


def test_campaigns_are_listed_and_one_says_why_it_is_held(call: Call, held: int) -> None:
    """003/D18, D19."""
    assert f"CAM-{held}" in call("campaigns").out
    said = call("campaigns", f"CAM-{held}").out
    assert "Audience 2: 1 reached by the channel, 2 with fresh data, 2 in the target; 1 can be used." in said
    assert "Nobody has judged the offer" in said and "1 of 2 contacts can't be reached" in said
    found = call("campaigns", str(held), "--json").json
    assert [one["name"] for one in found["factors"]] == ["database", "offer", "moment", "creativity", "medium"]
    assert found["factors"][0]["percent"] == "50.00"
    assert call("campaigns", "--json").json[0]["code"] == f"CAM-{held}"


def test_a_campaign_shows_what_came_of_it(call: Call, house: House) -> None:
    with house.write() as session:
        builders.a_campaign(
            session, name="Spring", status="finished", sent=40, answered=5, leads=3, won_mxn=Decimal(90_000),
            measured_on=builders.TODAY,
        )  # fmt: skip
    assert "Sent 40, answered 5 (12.5 %); 3 leads, $90,000.00 won." in call("campaigns", "spring").out


def test_no_campaign_and_an_unknown_one_are_told(call: Call, house: House) -> None:
    assert "There is no campaign." in call("campaigns").out
    assert call("campaigns", "CAM-7").code == 2
    with house.read() as session:
        assert session.get(Campaign, 7) is None


def test_the_page_on_the_market_names_every_word_of_its_file() -> None:
    words = {name for model in (IdealClient, Campaigns, Channel, Message) for name in model.model_fields}
    page = PAGE.read_text(encoding="utf-8")
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
