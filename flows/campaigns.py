"""Campaigns: scored before they run, held on poor data or off target, drafted, measured."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.campaigns import (
    measure_the_response,
    score_the_campaigns,
    show_the_campaigns,
    work_on_campaigns,
    write_the_drafts,
)
from tasks.form import TODAY, Day
from tasks.lifecycle import open_the_day
from tasks.names import campaigns_name, name_outcome, this_call
from tasks.work import CannotRun


@flow(name="campaigns", flow_run_name=campaigns_name)
async def campaigns(ask: Day = TODAY) -> State[Any]:
    """Score each campaign that is planned or at work, the database first (003/D16–D20, 000/A06, A08).

    What stands on poor data or off target is held, with what to mend. What may run gets its audience and its drafts, one by
    one for few or important clients, by type of audience for many: written to the CRM, sent by nobody. What runs is measured.
    """
    try:
        with work_on_campaigns(this_call("campaigns", ask.today)) as work:
            open_the_day(work)
            score_the_campaigns(work)
            write_the_drafts(work)
            measure_the_response(work)
            await show_the_campaigns(work)
            await name_outcome(work.message)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
