"""How sales of value are prepared: strategies, plans with their grid, interests, competitors, factors, relations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Insert, Table, and_, case, func, insert, null, select
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import (
    AccountFactor,
    Competitor,
    Interest,
    NegotiationPlan,
    PeerRelation,
    PlanRow,
    SalesStrategy,
    ValueVariable,
)
from sample import words
from sample import words_of_plans as said
from sample.plan import ACCOUNTS, CONTACTS, NUMBERS, OPPORTUNITIES
from sample.sales import CREDIT, NEGOTIATED, PROPOSED
from sample.sql import Calendar, fill, pick
from sample.worth import Worth

P = OPPORTUNITIES
p, a, n = OPPORTUNITIES.c, ACCOUNTS.c, NUMBERS.c.n
YEAR = 365
STRATEGIES = 12
"""The strategy number k was in force from k years ago on; number 1 is in force today."""
BLOCKS = 2
IN_THE_MAP = 2
"""Who decides and the champion are in the map of interests."""


def write_strategies(connection: Connection, today: dt.date) -> None:
    """A strategy a year, the oldest last, so that every plan rests on one that was in force."""
    table = SalesStrategy.__table__
    assert isinstance(table, Table)
    rows = []
    for number in range(1, STRATEGIES + 1):
        from_on = today - dt.timedelta(days=number * YEAR - 1)
        until_on = today + dt.timedelta(days=180) if number == 1 else from_on + dt.timedelta(days=YEAR - 1)
        created = dt.datetime.combine(from_on, dt.time(15), dt.UTC)
        row = {"id": number, "name": f"Estrategia comercial {from_on:%Y}", "from_on": from_on, "until_on": until_on,
               "summary": said.STRATEGIES[number % len(said.STRATEGIES)], "decided_by_id": 1, "created_at": created}  # fmt: skip
        rows.append(row)
    connection.execute(insert(table), rows)


def statements(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """What is prepared, as far as the evidence of each sale goes and as deep as it is worth."""
    worth = Worth(company)
    yield _plans(worth, calendar)
    yield _rows(worth, calendar)
    yield _interests(worth, calendar)
    yield _competitors(worth, calendar)
    yield _values(worth, calendar)
    for kind, factors in company.negotiation.factors.items():
        if factors.least:
            yield _factors(worth, kind, list(factors.names), factors.least, calendar)
    yield _relations(company, a.kind == "client", calendar)
    yield _relations(company, and_(a.kind != "client", a.id.in_(select(_clients(worth.deep()).c.id))), calendar)


def _plans(worth: Worth, calendar: Calendar) -> Insert:
    """The plan has the number of its opportunity."""

    def from_(reach: int, phrases: Any, number: Any) -> Any:
        return case((p.reach >= reach, pick(phrases, number)), else_=null())

    return fill(
        NegotiationPlan, P, and_(p.reach >= PROPOSED, worth.planned()), order=(p.id,),
        id=p.id, opportunity_id=p.id, strategy_id=func.coalesce(p.a2, 0) // YEAR + 1, made_on=calendar.day(p.a2), made_by_id=p.owner_id,
        general_environment=case((worth.deep(), pick(said.GENERAL, p.salt)), else_=null()),
        specific_environment=pick(said.SPECIFIC, p.salt // 3), way_in=pick(said.WAYS_IN, p.salt // 5),
        own_objective=from_(NEGOTIATED, said.OWN_OBJECTIVES, p.salt), client_objective=from_(NEGOTIATED, said.CLIENT_OBJECTIVES, p.salt // 3),
        client_issue=from_(NEGOTIATED, said.CLIENT_ISSUES, p.salt // 5), adviser_issue=from_(NEGOTIATED, said.ADVISER_ISSUES, p.salt),
        supplier_issue=from_(NEGOTIATED, said.SUPPLIER_ISSUES, p.salt // 7),
        **{f"{phase}_strategy": case((and_(p.reach >= NEGOTIATED, worth.deep()), text), else_=null())
           for phase, text in said.PHASE_STRATEGIES.items()},
        created_at=calendar.at(p.a2, 18),
    )  # fmt: skip


def _rows(worth: Worth, calendar: Calendar) -> Insert:
    number = p.salt // 3 + n
    held = p.reach >= CREDIT

    def after(phrases: Any) -> Any:
        return case((held, pick(phrases, number)), else_=null())

    return fill(
        PlanRow, P.join(NUMBERS, n <= BLOCKS), and_(p.reach >= NEGOTIATED, worth.planned()), order=(p.id, n),
        plan_id=p.id, place=n, block=pick([block for block, *_ in said.BLOCKS], number), topic=pick([topic for _, topic, *_ in said.BLOCKS], number),
        minutes=15 + (p.salt + n * 5) % 4 * 5, arguments=pick([argument for *_, argument, _ in said.BLOCKS], number),
        documents=pick(said.SUPPORTING, number), concessions=pick([concession for *_, concession in said.BLOCKS], number),
        results=after(said.BLOCK_RESULTS), observations=after(said.OBSERVATIONS), evaluation=after(said.EVALUATIONS), created_at=calendar.at(p.a4, 16),
    )  # fmt: skip


def _interests(worth: Worth, calendar: Calendar) -> Insert:
    return fill(
        Interest, P.join(NUMBERS, n <= IN_THE_MAP), and_(p.reach >= PROPOSED, worth.planned()), order=(p.id, n),
        opportunity_id=p.id, contact_id=p.account_id * CONTACTS + n - 1, objective=pick(said.CLIENT_OBJECTIVES, p.salt + n),
        interest=pick(said.INTERESTS, p.salt // 5 + n), priority=n, created_at=calendar.at(p.a2, 18),
    )  # fmt: skip


def _competitors(worth: Worth, calendar: Calendar) -> Insert:
    return fill(
        Competitor, P, and_(p.reach >= PROPOSED, worth.deep()), order=(p.id,),
        opportunity_id=p.id, name=pick(words.COMPETITORS, p.salt // 7), company=pick(said.RIVAL_COMPANIES, p.salt),
        solutions=pick(said.RIVAL_SOLUTIONS, p.salt // 3), services=pick(said.RIVAL_SERVICES, p.salt // 5),
        our_arguments=pick(words.DIFFERENTIATORS, p.salt // 11), created_at=calendar.at(p.a2, 18),
    )  # fmt: skip


# --- of the client, once, however many sales it has -----------------------------------------------------------------


def _clients(wanted: Any) -> Any:
    """The accounts of which a sale has come so far and is worth so much, with the age of its study."""
    return (
        select(p.account_id.label("id"), func.max(p.salt).label("salt"), func.min(p.a2).label("age"))
        .where(p.reach >= PROPOSED, wanted)
        .group_by(p.account_id)
        .subquery("prepared_client")
    )


def _values(worth: Worth, calendar: Calendar) -> Insert:
    client = _clients(worth.planned())
    keys = list(worth.company.negotiation.values)
    return fill(
        ValueVariable, client, order=(client.c.id,),
        account_id=client.c.id, variable=pick(keys, client.c.salt), meaning=pick(said.MEANINGS, client.c.salt // 3),
        answer=pick(said.ANSWERS, client.c.salt // 3), noted_on=calendar.day(client.c.age), created_at=calendar.at(client.c.age, 18),
    )  # fmt: skip


def _factors(worth: Worth, kind: str, keys: list[str], least: int, calendar: Calendar) -> Insert:
    client = _clients(worth.deep())
    return fill(
        AccountFactor, client.join(NUMBERS, n <= least), order=(client.c.id, n),
        account_id=client.c.id, kind=kind, factor=pick(keys, client.c.salt // 3 + n), note=pick(said.FACTOR_NOTES[kind], client.c.salt // 5 + n),
        noted_on=calendar.day(client.c.age), created_at=calendar.at(client.c.age, 18),
    )  # fmt: skip


def _relations(company: Company, where: Any, calendar: Calendar) -> Insert:
    """The seller of the account speaks with who decides there."""
    return fill(
        PeerRelation, ACCOUNTS, where, order=(a.id,),
        person_id=a.owner_id, contact_id=a.id * CONTACTS, purpose=pick(said.PURPOSES, a.salt), plan=pick(said.RELATION_PLANS, a.salt // 3),
        since_on=calendar.day(a.age), last_contact_on=calendar.day(a.salt % company.negotiation.relation_days),
        effectiveness=6 + a.salt % 5, efficiency=5 + a.salt // 3 % 5, created_at=calendar.at(a.age, 17),
    )  # fmt: skip
