"""A case as it stood on a past day: what the records can show of it, by the rules as they were then (000/A02, A17).

Fields are not kept in versions. What is kept is enough to say where the case stood, what each nightly audit found broken, by which
rules in which words, what was decided and which papers were there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from checks.conformance import end_of_day
from config.company import Company
from config.words import Text
from crm.documents import sale_of
from crm.model import (
    CODES,
    ApprovalDecision,
    ApprovalRequest,
    AuditRun,
    Document,
    Finding,
    Person,
    RulebookVersion,
    RuleRow,
    StageHistory,
)


@dataclass(frozen=True)
class Broken:
    """A rule that an audit had found broken and none had yet found mended, in its words of then."""

    rule: str
    says: Text
    since: dt.date
    mended_on: dt.date | None


@dataclass(frozen=True)
class Decided:
    """An answer that had been given by then; ``in_force``: that had not run out."""

    kind: str
    outcome: str
    by: str | None
    on: dt.date
    valid_until: dt.date
    in_force: bool


@dataclass(frozen=True)
class Paper:
    """A paper that was in the CRM by then; of its later examination or correction nothing is said."""

    kind: str
    title: str | None
    signed_on: dt.date | None
    valid_until: dt.date | None


@dataclass(frozen=True)
class Stood:
    """A case on a day. ``stage``: none before it was there. ``judged_on``: the last audit by then, with the rulebook it judged by.

    ``gate``: the rules of then of the stage it worked towards; empty where the rulebook of then was not kept.
    """

    code: str
    day: dt.date
    stage: str | None
    since: dt.date | None
    target: str | None
    left_on: dt.date | None
    left_for: str | None
    judged_on: dt.date | None
    rulebook: str | None
    is_kept: bool
    gate: tuple[Text, ...]
    broken: tuple[Broken, ...]
    waiting: tuple[str, ...]
    decided: tuple[Decided, ...]
    papers: tuple[Paper, ...]


def as_it_stood(session: Session, company: Company, record: str, number: int, day: dt.date) -> Stood:
    """What can be known today of a case at the end of a day where the company is; nothing is written."""
    until = end_of_day(company, day)
    moves = session.scalars(
        select(StageHistory).where(StageHistory.record == record, StageHistory.record_id == number).order_by(StageHistory.version)
    ).all()  # fmt: skip
    last = next((move for move in reversed(moves) if move.moved_at <= until), None)
    following = next((move for move in moves if move.moved_at > until), None)
    audit = session.scalars(
        select(AuditRun).where(AuditRun.day <= day).order_by(AuditRun.day.desc(), AuditRun.id.desc()).limit(1)
    ).first()
    kept = (
        None
        if audit is None
        else session.scalar(select(RulebookVersion).where(RulebookVersion.sha256 == audit.rulebook))
    )
    rules = {} if kept is None else {rule["key"]: rule for rule in kept.rules}
    stage = last.to_stage if last else None
    lifecycle = company.lifecycles[record]
    target = lifecycle.next_on_track(stage) if stage in lifecycle.ids else None
    sale = sale_of(session, record, number)
    day_of = _calendar(company)
    return Stood(
        code=f"{CODES[record]}-{number}",
        day=day,
        stage=stage,
        since=day_of(last.moved_at) if last else None,
        target=target,
        left_on=day_of(following.moved_at) if last and following else None,
        left_for=following.to_stage if last and following else None,
        judged_on=audit.day if audit else None,
        rulebook=audit.rulebook if audit else None,
        is_kept=kept is not None,
        gate=tuple(_said(rule) for rule in rules.values() if rule["record"] == record and target in rule["gates"]),
        broken=tuple(_broken(session, record, number, day, rules)) if last and audit else (),
        waiting=tuple(_waiting(session, sale, until)),
        decided=tuple(_decided(session, company, sale, day)),
        papers=tuple(_papers(session, sale, until)),
    )  # fmt: skip


def _calendar(company: Company) -> Any:
    zone = ZoneInfo(company.time_zone)
    return lambda instant: instant.astimezone(zone).date()


def _said(rule: Mapping[str, Any]) -> Text:
    return Text(en=rule["en"], es=rule["es"])


def _broken(session: Session, record: str, number: int, day: dt.date, rules: Mapping[str, Any]) -> Any:
    found = (
        select(RuleRow, Finding)
        .join(Finding, Finding.rule_id == RuleRow.id)
        .where(RuleRow.record == record, Finding.record_id == number, Finding.first_seen <= day)
        .where(or_(Finding.resolved_on.is_(None), Finding.resolved_on > day))
        .order_by(Finding.first_seen, RuleRow.key)
    )
    for rule, finding in session.execute(found):
        today = Text(en=rule.sentence_en, es=rule.sentence_es)
        then = rules.get(rule.key)
        yield Broken(rule.key, _said(then) if then else today, finding.first_seen, finding.resolved_on)


def _waiting(session: Session, sale: int | None, until: dt.datetime) -> Any:
    """The kinds of questions that had been asked and not answered; one that was superseded since is not known to have waited."""
    q, d = ApprovalRequest, ApprovalDecision
    return session.scalars(
        select(q.kind)
        .outerjoin(d, d.request_id == q.id)
        .where(q.opportunity_id == sale, q.requested_at <= until, q.status != "superseded")
        .where(or_(d.id.is_(None), d.decided_at > until))
        .order_by(q.id)
    )


def _decided(session: Session, company: Company, sale: int | None, day: dt.date) -> Any:
    day_of, d = _calendar(company), ApprovalDecision
    rows = (
        select(d, Person.name)
        .outerjoin(Person, Person.id == d.approver_id)
        .where(d.opportunity_id == sale, d.decided_at <= end_of_day(company, day))
        .order_by(d.id)
    )
    for decision, name in session.execute(rows):
        taken = day_of(decision.decided_at)
        yield Decided(
            decision.kind, decision.outcome, name, taken, decision.valid_until, decision.valid_until >= day
        )


def _papers(session: Session, sale: int | None, until: dt.datetime) -> Any:
    d = Document
    rows = select(d).where(d.opportunity_id == sale, d.created_at <= until).order_by(d.id)
    for paper in session.scalars(rows):
        yield Paper(paper.kind, paper.title, paper.signed_on, paper.valid_until)
