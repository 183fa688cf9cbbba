"""Invented numbers have the form and the check digits of real ones."""

from __future__ import annotations

from sample.accounts import Naming
from sample.identity import clabe, rfc, rfc_check_digit
from tests.builders import clabe_digit, rfc_digit
from tests.sample.conftest import COMPANIES

MANY = range(1, 40_000)


def test_the_check_digit_of_an_rfc_is_that_of_a_published_example() -> None:
    assert rfc_check_digit("GODE561231GR") == "8"


def test_every_rfc_of_a_company_and_of_a_person_ends_in_its_check_digit() -> None:
    made = [rfc(letters, number) for letters in ("ABC", "ABCD") for number in MANY]
    assert all(value[-1] == rfc_digit(value[:-1]) for value in made)
    assert {len(value) for value in made} == {12, 13}


def test_no_two_accounts_share_an_rfc() -> None:
    assert len({rfc("ABC", number) for number in MANY}) == len(MANY)


def test_every_clabe_ends_in_its_check_digit() -> None:
    made = {clabe(number) for number in MANY}
    assert len(made) == len(MANY)
    assert all(len(value) == 18 and value[-1] == clabe_digit(value[:-1]) for value in made)


def test_no_two_accounts_share_a_name_or_an_address_on_the_web() -> None:
    naming = Naming(COMPANIES["shipped"])
    made = [naming.of(number) for number in range(1, 200_000)]
    assert len({who.name for who in made}) == len({who.domain for who in made}) == len(made)
