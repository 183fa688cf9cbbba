"""``seiton decide``: what awaits a decision, and a person's answer to it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from checks.held import find_case
from checks.install import business_day
from cli import texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen, pesos
from config.company import Company
from crm.database import Session, unit_of_work
from crm.decisions import Answer, decide
from crm.requests import Awaiting, awaiting, find_person, kind_of

OUTCOMES = {"approve": "approved", "decline": "declined"}
LISTED = 50


@dataclass(frozen=True)
class Given:
    """What was typed: the answer, whose it is, and its conditions."""

    answer: str | None
    by: str | None
    limit_mxn: Decimal | None
    note: str | None
    until: dt.date | None


def decide_(request: str | None, given: Given, as_json: bool) -> None:
    """List the open requests, or answer one of them in one guarded write."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        if request is None:
            with at.look() as (session, _):
                _list(screen, at.company, session, given.by)
        else:
            _answer(screen, at, request, given)


def _list(screen: Screen, company: Company, session: Session, by: str | None) -> None:
    person = None if by is None else find_person(session, by)
    open_ones = awaiting(session, person_id=person)
    screen.json(open_ones)
    if not open_ones:
        screen.say(t.DECIDE_NONE) if by is None else screen.say(t.DECIDE_NONE_FOR, person=by)
        return
    today = business_day(session)
    columns = (t.NUMBER, t.CASE, t.CLIENT, t.ASKED, t.AMOUNT, t.DUE, t.MAY_DECIDE)
    rows = [_row(screen, company, one, today) for one in open_ones[:LISTED]]
    screen.table(columns, rows)
    if len(open_ones) > LISTED:
        screen.say(t.AND_MORE, number=len(open_ones) - LISTED)
    screen.print()
    screen.say(t.DECIDE_HOW, number=open_ones[0].request_id)


def _row(screen: Screen, company: Company, one: Awaiting, today: dt.date) -> tuple[object, ...]:
    language = screen.language
    role = company.roles[one.role].to(language) if one.role in company.roles else one.role
    who = ", ".join(one.may_decide[:3]) + (" …" if len(one.may_decide) > 3 else "")
    due = t.DECIDE_LATE.to(language, day=one.due_on) if one.due_on < today else one.due_on
    asked = t.ASKED_FOR[one.kind].to(language, percent=one.percent)
    return (
        f"REQ-{one.request_id}", one.case, one.account, asked, pesos(one.amount_mxn), due,
        who or t.DECIDE_NOBODY.to(language, role=role),
    )  # fmt: skip


def _answer(screen: Screen, at: Desk, request: str, given: Given) -> None:
    if given.answer is None:
        raise Stop(Ends.WRONG_CALL, t.DECIDE_ANSWER, request=request)
    if given.by is None:
        raise Stop(Ends.WRONG_CALL, t.DECIDE_BY)
    with at.look() as (session, _):  # refuses a CRM whose rulebook is not the current one
        number = _number(session, request)
        kind = kind_of(session, number)
        day = business_day(session)
    if given.limit_mxn is not None and kind not in (None, "credit"):
        named = t.DECISIONS[kind].to(screen.language) if kind in t.DECISIONS else kind
        raise Stop(Ends.WRONG_CALL, t.DECIDE_LIMIT_FOR_CREDIT, number=number, kind=named)
    if given.until is not None and given.until < day:
        raise Stop(Ends.WRONG_CALL, t.DECIDE_PAST, until=given.until, day=day)
    _record(screen, at, number, given, day + dt.timedelta(days=_days_valid(at.company, kind)))


def _record(screen: Screen, at: Desk, number: int, given: Given, default_until: dt.date) -> None:
    outcome = OUTCOMES[given.answer or ""]
    with unit_of_work(at.engine) as session:
        person = find_person(session, given.by or "")
        answer = Answer(outcome, person, given.limit_mxn, given.note, given.until)
        decision = decide(session, number, answer, now(), default_until)
        case, until, limit = f"OPP-{decision.opportunity_id}", decision.valid_until, decision.limit_mxn
    if outcome == "approved":
        screen.say(t.DECIDE_APPROVED, "green", number=number, case=case, until=until)
        if limit is not None:
            screen.say(t.DECIDE_LIMIT, limit=pesos(limit))
    else:
        screen.say(t.DECIDE_DECLINED, number=number, case=case)
    screen.json({"request": number, "case": case, "outcome": outcome, "valid_until": until, "limit_mxn": limit})


def _number(session: Session, request: str) -> int:
    """The request that is meant: ``12`` or ``REQ-12``, or the only open one of a case."""
    if found := re.fullmatch(r"(?:REQ-)?(\d{1,9})", request.strip(), re.IGNORECASE | re.ASCII):
        return int(found[1])
    record, case_id = find_case(session, request)
    open_ones = awaiting(session, opportunity_id=case_id) if record == "opportunity" else []
    if not open_ones:
        raise Stop(Ends.WRONG_CALL, t.DECIDE_NO_REQUEST, case=request)
    if len(open_ones) > 1:
        named = ", ".join(f"REQ-{one.request_id} ({one.kind})" for one in open_ones)
        raise Stop(Ends.WRONG_CALL, t.DECIDE_SEVERAL, case=request, requests=named)
    return open_ones[0].request_id


def _days_valid(company: Company, kind: str | None) -> int:
    """How long a decision holds unless it says so itself: credit as long as credit does, the rest as long as a quote."""
    return company.credit.decision_days if kind == "credit" else company.pricing.quote_days
