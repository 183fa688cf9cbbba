"""A plan is asked for as deep as the sale is worth, phase by phase (001/B21, B41)."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations

import pytest

from policy.negotiation import Asked, depth_of, lacking, needed

DEPTHS = {"short": Decimal(0), "usual": Decimal(100), "deep": Decimal(1_000)}
ASKED = (
    Asked("environment", "analysis", Decimal(1_000)),
    Asked("interests", "analysis", Decimal(100)),
    Asked("grid", "formulation", Decimal(100)),
    Asked("evaluated", "implementation", Decimal(0)),
)
VALUES = (None, Decimal(0), Decimal("99.99"), Decimal(100), Decimal("999.99"), Decimal(1_000))


@pytest.mark.parametrize(
    ("value", "depth"), list(zip(VALUES, ("short", "short", "short", "usual", "usual", "deep"), strict=True))
)
def test_b41_the_depth_of_preparation_follows_the_value(value: Decimal | None, depth: str) -> None:
    assert depth_of(DEPTHS, value) == depth


def test_a_value_below_every_depth_is_a_mistake_of_the_configuration() -> None:
    with pytest.raises(ValueError, match="no depth"):
        depth_of({"usual": Decimal(1)}, Decimal(0))


@pytest.mark.parametrize("value", VALUES)
def test_b21_a_phase_lacks_what_a_sale_of_its_value_needs_and_no_more(value: Decimal | None) -> None:
    parts = [one.part for one in ASKED]
    for there in chain.from_iterable(combinations(parts, size) for size in range(len(parts) + 1)):
        missing = lacking(ASKED, there, value)
        expected = [one for one in ASKED if one.from_mxn <= (value or 0) and one.part not in there]
        assert {(phase, part) for phase, lacks in missing.items() for part in lacks} == {
            (one.phase, one.part) for one in expected
        }


def test_b21_the_phases_come_in_their_order() -> None:
    assert list(lacking(ASKED, (), Decimal(1_000))) == ["analysis", "formulation", "implementation"]
    assert needed(ASKED, Decimal(1_000)) == ASKED
