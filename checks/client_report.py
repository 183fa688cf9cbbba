"""One client as people look at it: class, rung, traits, share, moments, satisfaction, and what is missing (001/B02–B10)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checks.rule import Rule, Rulebook
from checks.subjects import SUBJECTS
from config.company import Company
from crm.client_facts import Facts, facts
from crm.client_moments import of_client
from crm.model import (
    CODES,
    Account,
    ClientTrait,
    Complaint,
    Contact,
    Person,
    Satisfaction,
)
from policy.abc import Points, points
from policy.clients import (
    Allowance,
    Doubt,
    Lapses,
    Moments,
    Place,
    ProVerdict,
    allowance,
    doubt,
    effort_kind,
    lapses,
    place_on_ladder,
    pro_verdict,
    share,
)

SALES_SHOWN, ANSWERS_SHOWN, CONTACTS_SHOWN = 5, 5, 5
_OF_A_CLIENT = {"account": Account.id, "client_trait": ClientTrait.account_id, "satisfaction": Satisfaction.account_id, "complaint": Complaint.account_id}  # fmt: skip


@dataclass(frozen=True)
class TraitLine:
    """What was noted: whether it counts, and if not why."""

    trait: str
    noted_on: dt.date
    evidence: str | None
    doubt: Doubt | None


@dataclass(frozen=True)
class ShareLine:
    """A period of what the client buys."""

    until_on: dt.date
    potential_mxn: Decimal
    supplied_mxn: Decimal
    percent: Decimal | None


@dataclass(frozen=True)
class SaleLine:
    """The moments of one sale, and the days between them."""

    code: str
    moments: Moments
    lapses: Lapses


@dataclass(frozen=True)
class AnswerLine:
    """What the client said when it was asked, and the complaint that followed."""

    asked_on: dt.date
    score: int | None
    comment: str | None
    cause: str | None
    compensation: str | None
    due_on: dt.date | None
    closed_on: dt.date | None


@dataclass(frozen=True)
class ContactLine:
    """A person at the client and how important it is."""

    name: str | None
    buying_role: str | None
    importance: int | None


@dataclass(frozen=True)
class ClientReport:
    """All of it. Class and trend are what the last classification wrote on ``abc_on``; the rest is of today."""

    account_id: int
    account: str | None
    kind: str
    owner: str | None
    verified_on: dt.date | None
    abc_class: str | None
    abc_on: dt.date | None
    size_mxn: Decimal
    points: Points
    place: Place
    pro: ProVerdict
    allowance: Allowance
    share_trend: str | None
    share_plan: str | None
    share_plan_due_on: dt.date | None
    traits: tuple[TraitLine, ...]
    shares: tuple[ShareLine, ...]
    sales: tuple[SaleLine, ...]
    answers: tuple[AnswerLine, ...]
    contacts: tuple[ContactLine, ...]
    missing: dict[str, int]


def client_report(session: Session, rulebook: Rulebook, account: Account, today: dt.date) -> ClientReport:
    """What is known of a client, what the policy makes of it, and which rules it and its records break."""
    company, clients = rulebook.company, rulebook.company.clients
    (known,) = facts(session, company, (account.id, account.id), today)
    pro = pro_verdict(known.noted, clients.pro.standard, today)
    kind = effort_kind(account.abc_class, bool(known.worth.purchases))  # type: ignore[arg-type]
    effort = getattr(clients.effort, kind)
    return ClientReport(
        account.id, account.name, account.kind, session.scalar(select(Person.name).where(Person.id == account.owner_id)),
        account.verified_on, account.abc_class, account.abc_on, known.worth.size_mxn, points(known.worth, clients.abc.scale),
        place_on_ladder(known.dealings, pro, account.abc_class, clients.ladder.rules, today), pro,
        allowance(effort.hours_a_year, effort.budget_percent, known.worth.size_mxn),
        account.share_trend, account.share_plan, account.share_plan_due_on,
        tuple(_traits(known, clients.pro.evidence_days, today)), tuple(_shares(known)),
        tuple(_sales(session, company, account.id)), tuple(_answers(session, account.id)),
        tuple(_contacts(session, account.id)), broken_rules(session, rulebook, account.id),
    )  # fmt: skip


def broken_rules(session: Session, rulebook: Rulebook, account_id: int) -> dict[str, int]:
    """The rules that an account, its traits, its answers and its complaints break, with how many records break each."""
    broken: Counter[str] = Counter()
    for record, owner in _OF_A_CLIENT.items():
        rules = rulebook.of(record)
        verdicts = SUBJECTS[record].select(
            *(rule.verdict.label(rule.column) for rule in rules), where=owner == account_id
        )
        for row in session.execute(verdicts).mappings():
            broken.update(rule.key for rule in _broken_in(row, rules))
    return dict(broken)


def _broken_in(row: Any, rules: tuple[Rule, ...]) -> Iterator[Rule]:
    return (rule for rule in rules if row[rule.column] == 1)


def _traits(known: Facts, evidence_days: int, today: dt.date) -> Iterator[TraitLine]:
    for one in known.noted:
        yield TraitLine(one.trait, one.noted_on, one.evidence, doubt(one, evidence_days, today))


def _shares(known: Facts) -> Iterator[ShareLine]:
    for one in known.periods:
        yield ShareLine(one.until_on, one.potential_mxn, one.supplied_mxn, share(one))


def _sales(session: Session, company: Company, account_id: int) -> Iterator[SaleLine]:
    for number, moments in of_client(session, account_id, company.time_zone, SALES_SHOWN):
        yield SaleLine(f"{CODES['opportunity']}-{number}", moments, lapses(moments))


def _answers(session: Session, account_id: int) -> Iterator[AnswerLine]:
    rows = session.execute(
        select(
            Satisfaction.asked_on, Satisfaction.score, Satisfaction.comment, Complaint.cause, Complaint.compensation,
            Complaint.due_on, Complaint.closed_on,
        )
        .outerjoin(Complaint, Complaint.satisfaction_id == Satisfaction.id)
        .where(Satisfaction.account_id == account_id)
        .order_by(Satisfaction.asked_on.desc(), Satisfaction.id.desc())
        .limit(ANSWERS_SHOWN)
    )  # fmt: skip
    return (AnswerLine(*row) for row in rows)


def _contacts(session: Session, account_id: int) -> Iterator[ContactLine]:
    rows = session.execute(
        select(Contact.name, Contact.buying_role, Contact.importance)
        .where(Contact.account_id == account_id)
        .order_by(func.coalesce(Contact.importance, 0).desc(), Contact.id)
        .limit(CONTACTS_SHOWN)
    )
    return (ContactLine(*row) for row in rows)
