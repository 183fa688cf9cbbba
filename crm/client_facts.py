"""What the CRM knows of a client, as the policy takes it: worth, dealings, traits that were noted, share by period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from config.company import Company
from crm.model import Account, Activity, ClientTrait, Contract, Opportunity, Renewal, WalletShare
from policy.abc import Worth
from policy.clients import Dealings, Noted, Period

ACCOUNTS_AT_ONCE = 10_000
Range = tuple[int, int]
"""The first and the last number of some accounts."""

_MONTHS_A_YEAR = 12
_CAME_BACK = ("renewed", "expanded", "recovered")


@dataclass(frozen=True)
class Facts:
    """An account: what is known of it, and what the last classification said."""

    id: int
    worth: Worth
    dealings: Dealings
    noted: tuple[Noted, ...]
    periods: tuple[Period, ...]
    abc_on: dt.date | None
    abc_class: str | None
    value_points: Decimal | None
    relationship: str | None
    share_percent: Decimal | None
    share_trend: str | None

    def differs_from(self, standing: object) -> bool:
        """Whether the account says something else than where it stands now."""
        return any(getattr(self, name) != value for name, value in vars(standing).items())

    def is_older_than(self, days: int, today: dt.date) -> bool:
        """Whether it was last classified so many days ago, or never."""
        return self.abc_on is None or (today - self.abc_on).days >= days


def ranges(session: Session) -> list[Range]:
    """All accounts, some at a time."""
    first, last = session.execute(select(func.min(Account.id), func.max(Account.id))).one()
    if first is None:
        return []
    return [
        (begin, begin + ACCOUNTS_AT_ONCE - 1) for begin in range(int(first), int(last) + 1, ACCOUNTS_AT_ONCE)
    ]


def facts(session: Session, company: Company, numbers: Range, today: dt.date) -> Iterator[Facts]:
    """What is known today of each account of a range."""
    noted, periods = _noted(session, numbers), _periods(session, numbers)
    for row in session.execute(_query(company, numbers, today)):
        bought = [day for day in (row.first_sale, row.first_contract) if day is not None]
        first = min(bought, default=None)
        purchases = int((row.sales or 0) + (row.other_contracts or 0))
        size = _MONTHS_A_YEAR * ((row.billed or Decimal(0)) + (row.being_sold or Decimal(0)))
        yield Facts(
            row.id,
            Worth(size, purchases, 0 if first is None else max((today - first).days, 0)),
            Dealings(purchases, int(row.came_back or 0), first),
            tuple(noted[row.id]), tuple(periods[row.id]),
            row.abc_on, row.abc_class, row.value_points, row.relationship, row.share_percent, row.share_trend,
        )  # fmt: skip


def _query(company: Company, numbers: Range, today: dt.date) -> Select[Any]:
    sales = _sales(company, numbers)
    papers = _contracts(numbers, today)
    back = (
        select(Renewal.account_id, func.count().label("came_back"))
        .where(
            Renewal.account_id.between(*numbers),
            func.coalesce(Renewal.claimed_stage, Renewal.stage).in_(_CAME_BACK),
        )
        .group_by(Renewal.account_id)
        .subquery("back")
    )
    said = (
        Account.abc_on, Account.abc_class, Account.value_points, Account.relationship, Account.share_percent,
        Account.share_trend,
    )  # fmt: skip
    return (
        select(
            Account.id, *said, sales.c.sales, sales.c.first_sale, sales.c.being_sold,
            papers.c.other_contracts, papers.c.first_contract, papers.c.billed, back.c.came_back,
        )
        .outerjoin(sales, sales.c.account_id == Account.id)
        .outerjoin(papers, papers.c.account_id == Account.id)
        .outerjoin(back, back.c.account_id == Account.id)
        .where(Account.id.between(*numbers))
        .order_by(Account.id)
    )  # fmt: skip


def _sales(company: Company, numbers: Range) -> Subquery:
    """Purchases, the first of them, and the monthly rent of what is being sold to somebody qualified.

    A renewal sells again what is billed already.
    """
    lifecycle = company.lifecycles["opportunity"]
    working = [
        s.id for s in lifecycle.stage if s.track == "main" and not s.closed and s.id not in lifecycle.initial
    ]
    stands = func.coalesce(Opportunity.claimed_stage, Opportunity.stage)
    won = stands == "won"
    being_sold = and_(stands.in_(working), Opportunity.kind != "renewal")
    return (
        select(
            Opportunity.account_id, func.sum(case((won, 1), else_=0)).label("sales"),
            func.min(case((won, Opportunity.closed_on))).label("first_sale"),
            func.sum(case((being_sold, Opportunity.monthly_mxn))).label("being_sold"),
        )
        .where(Opportunity.account_id.between(*numbers))
        .group_by(Opportunity.account_id)
        .subquery("sales")
    )  # fmt: skip


def _contracts(numbers: Range, today: dt.date) -> Subquery:
    """The monthly rent under contract, when the first contract began, and contracts that no sale of ours led to.

    The contract of a renewal counts from its first day on: until then the old one is billed.
    """
    stands = func.coalesce(Opportunity.claimed_stage, Opportunity.stage)
    sold = or_(Contract.opportunity_id.is_(None), stands == "won")
    in_force = and_(
        sold,
        or_(Contract.ends_on.is_(None), Contract.ends_on >= today),
        or_(Contract.starts_on <= today, Opportunity.kind.is_distinct_from("renewal")),
    )
    return (
        select(
            Contract.account_id,
            func.sum(case((Contract.opportunity_id.is_(None), 1), else_=0)).label("other_contracts"),
            func.min(case((sold, Contract.starts_on))).label("first_contract"),
            func.sum(case((in_force, Contract.monthly_mxn))).label("billed"),
        )
        .outerjoin(Opportunity, Opportunity.id == Contract.opportunity_id)
        .where(Contract.account_id.between(*numbers))
        .group_by(Contract.account_id)
        .subquery("papers")
    )


def _noted(session: Session, numbers: Range) -> dict[int, list[Noted]]:
    """What was noted of each account. A paper proves it, and so does an activity that took place."""
    proved = or_(ClientTrait.document_id.is_not(None), Activity.done_at.is_not(None))
    rows = session.execute(
        select(ClientTrait.account_id, ClientTrait.trait, ClientTrait.evidence, proved, ClientTrait.noted_on)
        .outerjoin(Activity, Activity.id == ClientTrait.activity_id)
        .where(ClientTrait.account_id.between(*numbers))
        .order_by(ClientTrait.account_id, ClientTrait.noted_on, ClientTrait.id)
    )
    found: dict[int, list[Noted]] = defaultdict(list)
    for account, trait, evidence, is_proved, noted_on in rows:
        found[account].append(Noted(trait, evidence, bool(is_proved), noted_on))
    return found


def _periods(session: Session, numbers: Range) -> dict[int, list[Period]]:
    rows = session.execute(
        select(
            WalletShare.account_id, WalletShare.until_on, WalletShare.potential_mxn, WalletShare.supplied_mxn
        )
        .where(WalletShare.account_id.between(*numbers))
        .order_by(WalletShare.account_id, WalletShare.until_on)
    )
    found: dict[int, list[Period]] = defaultdict(list)
    for account, until_on, potential_mxn, supplied_mxn in rows:
        found[account].append(Period(until_on, potential_mxn, supplied_mxn))
    return found
