"""How much of a buying centre is known, what is missing, and who of ours goes (002/C03–C10, C13, C15–C17)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.buying_centre import Coverage, Equals, Gap, Member, PlanLine, Sought, coverage, next_rung, proposed

WANTED = (
    Sought("decider", 40, words=("decider",)),
    Sought("champion", 20, words=("champion",)),
    Sought("signer", 15, signs_orders=True),
    Sought("purchasing", 25, functions=("purchasing", "finance")),
)
EQUALS = Equals({"management": "direction", "purchasing": "sales_manager"}, ("decider",), "sales")
ANA = Member(1, "Ana", "management", "decider", "neutral", signs_orders=True, peers=("Luis",))
EVA = Member(2, "Eva", "users", "user", "champion")
members = st.lists(
    st.builds(
        Member,
        st.integers(1, 9),
        function=st.sampled_from((None, "management", "purchasing", "finance", "users")),
        role=st.sampled_from((None, "decider", "user")),
        stance=st.sampled_from((None, "champion", "supporter", "detractor")),
        signs_orders=st.booleans(),
        peers=st.sampled_from(((), ("Luis",))),
    ),
    max_size=5,
)


@pytest.mark.parametrize("known", list(product((True, False), repeat=4)))
def test_c15_coverage_is_the_weight_of_whom_we_know(known: tuple[bool, ...]) -> None:
    kinds = (Member(1, role="decider"), Member(2, stance="champion"), Member(3, signs_orders=True), Member(4, function="finance"))  # fmt: skip
    here = [member for member, is_known in zip(kinds, known, strict=True) if is_known]
    weight = sum(one.weight for one, is_known in zip(WANTED, known, strict=True) if is_known)
    found = coverage(WANTED, here, EQUALS)
    assert found.percent == weight
    unknown = [one.key for one, is_known in zip(WANTED, known, strict=True) if not is_known]
    assert [gap.sought for gap in found.gaps if gap.sought] == unknown


def test_one_contact_may_be_several_of_those_we_seek() -> None:
    assert coverage(WANTED, [ANA], EQUALS) == Coverage(55, (Gap(sought="champion"), Gap(sought="purchasing")))


def test_where_nobody_is_sought_nothing_is_missing() -> None:
    assert coverage((), [EVA], EQUALS) == Coverage(100, ())


@given(members, members)
def test_who_is_known_besides_never_lowers_the_coverage(here: list[Member], more: list[Member]) -> None:
    assert coverage(WANTED, here, EQUALS).percent <= coverage(WANTED, [*here, *more], EQUALS).percent <= 100


@given(members)
def test_c17_every_gap_has_its_line_in_the_plan(here: list[Member]) -> None:
    found = coverage(WANTED, here, EQUALS)
    lines = proposed(found, WANTED, here, EQUALS)
    assert tuple(line.gap for line in lines) == found.gaps
    assert all(line.through is None or line.through.stance in ("champion", "supporter") for line in lines)


@given(members)
def test_c16_who_decides_or_signs_without_one_of_ours_is_a_gap(here: list[Member]) -> None:
    alone = [one for one in here if (one.role == "decider" or one.signs_orders) and not one.peers]
    assert [gap.member for gap in coverage(WANTED, here, EQUALS).gaps if gap.member] == alone


def test_c16_among_equals_and_the_seller_where_nobody_is_their_equal() -> None:
    boss = Member(5, "Raúl", "management", "decider")
    here = [boss, EVA]
    lines = proposed(coverage(WANTED, here, EQUALS), WANTED, here, EQUALS)
    assert lines == (
        PlanLine(Gap(sought="signer"), "sales", EVA),
        PlanLine(Gap(sought="purchasing"), "sales_manager", EVA),
        PlanLine(Gap(member=boss), "direction"),
    )


def test_c10_the_door_is_opened_by_who_speaks_with_us_already() -> None:
    friend = Member(9, "Sol", stance="supporter", peers=("Luis",))
    here = [EVA, friend, ANA]
    assert proposed(coverage(WANTED, here, EQUALS), WANTED, here, EQUALS)[0].through == friend


@pytest.mark.parametrize(
    ("position", "following"), [(None, "potential"), ("potential", "supplying"), ("partner", None)]
)
def test_c13_the_ladder_is_climbed_rung_by_rung(position: str | None, following: str | None) -> None:
    assert next_rung(("potential", "supplying", "partner"), position) == following


def test_a_position_beside_the_ladder_is_refused() -> None:
    with pytest.raises(ValueError):
        next_rung(("potential",), "friend")
