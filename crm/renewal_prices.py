"""The price proposed for a renewal: today's quoter on the machines of the contract and the pages that they really print (000/A11)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from config.company import Company
from config.pricing import CannotQuote, Quoter
from crm.quoting import sharing
from crm.retention_facts import Facts
from policy.renewal_price import RenewalPrice, renewal_price


def proposed_price(company: Company, facts: Facts, today: dt.date) -> RenewalPrice | None:
    """The proposal; none where rent, machines or pages are unknown, or the quoter does not price these machines."""
    last = facts.base.months[-company.retention.expansion.months_over :]
    if not last or not facts.lines or not facts.monthly_mxn:
        return None
    mono, colour = (sum(pages) // len(last) for pages in zip(*((m.mono, m.colour) for m in last), strict=True))
    try:
        quoter = company.quoters.in_force(today)
        asks = sharing(quoter, facts.lines, mono, colour)
        real = quoter.variables(asks, term_months=_term(quoter, facts.term_months))
    except CannotQuote:
        return None
    age = facts.base.age_months
    return renewal_price(
        facts.monthly_mxn,
        real,
        company.retention.price.escalator_percent,
        Decimal(company.pricing.margin_floor_percent),
        keeps_machines=age is not None and age < company.retention.expansion.old_months,
    )


def _term(quoter: Quoter, months: int | None) -> int:
    """The term of the contract, or the one of the quoter that comes nearest."""
    return min(quoter.terms, key=lambda term: (abs(term - (months or term)), term))
