"""From a won contract to a client that works with the equipment (000/A01)."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.sweep import sweep
from tasks.form import EVERYTHING, Sweep
from tasks.names import named_after


@flow(name="contract-to-training", flow_run_name=named_after("delivery"))
async def contract_to_training(ask: Sweep = EVERYTHING) -> State[Any]:
    """From a won contract to a client that works with the equipment (000/A01).

    Nothing is released before contract, credit, congruence and delivery order agree; nothing is sent before it is
    prepared; nothing is accepted before the users know how to ask for toner, report a failure and configure. A delivery
    that is handed over creates the renewal of its contract.
    """
    return await sweep("contract-to-training", "delivery", ask)
