"""Who must decide, was answered or should know is told, by the channels of config/notifications.toml."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.names import name_outcome, notices_name, this_call
from tasks.notices import deliver_the_notices
from tasks.work import CannotRun, work_on_all


@flow(name="deliver-notices", flow_run_name=notices_name)
async def deliver_notices() -> State[Any]:
    """Tell people what waits in the outbox: decisions wanted, late or taken, papers that expire, cases that come to them.

    No sweep and no gate waits for it. What a channel does not take is tried again later, and given up at last
    (``seiton notices``). Two runs at once never send the same.
    """
    try:
        with work_on_all(this_call("deliver-notices", None)) as work:
            told = deliver_the_notices(work)
            await name_outcome(told)
            return Completed(message=told)
    except CannotRun as reason:
        return Failed(message=str(reason))
