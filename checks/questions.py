"""An open approval question with all that an approver wants to know before they answer it (000/A21, A34)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from checks.decisions import usual_validity
from checks.differences import differences
from config.company import Company
from config.words import Text
from crm.model import (
    Account,
    ApprovalDecision,
    ApprovalRequest,
    DecisionForm,
    Opportunity,
    Person,
    RefusedAnswer,
    Terms,
    TermsLine,
)
from crm.questions import Difference, Earlier, Question
from crm.requests import able, deputies_for

FORM_CHANNEL = "prefect"


def question(session: Session, company: Company, request_id: int, today: dt.date) -> Question | None:
    """A question by its number; none where there is no such request."""
    seller, asker = Person.__table__.alias("seller"), Person.__table__.alias("asker")
    row = session.execute(
        select(ApprovalRequest, Opportunity.name, Opportunity.owner_id, Account.name.label("account"), Terms)
        .add_columns(seller.c.name.label("seller"), asker.c.name.label("asker"))
        .join(Opportunity, Opportunity.id == ApprovalRequest.opportunity_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Terms, Terms.request_id == ApprovalRequest.id)
        .outerjoin(seller, seller.c.id == Opportunity.owner_id)
        .outerjoin(asker, asker.c.id == ApprovalRequest.requested_by_id)
        .where(ApprovalRequest.id == request_id)
    ).one_or_none()
    if row is None:
        return None
    request, terms = row.ApprovalRequest, row.Terms
    refusals = _refusals(session, request_id)
    return Question(
        request.id, request.kind, request.tier, request.status, request.question, request.opportunity_id, row.name, row.account,
        terms.rfc if terms else None, row.seller, row.asker, request.due_on, request.amount_mxn, request.percent,
        terms.monthly_mxn if terms else None, terms.term_months if terms else None, terms.margin_percent if terms else None,
        terms.discount_percent if terms else None, company.roles[request.required_role],
        _who(session, company, request, row.owner_id, today), _equipment(session, terms), _earlier(session, request),
        _since_the_last(session, request), usual_validity(company, request.kind, today), len(refusals), refusals[-1] if refusals else None,
    )  # fmt: skip


def _refusals(session: Session, request_id: int) -> list[Text]:
    """Why answers given in the form were not taken, in their order."""
    given = select(RefusedAnswer).where(
        RefusedAnswer.request_id == request_id, RefusedAnswer.channel == FORM_CHANNEL
    )
    return [
        Text(en=one.sentence_en, es=one.sentence_es)
        for one in session.scalars(given.order_by(RefusedAnswer.id))
    ]


def _who(
    session: Session, company: Company, request: ApprovalRequest, seller: int | None, today: dt.date
) -> tuple[str, ...]:
    may = able(session, company.may_decide(request.kind, request.tier))
    deputies = deputies_for(session, tuple(may), today)
    own = (seller, request.requested_by_id)
    return tuple(name for number, name in (may | deputies).items() if number not in own)


def _equipment(session: Session, terms: Terms | None) -> tuple[tuple[str, str, int], ...]:
    if terms is None:
        return ()
    lines = session.scalars(select(TermsLine).where(TermsLine.terms_id == terms.id).order_by(TermsLine.id))
    return tuple((line.model, line.location or "", line.quantity) for line in lines)


def _earlier(session: Session, request: ApprovalRequest) -> tuple[Earlier, ...]:
    rows = session.execute(
        select(ApprovalDecision, Person.name)
        .join(Person, Person.id == ApprovalDecision.approver_id)
        .where(ApprovalDecision.opportunity_id == request.opportunity_id, ApprovalDecision.kind == request.kind)
        .order_by(ApprovalDecision.id)
    )
    return tuple(
        Earlier(one.outcome, name, one.decided_at.date(), one.conditions or one.note) for one, name in rows
    )


def _since_the_last(session: Session, request: ApprovalRequest) -> tuple[Difference, ...]:
    """What has changed since the question of this kind that was answered or superseded last."""
    last = session.scalar(
        select(func.max(ApprovalRequest.id)).where(
            ApprovalRequest.opportunity_id == request.opportunity_id, ApprovalRequest.kind == request.kind,
            ApprovalRequest.id != request.id,
        )
    )  # fmt: skip
    return () if last is None else tuple(differences(session, last, request.kind))


def without_form(session: Session, limit: int) -> list[int]:
    """Open questions for which no form waits, or one for a lower tier; the most urgent first."""
    query = (
        select(ApprovalRequest.id)
        .outerjoin(DecisionForm, DecisionForm.request_id == ApprovalRequest.id)
        .where(
            ApprovalRequest.status == "open",
            or_(
                DecisionForm.run_id.is_(None), DecisionForm.closed_at.is_not(None),
                and_(DecisionForm.run_id.is_not(None), DecisionForm.tier < ApprovalRequest.tier),
            ),
        )
        .order_by(ApprovalRequest.due_on, ApprovalRequest.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.scalars(query))
