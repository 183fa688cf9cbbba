"""What the quoter made is whole and adds up, and what is offered can be delivered (000/A02, A07, A22, M05).

A quote imported from before the quoter is kept as it was agreed: of it only the date is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, func, literal, or_, select, type_coerce

from checks.expressions import given, there_is
from checks.rule import Rule, RuleWriter, any_of
from checks.terms import approved
from config.company import Company
from config.pricing import Margins, Quoter
from crm.model import ApprovalDecision, Opportunity, Proposal, ProposalLine, QuoteLine, QuoteVariables
from crm.quoting import FACTS

Opp = Opportunity
MINE = ProposalLine.proposal_id == Proposal.id


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    quoters = company.quoters
    by_quoter = Proposal.quoter_version.in_([one.version for one in quoters.quoter])
    day = func.coalesce(Proposal.quoted_on, Proposal.sent_on)

    yield rule(
        "M05-quoter-in-force", "000/M05",
        says=("The quote was made with the version of the quoter that was in force on its day",
              "La cotización se hizo con la versión del cotizador vigente en su fecha"),
        mend=("Make the quote again with the quoter in force: seiton quote.", "Haga de nuevo la cotización con el cotizador vigente: seiton quote."),
        when=and_(given(Proposal.quoter_version), day.is_not(None)),
        holds=or_(
            any_of(and_(Proposal.quoter_version == one.version, _in_force(one, day)) for one in quoters.quoter),
            and_(Proposal.quoter_version.in_(quoters.imported.versions), day <= literal(quoters.imported.until, Date())),
        ),
        from_stage="proposed", consumers=("proposal",), weight=20,
    )  # fmt: skip
    yield rule(
        "A07-figures-kept", "000/A07",
        says=("Every figure that the price was computed of is kept with the quote, of the contract and of each model",
              "La cotización guarda cada cifra con que se calculó el precio, del contrato y de cada modelo"),
        mend=("Make the quote with the quoter, which keeps them: seiton quote.", "Haga la cotización con el cotizador, que las guarda: seiton quote."),
        when=by_quoter,
        holds=and_(
            QuoteVariables.proposal_id.is_not(None), there_is(ProposalLine, MINE, ProposalLine.kind == "equipment"),
            ~there_is(ProposalLine, MINE, ProposalLine.kind == "equipment", ~there_is(QuoteLine, QuoteLine.proposal_line_id == ProposalLine.id)),
        ),
        from_stage="proposed", consumers=("proposal", "billing", "renewal"), weight=20,
    )  # fmt: skip
    yield rule(
        "A07-quote-adds-up", "000/A07",
        says=("The lines of the quote add up to its monthly price and its cost, and its margin is what the price leaves",
              "Los renglones de la cotización suman su precio mensual y su costo, y su margen es lo que deja el precio"),
        mend=("Make the quote again with the quoter: seiton quote.", "Haga de nuevo la cotización con el cotizador: seiton quote."),
        when=and_(by_quoter, QuoteVariables.proposal_id.is_not(None)),
        holds=and_(
            _sum(ProposalLine.monthly_mxn) == type_coerce(Proposal.monthly_mxn, Integer()),
            _sum(ProposalLine.cost_mxn) == type_coerce(QuoteVariables.cost_mxn, Integer()),
            _margin_is_right(),
        ),
        from_stage="proposed", consumers=("proposal", "billing"), weight=20,
    )  # fmt: skip
    yield rule(
        "A02-comes-out-the-same", "000/A02",
        says=("Computed again of its figures, as its version of the quoter has them, the quote comes out the same to the cent",
              "Recalculada con sus cifras, tal como las tiene su versión del cotizador, la cotización sale igual al centavo"),
        mend=("See what differs (seiton quote check), and make the quote again: seiton quote.",
              "Vea qué difiere (seiton quote check) y haga de nuevo la cotización: seiton quote."),
        when=and_(by_quoter, QuoteVariables.proposal_id.is_not(None)), holds=QuoteVariables.differs_on.is_(None),
        from_stage="proposed", consumers=("proposal", "billing", "renewal"), weight=20,
    )  # fmt: skip
    yield rule(
        "A02-terms-of-the-quoter", "000/A02",
        says=("The quoter's version allows the term and the discount", "La versión del cotizador permite el plazo y el descuento"),
        mend=("Quote one of the terms, and a discount, that the version allows: config/pricing.toml.",
              "Cotice un plazo y un descuento que permita la versión: config/pricing.toml."),
        when=by_quoter,
        holds=any_of(
            and_(Proposal.quoter_version == one.version, Proposal.term_months.in_(one.terms), Proposal.discount_percent <= one.discount_percent)
            for one in quoters.quoter
        ),
        from_stage="proposed", consumers=("proposal",), weight=15,
    )  # fmt: skip
    yield rule(
        "M05-line-margins", "000/M05",
        says=("No line of the quote is below the margin floor of its kind, or the exception is approved",
              "Ningún renglón de la cotización está por debajo del margen mínimo de su tipo, o la excepción está aprobada"),
        mend=("Lower the discount, or have the sales manager look at the line.", "Reduzca el descuento o pida al gerente comercial revisar el renglón."),
        when=and_(by_quoter, QuoteVariables.proposal_id.is_not(None)),
        holds=or_(
            ~there_is(ProposalLine, MINE, any_of(_below_floor(one) for one in quoters.quoter)),
            approved(company, "margin", ApprovalDecision.percent <= Proposal.margin_percent),
        ),
        from_stage="proposed", until="contracted", gate=False, mender="sales_manager", weight=10,
    )  # fmt: skip
    yield rule(
        "A22-facts-confirmed", "000/A22",
        says=("There is stock, there is a technician and the service level can be kept: each confirmed by somebody other than the seller",
              "Hay existencia, hay técnico y se puede cumplir el nivel de servicio: cada uno confirmado por alguien que no vende"),
        mend=("Have each of the three confirmed: seiton quote confirm.", "Pida confirmar cada uno de los tres: seiton quote confirm."),
        when=by_quoter, holds=and_(*(_confirmed(fact) for fact in FACTS)),
        from_stage="proposed", mender="operations", consumers=("installation", "service"), weight=15,
    )  # fmt: skip


def _confirmed(fact: str) -> ColumnElement[bool]:
    on, by = getattr(Proposal, f"{fact}_on"), getattr(Proposal, f"{fact}_by_id")
    return and_(on.is_not(None), by.is_not(None), by.is_distinct_from(Opp.owner_id))


def _in_force(quoter: Quoter, day: ColumnElement[Any]) -> ColumnElement[bool]:
    begun = day >= literal(quoter.from_, Date())
    return begun if quoter.until is None else and_(begun, day <= literal(quoter.until, Date()))


def _sum(amount: Any) -> ColumnElement[int]:
    """Of the lines of the quote, in centavos."""
    return select(func.coalesce(func.sum(type_coerce(amount, Integer())), 0)).where(MINE).correlate(Proposal).scalar_subquery()  # fmt: skip


def _margin_is_right() -> ColumnElement[bool]:
    """As whole numbers: the margin in hundredths of a point, times the price, is next to what remains of the price."""
    price, cost, margin = (
        type_coerce(column, Integer()) for column in (Proposal.monthly_mxn, QuoteVariables.cost_mxn, Proposal.margin_percent)
    )  # fmt: skip
    return func.abs(margin * price - (price - cost) * 10_000) * 2 <= price


def _below_floor(quoter: Quoter) -> ColumnElement[bool]:
    price, cost = (
        type_coerce(column, Integer()) for column in (ProposalLine.monthly_mxn, ProposalLine.cost_mxn)
    )
    floors = (
        and_(
            ProposalLine.kind == part, (price - cost) * 10_000 < price * int(quoter.margin.of(part).floor * 100)
        )
        for part in Margins.model_fields
    )
    return and_(Proposal.quoter_version == quoter.version, or_(*floors))
