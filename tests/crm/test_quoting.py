"""An official quote keeps every figure it was computed of, and comes out the same to the cent (000/A02, A07, A20, M05)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.pricing import Ask, CannotQuote, Priced
from crm.model import FleetLine, Opportunity, Proposal, ProposalLine, QuoteLine, QuoteVariables
from crm.quoting import confirm, fleet_of, official_of, pages_of, replacing, sharing, write_quote
from crm.requoting import Difference, Recheck, mark, recheck
from tests.builders import NOW, TODAY, an_opportunity, day, part, the_company, who

QUOTERS = the_company().quoters
QUOTER = QUOTERS.in_force(TODAY)
ASKS = (Ask("MX-300", "Piso 1", 2, 9_000, 2_000), Ask("MX-100", "Piso 2", 1, 3_000, 0))


def priced(discount: str = "7.5", term: int = 24) -> Priced:
    variables = QUOTER.variables(
        ASKS, term_months=term, discount_percent=Decimal(discount), a3_percent=Decimal(5)
    )
    return QUOTER.price(variables, Decimal(30), 11)


def a_quoted_sale(session: Session) -> Opportunity:
    sale = an_opportunity(session, "studied")
    write_quote(session, the_company(), sale, priced(), TODAY, NOW)
    return sale


def again(session: Session, sale: Opportunity) -> Recheck:
    session.flush()
    session.expire_all()
    return recheck(session, QUOTERS, sale.id)


def test_a07_a_new_version_is_the_official_quote_and_keeps_every_figure(session: Session) -> None:
    sale = an_opportunity(session, "studied")
    before = official_of(session, sale.id)
    wanted = priced()
    quote = write_quote(session, the_company(), sale, wanted, TODAY, NOW)
    assert before is not None and not session.get_one(Proposal, before.id, populate_existing=True).is_official
    assert (quote.version, quote.is_official, quote.quoter_version) == (before.version + 1, True, "2026.9")
    assert quote.monthly_mxn == wanted.quote.monthly_mxn
    assert (sale.monthly_mxn, sale.amount_mxn) == (quote.monthly_mxn, quote.monthly_mxn * 24)
    kept = session.get_one(QuoteVariables, quote.id)
    assert (kept.seed, kept.draws, kept.below_floor_percent) == (11, 500, wanted.risk.below_floor_percent)
    lines = session.scalars(sa.select(ProposalLine).where(ProposalLine.proposal_id == quote.id)).all()
    assert [line.kind for line in lines] == ["equipment", "equipment", "consumables", "service", "follow_up"]
    assert lines[2].model == "Toner"
    assert session.get_one(QuoteLine, lines[0].id).equipment_mxn == 31_000


def test_a02_it_comes_out_the_same_to_the_cent(session: Session) -> None:
    found = again(session, a_quoted_sale(session))
    assert (found.same, found.differ, found.differences) == (1, 0, [])
    assert (found.imported, found.without) == (2, 0)  # the two that the builder wrote


def set_(model: Any, **values: Any) -> Any:
    return lambda session, sale: [
        setattr(part(session, sale, model), name, value) for name, value in values.items()
    ]


def a_line_less(session: Session, sale: Opportunity) -> None:
    session.delete(part(session, sale, ProposalLine, kind="follow_up"))


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        (set_(Proposal, monthly_mxn=Decimal(1)), {"monthly_mxn"}),
        (set_(Proposal, margin_percent=Decimal(90)), {"margin_percent"}),
        (set_(Proposal, click_mono_mxn=Decimal("0.0001")), {"click_mono_mxn"}),
        (set_(Proposal, discount_percent=Decimal(22)), {"monthly_mxn", "margin_percent", "iva_mxn", "line", "below_floor_percent", "bad_margin_percent"}),
        (set_(Proposal, quoter_version="2019.1"), {"quoter_version"}),
        (set_(Proposal, quoter_version="2026.6"), {"rates", "machine"}),
        (set_(QuoteVariables, follow_up_mxn=Decimal(211)), {"rates", "cost_mxn", "monthly_mxn", "iva_mxn", "line"}),
        (set_(QuoteVariables, below_floor_percent=Decimal(99)), {"below_floor_percent"}),
        (set_(QuoteLine, black_pages=9_000), {"machine", "cost_mxn", "monthly_mxn", "iva_mxn", "line", "click_mono_mxn"}),
        (set_(QuoteLine, black_pages=0), {"variables"}),
        (set_(QuoteVariables, floor_percent=None), {"variables"}),
        (a_line_less, {"line"}),
    ],
)  # fmt: skip
def test_a_figure_that_was_changed_is_found(session: Session, edit: Any, fields: set[str]) -> None:
    sale = a_quoted_sale(session)
    edit(session, sale)
    found = again(session, sale)
    assert (found.same, found.differ) == (0, 1)
    assert fields <= {one.field for one in found.differences}


def test_a_difference_names_quote_figure_and_both_values(session: Session) -> None:
    sale = a_quoted_sale(session)
    set_(Proposal, margin_percent=Decimal(90))(session, sale)
    (one,) = again(session, sale).differences
    assert one == Difference(f"OPP-{sale.id}", 3, "margin_percent", "90.00", str(priced().quote.margin_percent))
    assert one.to("es").startswith(f"OPP-{sale.id} v3 · margen %: 90.00 ≠ ")


def test_what_differs_is_marked_with_its_day_and_cleared_once_it_comes_out_right(session: Session) -> None:
    sale = a_quoted_sale(session)
    quote, kept = part(session, sale, Proposal), part(session, sale, QuoteVariables)
    right = quote.margin_percent

    def marked(margin: Decimal, days: int) -> object:
        quote.margin_percent = margin
        mark(session, again(session, sale), day(days))
        session.expire_all()
        return kept.differs_on

    assert marked(right, 0) is None
    assert marked(Decimal(90), 1) == day(1)
    assert marked(Decimal(91), 2) == day(1)
    assert marked(right, 3) is None


def test_a_quote_of_the_quoter_without_its_figures_is_counted_apart(session: Session) -> None:
    sale = a_quoted_sale(session)
    session.delete(session.get_one(QuoteVariables, part(session, sale, Proposal).id))
    found = again(session, sale)
    assert (found.same, found.differ, found.imported, found.without) == (0, 0, 2, 1)


def test_a22_machines_that_bear_the_pages_replace_those_that_were_found(session: Session) -> None:
    sale = an_opportunity(session, "studied")
    fleet = fleet_of(session, sale.id)
    assert pages_of(fleet) == (20_000, 2_000)
    (ask,) = replacing(QUOTER, fleet)
    assert ask == Ask("MX-300", None, 2, 20_000, 2_000)
    heavy = FleetLine(model="Old", location="Sótano", quantity=2, mono_pages_per_month=450_000)
    assert replacing(QUOTER, [heavy]) == [Ask("MX-500", "Sótano", 6, 900_000, 0)]


def test_a_study_that_does_not_count_every_machine_is_not_quoted(session: Session) -> None:
    sale = an_opportunity(session, "studied")
    part(session, sale, FleetLine).mono_pages_per_month = None
    session.flush()
    with pytest.raises(CannotQuote, match="complete it, or give --line"):
        fleet_of(session, sale.id)


def test_lines_share_the_pages_and_only_those_print_colour_that_can() -> None:
    asks = sharing(QUOTER, [("MX-100", 1, None), ("MX-300", 3, "Piso 1")], 1_001, 500)
    assert asks == [Ask("MX-100", None, 1, 250, 0), Ask("MX-300", "Piso 1", 3, 751, 500)]
    with pytest.raises(CannotQuote, match="500 colour pages are wanted"):
        sharing(QUOTER, [("MX-100", 1, None)], 10, 500)


def test_a22_three_facts_make_a_quote_feasible(session: Session) -> None:
    sale = a_quoted_sale(session)
    quote, somebody = part(session, sale, Proposal), who(session, "operations")
    assert [confirm(quote, fact, somebody, TODAY, NOW) for fact in ("sla", "stock")] == [False, False]
    assert quote.feasible_on is None
    assert confirm(quote, "technician", somebody, TODAY, NOW)
    assert (quote.feasible_on, quote.feasible_by_id, quote.stock_on) == (TODAY, somebody, TODAY)
