"""How well one sale is prepared: its plan, its buying centre, what is lacking, and who of ours closes the gaps."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from checks.preparation import MEETINGS, parts
from checks.subjects import SUBJECTS
from config.company import Company
from crm.model import (
    Account,
    Activity,
    Contact,
    Interest,
    NegotiationPlan,
    Opportunity,
    PeerRelation,
    Person,
    PlanRow,
)
from crm.prepared import Prepared
from policy.buying_centre import Member, coverage, next_rung, proposed
from policy.negotiation import depth_of, lacking


def prepared(session: Session, company: Company, opportunity_id: int, target: str | None) -> Prepared:
    """Look at one sale; ``target`` is the stage that it works towards. Nothing is written."""
    words = company.negotiation
    sale = session.get_one(Opportunity, opportunity_id)
    account = session.get(Account, sale.account_id) if sale.account_id else None
    members = _members(session, sale.account_id)
    found = coverage(words.wanted(), members, words.equals())
    position = account.supplier_position if account and account.supplier_position in words.ladder else None
    return Prepared(
        depth=depth_of({depth: one.from_mxn for depth, one in words.depth.items()}, sale.amount_mxn),
        lacks=lacking(words.asked(), _there(session, company, opportunity_id), sale.amount_mxn),
        grid=_grid(session, company, opportunity_id),
        members=members,
        priorities=_priorities(session, opportunity_id),
        coverage=found,
        needs=_needs(company, sale, target),
        lines=proposed(found, words.wanted(), members, words.equals()),
        meetings=_meetings(session, opportunity_id),
        position=position,
        next_rung=next_rung(list(words.ladder), position),
    )


def _there(session: Session, company: Company, number: int) -> frozenset[str]:
    row = session.execute(_looks(company), {"number": number}).mappings().one()
    return frozenset(part for part, there in row.items() if there)


@cache
def _looks(company: Company) -> Select[Any]:
    subject = SUBJECTS["opportunity"]
    looks = [case((condition, 1), else_=0).label(part) for part, condition in parts(company).items()]
    return subject.select(*looks, where=subject.id == bindparam("number"))


def _needs(company: Company, sale: Opportunity, target: str | None) -> int | None:
    asked, stages = company.negotiation.coverage, company.lifecycles["opportunity"].ids
    if target is None or (sale.amount_mxn or 0) < company.negotiation.from_mxn(asked.from_depth):
        return None
    reached = [
        percent for stage, percent in asked.before.items() if stages.index(stage) <= stages.index(target)
    ]
    return reached[-1] if reached else None


def _members(session: Session, account_id: int | None) -> tuple[Member, ...]:
    peers: dict[int, list[str]] = defaultdict(list)
    speak = (
        select(PeerRelation.contact_id, Person.name)
        .join(Person, Person.id == PeerRelation.person_id)
        .join(Contact, Contact.id == PeerRelation.contact_id)
        .where(Contact.account_id == account_id)
        .order_by(PeerRelation.id)
    )
    for contact_id, name in session.execute(speak):
        peers[contact_id].append(name)
    here = session.scalars(select(Contact).where(Contact.account_id == account_id).order_by(Contact.id))
    return tuple(
        Member(c.id, c.name, c.function, c.buying_role, c.stance, c.signs_orders, tuple(peers[c.id]))
        for c in here
    )


def _grid(session: Session, company: Company, number: int) -> tuple[dict[str, Any], ...]:
    mine = NegotiationPlan.id == PlanRow.plan_id
    rows = session.scalars(
        select(PlanRow).join(NegotiationPlan, mine).where(NegotiationPlan.opportunity_id == number)
        .order_by(PlanRow.place, PlanRow.id)
    )  # fmt: skip
    return tuple({column: getattr(row, column) for column in company.negotiation.column} for row in rows)


def _priorities(session: Session, number: int) -> dict[int, int | None]:
    mine = select(Interest).where(Interest.opportunity_id == number)
    return {one.contact_id: one.priority for one in session.scalars(mine)}


def _meetings(session: Session, number: int) -> int:
    """How many meetings were held (002/C12)."""
    held = (Activity.opportunity_id == number, Activity.kind.in_(MEETINGS), Activity.done_at.is_not(None))
    return session.scalar(select(func.count()).select_from(Activity).where(*held)) or 0
