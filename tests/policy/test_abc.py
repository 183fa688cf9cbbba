"""003/D11: the class of a client follows from size, recurrence and seniority."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.abc import Cuts, Points, Scale, Worth, class_of, cuts, points

SCALE = Scale(50, 30, 20, Decimal(100_000), 4, 5)
worths = st.builds(
    Worth,
    st.decimals(0, 1_000_000, places=2),
    st.integers(0, 20),
    st.integers(0, 9_000),
)
values = st.dictionaries(st.decimals(0, 100, places=2), st.integers(1, 50), max_size=30)


@pytest.mark.parametrize(
    ("worth", "size", "recurrence", "seniority"),
    [
        (Worth(Decimal(0), 0, 0), 0, 0, 0),
        (Worth(Decimal(50_000), 0, 0), 25, 0, 0),
        (Worth(Decimal(0), 1, 0), 0, "7.5", 0),
        (Worth(Decimal(0), 0, 365), 0, 0, 4),
        (Worth(Decimal(100_000), 4, 5 * 365), 50, 30, 20),
        (Worth(Decimal(900_000), 9, 9 * 365), 50, 30, 20),
        (Worth(Decimal("33333.33"), 3, 1_000), "16.67", "22.5", "10.96"),
        (Worth(Decimal(-10), 1, -3), 0, "7.5", 0),
    ],
)
def test_points_are_the_weighted_parts_of_what_gives_the_whole(
    worth: Worth, size: object, recurrence: object, seniority: object
) -> None:
    found = points(worth, SCALE)
    assert found == Points(*(Decimal(str(part)) for part in (size, recurrence, seniority)))


@given(worths, worths)
def test_more_of_anything_is_never_worth_less_and_a_hundred_is_the_most(one: Worth, more: Worth) -> None:
    both = Worth(
        max(one.size_mxn, more.size_mxn), max(one.purchases, more.purchases), max(one.client_days, more.client_days)
    )  # fmt: skip
    assert 0 <= points(one, SCALE).total <= points(both, SCALE).total <= 100


def test_a_is_who_makes_up_the_first_80_percent_of_the_value_and_b_who_goes_on_to_95() -> None:
    found = cuts({Decimal(50): 1, Decimal(31): 1, Decimal(10): 1, Decimal(5): 1, Decimal(4): 1}, 80, 95)
    assert found == Cuts(Decimal(31), Decimal(5))
    assert [class_of(Decimal(value), found) for value in (50, 31, 10, 5, 4)] == ["A", "A", "B", "B", "C"]


def test_clients_of_the_same_value_are_of_the_same_class() -> None:
    found = cuts({Decimal(10): 10}, 80, 95)
    assert class_of(Decimal(10), found) == "A"


def test_whoever_is_worth_nothing_is_c() -> None:
    assert class_of(Decimal(0), cuts({Decimal(0): 8}, 80, 95)) == "C"
    assert class_of(Decimal(0), cuts({Decimal(0): 8, Decimal(9): 1}, 80, 100)) == "C"
    assert class_of(Decimal(5), cuts({}, 80, 95)) == "C"


@given(values, st.integers(1, 98), st.integers(1, 99))
def test_the_classes_are_the_shares_of_value_that_the_company_set(
    clients: dict[Decimal, int], a_until: int, more: int
) -> None:
    """Checked against the definition, client by client: who is worth more makes up less than the limit."""
    b_until = min(a_until + more, 100)
    found = cuts(clients, a_until, b_until)
    total = sum((value * number for value, number in clients.items()), Decimal(0))
    for value in clients:
        above = sum((v * n for v, n in clients.items() if v > value), Decimal(0))
        is_a, is_b = above * 100 < total * a_until, above * 100 < total * b_until
        expected = "C" if value == 0 else "A" if is_a else "B" if is_b else "C"
        assert class_of(value, found) == expected


@given(values)
def test_a_client_worth_more_is_never_of_a_lower_class(clients: dict[Decimal, int]) -> None:
    found = cuts(clients, 80, 95)
    classes = [class_of(value, found) for value in sorted(clients, reverse=True)]
    assert classes == sorted(classes)
    assert not clients or not any(clients) or Counter(classes)["A"]
