"""How the installed base is: a plan and an owner for each client, a state told by facts, risks that somebody answers (M10, M14)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_
from sqlalchemy.orm import aliased

from checks.expressions import given, past, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Account, Person, Renewal, RenewalRisk, ServiceTicket

R, Risk = Renewal, RenewalRisk
Holder = aliased(Person, name="holder")


def rules(company: Company) -> Iterator[Rule]:
    yield from _clients(company)
    yield from _reviews(company)


def _clients(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    days = company.retention.account.plan_days

    yield rule(
        "M10-account-plan", "000/M10",
        says=(f"A client has a plan that was looked at in the last {days} days", f"Un cliente tiene un plan revisado en los últimos {days} días"),
        mend=("Write what we want with this client, and the date.", "Escriba qué buscamos con este cliente, y la fecha."),
        when=Account.kind == "client", holds=and_(given(Account.plan), ~past(Account.planned_on, days)), weight=5,
    )  # fmt: skip
    yield rule(
        "M10-account-owner", "000/M10",
        says=("The one owner of a client works here", "El responsable único de un cliente trabaja aquí"),
        mend=("Name an owner who works here.", "Asigne un responsable que trabaje aquí."),
        when=and_(Account.kind == "client", Account.owner_id.is_not(None)),
        holds=there_is(Holder, Holder.id == Account.owner_id, Holder.active.is_(True)), mender="sales_manager", weight=15,
    )  # fmt: skip
    yield rule(
        "M14-ticket-overdue", "000/M14",
        says=("No ticket of the client is open past its date", "Ningún ticket del cliente sigue abierto después de su fecha"),
        mend=("Solve the ticket, or escalate it and agree a date.", "Resuelva el ticket, o escálelo y acuerde una fecha."),
        holds=~there_is(
            ServiceTicket, ServiceTicket.account_id == Account.id, ServiceTicket.solved_on.is_(None), past(ServiceTicket.due_on)
        ),
        mender="service", consumers=("service", "renewal"), weight=15,
    )  # fmt: skip


def _reviews(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "renewal")
    days = company.retention.health.valid_days
    told = [there_is(Risk, Risk.renewal_id == R.id, Risk.kind == kind) for kind in company.retention.risk]

    yield rule(
        "M10-health-current", "000/M10",
        says=(f"The health of the client was told by facts in the last {days} days", f"La salud del cliente se obtuvo de hechos en los últimos {days} días"),
        mend=("Record tickets, surveys, invoices and meters; the next sweep tells the health.",
              "Capture tickets, encuestas, facturas y contadores; el siguiente recorrido calcula la salud."),
        holds=and_(R.health_on.is_not(None), ~past(R.health_on, days)), stages=["reviewed"], consumers=("renewal",), weight=10,
    )  # fmt: skip
    yield rule(
        "M10-risks-told", "000/M10",
        says=("Every kind of risk is on the record: service, collection, perception, obsolescence",
              "Cada tipo de riesgo está registrado: servicio, cobranza, percepción, obsolescencia"),
        mend=("Run the sweep of renewals: it tells the risks.", "Ejecute el recorrido de renovaciones: determina los riesgos."),
        holds=and_(*told), stages=["reviewed"], weight=10,
    )  # fmt: skip
    yield rule(
        "M10-high-risk-answered", "000/M10",
        says=("It is written what is done about every high risk", "Está escrito qué se hace ante cada riesgo alto"),
        mend=("Write the action beside the risk.", "Escriba la acción junto al riesgo."),
        holds=~there_is(Risk, Risk.renewal_id == R.id, Risk.level == "high", ~given(Risk.action)),
        stages=["reviewed", "proposed", "negotiated", "escalated"], gate=False, weight=15,
    )  # fmt: skip
