"""Scoring opportunities against the ideal client, set by set, and what follows: nurture with a date, and back (000/A03, M06).

A score is kept with the facts that it was made of (``Opportunity.icp_basis``), the profile's version and itself. Whatever
differs from them today is scored anew: a changed fact, a changed weight, a score that somebody typed in. So a sweep reads
only what it must, in pages of bounded memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from checks.expressions import given
from checks.gate import Scope
from checks.rule import standing
from config.company import Company
from config.words import Text
from crm.base import IMPORTED
from crm.model import Account, Activity, Contact, Opportunity, Proposal, ProposalLine
from policy.icp import SIGNS, Facts, Fit, Profile, Qualification, Selling, qualify, score, selling

PAGE = 5_000
REASON = 200
"""So many letters of a reason are kept."""
Opp = Opportunity

FACTS: dict[str, Any] = {
    "segment": Account.segment,
    "niche": Opp.niche,
    "employees": Account.employees,
    "worth_mxn": Opp.amount_mxn,
    "pain": Opp.main_pain,
    "function": Contact.function,
    "need": Opp.has_need,
    "purchasing_power": Opp.has_purchasing_power,
    "receptivity": Opp.is_receptive,
    "accessibility": Opp.is_accessible,
}
"""Where the CRM says what a score is made of."""

TAKE_UP = Text(en="Take up again: {name}", es="Retomar: {name}")


@dataclass(frozen=True)
class Scored:
    """What one pass did: so many scored, so many of them sent to nurture by what the client said."""

    scored: int = 0
    nurtured: int = 0


def score_what_changed(
    session: Session,
    company: Company,
    scope: Scope,
    today: dt.date,
    *,
    which: ColumnElement[bool] | None = None,
    after: int = 0,
) -> Scored:
    """Score every open opportunity of a scope whose score is missing or no longer that of its facts.

    A new lead whose client says no to one of the four signs is given the reason and the date that the exit Disqualified asks
    for; the gate does the rest. Who takes it up by hand is not sent back unless a fact changes. ``which`` narrows the scope;
    ``after``: only cases with a higher number.
    """
    market, profile = company.market, company.market.profile
    scored = nurtured = 0
    open_stages = company.lifecycles["opportunity"].open_stages
    wanted = and_(
        standing("opportunity").in_(open_stages), scope.of(Opp.id), true() if which is None else which,
        ~and_(Opp.stage == IMPORTED, Opp.claimed_stage == "lead"),  # it is asked when it has come in
    )  # fmt: skip
    for page in _pages(session, profile, wanted, after):
        rows = []
        for number, may_nurture, said, *facts in page:
            known = Facts(*facts)
            fit = score(profile, known)
            found = qualify(profile, fit, known, today)
            row = {
                "number": number, "percent": fit.percent, "day": today, "basis": f"{int(fit.percent * 100)}|{said}",
                "why": None, "until": None,
            }  # fmt: skip
            if may_nurture and found.refused:
                reasons = [company.text(market.nurture.of(what).reason) for what in found.lacking]
                row |= {"why": "; ".join(reasons)[:REASON], "until": found.nurture_on}
                nurtured += 1
            rows.append(row)
        session.connection().execute(_WRITE, rows)
        scored += len(rows)
    return Scored(scored, nurtured)


def take_up_again(session: Session, company: Company, scope: Scope, today: dt.date, now: dt.datetime) -> int:
    """Nobody is forgotten: whose nurture date has come is asked anew (000/M06); how many.

    The owner gets a call to make that says why it was put aside; what the client said no to is unknown again, so the gate
    lets the case back to its first stage.
    """
    due = and_(
        Opp.stage == "disqualified", Opp.nurture_on <= today, given(Opp.disqualified_reason), scope.of(Opp.id)
    )
    before, after = company.text(TAKE_UP).split("{name}")
    calls = select(
        literal("call"), func.substr(literal(before) + func.coalesce(Opp.name, "") + literal(after), 1, 240),
        Opp.disqualified_reason, Opp.id, Opp.account_id, Opp.contact_id, Opp.owner_id,
        literal(today, Activity.due_on.type), literal(now, Activity.created_at.type),
    ).where(due)  # fmt: skip
    columns = ["kind", "subject", "objective", "opportunity_id", "account_id", "contact_id", "owner_id", "due_on", "created_at"]  # fmt: skip
    session.execute(insert(Activity).from_select(columns, calls))
    answers = {FACTS[sign].key: case((FACTS[sign].is_(True), FACTS[sign]), else_=null()) for sign in SIGNS}
    done = session.execute(
        update(Opp)
        .where(due)
        .values(disqualified_reason=None, nurture_on=None, **answers)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Explained:
    """Why an opportunity has its score: what is known, the score of today, and what is kept in the CRM."""

    name: str | None
    account: str | None
    facts: Facts
    fit: Fit
    qualification: Qualification
    selling: Selling
    kept_percent: Decimal | None
    kept_on: dt.date | None
    nurture_on: dt.date | None


def explain_score(session: Session, company: Company, opportunity_id: int, today: dt.date) -> Explained:
    """The score of one opportunity, computed now from what the CRM holds. It writes nothing."""
    lines = (
        select(ProposalLine.kind)
        .join(Proposal, Proposal.id == ProposalLine.proposal_id)
        .where(Proposal.opportunity_id == opportunity_id, Proposal.is_official)
    )
    offered = session.scalars(lines.distinct()).all()
    kept = (Opp.name, Account.name, Opp.monthly_mxn, Opp.icp_percent, Opp.icp_on, Opp.nurture_on)
    row = session.execute(_joined(*kept, *FACTS.values()).where(Opp.id == opportunity_id)).one()
    name, account, monthly, percent, day, nurture_on, *known = row
    facts, profile = Facts(*known), company.market.profile
    fit = score(profile, facts)
    return Explained(
        name, account, facts, fit, qualify(profile, fit, facts, today), selling(monthly, offered), percent, day, nurture_on
    )  # fmt: skip


def _pages(
    session: Session, profile: Profile, wanted: ColumnElement[bool], after: int
) -> Iterator[Sequence[Any]]:
    said = _said(profile)
    may_nurture = and_(Opp.stage == "lead", Opp.kind == "new", ~given(Opp.disqualified_reason))
    scored_so = func.coalesce(cast(Opp.icp_percent, String), "") + literal("|") + said
    rows = (
        _joined(Opp.id, may_nurture, said, *FACTS.values())
        .where(wanted, scored_so != func.coalesce(Opp.icp_basis, ""))
        .order_by(Opp.id)
        .limit(PAGE)
    )
    last = after
    while page := session.execute(rows.where(Opp.id > last)).all():
        yield page
        last = page[-1][0]


def _joined(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Opp)
        .outerjoin(Account, Account.id == Opp.account_id)
        .outerjoin(Contact, Contact.id == Opp.contact_id)
    )


def _said(profile: Profile) -> ColumnElement[str]:
    """The facts of a score as one text, and the version of the profile."""
    text: ColumnElement[str] = literal(profile.version)
    for name, column in FACTS.items():
        text = text + literal("|") + _letters(name, column)
    return text


def _letters(name: str, column: Any) -> ColumnElement[str]:
    if name in SIGNS:
        return case((column.is_(True), "y"), (column.is_(False), "n"), else_="")
    if name in ("employees", "worth_mxn"):
        return func.coalesce(cast(column, String), "")
    return func.coalesce(column, "")


def _write() -> Any:
    table = Opp.__table__
    assert isinstance(table, Table)
    why: Any = bindparam("why", type_=String())
    return (
        update(table)
        .where(table.c.id == bindparam("number"))
        .values({
            table.c.icp_percent: bindparam("percent"), table.c.icp_on: bindparam("day"), table.c.icp_basis: bindparam("basis"),
            table.c.disqualified_reason: func.coalesce(why, table.c.disqualified_reason),
            table.c.nurture_on: func.coalesce(bindparam("until", type_=table.c.nurture_on.type), table.c.nurture_on),
        })
    )  # fmt: skip


_WRITE = _write()
