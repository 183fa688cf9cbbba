"""A contract in service, its meters, and previews of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.model import (
    Acceptance,
    BillingPreview,
    BillingReceipt,
    Contract,
    Equipment,
    Installation,
    MeterReading,
)
from tests.company.cases import a_delivery
from tests.company.facts import NOW, add, edit
from tests.company.parts import part
from tests.company.people import who

OCTOBER = dt.date(2026, 10, 1)
CLOSES = (dt.date(2026, 9, 4), dt.date(2026, 10, 4))
"""The cycle of a complete set-up begins on the fifth: so its last two periods end."""


def a_contract_in_service(session: Session, mono: int = 6_000, colour: int = 400) -> Contract:
    """Three machines, at work since March, each of which printed so many pages in the last period."""
    case = a_delivery(session, "handed_over")
    contract: Contract = part(session, case, Contract)
    contract.starts_on, contract.ends_on = dt.date(2026, 3, 1), dt.date(2029, 2, 28)
    part(session, case, Acceptance).signed_on = dt.date(2026, 3, 10)
    part(session, case, Installation).installed_on = dt.date(2026, 3, 6)
    for machine in machines_of(session, contract):
        read(session, machine, dt.date(2026, 8, 4), 34_000, 1_600)
        read(session, machine, CLOSES[0], 40_000, 2_000)
        read(session, machine, CLOSES[1], 40_000 + mono, 2_000 + colour)
    session.flush()
    return contract


def machines_of(session: Session, contract: Contract) -> list[Equipment]:
    """The machines that count under a contract."""
    mine = select(Equipment).where(Equipment.contract_id == contract.id)
    return list(session.scalars(mine.order_by(Equipment.id)))


def read(session: Session, machine: Equipment, on: dt.date, mono: int, colour: int = 0) -> MeterReading:
    """The counters of a machine on a day."""
    values = {"equipment_id": machine.id, "read_on": on, "mono_pages": mono, "colour_pages": colour}
    return add(session, MeterReading(created_at=NOW, **values))


def a_preview(session: Session, contract: Contract, **changes: Any) -> BillingPreview:
    """The preview of a contract for October."""
    preview = BillingPreview(
        contract_id=contract.id, month=OCTOBER, version=1, first_on=dt.date(2026, 9, 5), last_on=CLOSES[1], status="previewed",
        subtotal_mxn=Decimal(100), iva_mxn=Decimal(8), total_mxn=Decimal(108), reasons=[], alerts=[], meters=[], sha256="0" * 64,
        made_at=NOW, made_by="tests",
    )  # fmt: skip
    return add(session, edit(session, preview, changes))


def a_received_preview(session: Session, contract: Contract) -> BillingPreview:
    """The same, when Finance has it since the sixth."""
    since = dt.datetime(2026, 10, 6, 18, tzinfo=dt.UTC)
    receipt = BillingReceipt(
        month=OCTOBER,
        received_by_id=who(session, "finance"),
        received_at=since,
        previews=1,
        total_mxn=Decimal(108),
    )
    return a_preview(session, contract, status="approved", receipt_id=add(session, receipt).id)
