"""What a decision was about, compared with what the case is now: a material change voids the decision (000/A20, A21).

The terms are kept with the request (``crm.approvals.Terms``). A rule compares them with the official quote of today, so
an approval needs nobody to withdraw it: it holds for the terms that were decided, and for no others.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from checks.authority import is_principal, may_decide
from checks.expressions import in_force, there_is
from config.company import Company
from crm.model import (
    Account,
    ApprovalDecision,
    ApprovalRequest,
    Opportunity,
    Proposal,
    ProposalLine,
    Terms,
    TermsLine,
)

OFFER: dict[str, Any] = {
    "rfc": Account.rfc,
    "amount_mxn": Opportunity.amount_mxn,
    "monthly_mxn": Proposal.monthly_mxn,
    "term_months": Proposal.term_months,
    "included_mono_pages": Proposal.included_mono_pages,
    "included_colour_pages": Proposal.included_colour_pages,
    "click_mono_mxn": Proposal.click_mono_mxn,
    "click_colour_mxn": Proposal.click_colour_mxn,
    "margin_percent": Proposal.margin_percent,
    "discount_percent": Proposal.discount_percent,
}
"""Of each term, where the opportunity says it today."""

MATERIAL = {
    kind: tuple(name for name in OFFER if name != "rfc" or kind == "credit")
    for kind in ("credit", "discount", "margin", "concession", "annex")
} | {"profile": ("amount_mxn",)}
"""Of each kind of decision, the terms whose change voids it; who the client is counts for credit."""


def same_terms(kind: str, terms: Any = Terms, lines: Any = TermsLine) -> ColumnElement[bool]:
    """Nothing material has changed in the opportunity since the terms were written down."""
    same = [getattr(terms, name).is_not_distinct_from(OFFER[name]) for name in MATERIAL[kind]]
    return and_(terms.id.is_not(None), *same, same_equipment(terms, lines))


def same_equipment(terms: Any, lines: Any) -> ColumnElement[bool]:
    """As many machines of each model at each place in the official quote as in the terms."""
    quoted = aliased(ProposalLine, name="quoted_line")
    kept = aliased(TermsLine, name="kept_line")

    def total(of: Any, owner: ColumnElement[bool], line: Any) -> ColumnElement[int]:
        place = of.location.is_not_distinct_from(line.location)
        sum_ = select(func.coalesce(func.sum(of.quantity), 0)).where(owner, of.model == line.model, place)
        return sum_.correlate_except(of).scalar_subquery()

    def differs(line: Any) -> ColumnElement[bool]:
        now = total(quoted, and_(quoted.proposal_id == Proposal.id, quoted.kind == "equipment"), line)
        return now != total(kept, kept.terms_id == terms.id, line)

    return and_(
        ~there_is(lines, lines.terms_id == terms.id, differs(lines)),
        ~there_is(
            ProposalLine, ProposalLine.proposal_id == Proposal.id, ProposalLine.kind == "equipment", differs(ProposalLine)
        ),
    )  # fmt: skip


def approved(company: Company, kind: str, enough: ColumnElement[bool]) -> ColumnElement[bool]:
    """An exception was granted by someone who may, is still valid, and is about the terms of today."""
    decision = ApprovalDecision
    measure = decision.limit_mxn if kind == "concession" else decision.percent
    of_request = aliased(Terms, name="terms_decided")
    line = aliased(TermsLine, name="line_decided")
    return there_is(
        decision,
        decision.opportunity_id == Opportunity.id,
        decision.kind == kind,
        decision.outcome == "approved",
        ~is_principal(func.coalesce(Opportunity.owner_id, 0), decision),
        decision.approver_id.is_distinct_from(Opportunity.owner_id),
        may_decide(company, kind, decision, measure),
        enough,
        in_force(decision.valid_until),
        there_is(of_request, of_request.request_id == decision.request_id, same_terms(kind, of_request, line)),
    )  # fmt: skip


@cache
def asked_on_these_terms(kind: str) -> ColumnElement[bool]:
    """The request (of the outer query) is about the terms of today."""
    terms = aliased(Terms, name="terms_asked")
    return there_is(terms, terms.request_id == ApprovalRequest.id, same_terms(kind, terms, aliased(TermsLine, name="line_asked")))  # fmt: skip
