"""How each rule of the billing set-up, and of what a contract is billed, is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import Contract, Delivery, Equipment, Invoice
from tests.builders import NOW, TODAY, a_lead, add, day, number, who
from tests.checks.breaches_of_deliveries import another_machine, priced_everywhere
from tests.checks.edits import breach, bring, change, point
from tests.company.billing import a_preview, a_received_preview


def _another_contract(session: Session, _case: Delivery) -> Contract:
    sale = a_lead(session, owner_id=who(session, "sales"))
    return add(session, Contract(number=f"C-{number()}", opportunity_id=sale.id, created_at=NOW))


def _held(session: Session, case: Contract, **by: Any) -> Any:
    return a_preview(session, case, status="held", **by)


def _invoiced(session: Session, case: Contract) -> Invoice:
    """A centavo more than what Finance received."""
    preview = a_received_preview(session, case)
    return add(
        session,
        Invoice(
            account_id=case.account_id, contract_id=case.id, issued_on=TODAY, due_on=day(30),
            amount_mxn=preview.total_mxn + Decimal("0.01"), preview_id=preview.id, created_at=NOW,
        ),
    )  # fmt: skip


SET_UP = {
    "A29-rates-in-band": breach(
        priced_everywhere(click_mono_mxn=Decimal("2.50")),
        priced_everywhere(click_mono_mxn=Decimal("0.0999")),
        priced_everywhere(click_colour_mxn=Decimal("4.0001")),
    ),
    "A29-machines-in-group": breach(
        change(Equipment, contract_id=None), point(Equipment, "contract_id", _another_contract)
    ),
    "A29-end-meters": breach(another_machine(removed_on=day(0))),
}

BILLED = {
    "A29-preview-held": breach(
        bring(lambda s, case: _held(s, case, held_by="readings", held_for="reversed")),
        bring(lambda s, case: _held(s, case, held_by="terms", held_for="monthly")),
    ),
    "M14-invoiced-as-approved": breach(bring(_invoiced)),
}
