"""The value of clients: what was noted of them, what they buy elsewhere, what is planned with them, and their complaints."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, Insert, and_, case, cast, exists, func, null, or_, select, update
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import (
    Account,
    Activity,
    ClientTrait,
    Complaint,
    Delivery,
    DevelopmentStep,
    Satisfaction,
    WalletShare,
)
from sample import words
from sample.plan import ACCOUNTS, CONTACTS, DELIVERIES, NUMBERS, OPPORTUNITIES
from sample.sales import WON
from sample.sql import Calendar, fill, pick

QUARTER, QUARTERS = 91, 4
LAST_QUARTER = 20
"""The last period of share ended so many days ago."""
a, d, n = ACCOUNTS.c, DELIVERIES.c, NUMBERS.c.n
is_client = a.kind == "client"
loses_share = a.salt % 9 == 0


def statements(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """Everything about the value of the clients of a chunk; their cases stand."""
    yield _traits(company, calendar)
    yield _shares(calendar)
    yield _plans(calendar)
    yield _steps(company, calendar)
    yield _committees(company, calendar)
    yield _complaints(company, calendar)


def _traits(company: Company, calendar: Calendar) -> Insert:
    """One client in four was described; of those that bought again, half by so many traits that they are Pro.

    A finished activity proves each.
    """
    pro = company.clients.pro
    catalogue = (*pro.traits, *pro.powers, *pro.values)
    again = OPPORTUNITIES.alias("again")
    bought_again = exists().where(again.c.id == a.id + 1, again.c.account_id == a.id, again.c.depth == WON)
    known_well = and_(bought_again, a.salt % 2 == 0)
    noted = case((known_well, pro.traits_needed + a.salt % 4), else_=1 + a.salt % 3)
    proof = select(func.min(Activity.id)).where(Activity.opportunity_id == a.id, Activity.done_at.is_not(None))
    return fill(
        ClientTrait, ACCOUNTS.join(NUMBERS, and_(n <= noted, n <= len(catalogue))), and_(is_client, or_(known_well, a.salt % 4 == 0)),
        order=(a.id, n), account_id=a.id, trait=pick(catalogue, n - 1), evidence=pick(words.EVIDENCE, a.salt // 5 + n), activity_id=proof.scalar_subquery(),
        noted_on=calendar.day(5 + (a.salt // 7 + 31 * n) % min(pro.evidence_days, 300)), noted_by_id=a.owner_id,
        created_at=calendar.at(a.age, 18),
    )  # fmt: skip


def _shares(calendar: Calendar) -> Insert:
    """Four quarters of each client: what it buys of what we sell, and how much of that from us."""
    sale = OPPORTUNITIES.c
    percent = 38 + a.salt // 3 % 45
    potential = cast(sale.monthly, BigInteger) * 300 // percent
    earlier = (n - 1) * case((loses_share, 3), else_=0)
    ends = LAST_QUARTER + QUARTER * (n - 1)
    return fill(
        WalletShare, ACCOUNTS.join(OPPORTUNITIES, sale.id == a.id).join(NUMBERS, n <= QUARTERS), is_client, order=(a.id, n),
        account_id=a.id, from_on=calendar.day(ends + QUARTER - 1), until_on=calendar.day(ends), potential_mxn=potential,
        supplied_mxn=potential * (percent + earlier) // 100, origin=pick(("client", "estimate", "tender"), a.salt), created_at=calendar.at(ends, 19),
    )  # fmt: skip


def _plans(calendar: Calendar) -> Executable:
    """How some of the shares that fall are to be won back."""
    planned = select(a.id).where(is_client, loses_share, a.salt % 2 == 0)
    return (
        update(Account.__table__)  # type: ignore[arg-type]
        .where(Account.id.in_(planned))
        .values(share_plan=words.SHARE_PLAN, share_plan_due_on=calendar.day(-45))
    )


def _steps(company: Company, calendar: Calendar) -> Insert:
    """The next step of each client's development."""
    steps = tuple(company.clients.development.steps)
    return fill(
        DevelopmentStep, ACCOUNTS, is_client, order=(a.id,),
        account_id=a.id, step=pick(steps, a.salt // 11), owner_id=a.owner_id, planned_on=calendar.day(-8 - a.salt % 80),
        created_at=calendar.at(0, 14),
    )  # fmt: skip


def _committees(company: Company, calendar: Calendar) -> Insert:
    kinds = dict(company.clients.development.committees)
    return fill(
        Activity, ACCOUNTS, and_(is_client, a.market.in_(kinds)), order=(a.id,),
        kind=case(kinds, value=a.market), subject="Comité de seguimiento", objective="Revisar metas, servicio y novedades",
        method="in_person", account_id=a.id, contact_id=a.id * CONTACTS, owner_id=a.owner_id, due_on=calendar.day(-10 - a.salt % 70),
        created_at=calendar.at(0, 14),
    )  # fmt: skip


def _complaints(company: Company, calendar: Calendar) -> Insert:
    """Whoever is not content has a complaint with its cause; the older ones were compensated."""
    closed = d.d8 >= 4
    due = company.clients.complaints.days
    return fill(
        Complaint, DELIVERIES.join(Delivery.__table__, Delivery.id == d.id).join(Satisfaction.__table__, Satisfaction.delivery_id == d.id),
        Satisfaction.score < company.crm.satisfied_score, order=(d.id,),
        account_id=d.account_id, satisfaction_id=Satisfaction.id, owner_id=Delivery.owner_id, opened_on=calendar.day(d.d8),
        due_on=calendar.day(d.d8 - due), cause=pick(tuple(company.clients.complaints.causes), d.salt // 7),
        compensation=case((closed, pick(words.COMPENSATIONS, d.salt // 5)), else_=null()),
        compensation_mxn=case((closed, (1 + d.salt % 9) * 50_000), else_=null()),
        closed_on=case((closed, calendar.day(d.d8 - 4)), else_=null()), created_at=calendar.at(d.d8, 20),
    )  # fmt: skip
