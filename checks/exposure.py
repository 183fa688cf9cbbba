"""What a client owes and may come to owe, as SQL: exposure = open + contracted − paid (000/A21).

One text for the gate, the audit and the command. Why it is counted so: docs/decisions/0041.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from checks.expressions import past, there_is
from crm.model import Contract, CreditDecision, Invoice

Running = aliased(Contract, name="running_contract")
Payment = aliased(Invoice, name="payment")
Billed = aliased(Contract, name="billed_contract")
Granted = aliased(CreditDecision, name="granted")
Used = aliased(Contract, name="used_contract")


def is_running(contract: Any) -> ColumnElement[bool]:
    """The contract is signed and has not ended."""
    return and_(contract.signed_on.is_not(None), or_(contract.ends_on.is_(None), ~past(contract.ends_on)))


def contracted(account: Any, but: Any = None) -> ColumnElement[Any]:
    """What the running contracts of an account come to, less what was paid on each; ``but``: of this opportunity not."""
    worth = func.coalesce(Running.monthly_mxn * Running.term_months, 0)
    paid = _sum(Payment, Payment.paid_mxn, Payment.contract_id == Running.id)
    left = case((worth > paid, worth - paid), else_=0)
    return _sum(Running, left, Running.account_id == account, is_running(Running), *_but(Running, but))


def open_invoices(account: Any) -> ColumnElement[Any]:
    """What is billed and not paid, but for invoices of running contracts: these are counted with the contract."""
    running = there_is(
        Billed, Billed.id == Invoice.contract_id, Billed.account_id == Invoice.account_id, is_running(Billed)
    )
    unpaid = Invoice.amount_mxn - Invoice.paid_mxn
    return _sum(Invoice, unpaid, Invoice.account_id == account, Invoice.amount_mxn > Invoice.paid_mxn, ~running)


def granted(account: Any, but: Any = None) -> ColumnElement[Any]:
    """The limits that credit granted for the running contracts of an account; ``but``: of this opportunity not."""
    limit = select(Granted.limit_mxn).where(
        Granted.opportunity_id == Used.opportunity_id,
        Granted.superseded_at.is_(None),
        Granted.outcome == "approved",
    )
    # From the few contracts of the account to their decisions: the other way, each look reads every decision there is.
    each = func.coalesce(limit.correlate_except(Granted).scalar_subquery(), 0)
    return _sum(Used, each, Used.account_id == account, is_running(Used), *_but(Used, but))


def _but(contract: Any, opportunity: Any) -> tuple[ColumnElement[bool], ...]:
    return () if opportunity is None else (contract.opportunity_id.is_distinct_from(opportunity),)


def _sum(of: Any, what: Any, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    total = select(func.coalesce(func.sum(what), 0)).where(*where)
    return total.correlate_except(of).scalar_subquery()
