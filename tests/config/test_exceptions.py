"""Who must allow a discount and a margin before a quote is offered: by the tiers of approvals.toml alone (000/A09, M05)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.builders import the_company

DISCOUNTS = [
    ("0", None), ("4", None), ("4.01", ("sales_manager", 1)), ("10", ("sales_manager", 1)), ("10.01", ("direction", 2)),
    ("35", ("direction", 2)),
]  # fmt: skip
MARGINS = [
    ("50", None), ("30", None), ("29.99", ("sales_manager", 1)), ("20", ("sales_manager", 1)), ("19.99", ("direction", 2)),
    ("-3", ("direction", 2)),
]  # fmt: skip


@pytest.mark.parametrize(("discount", "discount_by"), DISCOUNTS)
@pytest.mark.parametrize(("margin", "margin_by"), MARGINS)
def test_a09_each_discount_and_margin_is_allowed_by_its_tier(
    discount: str, discount_by: tuple[str, int] | None, margin: str, margin_by: tuple[str, int] | None
) -> None:
    needed = the_company().exceptions(Decimal(margin), Decimal(discount))
    expected = {"discount": discount_by, "margin": margin_by}
    assert {one.kind: (one.role, one.tier) for one in needed} == {
        kind: by for kind, by in expected.items() if by
    }
