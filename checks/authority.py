"""Who may decide how much, as SQL: one text for the rules and for the guard on decisions (config/approvals.toml)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, true

from checks.expressions import past, there_is
from config.approvals import Tier
from config.company import Company
from crm.model import Annex, Concession, Contract, Opportunity, PersonRole, Proposal


def may_decide(company: Company, kind: str, decision: Any, measure: Any) -> ColumnElement[bool]:
    """Who decides, or whose deputy they are, has a role whose tier decides this much; an unknown measure, only the last.

    ``decision`` has an ``approver_id`` and an ``on_behalf_of_id``.
    """
    role = PersonRole.role
    enough = (
        and_(role == tier.role, _reaches(company, kind, tier, measure))
        for tier in company.approvals.of(kind).tiers
    )
    return there_is(PersonRole, is_principal(PersonRole.person_id, decision), or_(*enough))


def is_principal(person: Any, decision: Any) -> ColumnElement[bool]:
    """The person in whose name something was decided."""
    approver, principal = decision.approver_id, decision.on_behalf_of_id
    return or_(and_(principal.is_not(None), person == principal), and_(principal.is_(None), person == approver))


def _reaches(company: Company, kind: str, tier: Tier, measure: Any) -> ColumnElement[bool]:
    if (
        tier.up_to is None or kind == "annex"
    ):  # how late an annex is has been told apart by the tier of the question
        return true()
    floor = floor_of(company, kind)
    return measure <= tier.up_to if floor is None else measure >= floor - tier.up_to  # type: ignore[no-any-return]


def _measure(kind: str) -> Any:
    """What the tiers of a kind are told apart by."""
    return {
        "profile": Opportunity.icp_percent,
        "credit": Opportunity.amount_mxn,
        "discount": Proposal.discount_percent,
        "margin": Proposal.margin_percent,
        "concession": conceded(),
    }[kind]


def floor_of(company: Company, kind: str) -> Decimal | None:
    """Of a question whose tiers count points below a floor, that floor in percent."""
    floors = {"margin": company.pricing.margin_floor_percent, "profile": company.market.icp.minimum_percent}
    return Decimal(floors[kind]) if kind in floors else None


def conceded() -> Any:
    """What was conceded beyond plan in an opportunity, in pesos (001/B42)."""
    worth = select(func.sum(Concession.worth_mxn)).where(
        Concession.opportunity_id == Opportunity.id, Concession.planned.is_(False)
    )
    return worth.correlate(Opportunity).scalar_subquery()


def lowest_tier(company: Company, kind: str) -> ColumnElement[int]:
    """The lowest tier that may decide what an opportunity asks for."""
    question = company.approvals.of(kind)
    if kind == "annex":
        overdue = [
            (~_annex_later_than(tier.up_to), number)
            for number, tier in enumerate(question.tiers, 1)
            if tier.up_to
        ]
        return case(*overdue, else_=len(question.tiers)) if overdue else literal(1)
    measure = _measure(kind)
    reaches = [
        (_reaches(company, kind, tier, measure), number)
        for number, tier in enumerate(question.tiers, 1)
        if tier.up_to is not None
    ]
    return case(*reaches, else_=len(question.tiers)) if reaches else literal(1)


def _annex_later_than(days: Decimal) -> ColumnElement[bool]:
    return there_is(
        Annex, Annex.contract_id == Contract.id, Annex.signed_on.is_(None), past(Annex.due_on, int(days))
    )
