"""The credit file of one client as people look at it: what is owed, what was granted, which papers hold until when (000/A21)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session

from checks.exposure import contracted, granted, is_running, open_invoices
from checks.expressions import in_force
from checks.held import UnknownCase, find_account, find_case
from checks.rules.credit_file import is_asked, is_paper, is_valid
from config.company import Company, Text
from config.credit import Paper
from crm.base import Money
from crm.model import CODES, Account, Contract, CreditDecision, Document, Opportunity
from crm.tax_list import situation_of

State = Literal["valid", "expiring", "expired", "missing"]


@dataclass(frozen=True)
class PaperOnFile:
    """A paper that is asked for: the document that holds longest, until when, and how it stands."""

    kind: str
    name: Text
    state: State
    expires_on: dt.date | None
    document_id: int | None


@dataclass(frozen=True)
class Limit:
    """A limit that credit granted: for which case, until when it may be used, whether a running contract uses it."""

    case: str
    limit_mxn: Decimal
    expires_on: dt.date
    in_use: bool


@dataclass(frozen=True)
class CreditReport:
    """Exposure = open + contracted − paid. ``limit_mxn`` is granted for running contracts; ``limits`` tells all that hold."""

    account_id: int
    account: str | None
    rfc: str | None
    case: str | None
    asked_mxn: Decimal | None
    contracted_mxn: Decimal
    open_mxn: Decimal
    exposure_mxn: Decimal
    limit_mxn: Decimal
    limits: tuple[Limit, ...]
    situation: str | None
    published_on: dt.date | None
    papers: tuple[PaperOnFile, ...]


def credit_report(session: Session, company: Company, name: str) -> CreditReport:
    """Of an opportunity (OPP-12), or of an account (its number, RFC or name). Raises ``UnknownCase``."""
    sale = _sale(session, name)
    account = session.get(Account, sale.account_id) if sale and sale.account_id else None
    if sale is None:
        account = find_account(session, name)
    if account is None:
        raise UnknownCase(
            f"{name}: this opportunity has no account yet", f"{name}: esta oportunidad aún no tiene cuenta"
        )
    but = None if sale is None else sale.id
    sums = (contracted(Account.id, but), open_invoices(Account.id), granted(Account.id, but))
    in_pesos = select(*(type_coerce(sum_, Money()) for sum_ in sums)).where(Account.id == account.id)
    owed, unpaid, limit = (Decimal(sum_) for sum_ in session.execute(in_pesos).one())
    entry = situation_of(session, account.rfc)
    papers = (
        _paper(session, account, kind, paper)
        for kind, paper in company.credit_file.paper.items()
        if _is_asked(session, paper, account, sale)
    )
    return CreditReport(
        account.id, account.name, account.rfc, f"{CODES['opportunity']}-{sale.id}" if sale else None,
        sale.amount_mxn if sale else None, owed, unpaid, owed + unpaid, limit, _limits(session, account),
        entry.situation if entry else None, entry.published_on if entry else None, tuple(papers),
    )  # fmt: skip


def _sale(session: Session, name: str) -> Opportunity | None:
    if not re.match(rf"\s*{CODES['opportunity']}-?\d", name, re.IGNORECASE):
        return None
    _, number = find_case(session, name)
    return session.get(Opportunity, number)


def _is_asked(session: Session, paper: Paper, account: Account, sale: Opportunity | None) -> bool:
    if sale is None:
        return ("person" if len(account.rfc or "") == 13 else "company") in paper.required_of
    asked = is_asked(paper)
    if asked is None:
        return True
    of_sale = select(asked).select_from(Opportunity).join(Account, Account.id == Opportunity.account_id)
    return bool(session.scalar(of_sale.where(Opportunity.id == sale.id)))


def _paper(session: Session, account: Account, kind: str, paper: Paper) -> PaperOnFile:
    rows = session.execute(
        select(Document, is_valid(Document, paper), is_valid(Document, paper, paper.warning_days)).where(
            Document.account_id == account.id, is_paper(Document, kind)
        )
    ).all()
    if not rows:
        return PaperOnFile(kind, paper.name, "missing", None, None)
    document, holds, longer = max(
        rows, key=lambda row: (bool(row[1]), _expiry(paper, row[0]) or dt.date.max, row[0].id)
    )
    state: State = "valid" if holds and longer else "expiring" if holds else "expired"
    return PaperOnFile(kind, paper.name, state, _expiry(paper, document), document.id)


def _expiry(paper: Paper, document: Document) -> dt.date | None:
    """The last day on which the paper holds, for people to read; whether it holds is decided by the rule."""
    days = [document.valid_until] if document.valid_until else []
    if paper.valid_days is not None and document.issued_on:
        days.append(document.issued_on + dt.timedelta(days=paper.valid_days))
    return min(days, default=None)


def _limits(session: Session, account: Account) -> tuple[Limit, ...]:
    uses = (
        select(Contract.id)
        .where(Contract.opportunity_id == Opportunity.id, is_running(Contract))
        .correlate(Opportunity)
    )
    rows = session.execute(
        select(Opportunity.id, CreditDecision.limit_mxn, CreditDecision.expires_on, uses.exists())
        .join(CreditDecision, CreditDecision.opportunity_id == Opportunity.id)
        .where(
            Opportunity.account_id == account.id, CreditDecision.superseded_at.is_(None), CreditDecision.outcome == "approved",
            in_force(CreditDecision.expires_on) | uses.exists(),
        )
        .order_by(Opportunity.id)
    )  # fmt: skip
    return tuple(
        Limit(f"{CODES['opportunity']}-{number}", limit, until, used) for number, limit, until, used in rows
    )
