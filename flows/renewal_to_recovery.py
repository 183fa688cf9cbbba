"""From the installed base to a renewed contract, or through a loss back to a new opportunity (000/A11, A12)."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.sweep import sweep
from tasks.form import EVERYTHING, Sweep
from tasks.names import named_after
from tasks.retention import date_the_ways_back, review_the_base, show_the_renewals


@flow(name="renewal-to-recovery", flow_run_name=named_after("renewal"))
async def renewal_to_recovery(ask: Sweep = EVERYTHING) -> State[Any]:
    """From the installed base to a renewed contract, or through a loss back to a new opportunity (000/A11, A12).

    A contract is watched, planned, reviewed, offered again and negotiated as its end comes nearer, and sells through an
    opportunity of its own that passes the gates of a first sale. A lost client is interviewed and won back in order. Before
    anything moves the base is reviewed: steps are dated, health and risks told by facts, ways back dated.
    """
    return await sweep(
        "renewal-to-recovery",
        "renewal",
        ask,
        first=(review_the_base, date_the_ways_back),
        shown=show_the_renewals,
    )
