"""Nobody is left alone: promised clients within their limit, former ones not dropped, each with a plan (003/D08–D15, 000/M10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, extract, or_

from checks.expressions import given, past, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.follow_up import KIND_OF
from crm.model import Account, Activity, ContactPlan
from crm.planned import PLANNER

A = Activity
DAY_MINUTES = 24 * 60


def rules(company: Company) -> Iterator[Rule]:
    yield from _accounts(company)
    yield from _activities(company)


def _accounts(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    promised = company.cadence.promised
    letters = ", ".join(promised)
    in_time = or_(
        ~past(ContactPlan.contact_by_on),
        there_is(A, A.account_id == Account.id, A.kind.in_(KIND_OF), A.done_at >= ContactPlan.contact_by_on),
    )

    yield rule(
        "D13-promised-client-contacted", "003/D13",
        says=(f"A client of class {letters} has been contacted within its limit",
              f"El cliente de clase {letters} fue contactado dentro de su límite"),
        mend=("Contact it now; the follow-up list says how, with whom and why it is late.",
              "Contáctelo ya; la lista de seguimiento dice cómo, con quién y por qué se retrasó."),
        when=ContactPlan.abc_class.in_(promised), holds=in_time, weight=20,
    )  # fmt: skip
    yield rule(
        "D09-former-client-followed", "003/D09",
        says=("A client whose service ended is still contacted", "El cliente cuyo servicio terminó se sigue contactando"),
        mend=("Contact it and record what it says.", "Contáctelo y capture lo que dice."),
        when=and_(Account.kind == "former", ContactPlan.contact_by_on.is_not(None)), holds=in_time, weight=5,
    )  # fmt: skip
    yield rule(
        "M10-client-has-plan", "000/M10",
        says=("A client has its next contact planned", "El cliente tiene planeado su siguiente contacto"),
        mend=("Name an owner who works here, or record how somebody there is reached.",
              "Asigne un responsable activo o capture cómo localizar a alguien ahí."),
        when=and_(Account.kind == "client", ContactPlan.contact_by_on.is_not(None)),
        holds=ContactPlan.next_contact_on.is_not(None), consumers=("service", "renewal"), weight=10,
    )  # fmt: skip


def _activities(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "activity")

    yield rule(
        "C12-planned-contact-complete", "002/C12",
        says=("A planned contact has an objective, a method and somebody to speak to",
              "Todo contacto planeado tiene objetivo, método y con quién"),
        mend=("Complete it, or leave it to the planner.", "Complételo o déjelo al planeador."),
        when=A.origin == PLANNER,
        holds=and_(given(A.objective), given(A.method), A.contact_id.is_not(None)), weight=5,
    )  # fmt: skip
    yield rule(
        "D08-in-their-hours", "003/D08",
        says=("A client was called or visited when both sides work", "Se llamó o visitó al cliente cuando ambas partes trabajan"),
        mend=("Record when it really took place; next time keep to the hours in the list.",
              "Capture cuándo fue en realidad; la próxima vez respete el horario de la lista."),
        when=and_(A.done_at.is_not(None), A.from_utc_minute.is_not(None), A.until_utc_minute.is_not(None)),
        holds=_within(A.done_at), weight=2,
    )  # fmt: skip


def _within(instant: Any) -> ColumnElement[bool]:
    """The time of day lies within the hours, which may go on after midnight UTC."""
    minute = extract("hour", instant) * 60 + extract("minute", instant)
    return or_(
        minute.between(A.from_utc_minute, A.until_utc_minute),
        (minute + DAY_MINUTES).between(A.from_utc_minute, A.until_utc_minute),
    )
