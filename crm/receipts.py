"""Finance takes a month of previews over, with a receipt; and the ERP's invoices are laid beside what was received (000/A30, M14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select, type_coerce, update
from sqlalchemy.orm import Session

from config.company import Company
from config.words import Text, Told
from crm.base import Money
from crm.database import Bind, unit_of_work
from crm.identity import CodeRefused, Keeper, count_wrong_code, use_code
from crm.model import BillingPreview, BillingReceipt, Invoice, Person
from crm.previews import CURRENT
from crm.requests import able, find_person


class NotReceived(Told):
    """The month was not taken over; the sentence says why."""


@dataclass(frozen=True)
class Takeover:
    """Who takes which month over, and the one-time code by which they prove that it is they."""

    month: dt.date
    by: str
    code: str


def receive_month(
    bind: Bind, company: Company, keeper: Callable[[], Keeper], given: Takeover, now: dt.datetime
) -> BillingReceipt:
    """Approve every preview of the month that is not held, in the name of a colleague of Finance (000/A30).

    What is held now and mended later needs a receipt of its own. Raises ``NotReceived``, ``UnknownPerson`` or ``NoKey``; a
    wrong code counts as everywhere.
    """
    with unit_of_work(bind) as session:
        person = session.get_one(Person, find_person(session, given.by))
        receivers = able(session, company.billing.receivers)
        if person.id not in receivers:
            refused = _no_role(company, person.name, receivers.values())
        else:
            try:
                use_code(session, keeper(), person, given.code, now)
                return _receive(session, given.month, person, now)
            except CodeRefused as reason:
                refused = reason.says
                if reason.reason == "wrong_code":
                    count_wrong_code(session, person.id, company.approvals.identity, now)
    raise NotReceived(refused)


def _receive(session: Session, month: dt.date, person: Person, now: dt.datetime) -> BillingReceipt:
    waiting = and_(BillingPreview.month == month, CURRENT, BillingPreview.status == "previewed")
    total = type_coerce(func.coalesce(func.sum(BillingPreview.total_mxn), 0), Money())
    number, worth = session.execute(select(func.count(), total).where(waiting)).one()
    if not number:
        raise NotReceived(
            f"{month:%Y-%m}: no preview waits to be received; run the flow billing-preview first",
            f"{month:%Y-%m}: ninguna prefactura espera recepción; ejecute primero el flujo billing-preview",
        )
    receipt = BillingReceipt(
        month=month, received_by_id=person.id, received_at=now, previews=number, total_mxn=worth
    )
    session.add(receipt)
    session.flush()
    session.execute(
        update(BillingPreview)
        .where(waiting)
        .values(status="approved", receipt_id=receipt.id)
        .execution_options(synchronize_session=False)
    )
    return receipt


def _no_role(company: Company, name: str, others: Iterable[str]) -> Text:
    roles = [company.roles[role] for role in company.billing.receivers]
    who = ", ".join(others)
    return Text(
        en=f"{name} may not receive a month of billing: that is for {' or '.join(role.en for role in roles)} ({who or 'nobody yet'})",
        es=f"{name} no puede recibir el mes de facturación: corresponde a {' o '.join(role.es for role in roles)} ({who or 'nadie todavía'})",
    )


def lay_beside_invoices(session: Session, company: Company) -> int:
    """Tie each invoice to the preview of its contract that it is made from; how many were tied.

    It is issued when Finance has the preview, and within ``invoice_days`` of the end of its period. Whether both say the same
    amount is for the rule M14-invoiced-as-approved to judge.
    """
    pairs = session.execute(
        select(BillingPreview.id, BillingPreview.last_on, BillingReceipt.received_at, Invoice.id, Invoice.issued_on)
        .join(BillingReceipt, BillingReceipt.id == BillingPreview.receipt_id)
        .join(Invoice, Invoice.contract_id == BillingPreview.contract_id)
        .where(
            CURRENT, BillingPreview.status == "approved", Invoice.preview_id.is_(None), Invoice.issued_on > BillingPreview.last_on
        )
        .order_by(BillingPreview.last_on, BillingPreview.id, Invoice.issued_on, Invoice.id)
    )  # fmt: skip
    zone, days = ZoneInfo(company.time_zone), company.billing.invoice_days
    tied: dict[int, int] = {}
    taken: set[int] = set()
    for preview, last_on, received_at, invoice, issued_on in pairs:
        in_time = received_at.astimezone(zone).date() <= issued_on <= last_on + dt.timedelta(days=days)
        if in_time and preview not in tied and invoice not in taken:
            tied[preview] = invoice
            taken.add(invoice)
    if tied:
        session.execute(update(Invoice), [{"id": i, "preview_id": p} for p, i in tied.items()])
        session.execute(update(BillingPreview), [{"id": p, "status": "invoiced"} for p in tied])
    return len(tied)
