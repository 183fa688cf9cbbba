"""Nobody who sells may decide, by a role or by any chain of deputies: looked at over every small company there can be."""

from __future__ import annotations

import datetime as dt
from itertools import chain, combinations, permutations, product

import pytest

from checks.duties import Duties, examine
from config.approvals import KINDS
from crm.colleagues import Colleague, Deputyship
from tests.builders import TODAY, day, the_company

ANA, LUIS, MARTA = 1, 2, 3
NAMES = {ANA: "Ana", LUIS: "Luis", MARTA: "Marta"}
ROLES = ((), ("sales",), ("credit",), ("sales", "credit"))
TIERS = sum(len(the_company().approvals.of(kind).tiers) for kind in KINDS)


def someone(number: int, *roles: str, enrolled: bool = True, open_cases: int = 0) -> Colleague:
    return Colleague(
        number, NAMES.get(number, f"Colleague {number}"), frozenset(roles), enrolled, None, open_cases
    )


def deputy(who: int, of: int, first: int = 0, last: int = 9) -> Deputyship:
    return Deputyship(0, of, who, day(first), day(last))


def look(*found: Colleague | Deputyship) -> Duties:
    people = [one for one in found if isinstance(one, Colleague)]
    return examine(the_company(), people, [one for one in found if isinstance(one, Deputyship)], TODAY)


def wrong(*found: Colleague | Deputyship) -> list[str]:
    return [one.en for one in look(*found).wrong]


def test_duties_that_are_kept_apart_are_not_wrong() -> None:
    assert (
        wrong(someone(ANA, "sales"), someone(LUIS, "credit"), someone(MARTA, "service"), deputy(MARTA, LUIS))
        == []
    )


def test_who_sells_and_authorises_is_named() -> None:
    assert wrong(someone(ANA, "sales", "credit")) == ["Ana sells and may also decide «Authorise credit»"]


def test_who_sells_and_is_deputy_of_who_authorises_is_named() -> None:
    found = look(someone(ANA, "sales"), someone(LUIS, "credit"), deputy(ANA, LUIS))
    (said,) = found.wrong
    assert (
        said.en == f"Ana sells and is deputy of Luis, who may decide «Authorise credit» ({day(0)} to {day(9)})"
    )
    assert said.es == f"Ana vende y suple a Luis, que puede decidir «Autorizar crédito» ({day(0)} a {day(9)})"


def test_every_kind_that_could_be_decided_is_named() -> None:
    (said,) = wrong(someone(ANA, "sales"), someone(LUIS, "direction"), deputy(ANA, LUIS))
    assert all(the_company().approvals.of(kind).question.en in said for kind in KINDS)


def test_a_chain_of_deputies_is_followed_while_their_days_meet() -> None:
    people = (someone(ANA, "sales"), someone(LUIS, "credit"), someone(MARTA, "service"))
    (said,) = wrong(*people, deputy(ANA, MARTA, 0, 5), deputy(MARTA, LUIS, 4, 9))
    assert said.startswith(
        f"Ana sells and is deputy of Marta, deputy of Luis, who may decide «Authorise credit» ({day(4)} to {day(5)}"
    )
    assert wrong(*people, deputy(ANA, MARTA, 0, 3), deputy(MARTA, LUIS, 4, 9)) == []


def test_a_deputy_who_is_named_for_later_counts_and_one_whose_time_is_over_does_not() -> None:
    people = (someone(ANA, "sales"), someone(LUIS, "credit"))
    assert len(wrong(*people, deputy(ANA, LUIS, 30, 40))) == 1
    assert wrong(*people, deputy(ANA, LUIS, -9, -1)) == []


def test_deputies_in_a_circle_come_to_an_end() -> None:
    people = (someone(ANA, "sales"), someone(LUIS, "credit"), someone(MARTA, "service"))
    circle = (deputy(ANA, MARTA), deputy(MARTA, LUIS), deputy(LUIS, MARTA), deputy(MARTA, ANA))
    assert len(wrong(*people, *circle)) == 1


def test_a_deputy_who_has_left_is_named() -> None:
    assert wrong(someone(LUIS, "credit"), deputy(ANA, LUIS)) == [
        f"The deputy of Luis ({day(0)} to {day(9)}) no longer works here"
    ]


def test_whoever_has_left_gives_nobody_their_roles() -> None:
    assert wrong(someone(ANA, "sales"), deputy(ANA, LUIS)) == []


LINKS = list(permutations((ANA, LUIS, MARTA), 2))
GRAPHS = list(chain.from_iterable(combinations(LINKS, number) for number in range(4)))


def reaches(links: tuple[tuple[int, int], ...], start: int) -> set[int]:
    """Everybody in whose name one could decide, themselves included."""
    known = {start}
    while further := {of for who, of in links if who in known} - known:
        known |= further
    return known


@pytest.mark.parametrize("links", GRAPHS, ids=str)
def test_every_company_of_three_is_judged_as_a_plain_search_judges_it(
    links: tuple[tuple[int, int], ...],
) -> None:
    for roles in product(ROLES, repeat=3):
        people = {number: someone(number, *own) for number, own in zip(NAMES, roles, strict=True)}
        found = look(*people.values(), *(deputy(who, of) for who, of in links))
        sellers = [number for number, one in people.items() if "sales" in one.roles]
        ways = [(s, of) for s in sellers for of in reaches(links, s) if "credit" in people[of].roles]
        assert len(found.wrong) == len(ways), roles
        assert found.pairs == len(sellers) * TIERS


# --- what should be looked after ---------------------------------------------------------------------------------


def warnings(*found: Colleague | Deputyship) -> list[str]:
    return [one.en for one in look(*found).warnings]


def test_a_tier_that_nobody_may_decide_at_is_named() -> None:
    said = warnings(someone(LUIS, "credit"))
    assert "Nobody may decide «Authorise credit» at tier 2" in said
    assert "Nobody may decide «Approve the discount» at tier 1" in said


def test_a_tier_with_one_decider_is_named_until_there_is_a_deputy() -> None:
    only = "Only Luis may decide «Authorise credit» at tier 1"
    people = (someone(LUIS, "credit"), someone(MARTA, "service"))
    assert only in warnings(*people)
    assert only not in warnings(*people, deputy(MARTA, LUIS))
    assert only in warnings(*people, deputy(MARTA, LUIS, 1))
    assert only not in warnings(*people, someone(9, "finance"))


def test_who_may_decide_and_has_no_codes_is_named() -> None:
    said = "{} may decide, but has no one-time codes yet: seiton people enrol"
    assert said.format("Luis") in warnings(someone(LUIS, "credit", enrolled=False))
    assert said.format("Luis") not in warnings(someone(LUIS, "warehouse", enrolled=False))
    later = (someone(LUIS, "credit"), someone(MARTA, "service", enrolled=False), deputy(MARTA, LUIS, 5))
    assert said.format("Marta") in warnings(*later)


def test_who_decides_and_owns_cases_is_named() -> None:
    said = "Luis decides and owns 3 open opportunities: on those another must decide"
    assert said in warnings(someone(LUIS, "sales_manager", open_cases=3))
    assert said not in warnings(someone(LUIS, "sales", open_cases=3))


def test_it_says_how_much_was_looked_at() -> None:
    found = look(someone(ANA, "sales"), someone(LUIS, "credit", "finance"), deputy(MARTA, LUIS))
    assert (found.people, found.roles, found.deputies, found.kinds) == (2, 3, 1, len(KINDS))
    assert (found.tiers, found.pairs) == (TIERS, TIERS)


def test_the_days_of_a_deputy_are_told_from_today_on() -> None:
    (said,) = wrong(someone(ANA, "sales"), someone(LUIS, "credit"), deputy(ANA, LUIS, -20, 1))
    assert said.endswith(f"({TODAY} to {TODAY + dt.timedelta(days=1)})")
