"""Prices of the sample: every official quote is made by the quoter of its day, and its figures are kept as the product keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, insert

from config.company import Company
from config.pricing import Ask, CannotQuote, Quoter
from crm.model import QuoteLine, QuoteVariables
from policy.pricing import Machine, Quote, Rates, Variables, quote
from policy.pricing_fleet import share_out
from policy.pricing_risk import risk
from sample import words
from sample.plan import OpportunityPlan, QuoteLinePlan

LINES = 8
"""Line ``n`` of the quote of opportunity ``k`` has the number 8 × k + n."""
DRAWN_UP_TO = 2_000
"""Of the first opportunities the risk is drawn too, of one in thirty: thousands of draws a quote take their time."""


# --- what the study finds: one meaning for the plan, in Python, and for the records, in SQL --------------------------


def found_at_client(salt: Any, n: Any) -> Any:
    """How many machines the ``n``-th line of the fleet counts."""
    return 1 + (salt // 13 + n) % 6


def mono_pages(salt: Any) -> Any:
    """Pages a month of each of them."""
    return 1_500 + salt % 97 * 100


def colour_pages(salt: Any) -> Any:
    """Colour pages a month of each of them."""
    return salt % 41 * 20


# --- the quote ------------------------------------------------------------------------------------------------------


class Pricer:
    """Prices the official quote of a sale, and writes down what it comes to."""

    def __init__(self, company: Company, today: dt.date) -> None:
        self.company, self.today = company, today
        self.floor = Decimal(company.pricing.margin_floor_percent)
        self.called = {part: company.text(name) for part, name in company.quoters.part.items()}

    def price(self, sale: OpportunityPlan) -> list[QuoteLinePlan]:
        """The lines of the quote; the sale gets its price, margin and figures. An exception of margin sets the discount."""
        quoter = self._quoter(sale)
        variables = self._variables(sale, quoter)
        quoted = quote(variables)
        if sale.exception == "margin":
            variables = replace(
                variables, discount_percent=_discount_for(quoted, Decimal(sale.margin).scaleb(-2))
            )
            quoted = quote(variables)
        self._write_down(sale, quoter, variables, quoted)
        return list(self._lines(sale, variables, quoted))

    def _quoter(self, sale: OpportunityPlan) -> Quoter:
        day, quoters = self.today - dt.timedelta(days=sale.quote_sent or 0), self.company.quoters
        try:
            quoter = quoters.in_force(day)
            sale.quoter, sale.figures = quoter.version, True
        except CannotQuote:
            quoter, sale.quoter = quoters.quoter[0], quoters.imported.versions[0]
        return quoter

    def _variables(self, sale: OpportunityPlan, quoter: Quoter) -> Variables:
        numbers = range(1, sale.lines + 1)
        found = sum(found_at_client(sale.salt, n) for n in numbers)
        sale.mono, sale.colour = found * mono_pages(sale.salt), found * colour_pages(sale.salt)
        quantities = [1 + (sale.salt // 17 + n) % 3 for n in numbers]
        asks = []
        for n, quantity, mono in zip(numbers, quantities, share_out(sale.mono, quantities), strict=True):
            colour = sale.colour if n == 1 else 0
            models = quoter.offer(-(-mono // quantity), -(-colour // quantity)).models
            model = models[(sale.salt + n) % len(models)]
            asks.append(
                Ask(model, words.PLACES[(sale.salt // 3 + n) % len(words.PLACES)], quantity, mono, colour)
            )
        return quoter.variables(
            asks,
            term_months=sale.term,
            discount_percent=Decimal(sale.discount).scaleb(-2),
            mono_coverage_percent=quoter.mono_coverage_percent + sale.salt // 5 % 4,
            colour_coverage_percent=quoter.colour_coverage_percent + sale.salt // 7 % 3,
            a3_percent=Decimal((0, 0, 0, 10)[sale.salt // 11 % 4]),
        )

    def _write_down(self, sale: OpportunityPlan, quoter: Quoter, variables: Variables, quoted: Quote) -> None:
        sale.monthly, sale.cost = _cents(quoted.monthly_mxn), _cents(quoted.cost_mxn)
        sale.finance, sale.iva = _cents(quoted.finance_mxn), _cents(quoted.iva_mxn)
        sale.margin, sale.discount = _cents(quoted.margin_percent), _cents(variables.discount_percent)
        sale.click_mono, sale.click_colour = (
            int(click.scaleb(4)) for click in (quoted.click_mono_mxn, quoted.click_colour_mxn)
        )
        sale.mono_coverage, sale.colour_coverage, sale.a3_share = (
            _cents(percent)
            for percent in (
                variables.coverage.mono_percent,
                variables.coverage.colour_percent,
                variables.a3_percent,
            )
        )
        if sale.figures and sale.id <= DRAWN_UP_TO and sale.salt % 32 == 0:
            drawn = risk(variables, quoted, self.floor, quoter.risk.spread, quoter.risk.draws, sale.id)
            sale.below_floor, sale.bad_margin = (
                _cents(drawn.below_floor_percent),
                _cents(drawn.bad_margin_percent),
            )

    def _lines(self, sale: OpportunityPlan, variables: Variables, quoted: Quote) -> Iterator[QuoteLinePlan]:
        for n, line in enumerate(quoted.lines):
            wanted = variables.lines[n] if line.kind == "equipment" else None
            yield QuoteLinePlan(
                sale.id * LINES + n, sale.id, line.kind, line.model or self.called[line.kind], line.location, line.quantity,
                _cents(line.monthly_mxn), _cents(line.cost_mxn), wanted.mono_pages if wanted else 0, wanted.colour_pages if wanted else 0,
            )  # fmt: skip


def _discount_for(listed: Quote, margin_percent: Decimal) -> Decimal:
    """The discount that brings a list price down to a margin, or a hair below."""
    price = listed.cost_mxn / (1 - margin_percent / 100)
    return ((1 - price / listed.monthly_mxn) * 100).quantize(Decimal("0.01"), ROUND_CEILING)


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))


# --- what each version says, for the records ------------------------------------------------------------------------


def _like(name: str, model: Any, fields: Any, *more: Column[Any]) -> Table:
    columns = (Column(one, model.__table__.c[one].type) for one in fields)
    return Table(name, MetaData(), Column("version", String), *more, *columns, prefixes=["TEMPORARY"])


RATES = _like("sample_rates", QuoteVariables, (*Rates.__dataclass_fields__, "rated_coverage_percent"))
MACHINES = _like("sample_machine", QuoteLine, Machine.__dataclass_fields__, Column("model", String))


def create(connection: Connection, company: Company) -> None:
    """The rates of each version of the quoter and what its models cost, to be copied to each quote."""
    for table in (RATES, MACHINES):
        table.create(connection)
    for one in company.quoters.quoter:
        rates = {name: getattr(one.rates, name) for name in Rates.__dataclass_fields__}
        row = {"version": one.version, "rated_coverage_percent": one.rated_coverage_percent, **rates}
        connection.execute(insert(RATES), row)
        machines = [
            {"version": one.version, "model": model}
            | {name: getattr(machine, name) for name in Machine.__dataclass_fields__}
            for model, machine in one.machines.items()
        ]
        connection.execute(insert(MACHINES), machines)


def drop(connection: Connection) -> None:
    """Take the temporary tables away."""
    for table in (RATES, MACHINES):
        table.drop(connection)
