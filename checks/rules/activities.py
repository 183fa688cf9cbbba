"""Touchpoints are known, linked and finished (004/E10, 002/C12, 000/A32)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_

from checks.expressions import given, past
from checks.preparation import MEETINGS
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Activity
from crm.planned import PLANNER

A = Activity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "activity")

    yield rule(
        "A32-orphan-activity", "000/A32",
        says=("The activity belongs to an account, a contact or an opportunity", "La actividad pertenece a una cuenta, un contacto o una oportunidad"),
        mend=("Link the activity.", "Vincule la actividad."),
        holds=or_(A.account_id.is_not(None), A.contact_id.is_not(None), A.opportunity_id.is_not(None)), weight=5,
    )  # fmt: skip
    for name, ref, link, en, es in (
        ("account", A.account_ref, A.account_id, "account", "La cuenta"),
        ("contact", A.contact_ref, A.contact_id, "contact", "El contacto"),
        ("opportunity", A.opportunity_ref, A.opportunity_id, "opportunity", "La oportunidad"),
    ):
        yield rule(
            f"A32-activity-{name}-known", "000/A32",
            says=(f"The {en} that the activity names exists in the CRM", f"{es} que nombra la actividad existe en el CRM"),
            mend=(f"Register the {en}, or correct the link.", "Registre lo que falta o corrija el vínculo."),
            when=given(ref), holds=link.is_not(None), weight=5,
        )  # fmt: skip
    yield rule(
        "E10-activity-result", "004/E10",
        says=("A finished call, visit, meeting or demo has a result", "Toda llamada, visita, reunión o demostración terminada tiene resultado"),
        mend=("Record the result.", "Capture el resultado."),
        when=and_(A.done_at.is_not(None), A.kind.in_(("call", *MEETINGS))),
        holds=given(A.result), weight=5,
    )  # fmt: skip
    yield rule(
        "E07-next-step-asked", "004/E07",
        says=("A meeting about an opportunity ends with a next step", "Toda reunión sobre una oportunidad termina con un siguiente paso"),
        mend=("Ask the client what comes next and record it.", "Pregunte al cliente qué sigue y captúrelo."),
        when=and_(A.done_at.is_not(None), A.opportunity_id.is_not(None), A.kind.in_(MEETINGS)),
        holds=given(A.next_step), weight=5,
    )  # fmt: skip
    yield rule(
        "B41-meeting-evaluated", "001/B41",
        says=("A meeting held about an opportunity has observations and an evaluation",
              "Toda reunión realizada sobre una oportunidad tiene observaciones y evaluación"),
        mend=("Record what was observed and how the meeting is judged.", "Capture lo observado y cómo se evalúa la reunión."),
        when=and_(A.done_at.is_not(None), A.opportunity_id.is_not(None), A.kind.in_(MEETINGS)),
        holds=and_(given(A.observations), given(A.evaluation)), weight=5,
    )  # fmt: skip
    yield rule(
        "D15-activity-overdue", "003/D15",
        says=("No activity is overdue", "Ninguna actividad está vencida"),
        mend=("Do it, or set a new date.", "Realícela o reprográmela."),
        when=and_(A.done_at.is_(None), A.due_on.is_not(None), func.coalesce(A.origin, "") != PLANNER),  # that one moves by itself
        holds=~past(A.due_on), weight=5,
    )  # fmt: skip
    yield rule(
        "D14-activity-due-date", "003/D14",
        says=("An activity to be done has a date", "Una actividad por hacer tiene fecha"),
        mend=("Set the date.", "Capture la fecha."),
        when=A.done_at.is_(None), holds=A.due_on.is_not(None), weight=5,
    )  # fmt: skip
