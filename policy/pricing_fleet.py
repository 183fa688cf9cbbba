"""Which machine to offer for what a client prints, and how pages are shared out among machines (000/A07, A22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policy.pricing import Machine


@dataclass(frozen=True, slots=True)
class Offer:
    """Machines of a class: the pages a month that one of them bears, and what it costs."""

    name: str
    pages_per_month: int
    machine: Machine


def fitting(offers: Sequence[Offer], mono_pages: int, colour_pages: int) -> Offer:
    """The least dear that bears the pages of one machine, in colour where there is colour; if none does, the strongest.

    What can't be borne is not promised (000/A22). Raises ``ValueError`` where nothing prints the colour asked for.
    """
    able = [offer for offer in offers if offer.machine.prints_colour or not colour_pages]
    if not able:
        raise ValueError("nothing on offer prints colour")
    strong = [offer for offer in able if offer.pages_per_month >= mono_pages + colour_pages]
    if strong:
        return min(strong, key=lambda offer: offer.machine.equipment_mxn)
    return max(able, key=lambda offer: offer.pages_per_month)


def share_out(pages: int, weights: Sequence[int]) -> list[int]:
    """Pages among lines in proportion to their weights, to the page: what they get adds up to what there is."""
    whole, given, shares = sum(weights), 0, []
    if pages and whole <= 0:
        raise ValueError("pages need somebody to print them")
    so_far = 0
    for weight in weights:
        so_far += weight
        upto = pages * so_far // whole if whole else 0
        shares.append(upto - given)
        given = upto
    return shares
