"""Asking people what only they decide: once nothing but decisions is lacking, one question a kind and case.

A question is about terms, which are written down with it. When they change before the answer it is superseded and asked
anew; when nobody answers in time it goes up a tier. All of it is a few statements, for one case or a hundred thousand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from checks.authority import conceded, lowest_tier
from checks.compile import masks_of, pages_of
from checks.expressions import in_force, past, there_is
from checks.gate import Scope
from checks.install import Installed, business_day
from checks.rule import Rule
from checks.terms import MATERIAL, OFFER, asked_on_these_terms
from config.approvals import KINDS
from config.company import Company
from crm.model import (
    Account,
    ApprovalDecision,
    ApprovalRequest,
    Contract,
    CreditApplication,
    Delivery,
    Document,
    Hold,
    Opportunity,
    Proposal,
    ProposalLine,
    Terms,
    TermsLine,
)
from crm.outbox import payload, queue
from crm.successors import insert_new
from policy.calendar import add_business_days

Request = ApprovalRequest
OF_CASE: dict[str, Any] = {"opportunity": Opportunity.id, "delivery": Delivery.opportunity_id}
"""The opportunity of a case that waits for a decision."""


@dataclass(frozen=True)
class Asked:
    """What one sweep did about questions: opened, superseded because the case changed, handed up because late."""

    opened: int = 0
    superseded: int = 0
    escalated: int = 0


def ask(
    session: Session,
    installed: Installed,
    record: str,
    scope: Scope,
    now: dt.datetime,
    closed_days: Container[dt.date],
) -> Asked:
    """Open, renew and escalate the questions of a scope (000/A21, A28). Cases of other records ask nothing."""
    if record not in OF_CASE:
        return Asked()
    company, today = installed.rulebook.company, business_day(session)
    superseded = _supersede(session, record, scope, now)
    escalated = _escalate(session, company, record, scope, now, today, closed_days)
    opened = 0
    for kind in KINDS:
        rules = [rule for rule in installed.rulebook.of(record) if rule.decision == kind]
        if rules:
            opened += _open(session, installed, record, kind, rules, scope, now, closed_days)
    if opened:
        _write_terms(session)
        _notify(session, "wanted", now, Request.requested_at == now)
    return Asked(opened, superseded, escalated)


def _in_scope(record: str, scope: Scope) -> ColumnElement[bool]:
    """The questions of the cases of a scope."""
    if scope.ids is None and scope.shards == 1:
        return literal(True)
    if record == "opportunity":
        return scope.of(Request.opportunity_id)
    return there_is(Delivery, Delivery.opportunity_id == Request.opportunity_id, scope.of(Delivery.id))


def _supersede(session: Session, record: str, scope: Scope, now: dt.datetime) -> int:
    """An open question about terms that are no longer those of the case is not answered any more."""
    changed = 0
    for kind in KINDS:
        stale = (
            select(Request.id)
            .join(Opportunity, Opportunity.id == Request.opportunity_id)
            .outerjoin(Account, Account.id == Opportunity.account_id)
            .outerjoin(Proposal, and_(Proposal.opportunity_id == Opportunity.id, Proposal.is_official))
            .where(Request.status == "open", Request.kind == kind, _in_scope(record, scope))
            .where(exists().where(Terms.request_id == Request.id), ~asked_on_these_terms(kind))
        )
        changed += _update(session, Request.id.in_(stale), status="superseded", updated_at=now)
    return changed


def _escalate(
    session: Session,
    company: Company,
    record: str,
    scope: Scope,
    now: dt.datetime,
    today: dt.date,
    closed: Container[dt.date],
) -> int:
    """A question that is late goes to the next tier, who has days of its own."""
    escalated = 0
    for kind in KINDS:
        tiers = company.approvals.of(kind).tiers
        for number, above in reversed(list(enumerate(tiers[1:], start=1))):
            escalated += _update(
                session,
                and_(
                    Request.kind == kind, Request.status == "open", Request.tier == number, past(Request.due_on),
                    _in_scope(record, scope),
                ),
                tier=number + 1, required_role=above.role, due_on=add_business_days(today, above.answer_days, closed), updated_at=now,
            )  # fmt: skip
    if escalated:
        _notify(
            session,
            "escalated",
            now,
            and_(Request.updated_at == now, Request.tier > 1, Request.status == "open"),
        )
    return escalated


def _update(session: Session, where: ColumnElement[bool], **values: Any) -> int:
    done = session.execute(
        update(Request)
        .where(where)
        .values(values)
        .execution_options(synchronize_session=False, preserve_rowcount=True)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _open(
    session: Session,
    installed: Installed,
    record: str,
    kind: str,
    rules: list[Rule],
    scope: Scope,
    now: dt.datetime,
    closed: Container[dt.date],
) -> int:
    company = installed.rulebook.company
    question = company.approvals.of(kind)
    tier, today = lowest_tier(company, kind), business_day(session)
    roles = {number: one.role for number, one in enumerate(question.tiers, 1)}
    due = {
        number: add_business_days(today, one.answer_days, closed)
        for number, one in enumerate(question.tiers, 1)
    }
    amount = conceded() if kind == "concession" else Opportunity.amount_mxn
    percents = {
        "profile": Opportunity.icp_percent, "margin": Proposal.margin_percent, "discount": Proposal.discount_percent
    }  # fmt: skip
    percent = percents.get(kind, literal(None, Proposal.margin_percent.type))
    source = select(
        literal(kind), Opportunity.id, tier, case(roles, value=tier),
        func.coalesce(CreditApplication.requested_by_id, Opportunity.owner_id), literal(now, Request.requested_at.type), amount,
        percent, literal(company.text(question.question)),
        case(*((tier == number, literal(day, Request.due_on.type)) for number, day in due.items())),
        literal("open"), literal(now, Request.created_at.type),
    ).select_from(Hold)  # fmt: skip
    if record == "delivery":
        source = source.join(Delivery, Delivery.id == Hold.record_id)
    rows = (
        source.join(
            Opportunity, Opportunity.id == (Hold.record_id if record == "opportunity" else OF_CASE[record])
        )
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Proposal, and_(Proposal.opportunity_id == Opportunity.id, Proposal.is_official))
        .outerjoin(CreditApplication, CreditApplication.opportunity_id == Opportunity.id)
        .outerjoin(Contract, Contract.opportunity_id == Opportunity.id)
        .where(
            Hold.record == record,
            scope.of(Hold.record_id),
            _waits_for(installed, record, rules),
            ~_answered(kind),
        )
    )
    columns = [
        "kind", "opportunity_id", "tier", "required_role", "requested_by_id", "requested_at", "amount_mxn", "percent", "question",
        "due_on", "status", "created_at",
    ]  # fmt: skip
    return insert_new(session, Request, columns, rows)


def _waits_for(installed: Installed, record: str, rules: list[Rule]) -> ColumnElement[bool]:
    """The case lacks one of these decisions, and nothing but decisions."""
    bits, pages = installed.bits_of(record), masks_of(Hold)
    wanted = pages_of(rules, bits)
    decisions = pages_of((rule for rule in installed.rulebook.of(record) if rule.decision), bits)
    only = [column.op("&")(literal(~bits)) == 0 for column, bits in zip(pages, decisions, strict=True)]
    some = [column.op("&")(literal(bits)) != 0 for column, bits in zip(pages, wanted, strict=True)]
    return and_(or_(*some), *only)


@cache
def _answered(kind: str) -> ColumnElement[bool]:
    """It is being asked; or it was answered on just these terms, in a way that asking again would not change.

    Declined: until the terms change. Asked for more: until the terms change or a paper comes in. Granted for less than
    is needed: while that answer holds.
    """
    paper = Document.__table__.alias("paper_since")
    nothing_new = ~exists().where(
        or_(paper.c.opportunity_id == Opportunity.id, paper.c.account_id == Opportunity.account_id),
        paper.c.created_at > Request.updated_at,
    )
    settled = or_(
        Request.status == "declined", and_(Request.status == "more_wanted", nothing_new), _granted_less(kind)
    )
    return exists().where(
        Request.opportunity_id == Opportunity.id, Request.kind == kind,
        or_(Request.status == "open", and_(settled, asked_on_these_terms(kind))),
    )  # fmt: skip


def _granted_less(kind: str) -> ColumnElement[bool]:
    if kind != "credit":
        return false()
    answer = exists().where(
        ApprovalDecision.request_id == Request.id, in_force(ApprovalDecision.valid_until),
        ApprovalDecision.limit_mxn < Opportunity.amount_mxn,
    )  # fmt: skip
    return and_(Request.status == "approved", Request.amount_mxn >= Opportunity.amount_mxn, answer)


def _write_terms(session: Session) -> None:
    """Write down what the new questions are about."""
    bare = and_(Request.status == "open", ~exists().where(Terms.request_id == Request.id))
    offers = {name: column for name, column in OFFER.items() if name in MATERIAL["credit"]}
    rows = (
        select(Request.id, *offers.values())
        .join(Opportunity, Opportunity.id == Request.opportunity_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Proposal, and_(Proposal.opportunity_id == Opportunity.id, Proposal.is_official))
        .where(bare)
    )
    insert_new(session, Terms, ["request_id", *offers], rows)
    lines = (
        select(Terms.id, ProposalLine.model, ProposalLine.location, ProposalLine.quantity)
        .join(Request, Request.id == Terms.request_id)
        .join(Proposal, and_(Proposal.opportunity_id == Request.opportunity_id, Proposal.is_official))
        .join(ProposalLine, and_(ProposalLine.proposal_id == Proposal.id, ProposalLine.kind == "equipment"))
        .where(Request.status == "open", ~exists().where(TermsLine.terms_id == Terms.id))
    )
    insert_new(session, TermsLine, ["terms_id", "model", "location", "quantity"], lines)


def _notify(session: Session, what: str, now: dt.datetime, where: ColumnElement[bool]) -> None:
    """Queue a notice for the role that must answer."""
    key = literal(f"decision_{what}:") + cast(Request.id, String) + literal(":") + cast(Request.tier, String)
    asked = payload(session, role=Request.required_role, request=Request.id, kind=Request.kind)
    told = select(key, literal("opportunity"), Request.opportunity_id, asked).where(where)
    queue(session, f"decision_{what}", now, told)
