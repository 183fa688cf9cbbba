"""What a signed paper said, compared with what the record says now: editing the record after the signature closes the gate.

A paper counts where its signatures were verified (``proved``) or a named person answers for them (``attested``). What it
says is kept with its draft (``crm.approvals.Terms``), so the comparison is SQL, for one case or a hundred thousand.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from checks.expressions import there_is
from crm.model import Contract, ContractLine, Document, Terms, TermsLine

COUNTS = ("proved", "attested")
"""The states in which a paper proves something."""

SIGNED = (
    "rfc", "monthly_mxn", "term_months", "included_mono_pages", "included_colour_pages", "click_mono_mxn", "click_colour_mxn",
    "starts_on", "ends_on", "notice_days", "sla",
)  # fmt: skip
"""The terms that a contract says; the equipment comes beside them."""


def is_proof(kind: str, document_id: Any, opportunity_id: Any) -> ColumnElement[bool]:
    """The document is a paper of this kind, of this opportunity, whose signatures were verified or attested."""
    paper = aliased(Document, name="proof")
    return there_is(
        paper, paper.id == document_id, paper.opportunity_id == opportunity_id, paper.kind == kind, paper.state.in_(COUNTS)
    )  # fmt: skip


def annex_is_proved(annex: Any) -> ColumnElement[bool]:
    """The annex is dated, and proved by a paper of its own or by a contract that it was signed with (000/A24)."""
    paper = aliased(Document, name="annex_proof")
    own = literal("annex_") + func.lower(annex.letter)
    return and_(annex.signed_on.is_not(None), there_is(
        paper, paper.id == annex.document_id, paper.opportunity_id == Contract.opportunity_id,
        or_(paper.kind == own, paper.kind == "contract"), paper.state.in_(COUNTS),
    ))  # fmt: skip


def says_what_the_contract_says(opportunity_id: Any) -> ColumnElement[bool]:
    """The draft that was signed has just the terms and the equipment that the contract record has now."""
    paper, terms = aliased(Document, name="signed_paper"), aliased(Terms, name="signed_terms")
    same = [getattr(terms, name).is_not_distinct_from(getattr(Contract, name)) for name in SIGNED]
    says = there_is(terms, terms.document_id == paper.draft_id, *same, _same_equipment(terms))
    return there_is(paper, paper.id == Contract.document_id, paper.opportunity_id == opportunity_id, says)


def _same_equipment(terms: Any) -> ColumnElement[bool]:
    """As many machines of each model at each place in the paper as in annex A: neither has more."""
    signed, annexed = aliased(TermsLine, name="signed_line"), aliased(ContractLine, name="annexed_line")

    def total(of: Any, owner: ColumnElement[bool], line: Any) -> ColumnElement[int]:
        place = of.location.is_not_distinct_from(line.location)
        sum_ = select(func.coalesce(func.sum(of.quantity), 0)).where(owner, of.model == line.model, place)
        return sum_.correlate_except(of).scalar_subquery()

    def differs(line: Any) -> ColumnElement[bool]:
        now = total(annexed, annexed.contract_id == Contract.id, line)
        return now != total(signed, signed.terms_id == terms.id, line)

    return and_(
        ~there_is(TermsLine, TermsLine.terms_id == terms.id, differs(TermsLine)),
        ~there_is(ContractLine, ContractLine.contract_id == Contract.id, differs(ContractLine)),
    )
