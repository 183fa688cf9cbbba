"""Official quotes in the CRM: what a client wants, and the quote with every figure it was computed of (000/A07, M05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config.company import Company
from config.pricing import Ask, CannotQuote, Priced, Quoter
from crm.model import FleetLine, Opportunity, Proposal, ProposalLine, QuoteLine, QuoteVariables, Study
from policy.pricing_fleet import share_out

FACTS = ("stock", "technician", "sla")
"""What is confirmed before anything is promised (000/A22); of each a quote keeps the day and who answers for it."""
OF_PROPOSAL = (
    "monthly_mxn", "margin_percent", "included_mono_pages", "included_colour_pages", "click_mono_mxn", "click_colour_mxn",
)  # fmt: skip
OF_VARIABLES = ("cost_mxn", "finance_mxn", "iva_mxn")
"""What a quote comes to beside its lines, by the record that keeps it."""


def fleet_of(session: Session, opportunity_id: int) -> list[FleetLine]:
    """What the study found at the client. Raises ``CannotQuote`` where there is no study, or it is not finished counting."""
    mine = select(FleetLine).join(Study, Study.id == FleetLine.study_id)
    fleet = list(session.scalars(mine.where(Study.opportunity_id == opportunity_id).order_by(FleetLine.id)))
    if not fleet or any(line.mono_pages_per_month is None for line in fleet):
        raise CannotQuote(
            "The study does not say the pages a month of every machine: complete it, or give --line, --mono and --colour",
            "El estudio no dice las páginas por mes de cada equipo: complételo o indique --line, --mono y --colour",
        )
    return fleet


def pages_of(fleet: Sequence[FleetLine]) -> tuple[int, int]:
    """The pages a month of a whole fleet: mono, colour."""
    return (
        sum(line.quantity * (line.mono_pages_per_month or 0) for line in fleet),
        sum(line.quantity * (line.colour_pages_per_month or 0) for line in fleet),
    )


def replacing(quoter: Quoter, fleet: Sequence[FleetLine]) -> list[Ask]:
    """For each machine found, the least dear model that bears its pages; as many of them as it takes (000/A22)."""
    asked: dict[tuple[str, str | None], Ask] = {}
    for line in fleet:
        mono, colour = line.mono_pages_per_month or 0, line.colour_pages_per_month or 0
        offer = quoter.offer(mono, colour)
        needed = max(1, -(-(mono + colour) // offer.pages_per_month)) * line.quantity
        key = (offer.models[0], line.location)
        before = asked.get(key, Ask(*key, 0, 0, 0))
        asked[key] = Ask(
            *key,
            before.quantity + needed,
            before.mono_pages + mono * line.quantity,
            before.colour_pages + colour * line.quantity,
        )
    return list(asked.values())


def sharing(
    quoter: Quoter, lines: Sequence[tuple[str, int, str | None]], mono_pages: int, colour_pages: int
) -> list[Ask]:
    """Lines of (model, quantity, place) that share the pages by how many machines each has; colour where it is printed."""
    machines = [quoter.machines.get(model) for model, _, _ in lines]
    mono = share_out(mono_pages, [quantity for _, quantity, _ in lines])
    able = [
        quantity if machine is not None and machine.prints_colour else 0
        for (_, quantity, _), machine in zip(lines, machines, strict=True)
    ]
    if colour_pages and not any(able) and None not in machines:
        raise CannotQuote(
            f"{colour_pages:,} colour pages are wanted, and no line prints colour",
            f"Se piden {colour_pages:,} páginas a color y ningún renglón imprime a color",
        )
    colour = share_out(colour_pages, able) if any(able) else [0] * len(lines)
    return [Ask(model, place, quantity, mono[n], colour[n]) for n, (model, quantity, place) in enumerate(lines)]


def write_quote(
    session: Session, company: Company, sale: Opportunity, priced: Priced, today: dt.date, now: dt.datetime
) -> Proposal:
    """Keep a quote as the next version and the official one; the opportunity takes over its amounts (000/A20, M05)."""
    mine, quoted = Proposal.opportunity_id == sale.id, priced.quote
    last = session.scalar(select(func.max(Proposal.version)).where(mine)) or 0
    session.execute(update(Proposal).where(mine, Proposal.is_official).values(is_official=False))
    proposal = Proposal(
        opportunity_id=sale.id, version=last + 1, is_official=True, quoter_version=priced.quoter.version, quoted_on=today,
        valid_until=today + dt.timedelta(days=company.pricing.quote_days), term_months=priced.variables.term_months,
        discount_percent=priced.variables.discount_percent, created_at=now, **{name: getattr(quoted, name) for name in OF_PROPOSAL},
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    keep_figures(session, company, proposal, priced)
    sale.monthly_mxn, sale.updated_at = quoted.monthly_mxn, now
    sale.amount_mxn = quoted.monthly_mxn * priced.variables.term_months
    session.flush()
    return proposal


def keep_figures(session: Session, company: Company, proposal: Proposal, priced: Priced) -> None:
    """The lines of a quote, and every figure of which they were computed."""
    session.add(QuoteVariables(proposal_id=proposal.id, **_figures(priced)))
    for number, line in enumerate(priced.quote.lines):
        called = line.model or company.text(company.quoters.part[line.kind])
        kept = ProposalLine(
            proposal_id=proposal.id, kind=line.kind, model=called, location=line.location, quantity=line.quantity,
            monthly_mxn=line.monthly_mxn, cost_mxn=line.cost_mxn,
        )  # fmt: skip
        session.add(kept)
        session.flush()
        if line.kind == "equipment":
            wanted = priced.variables.lines[number]
            pages = {"mono_pages": wanted.mono_pages, "colour_pages": wanted.colour_pages}
            session.add(QuoteLine(proposal_line_id=kept.id, **pages, **asdict(wanted.machine)))
    session.flush()


def _figures(priced: Priced) -> dict[str, Any]:
    quoted, spread = priced.quote, priced.quoter.risk.spread
    coverage = priced.variables.coverage
    return {
        "rated_coverage_percent": coverage.rated_percent, "mono_coverage_percent": coverage.mono_percent,
        "colour_coverage_percent": coverage.colour_percent, "a3_percent": priced.variables.a3_percent,
        **asdict(priced.variables.rates), **{name: getattr(quoted, name) for name in OF_VARIABLES}, **asdict(priced.risk),
        "floor_percent": priced.floor_percent, "coverage_spread_percent": spread.coverage_percent,
        "volume_spread_percent": spread.volume_percent,
    }  # fmt: skip


# --- the official quote ---------------------------------------------------------------------------------------------


def official_of(session: Session, opportunity_id: int) -> Proposal | None:
    """The official quote of an opportunity, if it has one."""
    return session.scalar(
        select(Proposal).where(Proposal.opportunity_id == opportunity_id, Proposal.is_official)
    )


def confirm(quote: Proposal, fact: str, person_id: int, today: dt.date, now: dt.datetime) -> bool:
    """Somebody answers for a fact of :data:`FACTS`; whether with it the quote is feasible as a whole (000/A22)."""
    setattr(quote, f"{fact}_on", today)
    setattr(quote, f"{fact}_by_id", person_id)
    quote.updated_at = now
    whole = all(getattr(quote, f"{one}_on") is not None for one in FACTS)
    if whole:
        quote.feasible_on, quote.feasible_by_id = today, person_id
    return whole
