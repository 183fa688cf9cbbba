"""What is in writing: documents with the hash of their file, agreements, objections, contracts and their annexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Insert, String, and_, case, cast, func, literal, null, or_, select, true
from sqlalchemy.sql.expression import Executable

from checks.signed import SIGNED
from config.company import Company
from crm.model import (
    Account,
    Agreement,
    Annex,
    Contact,
    Contract,
    ContractLine,
    Document,
    Objection,
    PersonRole,
    Proposal,
    ProposalLine,
    Terms,
    TermsLine,
)
from sample import words
from sample.plan import CONTACTS, DELIVERIES, OPPORTUNITIES
from sample.quotes import QUOTES
from sample.sales import CONTRACTED, CREDIT, NEGOTIATED, PROPOSED, WON
from sample.sql import Calendar, fill, pick

P = OPPORTUNITIES
p = OPPORTUNITIES.c
KEPT_AFTER_DAYS, KEPT_WITHIN_DAYS = 30, 45
"""What was agreed is to be done in so many days, and is done a little earlier."""
SLOTS = (
    "quote",
    "credit_application",
    "agreement",
    "minutes",
    "contract",
    "acceptance",
    "contract_draft",
    "acceptance_draft",
)
PLACES = 24
"""Document ``slot`` of opportunity ``n`` has the number 24 × n + slot; the papers of the credit file follow the slots."""
ANNEX_CALENDAR_DAYS = 7 / 5
TERMS = 3
"""The terms of a contract come after those of its requests (``sample.quotes.REQUESTS``)."""
STATEMENT = "Estuve presente en la firma autógrafa de ambas partes."


def statements(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """All papers up to the signed contract with its annexes."""
    yield _document(
        "quote", p.reach >= PROPOSED, p.quote_sent, calendar, valid=p.quote_sent - company.pricing.quote_days
    )
    signed = func.coalesce(p.lacks, "") != "application"
    yield _document("credit_application", and_(p.reach >= CREDIT, signed), p.a5, calendar, signed=True)
    written = and_(p.reach >= NEGOTIATED, func.coalesce(p.lacks, "") != "paper")
    yield _document("agreement", written, p.a4, calendar, signed=True)
    yield _document("minutes", and_(p.reach >= NEGOTIATED, p.salt % 3 == 0), p.a4, calendar)
    yield _draft("contract", OPPORTUNITIES, p.reach >= CONTRACTED, p.a6, calendar)
    yield _attested("contract", OPPORTUNITIES, _signed(), p.a6, calendar)
    yield _agreement("client", "agreement", "Condiciones de la propuesta aceptada", true(), calendar)
    yield _agreement("internal", "minutes", "Equipo de respaldo sin costo", p.salt % 3 == 0, calendar)
    yield _objections(calendar)
    yield _contracts(calendar)
    yield _contract_lines()
    yield _terms()
    yield _lines_of_terms()
    for number, letter in enumerate(company.catalogues.annexes):
        yield _annex(letter, number, company, calendar)


def _signed() -> Any:
    return and_(p.reach >= CONTRACTED, func.coalesce(p.lacks, "") != "signature")


def document_id(slot: str, number: Any = p.id) -> Any:
    """The number of one of the papers of the case with a number."""
    return number * PLACES + SLOTS.index(slot)


def _document(
    slot: str, where: Any, age: Any, calendar: Calendar, *, signed: bool = False, valid: Any = None
) -> Insert:
    """``sha`` turned by a few places stands for the hash of each further file of the case."""
    turn = SLOTS.index(slot)
    return fill(
        Document, P, where, order=(p.id,),
        id=document_id(slot), kind=slot, title=null(), account_id=p.account_id, opportunity_id=p.id,
        file_name=literal(f"{slot}-") + cast(p.id, String) + literal(".pdf"),
        sha256=func.substr(p.sha, turn + 1, type_=String) + func.substr(p.sha, 1, turn, type_=String), issued_on=calendar.day(age),
        valid_until=null() if valid is None else calendar.day(valid),
        signed_on=calendar.day(age) if signed else null(), created_at=calendar.at(age, 20),
    )  # fmt: skip


def _file(slot: str, kind: str, source: Any, where: Any, **values: Any) -> Insert:
    turn = SLOTS.index(slot)
    return fill(
        Document, source, where, order=(p.id,),
        id=document_id(slot), kind=kind, account_id=p.account_id, opportunity_id=p.id,
        file_name=literal(f"{slot}-") + cast(p.id, String) + literal(".pdf"),
        sha256=func.substr(p.sha, turn + 1, type_=String) + func.substr(p.sha, 1, turn, type_=String), **values,
    )  # fmt: skip


def _draft(kind: str, source: Any, where: Any, age: Any, calendar: Calendar) -> Insert:
    """What was drafted to be signed."""
    return _file(
        f"{kind}_draft", kind, source, where,
        number=literal(f"{kind[:3].upper()}-") + cast(p.id, String), state="draft", issued_on=calendar.day(age),
        created_at=calendar.at(age, 19),
    )  # fmt: skip


def _attested(kind: str, source: Any, where: Any, age: Any, calendar: Calendar) -> Insert:
    """The scan that came back, signed by hand: a lawyer answers for it, since there is no file to verify."""
    lawyer = select(func.min(PersonRole.person_id)).where(PersonRole.role == "legal").scalar_subquery()
    return _file(
        kind, kind, source, where,
        state="attested", draft_id=document_id(f"{kind}_draft"), issued_on=calendar.day(age), signed_on=calendar.day(age),
        attested_by_id=lawyer, attested_on=calendar.day(age), statement=STATEMENT, inspected_at=calendar.at(age, 20),
        created_at=calendar.at(age, 20),
    )  # fmt: skip


def acceptances(calendar: Calendar) -> Iterator[Insert]:
    """The acceptance of a delivery: its draft, and the paper that was signed."""
    d = DELIVERIES.c
    source = DELIVERIES.join(P, p.id == d.id)
    unsigned = func.coalesce(d.lacks, "") == "certificate"
    yield _draft("acceptance", source, d.reach >= 6, d.d6, calendar)
    yield _attested("acceptance", source, and_(d.reach >= 6, ~unsigned), d.d6, calendar)


def _agreement(party: str, slot: str, subject: str, where: Any, calendar: Calendar) -> Insert:
    """Congruence with the contract is confirmed when there is a contract to compare with."""
    missing = and_(func.coalesce(p.lacks, "") == "paper", literal(party) == "client")
    agreed = and_(p.reach >= CONTRACTED, func.coalesce(p.lacks, "") != "congruence")
    return fill(
        Agreement, P, and_(p.reach >= NEGOTIATED, where), order=(p.id,),
        opportunity_id=p.id, party=party, subject=subject, agreed_on=calendar.day(p.a4),
        document_id=case((missing, null()), else_=document_id(slot)), matches_contract=case((agreed, true()), else_=null()),
        due_on=calendar.day(p.a4 - KEPT_WITHIN_DAYS), fulfilled_on=case((p.a4 > KEPT_AFTER_DAYS, calendar.day(p.a4 - KEPT_AFTER_DAYS)), else_=null()),
        created_at=calendar.at(p.a4, 20),
    )  # fmt: skip


def _objections(calendar: Calendar) -> Insert:
    unanswered = func.coalesce(p.lacks, "") == "objection"
    number = p.salt // 7
    return fill(
        Objection, P, and_(p.reach >= NEGOTIATED, or_(unanswered, p.salt % 2 == 0)), order=(p.id,),
        opportunity_id=p.id, raised_on=calendar.day(p.a3), objection=pick([o for o, _ in words.OBJECTIONS], number),
        response=case((unanswered, null()), else_=pick([r for _, r in words.OBJECTIONS], number)), created_at=calendar.at(p.a3, 20),
    )  # fmt: skip


def _contracts(calendar: Calendar) -> Insert:
    """The contract has the number of its opportunity; unsigned, it is a draft at the client."""
    signed = _signed()
    signatory = Contact.__table__.alias("signatory")
    return fill(
        Contract,
        P.join(Account.__table__, Account.id == p.account_id).join(signatory, signatory.c.id == p.account_id * CONTACTS)
        .join(Proposal.__table__, Proposal.id == p.id * QUOTES),
        p.reach >= CONTRACTED, order=(p.id,),
        id=p.id, opportunity_id=p.id, account_id=p.account_id, number=literal("SM-") + cast(10_000 + p.id, String),
        rfc=Account.rfc, monthly_mxn=p.monthly, term_months=p.term, starts_on=calendar.day(p.starts), ends_on=calendar.day(p.ends),
        notice_days=60, sla=case((p.lacks == "sla", null()), else_=pick(("4h", "8h", "24h"), p.salt)),
        signed_on=case((signed, calendar.day(p.a6)), else_=null()), client_signatory=signatory.c.name,
        included_mono_pages=Proposal.included_mono_pages, included_colour_pages=Proposal.included_colour_pages,
        click_mono_mxn=Proposal.click_mono_mxn, click_colour_mxn=Proposal.click_colour_mxn,
        company_signatory="Dirección general", document_id=case((signed, document_id("contract")), else_=null()),
        created_at=calendar.at(p.a6, 21),
    )  # fmt: skip


def _contract_lines() -> Insert:
    """Annex A copies the equipment of the official quote."""
    return fill(
        ContractLine, P.join(ProposalLine.__table__, ProposalLine.proposal_id == p.id * QUOTES),
        and_(p.reach >= CONTRACTED, ProposalLine.kind == "equipment"), order=(p.id, ProposalLine.id),
        contract_id=p.id, model=ProposalLine.model, location=ProposalLine.location, quantity=ProposalLine.quantity,
    )  # fmt: skip


def _terms() -> Insert:
    """What the contract said when it was drafted: just what its record says."""
    same = {name: getattr(Contract, name) for name in SIGNED}
    return fill(
        Terms, P.join(Contract.__table__, Contract.id == p.id), order=(p.id,),
        id=p.id * QUOTES + TERMS, document_id=document_id("contract_draft"), **same,
    )  # fmt: skip


def _lines_of_terms() -> Insert:
    line = ContractLine
    return fill(
        TermsLine, P.join(line.__table__, line.contract_id == p.id), order=(p.id, line.id),
        terms_id=p.id * QUOTES + TERMS, model=line.model, location=line.location, quantity=line.quantity,
    )  # fmt: skip


def _annex(letter: str, number: int, company: Company, calendar: Calendar) -> Insert:
    """Signed with the contract, on its paper, or in the days after; of a fresh contract the last ones may still wait."""
    period = round(company.contracts.annex_business_days * ANNEX_CALENDAR_DAYS)
    due = p.a6 - period
    waits = or_(~_signed(), and_(due < 0, p.depth < WON, literal(number) >= 3))
    signed_on = case((due < 0, p.a6), else_=p.a6 - min(number, period))
    return fill(
        Annex, P, p.reach >= CONTRACTED, order=(p.id,),
        contract_id=p.id, letter=letter, due_on=calendar.day(due), signed_on=case((waits, null()), else_=calendar.day(signed_on)),
        document_id=case((waits, null()), else_=document_id("contract")),
    )  # fmt: skip
