"""What the installed base went through since the hand-over: tickets, surveys, invoices, and the risks told from them.

A renewal of which the health is lacking has none of it: nobody recorded the facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, and_, case, cast, exists, func, literal, null, select
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import (
    Activity,
    Complaint,
    Contract,
    Invoice,
    RenewalRisk,
    Satisfaction,
    ServiceTicket,
)
from sample import words
from sample.plan import CONTACTS, NUMBERS, RENEWALS
from sample.sql import Calendar, fill, pick

R, r = RENEWALS, RENEWALS.c
n = NUMBERS.c.n
MONTHS = 5
MONTH_DAYS = 30
REVIEWED, SCHEDULED = 2, 3
served = and_(r.contract_id.is_not(None), r.back == 0, func.coalesce(r.lacks, "") != "health")


def in_use(company: Company, calendar: Calendar, first: int, last: int) -> Iterator[Executable]:
    """The facts of the renewals of the opportunities from one number to another; their deliveries are still planned."""
    mine = and_(served, r.id.between(first, last))
    yield _tickets(calendar, mine)
    yield _survey(company, calendar, mine)
    yield _complaints(company, calendar, mine)
    yield _invoices(calendar, mine)
    for place, kind in enumerate(company.retention.risk):
        yield _risk(company, kind, place, and_(mine, r.reach >= REVIEWED))
    yield _calls(calendar, and_(r.id.between(first, last), r.back == SCHEDULED))


def _tickets(calendar: Calendar, mine: Any) -> Executable:
    """Up to three, one in nine answered too late, all of them solved."""
    age = n * 40 + r.salt % 20
    return fill(
        ServiceTicket, R.join(NUMBERS, n <= 1 + r.salt % 3), and_(mine, age < r.r0), order=(r.id, n),
        account_id=r.account_id, subject=pick(words.TICKETS, r.salt // 3 + n), severity=pick(("normal", "normal", "high"), r.salt // 5 + n),
        opened_on=calendar.day(age), responded_at=calendar.at(age - 1, 17), sla_minutes=240, sla_kept=(r.salt // 7 + n) % 9 != 0,
        due_on=calendar.day(age - 2), solved_on=calendar.day(age - 1), created_at=calendar.at(age, 15),
    )  # fmt: skip


def _survey(company: Company, calendar: Calendar, mine: Any) -> Executable:
    """Each client was asked in the last weeks; whoever is not content got an answer."""
    age, content = _asked(r), _score() >= company.crm.satisfied_score
    return fill(
        Satisfaction, R, and_(mine, age < r.r0, _once()), order=(r.id,),
        account_id=r.account_id, asked_on=calendar.day(age), score=_score(), comment=pick(words.COMMENTS, r.salt // 5),
        work_again=case((content, pick(words.WORK_AGAIN, r.salt // 7)), else_=null()),
        processed_on=case((content, null()), else_=calendar.day(age - 3)), created_at=calendar.at(age, 18),
    )  # fmt: skip


def _asked(plan: Any) -> Any:
    """So many days ago the client of a renewal was asked."""
    return 10 + plan.salt % 50


def _once() -> Any:
    """A client of two renewals is not asked twice on one day."""
    other = R.alias("asked_before")
    same = and_(other.c.account_id == r.account_id, other.c.id < r.id, _asked(other.c) == _asked(r))
    return ~exists(select(literal(1)).select_from(other).where(same).correlate(R))


def _score() -> Any:
    return pick((9, 8, 10, 8, 7, 9, 6, 4), r.salt // 11)


def _complaints(company: Company, calendar: Calendar, mine: Any) -> Executable:
    """What was not well was compensated before its day."""
    age, terms = _asked(r), company.clients.complaints
    answer = and_(
        Satisfaction.account_id == r.account_id,
        Satisfaction.delivery_id.is_(None),
        Satisfaction.asked_on == calendar.day(age),
    )
    return fill(
        Complaint, R.join(Satisfaction.__table__, answer),
        and_(mine, age < r.r0, _once(), Satisfaction.score < company.crm.satisfied_score), order=(r.id,),
        account_id=r.account_id, satisfaction_id=Satisfaction.id, owner_id=r.owner_id, opened_on=calendar.day(age),
        due_on=calendar.day(age - terms.days), cause=pick(tuple(terms.causes), r.salt // 7),
        compensation=pick(words.COMPENSATIONS, r.salt // 5), compensation_mxn=(1 + r.salt % 9) * 50_000,
        closed_on=calendar.day(age - 4), created_at=calendar.at(age, 20),
    )  # fmt: skip


def _invoices(calendar: Calendar, mine: Any) -> Executable:
    """The rent of the last months, all of it paid; one in twelve paid late."""
    age = n * MONTH_DAYS + 5
    late = and_(n > 1, (r.salt // 13 + n) % 12 == 0)
    paid = case((late, age - MONTH_DAYS - 12), else_=age - MONTH_DAYS + 2)
    return fill(
        Invoice, R.join(Contract.__table__, Contract.id == r.contract_id).join(NUMBERS, n <= MONTHS), and_(mine, age < r.r0),
        order=(r.id, n),
        account_id=r.account_id, contract_id=r.contract_id, number=literal("F-") + cast(r.id * 16 + n, String),
        issued_on=calendar.day(age), due_on=calendar.day(age - MONTH_DAYS), amount_mxn=Contract.monthly_mxn,
        paid_mxn=Contract.monthly_mxn, paid_on=calendar.day(paid), created_at=calendar.at(age, 15),
    )  # fmt: skip


def _risk(company: Company, kind: Any, place: int, mine: Any) -> Executable:
    """Most are low; what is high has an answer."""
    bounds = company.retention.risk[kind]
    percent = (r.salt // 17 + place * 31) % 97 * (r.salt // 19 % 4) // 3
    high = percent >= bounds.high_percent
    return fill(
        RenewalRisk, R, mine, order=(r.id,),
        renewal_id=r.id, kind=literal(kind), percent=percent * 100, facts={},
        level=case((high, "high"), (percent >= bounds.watch_percent, "watch"), else_="low"),
        action=case((high, pick(words.RISK_ACTIONS, r.salt // 3)), else_=null()),
    )  # fmt: skip


def _calls(calendar: Calendar, mine: Any) -> Executable:
    """Who left hears from us while they wait for the day of re-entry."""
    age = 3 + r.salt % 20
    return fill(
        Activity, R, mine, order=(r.id,),
        kind="call", subject="Saludo", objective="Mantener la relación", method="phone", account_id=r.account_id,
        contact_id=r.account_id * CONTACTS, owner_id=r.owner_id, due_on=calendar.day(age), done_at=calendar.at(age, 17),
        result=pick(words.CALL_RESULTS, r.salt // 3), created_at=calendar.at(age, 16),
    )  # fmt: skip
