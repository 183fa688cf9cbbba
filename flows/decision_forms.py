"""The forms in which people decide: one for each open question, none for what needs no answer any more."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.forms import close_the_forms, open_the_forms
from tasks.lifecycle import open_the_day
from tasks.names import forms_name, this_call
from tasks.work import CannotRun, work_on_forms

MOST = 1_000


@flow(name="decision-forms", flow_run_name=forms_name)
async def decision_forms() -> State[Any]:
    """Close the forms of questions that were answered or have changed, and open one for every question that has none.

    The CRM holds the questions; a form that Prefect has lost is opened again.
    """
    try:
        with work_on_forms(this_call("decision-forms", None)) as work:
            open_the_day(work)
            await close_the_forms(work)
            await open_the_forms(work, MOST)
            return Completed(message=work.message)
    except CannotRun as reason:
        return Failed(message=str(reason))
