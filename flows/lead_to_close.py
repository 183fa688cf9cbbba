"""From the first sign of demand to a won contract (000/A01)."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.sweep import sweep
from tasks.form import EVERYTHING, Sweep
from tasks.names import named_after
from tasks.qualification import score_the_opportunities, take_up_whose_time_has_come


@flow(name="lead-to-close", flow_run_name=named_after("opportunity"))
async def lead_to_close(ask: Sweep = EVERYTHING) -> State[Any]:
    """From the first sign of demand to a won contract (000/A01).

    Whose nurture date has come is taken up again; what is new or has changed is scored against the ideal client, and who
    says no is nurtured until a date. A lead is qualified, studied, offered, negotiated; credit is authorised before the contract is signed, and the record
    is complete for its five consumers before the opportunity is won. Won creates the delivery, lost a recovery.
    Credit, margin and discount are decided by people: the run asks for the decision and goes on with the others.
    """
    first = (take_up_whose_time_has_come, score_the_opportunities)
    return await sweep("lead-to-close", "opportunity", ask, first)
