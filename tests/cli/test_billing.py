"""``seiton billing``: what a month is billed, why a contract is held, and the receipt of Finance."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa

from checks.billing import preview_month
from cli.desk import now
from crm.identity import enrol, keeper
from crm.model import BillingLine, BillingPreview, Contract, Delivery, Person
from tests import builders
from tests.cli.conftest import Call, House
from tests.company.billing import CLOSES, OCTOBER, a_contract_in_service, machines_of, read


@pytest.fixture(scope="module")
def stocked(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A CRM with a contract over its allowance, previewed for October; and the number of the contract."""
    path = tmp_path_factory.mktemp("stocked") / "crm.sqlite"
    shutil.copyfile(furnished, path)
    house = House(path)
    with house.write() as session:
        number = str(a_contract_in_service(session, mono=8_000).number)
    preview(house)
    house.engine.dispose()
    return path, number


@pytest.fixture
def house(var: Path, stocked: tuple[Path, str]) -> Iterator[House]:
    var.mkdir()
    shutil.copyfile(stocked[0], var / "crm.sqlite")
    house = House(var / "crm.sqlite")
    yield house
    house.engine.dispose()


@pytest.fixture
def contract(stocked: tuple[Path, str]) -> str:
    return stocked[1]


def preview(house: House) -> None:
    preview_month(house.engine, builders.the_rulebook(), OCTOBER, builders.NOW, "tests")


def test_before_the_first_preview_it_says_what_to_run(call: Call, house: House) -> None:
    with house.write() as session:
        session.execute(sa.delete(BillingLine))
        session.execute(sa.delete(BillingPreview))
    assert "billing-preview" in call("billing").out
    assert call("billing", "--json").json == {"month": None}


def test_a_month_and_a_contract_are_shown_to_the_cent(call: Call, house: House, contract: str) -> None:
    month = call("billing", "--month", "2026-10").out
    assert "$11,880.00" in month and "mono: 92 % reached, 24,000 of 20,000 pages" in month
    one = call("billing", contract).out
    assert "24,000 pages counted − 20,000 included = 4,000 × $0.2500" in one
    assert "Total $11,880.00 ($11,000.00 and IVA $880.00)" in one
    found = call("billing", contract, "--json").json
    assert (found["total_mxn"], found["status"], len(found["meters"])) == ("11880.00", "previewed", 6)


def test_why_a_contract_is_held_is_said_by_contract_or_by_case(call: Call, house: House, contract: str) -> None:
    with house.write() as session:
        held = session.scalars(sa.select(Contract).where(Contract.number == contract)).one()
        for machine in machines_of(session, held)[:1]:
            machine_name = machine.serial
            read(session, machine, CLOSES[1], 999_000)
        delivery = session.scalars(sa.select(Delivery.id).where(Delivery.contract_id == held.id)).one()
    preview(house)
    for name in (contract, f"DEL-{delivery}"):
        said = call("billing", name).out
        assert f"More pages than the machine can print ({machine_name}, mono)" in said
    assert call("billing", "--json").json["held"][0]["why"] == [
        f"More pages than the machine can print ({machine_name}, mono)"
    ]


def test_finance_receives_a_month_with_its_code(call: Call, house: House, contract: str) -> None:
    name = house.name_of("finance")
    with house.write() as session:
        person = session.scalars(sa.select(Person).where(Person.name == name)).one()
        phone = pyotp.TOTP(enrol(session, keeper(create=True), person, "Seiton", builders.NOW).secret)
    words = ("billing", "--month", "2026-10", "--receive", "--by", name)
    assert call(*words).code == 3  # no code, and nobody to ask for it
    done = call(*words, "--code", phone.at(now()))
    assert (done.code, "1 contracts of 2026-10, $11,880.00" in done.out) == (0, True)
    assert f"{name} received 1 contracts" in call("billing").out
    assert call(*words, "--code", phone.at(now())).code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--month", "2026-13"), "is no month"),
        (("--receive",), "which month"),
        (("--receive", "--month", "2026-10"), "--by"),
        (("C-unheard-of",), "C-unheard-of"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(call: Call, house: House, words: tuple[str, ...], said: str) -> None:
    outcome = call("billing", *words)
    assert (outcome.code, said in outcome.err) == (2, True)
