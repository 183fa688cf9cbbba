"""The early warning: a paper or a credit decision on which an open case rests is about to expire (000/A21).

One notice in the outbox for each document and each decision, however often it is looked for.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from checks.expressions import in_force, past, there_is
from checks.rule import standing
from checks.rules.credit_file import is_asked, is_paper, is_valid
from config.company import Company, Text
from crm.model import Account, CreditDecision, Delivery, Document, Opportunity
from crm.outbox import payload, queue

RESTS_ON_CREDIT = ("negotiated", "credit_authorised", "contracted")
RESTS_ON_CREDIT_STILL = ("ordered", "released", "prepared")
"""A delivery needs credit that is valid on the day on which the equipment leaves (M11)."""
DECISION = Text(en="authorisation of credit", es="autorización de crédito")


def warn_of_what_expires(session: Session, company: Company, now: dt.datetime) -> int:
    """Queue the notices that are due today; how many are new."""
    file = company.credit_file
    queued = sum(_of_paper(session, company, kind, now) for kind in file.paper)
    return queued + _of_decisions(session, company, file.decision_warning_days, now)


def _of_paper(session: Session, company: Company, kind: str, now: dt.datetime) -> int:
    """For the paper that holds longest, when it holds no longer than the warning says."""
    paper = company.credit_file.paper[kind]
    if not paper.warning_days:
        return 0
    other = aliased(Document, name="other_document")
    of_client = Document.account_id == Opportunity.account_id
    soon = and_(
        is_paper(Document, kind), is_valid(Document, paper), ~func.coalesce(is_valid(Document, paper, paper.warning_days), False),
        ~there_is(
            other, other.account_id == Document.account_id, is_paper(other, kind), is_valid(other, paper, paper.warning_days)
        ),
    )  # fmt: skip
    asked = is_asked(paper)
    told = (
        select(
            literal(f"expires:{kind}:") + cast(Document.id, String), literal("opportunity"), func.min(Opportunity.id),
            payload(session, person=func.min(Opportunity.owner_id), document=company.text(paper.name)),
        )
        .select_from(Opportunity)
        .join(Account, Account.id == Opportunity.account_id)
        .join(Document, of_client)
        .where(standing("opportunity").in_(RESTS_ON_CREDIT), soon, *(() if asked is None else (asked,)))
        .group_by(Document.id)
    )  # fmt: skip
    return queue(session, "document_expires", now, told)


def _of_decisions(session: Session, company: Company, days: int, now: dt.datetime) -> int:
    decision = CreditDecision
    told = (
        select(
            literal("expires:credit:") + cast(decision.id, String), literal("opportunity"), Opportunity.id,
            payload(session, role="credit", document=company.text(DECISION)),
        )
        .select_from(decision)
        .join(Opportunity, Opportunity.id == decision.opportunity_id)
        .where(
            decision.superseded_at.is_(None), decision.outcome == "approved", in_force(decision.expires_on),
            past(decision.expires_on, -days), _rests_on_it(),
        )
    )  # fmt: skip
    return queue(session, "document_expires", now, told)


def _rests_on_it() -> ColumnElement[bool]:
    waiting: Any = there_is(
        Delivery, Delivery.opportunity_id == Opportunity.id, Delivery.stage.in_(RESTS_ON_CREDIT_STILL)
    )
    return or_(standing("opportunity").in_(RESTS_ON_CREDIT), waiting)
