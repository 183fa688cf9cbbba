"""Each morning: when, how and with whom every client is contacted next, on the list of whoever does it."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.follow_up import plan_the_contacts, show_the_day, show_who_is_beyond
from tasks.form import TODAY, Day
from tasks.lifecycle import open_the_day
from tasks.names import follow_up_name, name_outcome, this_call
from tasks.planning import work_on_follow_up
from tasks.work import CannotRun


@flow(name="follow-up", flow_run_name=follow_up_name)
async def follow_up(ask: Day = TODAY) -> State[Any]:
    """When, how, with whom and why every client and open case is contacted next (003/D01–D15).

    From the lead to after the service has ended: by class, stage and what was agreed, in the hours of both sides, and never more
    than a seller's day holds. No A client goes beyond its limit, or the list says why. What people changed or did is theirs.
    """
    try:
        with work_on_follow_up(this_call("follow-up", ask.today)) as work:
            open_the_day(work)
            plan_the_contacts(work)
            await show_the_day(work)
            await show_who_is_beyond(work)
            await name_outcome(work.outcome)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
