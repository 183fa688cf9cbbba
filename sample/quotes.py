"""What is offered and what people decided on it: quotes with their lines, approvals, credit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Insert, String, and_, case, cast, func, literal, null, or_
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import (
    Account,
    ApprovalDecision,
    ApprovalRequest,
    CreditApplication,
    CreditDecision,
    Proposal,
    ProposalLine,
    QuoteLine,
    QuoteVariables,
    Terms,
    TermsLine,
)
from policy.pricing import Machine, Rates
from sample.people import Staff
from sample.plan import NUMBERS, OPPORTUNITIES, QUOTE_LINES
from sample.pricing import MACHINES, RATES
from sample.sales import CREDIT, PROPOSED
from sample.sql import Calendar, fill, pick

P = OPPORTUNITIES
p = OPPORTUNITIES.c
QUOTES = 4
"""The official quote of opportunity ``n`` has the number 4 × n; earlier versions follow it."""
REQUESTS = {"credit": 0, "margin": 1, "discount": 2}
n, q = NUMBERS.c.n, QUOTE_LINES.c


def statements(company: Company, staff: Staff, calendar: Calendar) -> Iterator[Executable]:
    """Quotes, exceptions and credit, as far as the evidence of each sale goes."""
    yield _official(company, calendar)
    yield _earlier(company, calendar)
    yield _lines()
    yield _figures(company)
    yield _machines()
    yield _request("margin", company, calendar)
    yield _request("discount", company, calendar)
    yield _application(calendar)
    yield _credit_request(company, calendar)
    yield _terms()
    yield _lines_of_terms()
    yield _approval("margin", company, staff, calendar)
    yield _approval("discount", company, staff, calendar)
    yield _credit_approval(company, staff, calendar)
    yield _credit_refused_before(company, staff, calendar)
    yield _credit(company, staff, calendar)


def _quote(calendar: Calendar) -> dict[str, Any]:
    return {
        "opportunity_id": p.id, "term_months": p.term, "included_mono_pages": p.mono, "included_colour_pages": p.colour,
        "click_mono_mxn": p.click_mono, "click_colour_mxn": p.click_colour, "created_at": calendar.at(p.quote_sent, 15),
    }  # fmt: skip


def _official(company: Company, calendar: Calendar) -> Insert:
    lacks = p.lacks == "feasibility"
    day = case((lacks, null()), else_=calendar.day(p.quote_sent))
    who = case((lacks, null()), else_=p.operations_id)
    facts = {name: value for fact in ("stock", "technician", "sla") for name, value in ((f"{fact}_on", day), (f"{fact}_by_id", who))}  # fmt: skip
    return fill(
        Proposal, P, p.reach >= PROPOSED, order=(p.id,),
        id=p.id * QUOTES, version=p.quotes, is_official=True, quoter_version=p.quoter, quoted_on=calendar.day(p.quote_sent),
        sent_on=calendar.day(p.quote_sent), valid_until=calendar.day(p.quote_sent - company.pricing.quote_days), monthly_mxn=p.monthly,
        margin_percent=p.margin, discount_percent=p.discount, feasible_on=day, feasible_by_id=who, **facts, **_quote(calendar),
    )  # fmt: skip


def _earlier(company: Company, calendar: Calendar) -> Insert:
    """Versions that were revised: worked out by hand, a little dearer, no longer official."""
    return fill(
        Proposal, P.join(NUMBERS, n < p.quotes), p.reach >= PROPOSED, order=(p.id, n),
        id=p.id * QUOTES + n, version=n, is_official=False, sent_on=calendar.day(p.a3),
        valid_until=calendar.day(p.a3 - company.pricing.quote_days), monthly_mxn=p.monthly + 25_000, margin_percent=p.margin + 200,
        discount_percent=Decimal(0), **_quote(calendar),
    )  # fmt: skip


def _lines() -> Insert:
    """Equipment, and one line of each other part."""
    return fill(
        ProposalLine, QUOTE_LINES, order=(q.id,),
        id=q.id, proposal_id=q.opportunity_id * QUOTES, kind=q.kind, model=q.model, location=q.location,
        quantity=q.quantity, monthly_mxn=q.monthly, cost_mxn=q.cost,
    )  # fmt: skip


def _figures(company: Company) -> Insert:
    """What each quote was computed of; of a few also the risk that was drawn."""
    r, simulated = RATES.c, p.below_floor.is_not(None)
    kept = {name: r[name] for name in (*Rates.__dataclass_fields__, "rated_coverage_percent")}
    simulation = {one.version: one.risk for one in company.quoters.quoter}

    def drawn(value: Any) -> Any:
        return case((simulated, value), else_=null())

    def of_version(name: str) -> Any:
        values = {version: int(getattr(risk, name) * 100) for version, risk in simulation.items()}
        return drawn(case(values, value=p.quoter))

    return fill(
        QuoteVariables, P.join(RATES, r.version == p.quoter), and_(p.reach >= PROPOSED, p.figures), order=(p.id,),
        proposal_id=p.id * QUOTES, mono_coverage_percent=p.mono_coverage, colour_coverage_percent=p.colour_coverage,
        a3_percent=p.a3_share, cost_mxn=p.cost, finance_mxn=p.finance, iva_mxn=p.iva, **kept,
        floor_percent=drawn(company.pricing.margin_floor_percent * 100), coverage_spread_percent=of_version("coverage_percent"),
        volume_spread_percent=of_version("volume_percent"), seed=drawn(p.id), below_floor_percent=p.below_floor,
        draws=drawn(case({version: risk.draws for version, risk in simulation.items()}, value=p.quoter)),
        bad_margin_percent=p.bad_margin,
    )  # fmt: skip


def _machines() -> Insert:
    m = MACHINES.c
    source = QUOTE_LINES.join(P, p.id == q.opportunity_id).join(
        MACHINES, and_(m.version == p.quoter, m.model == q.model)
    )
    kept = {name: m[name] for name in Machine.__dataclass_fields__}
    return fill(
        QuoteLine, source, and_(q.kind == "equipment", p.figures), order=(q.id,),
        proposal_line_id=q.id, mono_pages=q.mono, colour_pages=q.colour, **kept,
    )  # fmt: skip


# --- exceptions -----------------------------------------------------------------------------------------------------


def _tier(company: Company, kind: str) -> Any:
    """The lowest tier that may decide it; amounts are in centavos, percentages in hundredths."""
    floor = company.pricing.margin_floor_percent * 100
    measure = {"credit": p.monthly * p.term, "margin": floor - p.margin, "discount": p.discount}[kind]
    tiers = company.approvals.of(kind).tiers
    reaches = [(measure <= int(tier.up_to * 100), number) for number, tier in enumerate(tiers, 1) if tier.up_to]
    return case(*reaches, else_=len(tiers)) if reaches else literal(1)


def _role(company: Company, kind: str) -> Any:
    tiers = company.approvals.of(kind).tiers
    return case({number: tier.role for number, tier in enumerate(tiers, 1)}, value=_tier(company, kind))


def _approver(company: Company, staff: Staff, kind: str) -> Any:
    """Somebody of the tier; of the managers, the seller's own."""
    who = {
        tier.role: p.manager_id
        if tier.role == "sales_manager"
        else pick([c.id for c in staff.of_role[tier.role]], p.salt)
        for tier in company.approvals.of(kind).tiers
    }
    return case(*((_role(company, kind) == role, person) for role, person in who.items()))


def _excepted(kind: str) -> Any:
    """Whether there is something to allow; a margin below the floor comes of a discount beyond the limit."""
    return p.exception == "margin" if kind == "margin" else p.exception.is_not(None)


def _request(kind: str, company: Company, calendar: Calendar) -> Insert:
    """Every second exception that is still lacking has been asked for; a sweep asks for the others."""
    waiting = func.coalesce(p.lacks, "") == "margin"
    asked = or_(~waiting, p.salt % 2 == 0)
    return fill(
        ApprovalRequest, P, and_(p.reach >= PROPOSED, _excepted(kind), asked), order=(p.id,),
        id=p.id * QUOTES + REQUESTS[kind], kind=kind, opportunity_id=p.id, required_role=_role(company, kind),
        requested_by_id=p.owner_id, requested_at=calendar.at(p.a3, 15), amount_mxn=p.monthly * p.term,
        percent=p.margin if kind == "margin" else p.discount,
        question=company.text(company.approvals.of(kind).question), tier=_tier(company, kind),
        due_on=calendar.day(p.a3 - 4), status=case((waiting, "open"), else_="approved"), created_at=calendar.at(p.a3, 15),
    )  # fmt: skip


def _approval(kind: str, company: Company, staff: Staff, calendar: Calendar) -> Insert:
    return fill(
        ApprovalDecision, P,
        and_(p.reach >= PROPOSED, _excepted(kind), func.coalesce(p.lacks, "") != "margin"), order=(p.id,),
        request_id=p.id * QUOTES + REQUESTS[kind], kind=kind, opportunity_id=p.id, approver_id=_approver(company, staff, kind),
        outcome="approved", percent=p.margin if kind == "margin" else p.discount, note="Cliente estratégico de la plaza.",
        channel="sample", code_step=p.id * QUOTES + REQUESTS[kind],
        decided_at=calendar.at(p.a3, 20), valid_until=calendar.day(p.exception_until), created_at=calendar.at(p.a3, 20),
    )  # fmt: skip


# --- credit ---------------------------------------------------------------------------------------------------------


def _application(calendar: Calendar) -> Insert:
    return fill(
        CreditApplication, P, p.reach >= CREDIT, order=(p.id,),
        id=p.id, opportunity_id=p.id, requested_by_id=p.owner_id, requested_on=calendar.day(p.a5), amount_mxn=p.monthly * p.term,
        signed_on=case((p.lacks == "application", null()), else_=calendar.day(p.a5)), created_at=calendar.at(p.a5, 15),
    )  # fmt: skip


def _decided() -> Any:
    return and_(p.reach >= CREDIT, func.coalesce(p.lacks, "").not_in(("decision", "application")))


def _credit_request(company: Company, calendar: Calendar) -> Insert:
    status = case((p.lacks == "decision", "open"), (p.lacks == "declined", "declined"), else_="approved")
    waiting = and_(p.lacks == "decision", p.salt % 2 == 0)  # a sweep asks for the others
    question = company.approvals.credit
    tier = _tier(company, "credit")
    return fill(
        ApprovalRequest, P, and_(p.reach >= CREDIT, or_(waiting, _decided())), order=(p.id,),
        id=p.id * QUOTES + REQUESTS["credit"], kind="credit", opportunity_id=p.id, required_role=_role(company, "credit"), tier=tier,
        requested_by_id=p.owner_id, requested_at=calendar.at(p.a5, 16), amount_mxn=p.monthly * p.term,
        question=company.text(question.question), due_on=calendar.day(p.a5 - 4), status=status, created_at=calendar.at(p.a5, 16),
    )  # fmt: skip


def _of_chunk() -> Any:
    """The requests of the sales that are being written."""
    return (
        P.join(ApprovalRequest.__table__, ApprovalRequest.opportunity_id == p.id)
        .join(Proposal.__table__, Proposal.id == p.id * QUOTES)
        .join(Account.__table__, Account.id == p.account_id)
    )


def _terms() -> Insert:
    """What each question is about: the official quote, and the client's RFC."""
    quote, request = Proposal, ApprovalRequest.id
    return fill(
        Terms, _of_chunk(), order=(request,),
        id=request, request_id=request, rfc=Account.rfc, amount_mxn=p.monthly * p.term, monthly_mxn=quote.monthly_mxn,
        term_months=quote.term_months, included_mono_pages=quote.included_mono_pages, included_colour_pages=quote.included_colour_pages,
        click_mono_mxn=quote.click_mono_mxn, click_colour_mxn=quote.click_colour_mxn, margin_percent=quote.margin_percent,
        discount_percent=quote.discount_percent,
    )  # fmt: skip


def _lines_of_terms() -> Insert:
    line = ProposalLine
    lines = _of_chunk().join(line.__table__, and_(line.proposal_id == Proposal.id, line.kind == "equipment"))
    return fill(
        TermsLine, lines, order=(ApprovalRequest.id, line.id),
        terms_id=ApprovalRequest.id, model=line.model, location=line.location, quantity=line.quantity,
    )  # fmt: skip


def _limit(company: Company) -> Any:
    """What was asked for, and up to four hundred thousand more where the approver has no limit."""
    asked, last = p.monthly * p.term, len(company.approvals.credit.tiers)
    return case((_tier(company, "credit") == last, asked + p.salt % 5 * 10_000_000), else_=asked)


def _credit_approval(company: Company, staff: Staff, calendar: Calendar) -> Insert:
    declined = func.coalesce(p.lacks, "") == "declined"
    request = p.id * QUOTES + REQUESTS["credit"]
    return fill(
        ApprovalDecision, P, _decided(), order=(p.id,),
        request_id=request, kind="credit", opportunity_id=p.id, approver_id=_approver(company, staff, "credit"),
        outcome=case((declined, "declined"), else_="approved"), limit_mxn=case((declined, null()), else_=_limit(company)),
        note=case((declined, "Atrasos con dos proveedores."), else_=null()), decided_at=calendar.at(p.a5, 18),
        valid_until=calendar.day(p.credit_until), channel="sample", code_step=request, created_at=calendar.at(p.a5, 18),
    )  # fmt: skip


def _credit(company: Company, staff: Staff, calendar: Calendar) -> Insert:
    return fill(
        CreditDecision, P, and_(_decided(), func.coalesce(p.lacks, "") != "declined"), order=(p.id,),
        opportunity_id=p.id, outcome="approved", limit_mxn=_limit(company), term_months=p.term, approver_id=_approver(company, staff, "credit"),
        request_id=p.id * QUOTES + REQUESTS["credit"], decided_at=calendar.at(p.a5, 18), expires_on=calendar.day(p.credit_until),
        created_at=calendar.at(p.a5, 18),
    )  # fmt: skip


def _credit_refused_before(company: Company, staff: Staff, calendar: Calendar) -> Insert:
    """One in ten was authorised for less at first, in the system that was used before; that decision was superseded."""
    return fill(
        CreditDecision, P, and_(_decided(), func.coalesce(p.lacks, "") != "declined", p.salt % 10 == 0), order=(p.id,),
        opportunity_id=p.id, outcome="approved", limit_mxn=p.monthly * p.term // 2, term_months=p.term,
        conditions="Hasta recibir estados financieros.", approver_id=_approver(company, staff, "credit"), decided_at=calendar.at(p.a5, 16),
        expires_on=calendar.day(p.credit_until), superseded_at=calendar.at(p.a5, 18), created_at=calendar.at(p.a5, 16),
        source="legacy", source_id=literal("C-") + cast(p.id, String),
    )  # fmt: skip
