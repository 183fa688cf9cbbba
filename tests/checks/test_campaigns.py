"""Campaigns are scored from what the CRM knows of their audience, held or drafted, and measured (003/D16–D20, 004/E16)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.campaigns import judge_campaigns, look_at, measure_campaigns
from checks.drafts import shown_drafts, write_drafts
from crm.campaigns import find_campaign, shown_campaigns
from crm.model import Account, Campaign, CampaignMember, CampaignMessage, Contact
from policy.campaign import Audience
from reports.campaigns import reason_in_words
from reports.texts import Texts
from tests.builders import (
    NOW,
    TODAY,
    a_campaign,
    a_contact,
    a_member,
    an_account,
    an_opportunity,
    day,
    the_company,
)

COMPANY = the_company()
WORDS = partial(reason_in_words, Texts("en"))


@pytest.fixture
def only_ours(session: Session) -> Session:
    """No client of another test is in the target, no campaign of another is open."""
    session.execute(sa.update(Account).values(segment="others"))
    session.execute(sa.delete(CampaignMember))
    session.execute(sa.update(Campaign).values(status="finished", measured_on=TODAY))
    return session


def a_plan(session: Session, **changes: Any) -> Campaign:
    return a_campaign(
        session,
        **({"status": "planned", "starts_on": day(5), "score_percent": None, "scored_on": None} | changes),
    )


def judge(session: Session, campaign: Campaign) -> Any:
    """The daily look at all campaigns; what it found of this one."""
    (found,) = [one for one in judge_campaigns(session, COMPANY, TODAY, WORDS) if one.campaign is campaign]
    return found


def a_school(session: Session, people: int = 3, **changes: Any) -> Account:
    """A school with so many people who can be reached."""
    account = an_account(session, **({"segment": "schools"} | changes))
    session.execute(sa.update(Contact).where(Contact.account_id == account.id).values(account_id=None))
    for number in range(people):
        a_contact(session, account, function=("buyer", "management", "users")[number % 3])
    return account


# --- the database factor --------------------------------------------------------------------------------------------


def test_the_audience_of_a_target_is_counted_from_the_crm(only_ours: Session) -> None:
    """003/D19: reached by the channel, fresh and inside the target; nothing of it is typed in."""
    session = only_ours
    a_school(session)
    a_school(session, people=2, verified_on=day(-201))
    a_school(session, people=4, segment="clinics")
    school = a_school(session, people=4)
    unheard = session.scalars(sa.select(Contact).where(Contact.account_id == school.id)).all()
    unheard[0].email, unheard[1].email = None, "no address"
    found = look_at(session, COMPANY, a_plan(session))
    assert found.audience == Audience(size=9, reachable=7, fresh=7, on_target=9, usable=5)
    assert found.appraisal.database_percent == Decimal("55.56")


@pytest.mark.parametrize(
    ("channel", "blank", "reached"),
    [
        ("e_mail", {"email": " "}, False),
        ("e_mail", {"phone": None}, True),
        ("call", {"phone": "12"}, False),
        ("call", {"email": None}, True),
        ("letter", {"email": None, "phone": None}, True),
    ],
)
def test_each_channel_needs_its_own_data(
    only_ours: Session, channel: str, blank: dict[str, Any], reached: bool
) -> None:
    """003/D17."""
    school = a_school(only_ours, people=1)
    person = only_ours.scalars(sa.select(Contact).where(Contact.account_id == school.id)).one()
    for name, value in blank.items():
        setattr(person, name, value)
    assert look_at(only_ours, COMPANY, a_plan(only_ours, channel=channel)).audience.reachable == reached


@pytest.mark.parametrize("missing", ["address", "postal_code"])
def test_a_letter_needs_an_address(only_ours: Session, missing: str) -> None:
    a_school(only_ours, people=1, **{missing: None})
    assert look_at(only_ours, COMPANY, a_plan(only_ours, channel="letter")).audience.reachable == 0


def test_a_list_is_its_own_audience_and_may_be_off_target(only_ours: Session) -> None:
    session = only_ours
    campaign = a_plan(session)
    a_school(session, people=3)
    for account in (a_school(session, people=1), a_school(session, people=2, segment="clinics")):
        for person in session.scalars(sa.select(Contact).where(Contact.account_id == account.id)):
            a_member(session, campaign, person)
    found = judge(session, campaign)
    assert found.audience == Audience(size=3, reachable=3, fresh=3, on_target=1, usable=1)
    assert campaign.status == "held"
    assert campaign.held_reasons is not None
    assert campaign.held_reasons.split("\n")[0] == "Off target: 2 of 3 contacts lie outside its target."


# --- held, to come, at work, over -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"starts_on": day(5)}, "planned"),
        ({"starts_on": day(0)}, "active"),
        ({"starts_on": None}, "planned"),
        ({"status": "held", "held_reasons": "?", "starts_on": day(1)}, "planned"),
        ({"ends_on": day(-1)}, "finished"),
        ({"channel": None}, "held"),
        ({"creativity_percent": None}, "held"),
        ({"target_segment": "shops"}, "held"),
    ],
)
def test_a_campaign_waits_runs_ends_or_is_held(
    only_ours: Session, changes: dict[str, Any], status: str
) -> None:
    a_school(only_ours)
    campaign = a_plan(only_ours, **changes)
    judge_campaigns(only_ours, COMPANY, TODAY, WORDS)
    assert campaign.status == status
    assert (campaign.held_reasons is not None) == (status == "held")


def test_a_campaign_on_poor_data_is_held_and_released_when_the_data_is_mended(only_ours: Session) -> None:
    session = only_ours
    school, campaign = a_school(session, verified_on=None), a_plan(session)
    judge(session, campaign)
    assert (campaign.status, campaign.database_percent, campaign.audience) == ("held", Decimal(0), 3)
    assert "3 of 3 contacts belong to accounts not verified for too long" in (campaign.held_reasons or "")
    school.verified_on = TODAY
    session.flush()
    judge(session, campaign)
    assert (campaign.status, campaign.database_percent, campaign.held_reasons) == (
        "planned",
        Decimal(100),
        None,
    )
    assert (campaign.scored_on, campaign.audience_usable) == (TODAY, 3)


def test_a_campaign_that_somebody_started_is_not_stopped_but_says_why_it_should_be(only_ours: Session) -> None:
    campaign = a_campaign(only_ours, target_segment=None)
    judge(only_ours, campaign)
    assert campaign.status == "active"
    assert campaign.held_reasons == "It has no target: name a segment or a market type."


def test_words_of_another_system_are_left_alone(only_ours: Session) -> None:
    campaign = a_plan(only_ours, status="Complete")
    assert judge_campaigns(only_ours, COMPANY, TODAY, WORDS) == []
    assert (campaign.status, campaign.score_percent) == ("Complete", None)


# --- drafts ---------------------------------------------------------------------------------------------------------


def members(session: Session, campaign: Campaign) -> list[CampaignMember]:
    mine = (
        sa.select(CampaignMember).where(CampaignMember.campaign_id == campaign.id).order_by(CampaignMember.id)
    )
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def draft(session: Session, campaign: Campaign) -> int:
    return write_drafts(session, COMPANY, judge(session, campaign), TODAY, NOW)


def test_a_few_are_written_to_one_by_one_with_hook_anecdote_and_offer(only_ours: Session) -> None:
    """003/D20, 000/A06."""
    school, campaign = a_school(only_ours, people=3, name="Escuela {Sol}"), a_plan(only_ours)
    assert draft(only_ours, campaign) == 3
    found = members(only_ours, campaign)
    assert {(one.approach, one.chosen_from, one.drafted_on) for one in found} == {
        ("individual", "target", TODAY)
    }
    person = only_ours.get_one(Contact, found[0].contact_id)
    hook, anecdote, offer = (found[0].message or "").split("\n\n")
    assert hook == f"{person.name}, does Escuela {{Sol}} wait?"
    assert anecdote == "Another school did not."
    assert offer.startswith("A free count. Ask Colleague")
    assert school.owner_id is not None


def test_many_are_written_to_by_their_type_and_important_ones_still_one_by_one(only_ours: Session) -> None:
    a_school(only_ours, people=6)
    a_school(only_ours, people=1, abc_class="A")
    campaign = a_plan(only_ours)
    assert draft(only_ours, campaign) == 7
    found = members(only_ours, campaign)
    assert [one.approach for one in found] == ["type"] * 6 + ["individual"]
    assert [one.message is None for one in found] == [True] * 6 + [False]
    said = dict(
        only_ours.execute(
            sa.select(CampaignMessage.audience_type, CampaignMessage.message).where(
                CampaignMessage.campaign_id == campaign.id
            )
        ).all()
    )
    assert set(said) == {"buyer", "management", "users"} == {one.audience_type for one in found[:6]}
    assert said["management"].startswith("Head, does companies of schools wait?")
    assert len(shown_drafts(only_ours, campaign, 9)) == 4


def test_only_who_can_be_used_is_addressed_and_doing_it_again_does_nothing(only_ours: Session) -> None:
    a_school(only_ours, people=3)
    a_school(only_ours, people=1, verified_on=None)
    campaign = a_plan(only_ours)
    assert (draft(only_ours, campaign), draft(only_ours, campaign)) == (3, 0)
    assert len(members(only_ours, campaign)) == 3
    a_school(only_ours, people=1)
    assert draft(only_ours, campaign) == 1


def test_of_a_list_whoever_can_not_be_used_stays_without_a_draft(only_ours: Session) -> None:
    school, campaign = a_school(only_ours, people=4), a_plan(only_ours)
    people = only_ours.scalars(sa.select(Contact).where(Contact.account_id == school.id)).all()
    people[0].email = None
    for person in people:
        a_member(only_ours, campaign, person)
    assert draft(only_ours, campaign) == 3
    assert [one.drafted_on for one in members(only_ours, campaign)] == [None, TODAY, TODAY, TODAY]


# --- what came of it ------------------------------------------------------------------------------------------------


def test_the_response_is_measured_with_the_leads_and_what_was_won(only_ours: Session) -> None:
    """003/D16: measurable response; 004/E16: the CRM serves campaigns."""
    session = only_ours
    running, silent = a_campaign(session), a_campaign(session, status="finished")
    school = a_school(session, people=3)
    for number, person in enumerate(session.scalars(sa.select(Contact).where(Contact.account_id == school.id))):
        a_member(session, running, person, sent_on=day(-2), answered_on=day(-1) if number == 0 else None)
    an_opportunity(session, "won", campaign_id=running.id)
    an_opportunity(session, "qualified", campaign_id=running.id)
    assert measure_campaigns(session, TODAY) == 2
    assert (running.sent, running.answered, running.leads) == (3, 1, 2)
    assert running.won_mxn == Decimal(360_000)
    assert (silent.sent, silent.leads, silent.won_mxn, silent.measured_on) == (0, 0, Decimal(0), TODAY)
    assert measure_campaigns(session, TODAY) == 1  # what is over was measured


def test_campaigns_are_found_by_number_and_by_name(only_ours: Session) -> None:
    campaign = a_plan(only_ours, name="Diagnóstico Único")
    for name in (f"CAM-{campaign.id}", f" cam-{campaign.id} ", str(campaign.id), "diagnóstico único"):
        assert find_campaign(only_ours, name) is campaign
    assert find_campaign(only_ours, "CAM-999999") is None
    first = a_campaign(only_ours)
    assert shown_campaigns(only_ours, 2) == [first, campaign]
