"""What every contract will be billed for a month, before anybody bills it; what would be billed wrong is held."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.billing import (
    audit_the_set_ups,
    compare_with_the_invoices,
    preview_the_month,
    show_the_month,
    show_what_is_held,
    work_on_billing,
)
from tasks.form import LAST_MONTH, BillingMonth
from tasks.lifecycle import open_the_day
from tasks.names import billing_name, name_outcome, this_call
from tasks.work import CannotRun


@flow(name="billing-preview", flow_run_name=billing_name)
async def billing_preview(ask: BillingMonth = LAST_MONTH) -> State[Any]:
    """What every contract will be billed for a month: base, pages over the allowance, IVA, each with its reason (000/A13, A29).

    A wrong reading, a term that lacks or a faulty set-up holds the contract with its reasons; nothing is billed silently.
    Run again, it changes nothing but what is known better since; what Finance has received stays (000/A30).
    """
    try:
        with work_on_billing(ask, this_call("billing-preview", ask.today)) as work:
            open_the_day(work)
            audit_the_set_ups(work)
            preview_the_month(work)
            compare_with_the_invoices(work)
            await show_what_is_held(work)
            await show_the_month(work)
            await name_outcome(work.outcome)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
