"""Drafts of a campaign that may run: one by one for few or important clients, by type of audience for many (003/D20, 000/A06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, case, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from checks.campaigns import Judged, audience_rows, brought_a_list, can_be_used
from config.company import Company
from config.words import Text
from crm.model import Account, Campaign, CampaignMember, CampaignMessage, Contact, Person
from crm.successors import insert_new
from policy.campaign import approach
from policy.message import Parts, compose

PAGE = 2_000
WHOEVER = Text(en="Good day", es="Buen día")
COMPANIES = Text(en="companies of {what}", es="empresas de {what}")
YOURS = Text(en="your company", es="su empresa")
Member = CampaignMember


def write_drafts(session: Session, company: Company, judged: Judged, today: dt.date, now: dt.datetime) -> int:
    """Choose the members of a campaign that may run and write what each is told; how many drafts are new.

    Only contacts whose data can be used become members of the target, and only such members of a list are addressed. What
    was drafted or sent already stays as it is, so doing it again does nothing.
    """
    campaign = judged.campaign
    _choose(session, company, campaign, now)
    _approach(session, company, judged)
    parts = company.market.message[campaign.message or ""].parts(company.language)
    seller = session.scalar(select(Person.name).where(Person.id == campaign.owner_id)) or company.name
    _by_type(session, company, campaign, parts, seller, today)
    return _one_by_one(session, campaign, parts, seller, company, today) + _note_types(session, campaign, today)


def _choose(session: Session, company: Company, campaign: Campaign, now: dt.datetime) -> None:
    if brought_a_list(session, campaign):
        return
    rows = audience_rows(
        session, company, campaign, literal(campaign.id), Contact.id, literal("target"), literal(now, Member.created_at.type)
    )  # fmt: skip
    columns = ["campaign_id", "contact_id", "chosen_from", "created_at"]
    insert_new(session, Member, columns, rows.where(can_be_used(company, campaign)))


def _approach(session: Session, company: Company, judged: Judged) -> None:
    """How each member that can be used is addressed, and which type of audience it is of."""
    market, size = company.market, judged.audience.usable
    how = {
        important: approach(size, important, market.campaign.individual_up_to) for important in (True, False)
    }
    mine = aliased(Account, name="member_account")
    person = aliased(Contact, name="member_contact")
    important = mine.abc_class.in_(market.campaign.important_classes)
    about = (
        select(case((important, how[True]), else_=how[False]))
        .select_from(person)
        .outerjoin(mine, mine.id == person.account_id)
        .where(person.id == Member.contact_id)
    )
    kind = select(func.coalesce(person.function, "")).where(person.id == Member.contact_id)
    usable = (
        select(Contact.id)
        .outerjoin(Account, Account.id == Contact.account_id)
        .where(Contact.id == Member.contact_id, can_be_used(company, judged.campaign))
    )
    session.execute(
        update(Member)
        .where(Member.campaign_id == judged.campaign.id, Member.approach.is_(None), usable.exists())
        .values(approach=about.scalar_subquery(), audience_type=kind.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def _by_type(
    session: Session, company: Company, campaign: Campaign, parts: Parts, seller: str, today: dt.date
) -> None:
    market = company.market
    segment = market.segment.get(campaign.target_segment or "") or market.market_type.get(
        campaign.target_market_type or ""
    )
    whom = company.text(COMPANIES).format(what=company.text(segment.name)) if segment else company.text(YOURS)
    types = session.scalars(
        select(Member.audience_type)
        .where(Member.campaign_id == campaign.id, Member.approach == "type")
        .distinct()
    ).all()
    known = session.scalars(
        select(CampaignMessage.audience_type).where(CampaignMessage.campaign_id == campaign.id)
    )
    for kind in sorted({one or "" for one in types} - set(known)):
        maker = market.decision_maker.get(kind)
        reader = company.text(maker.name if maker else WHOEVER)
        said = compose(parts, _values(reader, whom, seller, campaign))
        session.add(
            CampaignMessage(campaign_id=campaign.id, audience_type=kind, message=said, drafted_on=today)
        )
    session.flush()


def _one_by_one(
    session: Session, campaign: Campaign, parts: Parts, seller: str, company: Company, today: dt.date
) -> int:
    keeper = aliased(Person, name="account_keeper")
    rows = (
        select(Member.id, Contact.name, Account.name, keeper.name)
        .join(Contact, Contact.id == Member.contact_id)
        .outerjoin(Account, Account.id == Contact.account_id)
        .outerjoin(keeper, keeper.id == Account.owner_id)
        .where(Member.campaign_id == campaign.id, Member.approach == "individual", Member.drafted_on.is_(None))
        .order_by(Member.id)
        .limit(PAGE)
    )
    written = 0
    while page := session.execute(rows).all():
        drafts = [
            {
                "number": number, "day": today,
                "said": compose(parts, _values(
                    name or company.text(WHOEVER), account or company.text(YOURS), mine or seller, campaign
                )),
            }
            for number, name, account, mine in page
        ]  # fmt: skip
        session.connection().execute(_WRITE, drafts)
        written += len(drafts)
    return written


def _note_types(session: Session, campaign: Campaign, today: dt.date) -> int:
    done = session.execute(
        update(Member)
        .where(Member.campaign_id == campaign.id, Member.approach == "type", Member.drafted_on.is_(None))
        .values(drafted_on=today)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _values(contact: str, whom: str, seller: str, campaign: Campaign) -> Mapping[str, str]:
    return {"contact": contact, "company": whom, "seller": seller, "offer": campaign.offer or ""}


def shown_drafts(session: Session, campaign: Campaign, limit: int) -> Sequence[tuple[str | None, str]]:
    """Some drafts of a campaign with whom they are for: those to one reader first, then those by type."""
    own = (
        select(Contact.name, Member.message)
        .join(Contact, Contact.id == Member.contact_id)
        .where(Member.campaign_id == campaign.id, Member.message.is_not(None))
        .order_by(Member.id)
        .limit(limit)
    )
    types = select(CampaignMessage.audience_type, CampaignMessage.message).where(
        CampaignMessage.campaign_id == campaign.id
    )
    found = [(name, said or "") for name, said in session.execute(own)]
    found += [(kind, said) for kind, said in session.execute(types.order_by(CampaignMessage.id))]
    return found[:limit]


def _write() -> Any:
    table = Member.__table__
    assert isinstance(table, Table)
    return (
        update(table)
        .where(table.c.id == bindparam("number"))
        .values(message=bindparam("said"), drafted_on=bindparam("day"))
    )


_WRITE = _write()
