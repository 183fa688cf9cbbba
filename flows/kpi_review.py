"""How we are doing, once a week and once a month: quotas, four blocks of indicators, where the funnel breaks."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.form import WEEKLY, Review
from tasks.kpi import keep_the_ledger, note_the_deviations, write_the_review
from tasks.names import name_outcome, review_name, this_call
from tasks.work import CannotRun, work_on_review


@flow(name="kpi-review", flow_run_name=review_name)
async def kpi_review(ask: Review = WEEKLY) -> State[Any]:
    """Results before activity: what was sold, kept, lost and won back, beside quotas and goals (000/A10, A31, M09).

    The quota ledger is brought up to date and compared with the contracts. Goals that fell behind become deviations, which
    the audit asks to be corrected. Managers find one page to read or print, in both languages, linked from this run.
    """
    try:
        with work_on_review(this_call("kpi-review", ask.today)) as work:
            keep_the_ledger(work)
            note_the_deviations(work)
            await write_the_review(work, ask.span)
            await name_outcome(work.outcome)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
