"""Campaigns of the invented dealer: finished ones with their response, one at work, some to come; some are held, two are wrong."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, and_, case, insert, literal, null, select, update
from sqlalchemy.orm import Session

from checks.campaigns import judge_campaigns, look_at, measure_campaigns
from checks.drafts import write_drafts
from config.company import Company
from crm.model import Account, Base, Campaign, CampaignMember, Contact
from reports.campaigns import reason_in_words
from reports.texts import Texts
from sample.people import Staff
from sample.sql import Calendar, fill

PAST = 10
"""Campaigns with these numbers, from 1, brought leads; number 1 is still at work."""
LISTED = 300
NAMES = ("Diagnóstico de impresión", "Renueva tu parque", "Expo oficinas", "Referidos", "Despachos sin paros")
OFFERS = (
    "Le hacemos un diagnóstico de impresión sin costo, con cifras por área.",
    "El primer mes va por nuestra cuenta si renueva su parque antes de fin de mes.",
    "Le prestamos un equipo de respaldo durante dos semanas.",
)
MORE, CALLS, LETTERS, ASTRAY, UNFINISHED, FEW, BY_HAND = range(PAST + 1, PAST + 8)
"""To come: to clients; by telephone and by mail to prospects on poor data; to a list astray; without message; to a few; and
one that somebody started by hand although its list is astray."""

RAISES = ("A06-message", "D18-scored", "M14-campaign-owner-id", "D19-good-data")
"""What is wrong with them: the unfinished one lacks message, judgement and owner, the one by hand runs on a list astray."""


def write(connection: Connection, company: Company, staff: Staff, today: dt.date) -> None:
    """The campaigns, before anything names them. The first day of number 1 is ten days ago, of each other 45 days earlier."""
    head = staff.of_role["sales_manager"][0].id
    rows = [_past(company, number, head, today) for number in range(1, PAST + 1)]
    rows += _to_come(company, head, today)
    for row in rows:
        connection.execute(insert(_table(Campaign)), row)


def _past(company: Company, number: int, head: int, today: dt.date) -> dict[str, Any]:
    starts = today - dt.timedelta(days=45 * number - 35)
    over = number > 1
    return _row(company, number, f"{NAMES[number % len(NAMES)]} {starts:%Y-%m}", starts, head) | {
        "kind": ("email", "event", "referral")[number % 3], "status": "finished" if over else "planned",
        "ends_on": starts + dt.timedelta(days=30), "channel": _channel(company, "email"),
        "budget_mxn": Decimal(30_000 + 5_000 * number), "actual_cost_mxn": Decimal(28_000 + 5_100 * number) if over else None,
        "scored_on": starts if over else None, "score_percent": Decimal(70 + number % 9) if over else None,
        "database_percent": Decimal(92) if over else None,
    }  # fmt: skip


def _to_come(company: Company, head: int, today: dt.date) -> list[dict[str, Any]]:
    clients = {"target_kind": "client"}
    cold = {"target_kind": "prospect"}
    planned: dict[int, tuple[str, str, dict[str, Any]]] = {
        MORE: ("Más áreas con nosotros", "email", clients),
        CALLS: ("Llamadas a prospectos", "phone", cold),
        LETTERS: ("Carta a prospectos", "address", cold),
        ASTRAY: ("Lista comprada", "email", {}),
        UNFINISHED: ("Idea de marzo", "email", {"message": None, "creativity_percent": None, "owner_id": None}),
        FEW: ("Doce cuentas de cerca", "email", {}),
        BY_HAND: ("Envío sin revisar", "email", {"status": "active"}),
    }
    rows = []
    for number, (name, needs, more) in planned.items():
        starts = (
            today - dt.timedelta(days=3) if number == BY_HAND else today + dt.timedelta(days=number - PAST + 4)
        )
        row = _row(company, number, f"{name} {starts:%Y-%m}", starts, head)
        rows.append(row | {"channel": _channel(company, needs)} | more)
    return rows


def _row(company: Company, number: int, name: str, starts: dt.date, head: int) -> dict[str, Any]:
    segments, messages = tuple(company.market.segment), tuple(company.market.message)
    created = min(starts, starts - dt.timedelta(days=20))
    return {
        "id": number, "name": name, "status": "planned", "starts_on": starts, "ends_on": starts + dt.timedelta(days=40),
        "owner_id": head, "target_segment": segments[number % len(segments)], "message": messages[number % len(messages)],
        "offer": OFFERS[number % len(OFFERS)], "offer_percent": Decimal(75 + number % 4 * 5),
        "moment_percent": Decimal(60 + number % 3 * 10), "creativity_percent": Decimal(65 + number % 4 * 5),
        "expected_revenue_mxn": Decimal(900_000), "created_at": dt.datetime.combine(created, dt.time(15), dt.UTC),
    }  # fmt: skip


def _channel(company: Company, needs: str) -> str:
    return next(key for key, channel in company.market.channel.items() if channel.needs == needs)


def live(connection: Connection, company: Company, calendar: Calendar) -> Counter[str]:
    """When all else stands: lists, drafts and answers, then what the daily flow does; how often each rule is broken."""
    for number in (*range(1, PAST + 1), ASTRAY, FEW, BY_HAND):
        connection.execute(_list(number, calendar))
    with Session(connection, join_transaction_mode="rollback_only") as session:
        now = dt.datetime.combine(calendar.today, dt.time(12), dt.UTC)
        for number in range(1, PAST + 1):
            judged = look_at(session, company, session.get_one(Campaign, number))
            write_drafts(session, company, judged, calendar.today, now)
            session.execute(_answers(number, calendar))
        judge_campaigns(session, company, calendar.today, partial(reason_in_words, Texts(company.language)))
        measure_campaigns(session, calendar.today)
        session.commit()
    return Counter(RAISES)


def _list(number: int, calendar: Calendar) -> Any:
    """A list that somebody brought: contacts of the first accounts that lie in the target, or just those that do not."""
    campaign = _table(Campaign).alias("campaign_listed")
    inside = Account.segment == campaign.c.target_segment
    astray = number in (ASTRAY, BY_HAND)
    fresh = Account.verified_on > calendar.day(90)
    some = 12 if number == FEW else LISTED
    people = Account.__table__.join(Contact.__table__, Contact.account_id == Account.id)
    chosen = (
        select(Contact.id.label("contact_id"))
        .select_from(people.join(campaign, campaign.c.id == number))
        .where(~inside if astray else and_(inside, fresh), Contact.email.is_not(None))
        .order_by(Contact.id)
        .limit(some)
        .subquery("chosen")
    )
    return fill(
        CampaignMember, chosen, order=(chosen.c.contact_id,),
        campaign_id=number, contact_id=chosen.c.contact_id, chosen_from="list", created_at=calendar.at(0, 13),
    )  # fmt: skip


def _answers(number: int, calendar: Calendar) -> Any:
    """Sent on the third day, drafted before; one in some answers within ten days. What is at work is half sent."""
    age = 45 * number - 35
    member = CampaignMember
    sent = and_(member.campaign_id == number, member.drafted_on.is_not(None), member.contact_id % 2 == 0 if number == 1 else literal(True))  # fmt: skip
    answered = member.contact_id % (7 + number) == 0
    return (
        update(member)
        .where(sent)
        .values(
            drafted_on=calendar.day(age), sent_on=calendar.day(age - 2),
            answered_on=case((answered, calendar.day(age - 2 - member.contact_id % 8)), else_=null()),
            answer=case((answered, "Piden que los llamen."), else_=null()),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__
