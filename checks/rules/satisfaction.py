"""After the sale we ask: content, why and how to work again; not content, why and what compensates it (003/D07, 001/B37)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.expressions import given, past, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Complaint, Renewal, Satisfaction


def rules(company: Company) -> Iterator[Rule]:
    yield from _answers(company)
    yield from _complaints(company)
    yield from _renewals(company)


def _answers(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "satisfaction")

    yield rule(
        "D07-work-again", "003/D07",
        says=("A client that is content says why, and how we would work together again",
              "El cliente satisfecho dice por qué y cómo volveríamos a trabajar juntos"),
        mend=("Ask both and record the answers.", "Pregunte ambas cosas y capture las respuestas."),
        when=Satisfaction.score >= company.crm.satisfied_score,
        holds=and_(given(Satisfaction.comment), given(Satisfaction.work_again)),
        mender="service", consumers=("renewal",), weight=3,
    )  # fmt: skip
    yield rule(
        "D07-complaint-opened", "003/D07",
        says=("The answer of a dissatisfied client opened a complaint", "La respuesta de un cliente insatisfecho abrió una queja"),
        mend=("Open the complaint: cause, compensation, and by when.", "Abra la queja: causa, compensación y para cuándo."),
        when=Satisfaction.score < company.crm.satisfied_score,
        holds=Complaint.id.is_not(None),
        mender="service", consumers=("renewal",), weight=15,
    )  # fmt: skip


def _complaints(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "complaint")
    complaints = company.clients.complaints

    yield rule(
        "D07-complaint-cause", "003/D07",
        says=("A complaint names its cause, one of the catalogue", "Una queja nombra su causa, una del catálogo"),
        mend=("Find out why the client is dissatisfied and choose the cause.", "Averigüe por qué está insatisfecho el cliente y elija la causa."),
        holds=Complaint.cause.in_(complaints.causes), consumers=("service", "renewal"), weight=10,
    )  # fmt: skip
    yield rule(
        "D07-complaint-answered", "003/D07",
        says=("A complaint is closed with what compensates it before its date is past",
              "Una queja se cierra con su compensación antes de que venza su fecha"),
        mend=("Agree with the client what compensates it, and close the complaint.", "Acuerde con el cliente la compensación y cierre la queja."),
        holds=or_(
            and_(Complaint.closed_on.is_not(None), given(Complaint.compensation)),
            and_(Complaint.closed_on.is_(None), ~past(Complaint.due_on)),
        ),
        consumers=("service", "renewal"), weight=20,
    )  # fmt: skip


def _renewals(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "renewal")
    yield rule(
        "D07-renewal-without-complaint", "003/D07",
        says=("A client is offered a renewal only when no complaint of it is overdue",
              "Se ofrece renovación sólo al cliente que no tiene quejas vencidas"),
        mend=("Close the complaint first: a dissatisfied client does not renew.",
              "Cierre primero la queja: un cliente insatisfecho no renueva."),
        holds=~there_is(
            Complaint, Complaint.account_id == Renewal.account_id, Complaint.closed_on.is_(None), past(Complaint.due_on)
        ),
        stages=["reviewed", "proposed", "negotiated", "escalated"], gate=False, mender="service", weight=15,
    )  # fmt: skip
