"""A decision that only a person may take: the form waits in Prefect, the answer is written to the CRM, the case goes on."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.decide import record_the_answer, take_the_case_on, wait_for_the_answer, work_on_question
from tasks.names import this_call
from tasks.work import CannotRun


@flow(name="decide")
async def decide(request: int) -> State[Any]:
    """Credit, discount, margin, concession or a late annex: answered once, by who may, with their one-time code (000/A21, A28).

    An answer that can't be taken asks again and says why. What was decided elsewhere, or changed meanwhile, is not decided here.
    """
    try:
        with work_on_question(request, this_call("decide", None)) as work:
            while (asked := work.read()).status == "open":
                given = await wait_for_the_answer(work, asked)
                if record_the_answer(work, given):
                    take_the_case_on(work, asked)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
