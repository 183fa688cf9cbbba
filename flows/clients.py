"""Each night: what every client is worth, how close it is to us, and whose share falls or complaint waits."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.clients import classify_clients, open_the_complaints, show_the_clients
from tasks.form import TODAY, Day
from tasks.lifecycle import open_the_day
from tasks.names import clients_name, name_outcome, this_call
from tasks.work import CannotRun, work_on_clients


@flow(name="clients", flow_run_name=clients_name)
async def clients(ask: Day = TODAY) -> State[Any]:
    """Every client by its value: ABC class, rung of the ladder, share of what it buys; each contact by its weight.

    What differs from the last night is written, so it may be run again at any time. Dissatisfied clients get a complaint with
    somebody to answer it. Managers find the classes, falling shares, new Pro clients and open complaints on one page.
    """
    try:
        with work_on_clients(this_call("clients", ask.today)) as work:
            open_the_day(work)
            work.classified = classify_clients(work)
            work.complaints = open_the_complaints(work)
            await show_the_clients(work)
            await name_outcome(work.outcome)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
