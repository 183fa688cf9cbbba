"""All planted defects in one table, and the cards by which they are dealt."""

from __future__ import annotations

from sample.deck import Card
from sample.defect import Defect
from sample.defects_clients import ACCOUNTS, CONTACTS_AND_ACTIVITIES
from sample.defects_preparation import PREPARATION, RELATIONS
from sample.defects_sales import CLAIMS, CONTRACTS, SALES
from sample.defects_service import METERS, RENEWALS, SERVICE
from sample.defects_value import VALUE

DEFECTS: dict[str, Defect] = (
    SALES
    | CLAIMS
    | CONTRACTS
    | PREPARATION
    | SERVICE
    | METERS
    | RENEWALS
    | ACCOUNTS
    | CONTACTS_AND_ACTIVITIES
    | RELATIONS
    | VALUE
)


def cards() -> list[Card]:
    """The stories on which the defects are planted, to be dealt with the others."""
    return [defect.card(name) for name, defect in DEFECTS.items()]
