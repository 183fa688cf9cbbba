"""Keeping the quota ledger: post what contracts and sales have brought since, and compare the two every night (000/M01–M04).

What is posted is decided by ``policy.quota``; here the records are read, some thousand at a time, and the lines are written.
Who sold a contract is credited with it, and bears what becomes of it later, whoever looks after the client by then.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from config.company import Company
from crm.base import Money
from crm.model import (
    Account,
    Contract,
    LossCause,
    Opportunity,
    OutrightSale,
    QuotaDifference,
    QuotaPosting,
    Renewal,
)
from policy.quota import (
    BILLING,
    ContractFacts,
    Ledgered,
    Posting,
    SaleFacts,
    client_kind,
    contract_postings,
    difference,
    sale_postings,
)

AT_ONCE = 20_000

_Older = aliased(Contract, name="older")
_Own = aliased(Renewal, name="own_renewal")
_Earliest = aliased(Contract, name="earliest")


@dataclass(frozen=True)
class SellerBalance:
    """What the ledger holds of one seller's contracts, and what these contracts bill, in pesos a month."""

    person_id: int | None
    ledger_mxn: Decimal
    contracts_mxn: Decimal

    @property
    def agrees(self) -> bool:
        """Whether the two are the same to the centavo."""
        return self.ledger_mxn == self.contracts_mxn


@dataclass(frozen=True)
class Reconciled:
    """How ledger and contracts compare: by seller, and how many contracts differ for each reason."""

    sellers: tuple[SellerBalance, ...]
    reasons: Counter[str]

    @property
    def contracts(self) -> int:
        """How many contracts differ."""
        return self.reasons.total()


@dataclass(frozen=True)
class Difference:
    """A contract of which the ledger holds another amount than it bills, and why (a word of ``policy.quota.Reason``)."""

    contract: str
    client: str | None
    reason: str
    ledger_mxn: Decimal
    bills_mxn: Decimal
    since: dt.date


@dataclass(frozen=True)
class _Contract:
    """A contract with its facts, its seller and what the ledger holds of it."""

    number: int
    seller_id: int | None
    sold_as: str
    first_signed_on: dt.date | None
    facts: ContractFacts
    held: Ledgered


def post(session: Session, company: Company, now: dt.datetime, today: dt.date) -> int:
    """Post what the ledger lacks, for everything; the number of new lines. Doing it again posts nothing."""
    posted = 0
    for some in _contracts(session, company):
        posted += _write(session, [row for one in some for row in _contract_rows(company, one, now, today)])
    for sales in _sales(session):
        posted += _write(session, [row for sale in sales for row in _sale_rows(company, sale, now, today)])
    return posted


def reconcile(session: Session, company: Company, today: dt.date) -> Reconciled:
    """Compare the ledger with the contracts; every contract that differs is named (``quota_difference``) until it does not."""
    found: dict[int, dict[str, Any]] = {}
    bills: defaultdict[int | None, Decimal] = defaultdict(Decimal)
    for some in _contracts(session, company):
        for one in some:
            differs = difference(one.facts, one.held, one.seller_id, today)
            bills[one.seller_id] += one.facts.bills_mxn if differs is None else differs[1]
            if differs is not None:
                found[one.number] = {
                    "contract_id": one.number, "person_id": one.seller_id, "reason": differs[0],
                    "ledger_mxn": one.held.total_mxn, "bills_mxn": differs[1], "since": today,
                }  # fmt: skip
    _keep(session, found)
    ledger = _ledger_by_seller(session)
    sellers = [
        SellerBalance(seller, ledger.get(seller, Decimal(0)), bills.get(seller, Decimal(0)))
        for seller in sorted({*ledger, *bills}, key=lambda seller: (seller is None, seller))
    ]
    return Reconciled(tuple(sellers), Counter(row["reason"] for row in found.values()))


def differences(session: Session) -> dict[str, tuple[int, Decimal]]:
    """Why ledger and contracts differ, as the last reconciliation found it: how many contracts, and how many pesos."""
    lacking = func.sum(QuotaDifference.ledger_mxn - QuotaDifference.bills_mxn)
    sums = select(QuotaDifference.reason, func.count(), type_coerce(lacking, Money()))
    return {
        reason: (number, pesos)
        for reason, number, pesos in session.execute(
            sums.group_by(QuotaDifference.reason).order_by(QuotaDifference.reason)
        )
    }


def differing(session: Session, person_id: int | None, limit: int) -> list[Difference]:
    """The contracts that differ (of one seller, or of all), the oldest difference first."""
    found = (
        select(Contract.number, Account.name, QuotaDifference)
        .join(Contract, Contract.id == QuotaDifference.contract_id)
        .outerjoin(Account, Account.id == Contract.account_id)
        .order_by(QuotaDifference.since, QuotaDifference.contract_id)
        .limit(limit)
    )
    if person_id is not None:
        found = found.where(QuotaDifference.person_id == person_id)
    return [
        Difference(number or str(one.contract_id), client, one.reason, one.ledger_mxn, one.bills_mxn, one.since)
        for number, client, one in session.execute(found)
    ]


# --- what is compared -------------------------------------------------------------------------------------------------


def _contracts(session: Session, company: Company) -> Iterator[list[_Contract]]:
    last = session.scalar(select(func.max(Contract.id))) or 0
    for first in range(1, last + 1, AT_ONCE):
        among = Contract.id.between(first, first + AT_ONCE - 1)
        yield [_contract(company, row) for row in session.execute(_facts(company, among))]


def _facts(company: Company, among: ColumnElement[bool]) -> Select[Any]:
    held = _held(QuotaPosting.contract_id).subquery("held")
    lost = func.coalesce(_Own.claimed_stage, _Own.stage).in_(_lost_stages(company))
    renewed = _renewed(company).subquery("renewed")
    next_of = aliased(Contract, name="next_contract")
    follows = and_(next_of.opportunity_id == _Own.successor_id, next_of.signed_on.is_not(None))
    earliest = (
        select(func.min(_Earliest.signed_on))
        .where(_Earliest.account_id == Contract.account_id)
        .correlate(Contract)
        .scalar_subquery()
    )
    return (
        select(
            Contract.id, Contract.monthly_mxn, Contract.signed_on, Contract.ends_on, _Older.monthly_mxn.label("replaced"),
            func.coalesce(held.c.person_id, Opportunity.owner_id, Account.owner_id).label("seller"),
            func.coalesce(Opportunity.kind, "new").label("sold_as"), earliest.label("earliest"),
            case((lost, func.coalesce(LossCause.lost_on, _Own.stage_since))).label("lost_on"),
            LossCause.cause, LossCause.by_price_alone, next_of.id.label("next_id"),
            held.c.quota, held.c.exempt, held.c.postings,
        )
        .outerjoin(Opportunity, Opportunity.id == Contract.opportunity_id)
        .outerjoin(Account, Account.id == Contract.account_id)
        .outerjoin(_Own, _Own.contract_id == Contract.id)
        .outerjoin(LossCause, LossCause.renewal_id == _Own.id)
        .outerjoin(next_of, follows)
        .outerjoin(renewed, renewed.c.successor_id == Contract.opportunity_id)
        .outerjoin(_Older, and_(_Older.id == renewed.c.contract_id, _Older.signed_on.is_not(None)))
        .outerjoin(held, held.c.of_id == Contract.id)
        .where(among)
        .order_by(Contract.id)
    )  # fmt: skip


def _renewed(company: Company) -> Select[Any]:
    """For each opportunity that renews, the contract that it replaces. What was lost before is sold anew, not renewed."""
    stands = func.coalesce(Renewal.claimed_stage, Renewal.stage)
    columns: tuple[Any, ...] = (Renewal.successor_id, func.min(Renewal.contract_id).label("contract_id"))
    return (
        select(*columns)
        .join(Opportunity, and_(Opportunity.id == Renewal.successor_id, Opportunity.kind == "renewal"))
        .where(stands.not_in(_lost_stages(company)))
        .group_by(Renewal.successor_id)
    )


def _lost_stages(company: Company) -> list[str]:
    return [s.id for s in company.lifecycles["renewal"].stage if s.track in ("recovery", "closed")]


def _held(of: Any) -> Select[Any]:
    """What the ledger holds of each contract (or sale)."""

    def on(account: str) -> Any:
        amount = case(
            (QuotaPosting.credit_account == account, QuotaPosting.amount_mxn), else_=literal(0, Integer())
        )
        return type_coerce(func.sum(amount), Money())

    return (
        select(
            of.label("of_id"), func.min(QuotaPosting.person_id).label("person_id"), on("quota").label("quota"),
            on("exempt").label("exempt"), func.count().label("postings"),
        )
        .where(of.is_not(None))
        .group_by(of)
    )  # fmt: skip


def _contract(company: Company, row: Any) -> _Contract:
    exempt = row.cause in company.quotas.counting.exempt_causes and bool(row.by_price_alone)
    facts = ContractFacts(
        row.monthly_mxn, row.signed_on, row.ends_on, row.replaced, row.lost_on, exempt, row.next_id is not None
    )
    return _Contract(row.id, row.seller, row.sold_as, row.earliest, facts, _ledgered(row))


def _ledgered(row: Any) -> Ledgered:
    return Ledgered(row.quota or Decimal(0), row.exempt or Decimal(0), row.postings or 0)


def _sales(session: Session) -> Iterator[Sequence[Any]]:
    sale, held = OutrightSale, _held(QuotaPosting.outright_sale_id).subquery("held")
    facts = (
        select(sale.id, sale.amount_mxn, sale.cost_mxn, sale.sold_on, held.c.quota, held.c.exempt, held.c.postings,
               func.coalesce(held.c.person_id, sale.owner_id, Account.owner_id).label("seller"))
        .outerjoin(Account, Account.id == sale.account_id)
        .outerjoin(held, held.c.of_id == sale.id)
    )  # fmt: skip
    last = session.scalar(select(func.max(sale.id))) or 0
    for first in range(1, last + 1, AT_ONCE):
        yield session.execute(facts.where(sale.id.between(first, first + AT_ONCE - 1)).order_by(sale.id)).all()


def _ledger_by_seller(session: Session) -> dict[int | None, Decimal]:
    sums = select(QuotaPosting.person_id, func.sum(QuotaPosting.amount_mxn)).where(QuotaPosting.plan == "mps")
    return {row[0]: row[1] for row in session.execute(sums.group_by(QuotaPosting.person_id))}


# --- what is written --------------------------------------------------------------------------------------------------


def _contract_rows(
    company: Company, one: _Contract, now: dt.datetime, today: dt.date
) -> Iterator[dict[str, Any]]:
    if one.seller_id is None or (one.facts.signed_on is not None and one.facts.monthly_mxn is None):
        return  # the reconciliation names it
    years = company.quotas.counting.loyal_years
    for posting in contract_postings(one.facts, one.held, today):
        kind = client_kind(one.sold_as, one.first_signed_on, one.facts.signed_on or today, years)
        yield _row("mps", "contract", one.number, one.seller_id, posting, now) | {"client_kind": kind}


def _sale_rows(company: Company, sale: Any, now: dt.datetime, today: dt.date) -> Iterator[dict[str, Any]]:
    if sale.seller is None:
        return
    facts = SaleFacts(sale.amount_mxn, sale.cost_mxn, sale.sold_on)
    floor = company.quotas.quota.equipment.margin_floor_percent
    for posting in sale_postings(facts, _ledgered(sale), floor, today):
        yield _row("equipment", "outright_sale", sale.id, sale.seller, posting, now)


def _row(
    plan: str, record: str, number: int, seller_id: int, posting: Posting, now: dt.datetime
) -> dict[str, Any]:
    owner = {"contract_id": None, "outright_sale_id": None} | {f"{record}_id": number}
    return {
        "key": f"{record}:{number}:{posting.number}", "plan": plan, "kind": posting.kind, "credit_account": posting.account,
        "debit_account": BILLING, "person_id": seller_id, "client_kind": None, "amount_mxn": posting.amount_mxn,
        "occurred_on": posting.occurred_on, "posted_at": now, **owner,
    }  # fmt: skip


def _write(session: Session, rows: list[dict[str, Any]]) -> int:
    """Insert the lines, but for those that another run has just posted."""
    if not rows:
        return 0
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(QuotaPosting.__table__).on_conflict_do_nothing(), rows)
    return len(rows)


def _keep(session: Session, found: dict[int, dict[str, Any]]) -> None:
    """Write the differences, and touch only what has changed: an untouched one keeps the day it was first seen."""
    known = {row.contract_id: row for row in session.scalars(select(QuotaDifference))}
    for number, row in known.items():
        new = found.get(number)
        if new is None:
            session.execute(delete(QuotaDifference).where(QuotaDifference.contract_id == number))
            continue
        for name in ("person_id", "reason", "ledger_mxn", "bills_mxn"):
            setattr(row, name, new[name])
    if fresh := [row for number, row in found.items() if number not in known]:
        session.execute(insert(QuotaDifference), fresh)
    session.flush()
