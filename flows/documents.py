"""Papers that come back signed: dropped in a folder named by their case, and filed as what they are."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.documents import file_what_came_in, show_what_came_in, work_on_inbox
from tasks.names import inbox_name, this_call
from tasks.work import CannotRun


@flow(name="documents", flow_run_name=inbox_name)
async def documents() -> State[Any]:
    """File what lies in ``inbox/OPP-123/`` and say what was refused and why (000/A20, A23).

    Signatures are verified, the paper is compared with its draft and the records of today; what is not what it claims to be
    opens no gate. Stopped half-way it loses nothing, and the next run files nothing twice.
    """
    try:
        with work_on_inbox(this_call("documents", None)) as work:
            file_what_came_in(work)
            await show_what_came_in(work)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
