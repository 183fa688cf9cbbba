"""Who may decide how much, as SQL: one text for the rules and for the guard on decisions (config/approvals.toml)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from checks.expressions import there_is
from config.approvals import Tier
from config.company import Company
from crm.model import PersonRole


def may_decide(company: Company, kind: str, person: Any, measure: Any) -> ColumnElement[bool]:
    """The person has a role whose tier decides this much; of an unknown measure, only the last tier's."""
    role = PersonRole.role
    tiers = [(tier.role, _reaches(company, kind, tier, measure)) for tier in company.approvals.of(kind).tiers]
    return there_is(PersonRole, PersonRole.person_id == person, or_(*(((role == name) & enough) for name, enough in tiers)))  # fmt: skip


def _reaches(company: Company, kind: str, tier: Tier, measure: Any) -> ColumnElement[bool]:
    if (
        tier.up_to is None or kind == "annex"
    ):  # how late an annex is has been told apart by the tier of the question
        return true()
    if kind == "margin":
        return measure >= company.pricing.margin_floor_percent - tier.up_to  # type: ignore[no-any-return]
    return measure <= tier.up_to  # type: ignore[no-any-return]
