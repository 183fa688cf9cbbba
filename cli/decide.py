"""``seiton decide``: what awaits a decision, and a person's answer to it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from checks.decisions import Answer, answer
from checks.decisions import Desk as Counter
from checks.held import explain, find_case
from checks.install import business_day
from checks.lifecycle import take_on
from cli import texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen, pesos
from config.company import Company
from crm.calendar import closed_days
from crm.database import Session
from crm.identity import keeper
from crm.model import ApprovalDecision
from crm.requests import Awaiting, awaiting, find_person

OUTCOMES = {"approve": "approved", "decline": "declined", "more": "more_wanted"}
LISTED = 50


@dataclass(frozen=True)
class Given:
    """What was typed: the answer, whose it is, and its conditions."""

    answer: str | None
    by: str | None
    code: str | None
    limit_mxn: Decimal | None
    conditions: str | None
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
    open_ones = awaiting(session, company.may_decide, person_id=person)
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
    with at.look() as (session, rules):  # refuses a CRM whose rulebook is not the current one
        number = _number(session, at.company, request)
    code = given.code or screen.ask(t.DECIDE_CODE, by=given.by)
    outcome = OUTCOMES[given.answer]
    said = Answer(outcome, given.by, code, given.limit_mxn, given.conditions, given.note, given.until)
    decision = answer(Counter(at.engine, rules, keeper, "cli"), number, said, now())
    case = f"OPP-{decision.opportunity_id}"
    _tell(screen, decision, case)
    with at.look() as (session, rules):
        before = explain(session, rules, "opportunity", decision.opportunity_id).stage
    stage = take_on(
        at.engine, rules, decision.opportunity_id, now(), given.by, closed_days(at.company, at.today)
    )
    moved = stage != before
    name = at.company.lifecycles["opportunity"][stage].name.to(screen.language)
    screen.say(t.DECIDE_MOVED if moved else t.DECIDE_STANDS, case=case, stage=name)
    screen.json({
        "request": number, "case": case, "outcome": outcome, "valid_until": decision.valid_until,
        "limit_mxn": decision.limit_mxn, "moved": moved, "stage": stage,
    })  # fmt: skip


def _tell(screen: Screen, decision: ApprovalDecision, case: str) -> None:
    number = decision.request_id
    if decision.outcome == "approved":
        screen.say(t.DECIDE_APPROVED, "green", number=number, case=case, until=decision.valid_until)
        if decision.limit_mxn is not None:
            screen.say(t.DECIDE_LIMIT, limit=pesos(decision.limit_mxn))
    else:
        screen.say(
            t.DECIDE_DECLINED if decision.outcome == "declined" else t.DECIDE_MORE, number=number, case=case
        )


def _number(session: Session, company: Company, request: str) -> int:
    """The request that is meant: ``12`` or ``REQ-12``, or the only open one of a case."""
    if found := re.fullmatch(r"(?:REQ-)?(\d{1,9})", request.strip(), re.IGNORECASE | re.ASCII):
        return int(found[1])
    record, case_id = find_case(session, request)
    open_ones = awaiting(session, company.may_decide, opportunity_id=case_id) if record == "opportunity" else []
    if not open_ones:
        raise Stop(Ends.WRONG_CALL, t.DECIDE_NO_REQUEST, case=request)
    if len(open_ones) > 1:
        named = ", ".join(f"REQ-{one.request_id} ({one.kind})" for one in open_ones)
        raise Stop(Ends.WRONG_CALL, t.DECIDE_SEVERAL, case=request, requests=named)
    return open_ones[0].request_id
