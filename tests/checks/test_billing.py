"""A13, A29, A30, M14: a month of previews: exact, the same when run again, held where something is wrong, received once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from checks.billing import preview_month, set_up_faults
from checks.outcomes import outcomes, rules_of
from config.billing import CONSEQUENCES
from crm.billing_month import bill_of, held_reasons, month_of
from crm.database import rehearsal, unit_of_work
from crm.identity import Keeper, enrol, new_key
from crm.model import (
    BillingPreview,
    BillingSetup,
    Contract,
    Delivery,
    Enrolment,
    Equipment,
    Finding,
    Invoice,
    MeterReading,
    Person,
    RuleRow,
)
from crm.previews import Stored
from crm.receipts import NotReceived, Takeover, lay_beside_invoices, receive_month
from tests.builders import NOW, an_opportunity, part, the_company, the_rulebook, who
from tests.company.billing import CLOSES, OCTOBER, a_contract_in_service, a_received_preview, machines_of, read
from tests.conftest import opened
from tests.worlds import World

KEEPER = Keeper(new_key())


class House:
    """Two contracts in service, in a transaction of which nothing stays."""

    def __init__(self, connection: Connection, contract: int, other: int) -> None:
        self.bind, self.contract, self.other = connection, contract, other

    def write(self) -> AbstractContextManager[Session]:
        return unit_of_work(self.bind)

    def change(self, edit: Callable[[Session, Contract], Any]) -> None:
        with self.write() as session:
            edit(session, session.get_one(Contract, self.contract))

    def run(self, month: dt.date = OCTOBER) -> Stored:
        return preview_month(self.bind, the_rulebook(), month, NOW, "tests")

    def current(self, contract: int | None = None, month: dt.date = OCTOBER) -> BillingPreview:
        """As it stands, to look at."""
        with self.write() as session:
            row = session.scalars(
                sa.select(BillingPreview).where(
                    BillingPreview.contract_id == (contract or self.contract), BillingPreview.month == month,
                    BillingPreview.superseded_at.is_(None),
                )
            ).one()  # fmt: skip
            session.expunge(row)
            return row

    def reasons(self) -> list[tuple[str, str, int, Decimal]]:
        with self.write() as session:
            return [
                (line.held_by, line.word, line.previews, line.total_mxn)
                for line in held_reasons(session, OCTOBER)
            ]


@pytest.fixture(scope="module")
def furnished(databases: Any) -> Iterator[tuple[World, int, int]]:
    for world in opened(databases):
        with world.write() as session:
            contracts = [a_contract_in_service(session).id for _ in range(2)]
        yield (world, *contracts)


@pytest.fixture
def house(furnished: tuple[World, int, int]) -> Iterator[House]:
    world, contract, other = furnished
    with rehearsal(world.engine) as connection:
        yield House(connection, contract, other)


def test_a_contract_is_billed_base_and_pages_over_the_allowance_of_the_group(house: House) -> None:
    house.change(_read(48_000))  # three machines: 24,000 pages of 20,000 included
    assert house.run() == Stored(made=2)
    with house.write() as session:
        bill = bill_of(session, OCTOBER, house.contract)
        assert bill is not None
        amounts = [(line.kind, line.amount_mxn, line.iva_mxn) for line in bill.lines]
    assert amounts == [("base", 10_000, 800), ("overage_mono", 1_000, 80)]  # the invented company's IVA is 8 %
    assert (bill.head.first_on, bill.head.last_on) == (dt.date(2026, 9, 5), CLOSES[1])
    assert bill.head.total_mxn == sum(amount + iva for _, amount, iva in amounts)
    assert [alert["percent"] for alert in bill.head.alerts] == [92]
    assert {meter["pages"] for meter in bill.meters} == {8_000, 400}


def test_the_same_month_again_changes_nothing_and_a_later_reading_makes_a_new_version(house: House) -> None:
    house.run()
    assert house.run() == Stored(same=2)
    house.change(_read(47_000))
    assert house.run() == Stored(made=1, same=1)
    assert house.current().version == 2
    with house.write() as session:
        kept = session.scalars(
            sa.select(BillingPreview)
            .where(BillingPreview.contract_id == house.contract)
            .order_by(BillingPreview.version)
        )
        assert [row.superseded_at is None for row in kept] == [False, True]


def _read(mono: int, on: dt.date = CLOSES[1]) -> Callable[[Session, Contract], Any]:
    """Every machine is read once more on a day."""

    def change(session: Session, contract: Contract) -> None:
        for machine in machines_of(session, contract):
            read(session, machine, on, mono, 2_400)

    return change


def _set_up(**values: Any) -> Callable[[Session, Contract], Any]:
    def change(session: Session, contract: Contract) -> None:
        mine = sa.select(Delivery.id).where(Delivery.contract_id == contract.id).scalar_subquery()
        session.execute(sa.update(BillingSetup).where(BillingSetup.delivery_id == mine).values(**values))

    return change


def _read_wrong(pages: int) -> Callable[[Session, Contract], Any]:
    def change(session: Session, contract: Contract) -> None:
        machine = machines_of(session, contract)[0]
        wrong = sa.update(MeterReading).where(
            MeterReading.equipment_id == machine.id, MeterReading.read_on == CLOSES[1]
        )
        session.execute(wrong.values(mono_pages=pages))

    return change


def _outside_the_group(session: Session, contract: Contract) -> None:
    machines_of(session, contract)[0].contract_id = None


def _terms_missing(session: Session, contract: Contract) -> None:
    contract.included_mono_pages = None
    _set_up(included_mono_pages=None)(session, contract)


@pytest.mark.parametrize(
    ("change", "held_by", "word"),
    [
        (_set_up(cycle_day=31), "set_up", "A29-billing-set-up"),
        (_set_up(meter_group=None), "set_up", "A29-billing-set-up"),
        (_set_up(monthly_mxn=Decimal(9_999)), "set_up", "A29-billing-is-the-contract"),
        (_outside_the_group, "set_up", "A29-machines-in-group"),
        (_terms_missing, "terms", "included"),
        (_read_wrong(39_000), "readings", "reversed"),
        (_read_wrong(400_000), "readings", "absurd"),
        (_read_wrong(60_000), "readings", "jump"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_holds_the_contract_and_nothing_of_it_is_billed(
    house: House, change: Callable[[Session, Contract], Any], held_by: str, word: str
) -> None:
    house.change(change)
    assert house.run() == Stored(made=2, held=1)
    held = house.current()
    assert (held.status, held.held_by, held.held_for) == ("held", held_by, word)
    assert house.reasons() == [(held_by, word, 1, Decimal(10_800))]
    with house.write() as session:
        assert month_of(session, OCTOBER).of("previewed").total_mxn == 10_800


def test_the_audit_of_set_ups_counts_each_rule_that_is_broken(house: House) -> None:
    house.change(_set_up(cycle_day=31, monthly_mxn=Decimal(1)))
    with house.write() as session:
        found = set_up_faults(session, the_rulebook())
    assert found == {"A29-billing-set-up": 1, "A29-billing-is-the-contract": 1}


def test_a_contract_in_force_that_nobody_set_up_is_held_and_not_forgotten(house: House) -> None:
    with house.write() as session:
        sale = an_opportunity(session, "won", needs_delivery=False)
        part(session, sale, Contract).starts_on = dt.date(2026, 3, 1)
    house.run()
    assert [word for _, word, _, _ in house.reasons()] == ["no_set_up"]


def test_what_is_not_in_service_has_no_preview_and_loses_the_one_it_had(house: House) -> None:
    house.run()
    house.change(lambda _, contract: setattr(contract, "starts_on", dt.date(2026, 11, 1)))
    assert house.run() == Stored(same=1)
    with house.write() as session:
        assert month_of(session, OCTOBER).of("previewed").previews == 1


def test_a_replaced_machine_counts_to_its_end_and_the_new_one_from_its_start(house: House) -> None:
    def replaced(session: Session, contract: Contract) -> None:
        old = machines_of(session, contract)[0]
        session.execute(sa.delete(MeterReading).where(MeterReading.equipment_id == old.id, MeterReading.read_on == CLOSES[1]))  # fmt: skip
        old.removed_on, old.end_mono_pages, old.end_colour_pages = dt.date(2026, 9, 20), 43_000, 2_100
        new = Equipment(
            delivery_id=old.delivery_id, contract_id=contract.id, model=old.model, location=old.location, serial="NEW",
            start_mono_pages=7, start_colour_pages=0, installed_on=dt.date(2026, 9, 20), created_at=NOW,
        )  # fmt: skip
        session.add(new)
        session.flush()
        read(session, new, CLOSES[1], 2_007, 300)

    house.change(replaced)
    house.run()
    mono = [one["pages"] for one in house.current().meters if one["meter"] == "mono"]
    assert sorted(mono) == [2_000, 3_000, 6_000, 6_000]


# --- the receipt of Finance -------------------------------------------------------------------------------------------


@pytest.fixture
def finance(house: House) -> Callable[..., Any]:
    """Receive October in the name of a colleague, with the code on their telephone."""
    secrets: dict[int, str] = {}

    def receive(role: str = "finance", code: str | None = None) -> Any:
        with house.write() as session:
            person = session.get_one(Person, who(session, role))
            if person.id not in secrets:
                secrets[person.id] = enrol(session, KEEPER, person, "Seiton", NOW).secret
        number = code or pyotp.TOTP(secrets[person.id]).at(NOW)
        given = Takeover(OCTOBER, str(person.id), number)
        return receive_month(house.bind, the_company(), lambda: KEEPER, given, NOW)

    return receive


def test_finance_receives_what_is_not_held_and_it_never_changes_again(
    house: House, finance: Callable[..., Any]
) -> None:
    house.change(_read_wrong(39_000))
    house.run()
    receipt = finance()
    assert (receipt.previews, receipt.total_mxn) == (1, 10_800)
    assert (house.current().status, house.current(house.other).status) == ("held", "approved")
    house.change(_read_wrong(46_100))
    with house.write() as session:
        read(session, machines_of(session, session.get_one(Contract, house.other))[0], CLOSES[1], 50_000)
    assert house.run() == Stored(made=1, received=1)
    assert house.current(house.other).receipt_id == receipt.id


def test_the_next_period_begins_where_the_received_one_ended(house: House, finance: Callable[..., Any]) -> None:
    house.run()
    finance()
    november = dt.date(2026, 11, 1)
    house.change(_read(46_900))  # known too late for October
    house.change(_read(52_000, dt.date(2026, 11, 4)))
    house.run(november)
    meters = house.current(month=november).meters
    assert {one["pages"] for one in meters if one["meter"] == "mono"} == {6_000}


def test_only_who_may_receives_and_a_wrong_code_counts(house: House, finance: Callable[..., Any]) -> None:
    house.run()
    with pytest.raises(NotReceived, match="not the code"):
        finance(code="000000")
    with house.write() as session:
        assert session.scalar(sa.select(sa.func.sum(Enrolment.failures))) == 1
    finance()
    with pytest.raises(NotReceived, match="used already"):
        finance()
    with pytest.raises(NotReceived, match="that is for finance"):
        finance("billing")


def test_the_database_takes_no_approval_without_a_receipt(house: House) -> None:
    house.run()
    with pytest.raises(sa.exc.IntegrityError), house.bind.begin_nested():
        house.bind.execute(sa.update(BillingPreview).values(status="approved"))


@pytest.mark.parametrize(
    ("issued_on", "tied"),
    [
        (dt.date(2026, 10, 5), 0),
        (dt.date(2026, 10, 6), 1),
        (dt.date(2026, 10, 22), 1),
        (dt.date(2026, 10, 23), 0),
    ],
)
def test_an_invoice_is_tied_to_the_received_preview_that_it_follows(
    house: House, issued_on: dt.date, tied: int
) -> None:
    with house.write() as session:
        contract = session.get_one(Contract, house.contract)
        preview = a_received_preview(session, contract)
        invoice = Invoice(
            account_id=contract.account_id, contract_id=contract.id, issued_on=issued_on, due_on=dt.date(2026, 12, 1),
            amount_mxn=preview.total_mxn, created_at=NOW,
        )  # fmt: skip
        session.add(invoice)
        session.flush()
        assert lay_beside_invoices(session, the_company()) == tied
        session.refresh(preview)
        session.refresh(invoice)
        assert (preview.status, invoice.preview_id) == (
            ("invoiced", preview.id) if tied else ("approved", None)
        )


# --- the four consequences --------------------------------------------------------------------------------------------


def test_each_consequence_is_shown_by_rules_that_exist() -> None:
    keys = [rule.key for rule in the_rulebook()]
    for consequence in CONSEQUENCES:
        assert rules_of(the_company().billing.outcomes, consequence, keys)


def test_the_four_consequences_are_counted_from_the_findings(house: House) -> None:
    days = {"A02-delivery-days-in-stage": (3, 20), "M12-party": (10, None), "A29-start-meters": (2, None)}
    with house.write() as session:
        for key, (first, resolved) in days.items():
            rule = session.scalars(sa.select(RuleRow).where(RuleRow.key == key)).one()
            gone = None if resolved is None else dt.date(2026, 10, resolved)
            session.add(
                Finding(rule_id=rule.id, record_id=1, first_seen=dt.date(2026, 10, first), resolved_on=gone)
            )
        session.flush()
        found = outcomes(session, the_company().billing.outcomes, OCTOBER, dt.date(2026, 10, 31))
    figures = {line.consequence: (line.noticed, line.resolved, line.open) for line in found}
    assert figures == {
        "delay": (1, 1, 0), "friction": (1, 0, 1), "billing_error": (1, 0, 1), "client_wear": (0, 0, 0)
    }  # fmt: skip
    assert [line.oldest and line.oldest.day for line in found] == [None, 10, 2, None]
