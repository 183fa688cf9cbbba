"""Who may decide how much, as SQL: one text for the rules and for the guard on decisions (config/approvals.toml)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from checks.expressions import there_is
from config.approvals import Tier
from config.company import Company
from crm.model import PersonRole


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
    if kind == "margin":
        return measure >= company.pricing.margin_floor_percent - tier.up_to  # type: ignore[no-any-return]
    return measure <= tier.up_to  # type: ignore[no-any-return]
