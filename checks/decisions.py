"""A person's answer to an approval question: recorded once, by someone who may give it, with proof of who they are.

An answer that can't be taken is refused with its reason and kept (``RefusedAnswer``); the question stays open. What the
database refuses in its own words (``checks.guards``) is asked here first, so that people get a sentence that helps.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checks.authority import floor_of
from checks.decision_texts import REFUSALS, authority_of
from checks.differences import differences
from checks.install import Installed, business_day
from config.company import Company
from config.words import Text, Told
from crm.database import Bind, unit_of_work
from crm.identity import CodeRefused, Keeper, NoKey, count_wrong_code, use_code
from crm.model import (
    ApprovalDecision,
    ApprovalRequest,
    CreditDecision,
    Opportunity,
    Outbox,
    Person,
    RefusedAnswer,
    Terms,
    TermsLine,
)
from crm.questions import Difference
from crm.requests import UnknownPerson, able, deputies_of, find_person

OUTCOMES = ("approved", "declined", "more_wanted")


class DecisionRefused(Told):
    """The answer was not taken: a word for the reason, and a sentence with what would be taken."""

    def __init__(self, reason: str, says: Text, changed: tuple[Difference, ...] = ()) -> None:
        super().__init__(says)
        self.reason, self.changed = reason, changed

    def to(self, language: str) -> str:
        """The sentence in a language, with what has changed field by field."""
        return "\n".join((super().to(language), *(f"  {one.to(language)}" for one in self.changed)))


@dataclass(frozen=True)
class Answer:
    """What the approver says. ``limit_mxn``: pesos that may be owed (or conceded) at most; by default what was asked."""

    outcome: str
    approver: str
    code: str | None = None
    limit_mxn: Decimal | None = None
    conditions: str | None = None
    note: str | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Desk:
    """Where answers are taken: the CRM with its rulebook, the company's key, and the way by which they come in."""

    bind: Bind
    installed: Installed
    keeper: Callable[[], Keeper]
    channel: str

    @property
    def company(self) -> Company:
        """The configuration."""
        return self.installed.rulebook.company


def answer(desk: Desk, request_id: int, given: Answer, now: dt.datetime) -> ApprovalDecision:
    """Record a decision (000/A21, A28); the first valid one counts. Raises ``DecisionRefused``, having kept the attempt."""
    refused: DecisionRefused | None = None
    with unit_of_work(desk.bind) as session:
        attempt = session.begin_nested()
        try:
            decision = _decide(session, desk, request_id, given, now)
            attempt.commit()
        except DecisionRefused as reason:
            attempt.rollback()
            refused = reason
            _keep_refusal(session, desk, request_id, given, reason, now)
    if refused is not None:
        raise refused
    return decision


def keep_refusal(desk: Desk, request_id: int, approver: str, reason: DecisionRefused, now: dt.datetime) -> None:
    """Keep an answer that was not even one, and why."""
    with unit_of_work(desk.bind) as session:
        _keep_refusal(session, desk, request_id, Answer("", approver), reason, now)


def name_of(bind: Bind, person_id: int) -> str:
    """What a colleague is called."""
    with unit_of_work(bind) as session:
        return session.get_one(Person, person_id).name


def refuse(reason: str, **words: object) -> DecisionRefused:
    """A refusal with its sentence in both languages."""
    says = REFUSALS[reason]
    return DecisionRefused(reason, Text(en=says.en.format(**words), es=says.es.format(**words)))


def _decide(session: Session, desk: Desk, request_id: int, given: Answer, now: dt.datetime) -> ApprovalDecision:
    request = session.scalar(select(ApprovalRequest).where(ApprovalRequest.id == request_id).with_for_update())
    if request is None:
        raise refuse("unknown_request", number=request_id)
    if request.status != "open":
        raise refuse("answered", number=request_id, status=request.status)
    if given.outcome not in OUTCOMES:
        raise refuse("unknown_outcome", given=given.outcome, known=", ".join(OUTCOMES))
    approver = _approver(session, given.approver)
    principal_id = _principal(session, desk.company, request, approver)
    limit = _limit(desk.company, request, given)
    _check_reach(session, desk.company, request, given, principal_id or approver.id, limit)
    until = _valid_until(session, desk.company, request, given)
    if changed := differences(session, request.id, request.kind):
        raise DecisionRefused("changed", REFUSALS["changed"], tuple(changed))
    step = _use_code(session, desk, approver, given, now)
    return _record(session, desk, request, given, approver, principal_id, limit, until, step, now)


def _approver(session: Session, name: str) -> Person:
    try:
        return session.get_one(Person, find_person(session, name))
    except UnknownPerson as reason:
        raise DecisionRefused("unknown_approver", reason.says) from None


def _principal(session: Session, company: Company, request: ApprovalRequest, approver: Person) -> int | None:
    """Nobody, where the approver decides with their own role; else whose deputy they are."""
    seller = session.scalar(select(Opportunity.owner_id).where(Opportunity.id == request.opportunity_id))
    own = {seller, request.requested_by_id}
    if approver.id in own:
        raise refuse("own_case", name=approver.name)
    may = able(session, company.approvals.of(request.kind).roles_from(request.tier))
    if approver.id in may:
        return None
    for principal in deputies_of(session, approver.id, business_day(session)):
        if principal in may and principal not in own:
            return principal
    others = [name for number, name in may.items() if number not in own]
    role = company.roles[request.required_role]
    raise DecisionRefused("no_authority", authority_of(approver.name, role, others))


def _limit(company: Company, request: ApprovalRequest, given: Answer) -> Decimal | None:
    if given.outcome != "approved" or request.kind not in ("credit", "concession"):
        if given.limit_mxn is not None:
            raise refuse("no_limit_here")
        return None
    limit = given.limit_mxn if given.limit_mxn is not None else request.amount_mxn
    if limit is None or limit <= 0:
        raise refuse("needs_limit")
    return limit


def _check_reach(
    session: Session,
    company: Company,
    request: ApprovalRequest,
    given: Answer,
    decides_id: int,
    limit: Decimal | None,
) -> None:
    """What is granted lies within the tier of the person in whose name it is."""
    if given.outcome != "approved" or request.kind == "annex":
        return
    measure = limit
    if request.percent is not None:
        floor = floor_of(company, request.kind)
        measure = request.percent if floor is None else floor - request.percent
    for tier in company.approvals.of(request.kind).tiers:
        reaches = tier.up_to is None or (measure is not None and measure <= tier.up_to)
        if reaches and decides_id in able(session, (tier.role,)):
            return
    raise refuse("over_tier", measure=f"{measure:,}" if measure is not None else "?")


def usual_validity(company: Company, kind: str, today: dt.date) -> dt.date:
    """Until when a decision holds that does not say so itself: credit as credit does, the rest as long as a quote."""
    days = company.credit_file.decision_days if kind == "credit" else company.pricing.quote_days
    return today + dt.timedelta(days=days)


def _valid_until(session: Session, company: Company, request: ApprovalRequest, given: Answer) -> dt.date:
    today = business_day(session)
    until = given.valid_until or usual_validity(company, request.kind, today)
    if until < today:
        raise refuse("already_over", until=until, today=today)
    return until


def _use_code(session: Session, desk: Desk, approver: Person, given: Answer, now: dt.datetime) -> int:
    if not given.code:
        raise refuse("needs_code", name=approver.name)
    try:
        return use_code(session, desk.keeper(), approver, given.code, now)
    except CodeRefused as reason:
        raise DecisionRefused(reason.reason, reason.says) from None
    except NoKey as reason:
        raise DecisionRefused("no_key", reason.says) from None


def _record(
    session: Session, desk: Desk, request: ApprovalRequest, given: Answer, approver: Person, principal_id: int | None,
    limit: Decimal | None, until: dt.date, step: int, now: dt.datetime,
) -> ApprovalDecision:  # fmt: skip
    request.status, request.updated_at = given.outcome, now
    session.flush()  # the guard lets a decision in only for a question that has just been answered so
    decision = ApprovalDecision(
        request_id=request.id, kind=request.kind, opportunity_id=request.opportunity_id, approver_id=approver.id,
        on_behalf_of_id=principal_id, outcome=given.outcome, percent=request.percent, limit_mxn=limit,
        conditions=given.conditions, note=given.note, decided_at=now, valid_until=until, channel=desk.channel, code_step=step,
        created_at=now,
    )  # fmt: skip
    decision.sha256 = content_hash(session, decision)
    decision.seal = desk.keeper().seal(decision.sha256, approver.id, step)
    session.add(decision)
    session.flush()
    if request.kind == "credit" and given.outcome == "approved":
        _put_in_force(session, decision, now)
    payload = {
        "request": request.id, "kind": request.kind, "outcome": given.outcome, "approver": approver.name,
        "person": request.requested_by_id,
    }  # fmt: skip
    _tell(session, f"decision_taken:{request.id}", "opportunity", request.opportunity_id, payload, now)
    session.flush()
    return decision


def content_hash(session: Session, decision: ApprovalDecision) -> str:
    """SHA-256 of what was decided."""
    return hashlib.sha256(content_of(session, decision).encode()).hexdigest()


def content_of(session: Session, decision: ApprovalDecision) -> str:
    """What was decided, as one text: the terms with their equipment, the outcome, the limit and the conditions."""
    terms = session.scalar(select(Terms).where(Terms.request_id == decision.request_id))
    said: dict[str, object] = {
        "request": decision.request_id, "kind": decision.kind, "case": decision.opportunity_id, "outcome": decision.outcome,
        "limit_mxn": _plain(decision.limit_mxn), "conditions": decision.conditions, "valid_until": str(decision.valid_until),
        "approver": decision.approver_id, "on_behalf_of": decision.on_behalf_of_id,
    }  # fmt: skip
    if terms is not None:
        columns = [c.key for c in Terms.__table__.columns if c.key not in ("id", "request_id", "document_id")]
        said["terms"] = {key: _plain(getattr(terms, key)) for key in columns}
        lines = session.scalars(select(TermsLine).where(TermsLine.terms_id == terms.id))
        said["equipment"] = sorted([line.model, line.location or "", line.quantity] for line in lines)
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, (str, int)) else str(value)


def _put_in_force(session: Session, decision: ApprovalDecision, now: dt.datetime) -> None:
    session.execute(
        update(CreditDecision)
        .where(CreditDecision.opportunity_id == decision.opportunity_id, CreditDecision.superseded_at.is_(None))
        .values(superseded_at=now)
    )
    credit = CreditDecision(
        opportunity_id=decision.opportunity_id, outcome="approved", limit_mxn=decision.limit_mxn, conditions=decision.conditions,
        approver_id=decision.approver_id, on_behalf_of_id=decision.on_behalf_of_id, request_id=decision.request_id,
        decided_at=now, expires_on=decision.valid_until, created_at=now,
    )  # fmt: skip
    session.add(credit)
    session.flush()


def _tell(
    session: Session, key: str, record: str, record_id: int, payload: dict[str, object], now: dt.datetime
) -> None:
    kind = key.partition(":")[0]
    session.add(Outbox(key=key, kind=kind, record=record, record_id=record_id, payload=payload, created_at=now))


def _keep_refusal(
    session: Session, desk: Desk, request_id: int, given: Answer, reason: DecisionRefused, now: dt.datetime
) -> None:
    if session.get(ApprovalRequest, request_id) is None:
        return
    try:
        person_id: int | None = find_person(session, given.approver)
    except UnknownPerson:
        person_id = None
    if (
        reason.reason == "wrong_code"
        and person_id is not None
        and count_wrong_code(session, person_id, desk.company.approvals.identity, now)
    ):
        locked = session.get_one(Person, person_id)
        payload: dict[str, object] = {"person": locked.manager_id, "name": locked.name}
        _tell(session, f"approver_locked:{person_id}:{int(now.timestamp())}", "person", person_id, payload, now)
    kept = RefusedAnswer(
        request_id=request_id, person_id=person_id, approver=given.approver[:160], reason=reason.reason,
        sentence_en=reason.says.en, sentence_es=reason.says.es, channel=desk.channel, refused_at=now,
    )  # fmt: skip
    session.add(kept)
