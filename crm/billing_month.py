"""What people ask of a month of billing: how much, what is held and why, whose allowance runs out, one contract in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from crm.base import Money
from crm.model import Account, BillingLine, BillingPreview, Contract, Delivery, Person, Renewal
from crm.model import BillingReceipt as Receipt
from crm.previews import CURRENT

STATUSES = ("previewed", "held", "approved", "invoiced")


@dataclass(frozen=True)
class StatusLine:
    """The previews of a month in one status."""

    status: str
    previews: int
    subtotal_mxn: Decimal
    iva_mxn: Decimal
    total_mxn: Decimal


@dataclass(frozen=True)
class ReasonLine:
    """What holds: a word (or rule), how many contracts first of all for it, and what is certain of their amounts."""

    held_by: str
    word: str
    previews: int
    total_mxn: Decimal


@dataclass(frozen=True)
class BillLine:
    """One preview in a list; ``total_mxn`` of a held one is what of it is certain."""

    contract_id: int
    contract: str
    account: str | None
    first_on: dt.date
    last_on: dt.date
    status: str
    total_mxn: Decimal
    reasons: Sequence[dict[str, Any]]
    alerts: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class ReceiptLine:
    """A receipt of Finance for a month."""

    received_by: str
    received_at: dt.datetime
    previews: int
    total_mxn: Decimal


@dataclass(frozen=True)
class Month:
    """A month of billing at a glance."""

    month: dt.date
    statuses: Sequence[StatusLine]
    estimated_pages: int
    alerts: int
    receipts: Sequence[ReceiptLine]

    def of(self, *statuses: str) -> StatusLine:
        """The sum of some statuses."""
        some = [line for line in self.statuses if line.status in statuses]
        return StatusLine(
            "+".join(statuses), sum(line.previews for line in some), _sum(line.subtotal_mxn for line in some),
            _sum(line.iva_mxn for line in some), _sum(line.total_mxn for line in some),
        )  # fmt: skip


def _sum(amounts: Any) -> Decimal:
    return sum(amounts, Decimal(0))


def _pesos(column: Any) -> Any:
    return type_coerce(func.coalesce(func.sum(column), 0), Money())


def month_of(session: Session, month: dt.date) -> Month:
    """The month in figures; sums are made by the database in whole centavos."""
    mine = (CURRENT, BillingPreview.month == month)
    sums = [_pesos(getattr(BillingPreview, f"{name}_mxn")) for name in ("subtotal", "iva", "total")]
    rows = session.execute(
        select(BillingPreview.status, func.count(), *sums).where(*mine).group_by(BillingPreview.status)
    )
    found = {row[0]: StatusLine(*row) for row in rows}
    estimated = session.scalar(
        select(func.coalesce(func.sum(BillingLine.estimated_pages), 0))
        .join(BillingPreview, BillingPreview.id == BillingLine.preview_id)
        .where(*mine)
    )
    warned = session.scalar(
        select(func.count()).select_from(BillingPreview).where(*mine, BillingPreview.alert_percent.is_not(None))
    )
    receipts = session.execute(
        select(Person.name, Receipt.received_at, Receipt.previews, Receipt.total_mxn)
        .join(Person, Person.id == Receipt.received_by_id)
        .where(Receipt.month == month)
        .order_by(Receipt.id)
    )
    return Month(
        month, [found[status] for status in STATUSES if status in found], int(estimated or 0), int(warned or 0),
        [ReceiptLine(*row) for row in receipts],
    )  # fmt: skip


def latest_month(session: Session) -> dt.date | None:
    """The newest month that was previewed."""
    return session.scalar(select(func.max(BillingPreview.month)))


def held_reasons(session: Session, month: dt.date) -> list[ReasonLine]:
    """The held previews by what holds them first, the most pesos first."""
    rows = session.execute(
        select(BillingPreview.held_by, BillingPreview.held_for, func.count(), _pesos(BillingPreview.total_mxn))
        .where(CURRENT, BillingPreview.month == month, BillingPreview.status == "held")
        .group_by(BillingPreview.held_by, BillingPreview.held_for)
    )
    return sorted((ReasonLine(*row) for row in rows), key=lambda line: (-line.total_mxn, line.word))


def bill_lines(session: Session, month: dt.date, *where: Any, limit: int) -> list[BillLine]:
    """Previews of a month, the most pesos first."""
    rows = session.execute(
        select(
            BillingPreview.contract_id, func.coalesce(Contract.number, ""), Account.name, BillingPreview.first_on,
            BillingPreview.last_on, BillingPreview.status, BillingPreview.total_mxn, BillingPreview.reasons, BillingPreview.alerts,
        )
        .join(Contract, Contract.id == BillingPreview.contract_id)
        .outerjoin(Account, Account.id == Contract.account_id)
        .where(CURRENT, BillingPreview.month == month, *where)
        .order_by(BillingPreview.total_mxn.desc(), BillingPreview.id)
        .limit(limit)
    )  # fmt: skip
    return [BillLine(*row) for row in rows]


def held_bills(session: Session, month: dt.date, limit: int) -> list[BillLine]:
    """The held previews, the most pesos first."""
    return bill_lines(session, month, BillingPreview.status == "held", limit=limit)


def warned_bills(session: Session, month: dt.date, limit: int) -> list[BillLine]:
    """The previews whose allowance is nearly or wholly used up."""
    return bill_lines(session, month, BillingPreview.alert_percent.is_not(None), limit=limit)


@dataclass(frozen=True)
class Bill:
    """The current preview of one contract with its lines and meters, and how many versions there were."""

    head: BillLine
    version: int
    subtotal_mxn: Decimal
    iva_mxn: Decimal
    lines: Sequence[BillingLine]
    meters: Sequence[dict[str, Any]]


def bill_of(session: Session, month: dt.date, contract_id: int) -> Bill | None:
    """What one contract is billed for a month; none where it was not previewed."""
    heads = bill_lines(session, month, BillingPreview.contract_id == contract_id, limit=1)
    if not heads:
        return None
    row = session.scalars(
        select(BillingPreview).where(
            CURRENT, BillingPreview.month == month, BillingPreview.contract_id == contract_id
        )
    ).one()
    lines = session.scalars(
        select(BillingLine).where(BillingLine.preview_id == row.id).order_by(BillingLine.id)
    ).all()
    return Bill(heads[0], row.version, row.subtotal_mxn, row.iva_mxn, lines, row.meters)


def contract_numbered(session: Session, name: str) -> int | None:
    """The contract with this number; none where there is no such."""
    return session.scalar(select(Contract.id).where(func.lower(Contract.number) == name.strip().lower()))


def contract_of_case(session: Session, record: str, number: int) -> int | None:
    """The contract of an opportunity, a delivery or a renewal."""
    queries: dict[str, Any] = {
        "opportunity": select(Contract.id).where(Contract.opportunity_id == number),
        "delivery": select(Delivery.contract_id).where(Delivery.id == number),
        "renewal": select(Renewal.contract_id).where(Renewal.id == number),
    }
    contract: int | None = session.scalar(queries[record])
    return contract
