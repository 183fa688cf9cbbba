"""Which run in Prefect holds the form of an approval question: the row is the truth, the run can be made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.model import ApprovalRequest, DecisionForm


def begin_form(session: Session, request_id: int, now: dt.datetime) -> int:
    """A new form is about to be opened; its generation, which no other form of the question has."""
    request = session.get_one(ApprovalRequest, request_id)
    form = session.get(DecisionForm, request_id, with_for_update=True)
    if form is None:
        form = DecisionForm(request_id=request_id, generation=0, opened_at=now)
        session.add(form)
    form.generation, form.tier, form.run_id = (form.generation or 0) + 1, request.tier, None
    form.opened_at, form.closed_at = now, None
    session.flush()
    return form.generation


def form_is_open(session: Session, request_id: int, generation: int, run_id: str) -> None:
    """The form waits in this run, unless a later one has been begun meanwhile."""
    session.execute(
        update(DecisionForm)
        .where(DecisionForm.request_id == request_id, DecisionForm.generation == generation)
        .values(run_id=run_id)
    )


def forms_waiting(session: Session) -> dict[str, tuple[int, bool]]:
    """By run, the question of each form that is not closed, and whether the question is still open."""
    rows = session.execute(
        select(DecisionForm.run_id, DecisionForm.request_id, ApprovalRequest.status)
        .join(ApprovalRequest, ApprovalRequest.id == DecisionForm.request_id)
        .where(DecisionForm.closed_at.is_(None), DecisionForm.run_id.is_not(None))
    )
    return {row.run_id: (row.request_id, row.status == "open") for row in rows}


def close_forms(session: Session, request_ids: Iterable[int], now: dt.datetime) -> None:
    """These forms wait no longer."""
    session.execute(
        update(DecisionForm).where(DecisionForm.request_id.in_(list(request_ids))).values(closed_at=now)
    )
