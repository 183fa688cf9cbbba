"""The rules of the business, declarations only. Each file is a theme; ``rulebook`` puts them together."""

from __future__ import annotations

from functools import lru_cache

from checks.rule import Rulebook
from checks.rules import (
    accounts,
    activities,
    billing,
    cadence,
    campaigns,
    clients,
    congruence,
    contracts,
    credit,
    credit_file,
    deliveries,
    exits,
    follow_up,
    negotiation,
    papers,
    people,
    preparation,
    pricing,
    proposals,
    qualification,
    quotas,
    relations,
    renewals,
    required_fields,
    retention,
    satisfaction,
    studies,
    training,
)
from config.company import Company

_THEMES = (
    required_fields,
    qualification,
    follow_up,
    studies,
    relations,
    proposals,
    pricing,
    negotiation,
    preparation,
    credit,
    credit_file,
    contracts,
    papers,
    exits,
    deliveries,
    congruence,
    billing,
    training,
    renewals,
    retention,
    accounts,
    clients,
    satisfaction,
    people,
    campaigns,
    activities,
    cadence,
    quotas,
)


@lru_cache(maxsize=8)
def rulebook(company: Company) -> Rulebook:
    """Every rule that holds for a company; made once, for whatever is compiled from it is kept with it."""
    return Rulebook(company, (rule for theme in _THEMES for rule in theme.rules(company)))
