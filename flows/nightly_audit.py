"""Every rule over every record: what is missing, since when, whose it is, what it costs."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Cancelled, Completed, Failed

from tasks.audit import (
    compute_the_quotes_again,
    count_waiting_notices,
    judge_the_records,
    show_the_score,
    show_the_worklist,
    show_what_changed,
    warn_of_what_expires,
    write_the_data_docs,
)
from tasks.form import FULL_AUDIT, Audit
from tasks.kpi import keep_the_ledger
from tasks.lifecycle import open_the_day
from tasks.names import audit_name, name_outcome, this_call
from tasks.trail import seal_the_trail, show_the_conformance
from tasks.work import CannotRun, OthersAtWork, work_on_all


@flow(name="nightly-audit", flow_run_name=audit_name)
async def nightly_audit(ask: Audit = FULL_AUDIT) -> State[Any]:
    """Every rule over every record: what is missing, since when, whose it is, what it costs (000/A31–A33).

    Findings keep the day they were first seen, so CRM debt has an age. Great Expectations shows the same results in its
    Data Docs. People find the score with its trend, the worklist of each owner, and what is new and what was resolved. The
    quota ledger is compared with the contracts first. What happened is held against what is declared, and sealed, so that nobody
    alters it unseen.
    """
    try:
        with work_on_all(this_call("nightly-audit", ask.today)) as work:
            open_the_day(work)
            if ask.full:
                keep_the_ledger(work)
                await compute_the_quotes_again(work)
            found = judge_the_records(work, ask.full, ask.with_data_docs)
            if ask.with_data_docs:
                await write_the_data_docs(work, found)
            await show_the_score(work)
            await show_the_worklist(work)
            await show_what_changed(work)
            if ask.full:
                await show_the_conformance(work)
            warn_of_what_expires(work)
            await seal_the_trail(work)
            count_waiting_notices(work)
            await name_outcome(work.outcome)
            return Completed(message=work.message)
    except OthersAtWork as reason:
        return Cancelled(message=str(reason))
    except CannotRun as reason:
        return Failed(message=str(reason))
