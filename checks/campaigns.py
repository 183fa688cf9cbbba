"""Campaigns before, while and after they run: the data of their audience, the score, drafts, the response (003/D16–D20, 004/E16).

The audience is the list that somebody brought or, without one, the contacts of the target in the CRM. Nothing is sent from
here: drafts are written to the CRM, and whoever sends and listens writes back when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from checks.expressions import given, looks_like_email, looks_like_phone, past
from config.company import Company
from crm.model import Account, Campaign, CampaignMember, Contact, Opportunity
from policy.campaign import JUDGED, Appraisal, Audience, Plan, Reason, appraise

OPEN = ("planned", "held", "active")
Words = Callable[[Reason], str]


@dataclass(frozen=True)
class Judged:
    """An open campaign with its appraisal of today."""

    campaign: Campaign
    appraisal: Appraisal
    audience: Audience


def judge_campaigns(session: Session, company: Company, today: dt.date, words: Words) -> list[Judged]:
    """Score every open campaign; what is planned runs from its first day, or is held with what to mend (003/D18, D19).

    A campaign that is at work already is never stopped from here: the rulebook shows that it should not run.
    """
    found = []
    rows = select(Campaign).where(Campaign.status.in_(OPEN)).order_by(Campaign.starts_on, Campaign.id)
    for campaign in session.scalars(rows).all():
        if campaign.ends_on is not None and campaign.ends_on < today:
            campaign.status = "finished"
            continue
        judged = look_at(session, company, campaign)
        _write(judged, today, words)
        found.append(judged)
    session.flush()
    return found


def look_at(session: Session, company: Company, campaign: Campaign) -> Judged:
    """The appraisal of one campaign as the CRM is now. It writes nothing."""
    audience = _audience(session, company, campaign)
    channel = company.market.channel.get(campaign.channel or "")
    plan = Plan(
        has_target=has_target(company, campaign) or brought_a_list(session, campaign),
        has_channel=channel is not None,
        has_message=(campaign.message or "") in company.market.message,
        has_offer=bool((campaign.offer or "").strip()),
        judged={name: getattr(campaign, f"{name}_percent") for name in JUDGED},
        medium=None if channel is None else Decimal(channel.medium_percent),
    )
    return Judged(campaign, appraise(company.market.campaign.standard, plan, audience), audience)


def _write(judged: Judged, today: dt.date, words: Words) -> None:
    campaign, found, audience = judged.campaign, judged.appraisal, judged.audience
    campaign.scored_on, campaign.score_percent = today, found.score_percent
    campaign.database_percent = found.database_percent
    campaign.audience, campaign.audience_reachable = audience.size, audience.reachable
    campaign.audience_fresh, campaign.audience_on_target = audience.fresh, audience.on_target
    campaign.audience_usable = audience.usable
    campaign.held_reasons = "\n".join(words(reason) for reason in found.reasons) or None
    if campaign.status == "active":
        return
    if not found.may_run:
        campaign.status = "held"
    else:
        campaign.status = (
            "active" if campaign.starts_on is not None and campaign.starts_on <= today else "planned"
        )


# --- the audience ---------------------------------------------------------------------------------------------------


def has_target(company: Company, campaign: Campaign) -> bool:
    """Whether the campaign says whom it addresses, in words of the catalogue (003/D16: segmented first)."""
    market = company.market
    chosen = [
        word in known
        for word, known in ((campaign.target_segment, market.segment), (campaign.target_market_type, market.market_type))
        if word
    ]  # fmt: skip
    return bool(chosen) and all(chosen)


def brought_a_list(session: Session, campaign: Campaign) -> bool:
    """Whether somebody brought a list of contacts for it."""
    mine = and_(CampaignMember.campaign_id == campaign.id, CampaignMember.chosen_from == "list")
    return bool(session.scalar(select(exists().where(mine))))


def in_target(campaign: Campaign) -> ColumnElement[bool]:
    """The account is one of those that the campaign is meant for."""
    wanted = {
        Account.segment: campaign.target_segment,
        Account.market_type: campaign.target_market_type,
        Account.kind: campaign.target_kind,
    }
    return and_(true(), *(column == word for column, word in wanted.items() if word))


def can_be_used(company: Company, campaign: Campaign) -> ColumnElement[bool]:
    """The contact can be reached by the channel, has fresh data and lies inside the target."""
    return and_(_reachable(company, campaign), _fresh(company), in_target(campaign))


def audience_rows(session: Session, company: Company, campaign: Campaign, *columns: Any) -> Any:
    """A query of the contacts that the campaign would address, with their account."""
    rows = select(*columns).select_from(Contact).outerjoin(Account, Account.id == Contact.account_id)
    if brought_a_list(session, campaign):
        mine = and_(CampaignMember.contact_id == Contact.id, CampaignMember.campaign_id == campaign.id)
        return rows.join(CampaignMember, mine)
    return rows.where(in_target(campaign) if has_target(company, campaign) else Contact.id.is_(None))


def _audience(session: Session, company: Company, campaign: Campaign) -> Audience:
    conditions = (
        _reachable(company, campaign), _fresh(company), in_target(campaign), can_be_used(company, campaign)
    )  # fmt: skip
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    row = session.execute(audience_rows(session, company, campaign, func.count(), *sums)).one()
    return Audience(*(int(number) for number in row))


def _reachable(company: Company, campaign: Campaign) -> ColumnElement[bool]:
    channel = company.market.channel.get(campaign.channel or "")
    if channel is None:
        return literal(False, Boolean)
    return {
        "email": and_(given(Contact.email), looks_like_email(Contact.email)),
        "phone": and_(given(Contact.phone), looks_like_phone(Contact.phone)),
        "address": and_(given(Account.address), given(Account.postal_code)),
    }[channel.needs]


def _fresh(company: Company) -> ColumnElement[bool]:
    return and_(Account.verified_on.is_not(None), ~past(Account.verified_on, company.crm.stale_account_days))


# --- what came of it ------------------------------------------------------------------------------------------------


def measure_campaigns(session: Session, today: dt.date) -> int:
    """Count what was sent and answered, the leads that came and what was won from them (003/D16, 004/E16); of how many."""
    running = or_(
        Campaign.status == "active", and_(Campaign.status == "finished", Campaign.measured_on.is_(None))
    )
    found = session.scalars(select(Campaign).where(running)).all()
    numbers, member, sale = [one.id for one in found], CampaignMember, Opportunity
    sent = _by_campaign(
        session, member.campaign_id, numbers, func.count(member.sent_on), func.count(member.answered_on)
    )
    won = func.coalesce(func.sum(case((sale.stage == "won", sale.amount_mxn), else_=None)), 0)
    sold = _by_campaign(session, sale.campaign_id, numbers, func.count(), cast(won, sale.amount_mxn.type))
    for one in found:
        one.sent, one.answered = sent.get(one.id, (0, 0))
        one.leads, one.won_mxn = sold.get(one.id, (0, Decimal(0)))
        one.measured_on = today
    session.flush()
    return len(found)


def _by_campaign(
    session: Session, key: Any, numbers: Sequence[int], *counts: Any
) -> dict[int, tuple[Any, ...]]:
    rows = session.execute(select(cast(key, Integer), *counts).where(key.in_(numbers)).group_by(key))
    return {row[0]: tuple(row)[1:] for row in rows}
