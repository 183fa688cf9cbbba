"""The credit file of whoever asked for credit: the papers of ``config/credit.toml``, renewed while the sale is at work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Insert, String, and_, case, cast, func, literal, null, true
from sqlalchemy.sql.expression import Executable

from config.company import Company
from config.credit import Paper
from crm.model import Account, Document
from sample.papers import PLACES, SLOTS
from sample.plan import OPPORTUNITIES
from sample.sales import CREDIT, WON
from sample.sql import Calendar, fill

P = OPPORTUNITIES
p = OPPORTUNITIES.c
at_work = and_(p.gone.is_(False), p.depth < WON)
IN_FORCE_DAYS = 60
"""The least for which an identification is still good."""


def statements(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """One paper after the other; a sale that lacks the ``opinion`` has let the first one that everybody owes grow old."""
    papers = company.credit_file.paper
    owed = next(
        (kind for kind, paper in papers.items() if len(paper.required_of) == 2 and not paper.from_mxn), None
    )
    for place, (kind, paper) in enumerate(papers.items()):
        yield _paper(place, kind, paper, calendar, old=kind == owed)


def _paper(place: int, kind: str, paper: Paper, calendar: Calendar, *, old: bool) -> Insert:
    person = func.length(Account.rfc) == 13
    asked = [true() if len(paper.required_of) == 2 else person if "person" in paper.required_of else ~person]
    if paper.from_mxn:
        asked.append(p.monthly * p.term >= int(paper.from_mxn * 100))
    lacking = and_(literal(old), func.coalesce(p.lacks, "") == "opinion")
    if paper.valid_days is None:
        asked.append(~lacking)
    turn = len(SLOTS) + place
    return fill(
        Document, P.join(Account.__table__, Account.id == p.account_id), and_(p.reach >= CREDIT, *asked), order=(p.id,),
        id=p.id * PLACES + turn, kind=kind, account_id=p.account_id, opportunity_id=p.id,
        file_name=literal(f"{kind}-") + cast(p.id, String) + literal(".pdf"),
        sha256=func.substr(p.sha, turn + 1, type_=String) + func.substr(p.sha, 1, turn, type_=String),
        issued_on=calendar.day(_age(paper, lacking)), valid_until=_until(paper, calendar), created_at=calendar.at(p.a5, 20),
    )  # fmt: skip


def _age(paper: Paper, lacking: Any) -> Any:
    """Fresh when credit was asked for; of a sale at work renewed each time before it grew old."""
    if paper.valid_days is None:
        return p.a5 + 200 + p.salt % 900
    fresh = paper.valid_days - paper.warning_days
    return case((lacking, p.a5 + paper.valid_days + 20), (at_work, p.a5 % fresh), else_=p.a5)


def _until(paper: Paper, calendar: Calendar) -> Any:
    if not paper.says_until:
        return null()
    ahead = paper.warning_days + IN_FORCE_DAYS + p.salt % 1_400
    return case((at_work, calendar.day(-ahead)), else_=calendar.day(p.a5 - ahead))
