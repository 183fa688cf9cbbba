"""Nothing leaves without contract, credit, congruence and order; nothing is done until it works (M11–M13, A23)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased

from checks.authority import may_decide
from checks.expressions import given, in_force, there_is
from checks.rule import Rule, RuleWriter
from checks.rules.contracts import annex_excused, no_annex_overdue, signed_contract
from checks.signed import is_proof
from config.company import Company
from crm.model import (
    Acceptance,
    BillingSetup,
    Contract,
    CreditDecision,
    Delivery,
    DeliveryOrder,
    Equipment,
    Installation,
    Opportunity,
    Satisfaction,
    Shipment,
    Terms,
)

D = Delivery
Twin = aliased(Equipment, name="twin")


def rules(company: Company) -> Iterator[Rule]:
    yield from _release(company)
    yield from _on_the_way(company)
    yield from _at_the_client(company)


def _release(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "delivery")

    yield rule(
        "M11-opportunity-won", "000/M11",
        says=("The opportunity is won in the CRM", "La oportunidad está ganada en el CRM"),
        mend=("Complete and win the opportunity first.", "Complete y gane primero la oportunidad."),
        holds=Opportunity.stage == "won",
        from_stage="released", weight=30,
    )  # fmt: skip
    yield rule(
        "A23-signed-before-dispatch", "000/A23",
        says=("The contract is signed by both parties before equipment is sent",
              "El contrato está firmado por ambas partes antes de enviar equipo"),
        mend=("Have the contract signed and filed ('seiton documents add').", "Recabe la firma del contrato y archívelo ('seiton documents add')."),
        holds=signed_contract(D.opportunity_id),
        from_stage="released", mender="legal", consumers=("installation",), weight=40,
    )  # fmt: skip
    yield rule(
        "M11-credit-valid-today", "000/M11",
        says=("Credit is authorised and valid today", "El crédito está autorizado y vigente al día de hoy"),
        mend=("Ask the credit analyst to decide again.", "Solicite una nueva decisión de crédito."),
        holds=and_(
            CreditDecision.outcome == "approved",
            CreditDecision.limit_mxn >= Opportunity.amount_mxn,
            in_force(CreditDecision.expires_on),
            CreditDecision.approver_id.is_distinct_from(Opportunity.owner_id),
            may_decide(company, "credit", CreditDecision, CreditDecision.limit_mxn),
        ),
        stages=["released", "prepared", "dispatched"], judge=False, mender="credit", weight=40,
    )  # fmt: skip
    yield rule(
        "M11-credit-on-these-terms", "000/M11",
        says=("The contract is the one on which credit was decided: RFC, monthly billing and term",
              "El contrato es aquel sobre el que se decidió el crédito: RFC, facturación mensual y plazo"),
        mend=("Have credit decided on the contract as it is, or restore the contract.",
              "Solicite la decisión de crédito sobre el contrato vigente o restablezca el contrato."),
        holds=or_(
            CreditDecision.id.is_(None),  # that is another rule's
            and_(
                Terms.rfc == Contract.rfc, Terms.monthly_mxn == Contract.monthly_mxn, Terms.term_months == Contract.term_months
            ),
        ),
        stages=["released", "prepared", "dispatched"], judge=False, mender="credit", weight=40,
    )  # fmt: skip
    yield rule(
        "M11-delivery-order", "000/M11",
        says=("There is a delivery order (ODM)", "Hay orden de entrega (ODM)"),
        mend=("Issue the delivery order.", "Emita la orden de entrega."),
        holds=and_(DeliveryOrder.id.is_not(None), DeliveryOrder.issued_by_id.is_not(None)),
        from_stage="released", mender="operations", weight=20,
    )  # fmt: skip
    yield rule(
        "M11-delivery-order-valid", "000/M11",
        says=("The delivery order is still valid", "La orden de entrega sigue vigente"),
        mend=("Issue the delivery order again.", "Emita de nuevo la orden de entrega."),
        holds=in_force(DeliveryOrder.valid_until),
        stages=["released", "prepared", "dispatched"], judge=False, mender="operations",
    )  # fmt: skip
    yield rule(
        "A24-no-annex-overdue", "000/A24",
        says=("No annex is unsigned after the established period", "Ningún anexo sigue sin firma después del periodo establecido"),
        mend=("Have the overdue annexes signed.", "Recabe la firma de los anexos vencidos."),
        holds=or_(no_annex_overdue(), annex_excused(company, D.opportunity_id)),
        from_stage="released", mender="legal", decision="annex", weight=20,
    )  # fmt: skip
    yield rule(
        "M06-cancelled-reason", "000/M06",
        says=("A cancelled delivery says why", "Una entrega cancelada dice por qué"),
        mend=("Record the reason.", "Capture el motivo."),
        holds=given(D.cancelled_reason), stages=["cancelled"],
    )  # fmt: skip
    yield rule(
        "M06-not-cancelled", "000/M06",
        says=("A delivery with a reason to cancel does not go on", "Una entrega con motivo de cancelación no avanza"),
        mend=("Remove the reason if it goes on.", "Retire el motivo si la entrega continúa."),
        holds=~given(D.cancelled_reason), from_stage="released",
    )  # fmt: skip


def _on_the_way(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "delivery")

    yield rule(
        "M13-shipped", "000/M13",
        says=("The shipment has left, with its date and carrier", "El envío salió, con su fecha y transportista"),
        mend=("Record the shipment: date and carrier.", "Registre el envío: fecha y transportista."),
        holds=there_is(Shipment, Shipment.delivery_id == D.id, Shipment.dispatched_on.is_not(None), given(Shipment.carrier)),
        from_stage="dispatched", mender="logistics",
    )  # fmt: skip
    yield rule(
        "E08-delivered", "004/E08",
        says=("Every shipment has arrived", "Todo envío llegó"),
        mend=("Record the date of arrival, or the incident.", "Capture la fecha de llegada o la incidencia."),
        holds=~there_is(Shipment, Shipment.delivery_id == D.id, Shipment.delivered_on.is_(None)),
        from_stage="installed", mender="logistics", consumers=("installation",),
    )  # fmt: skip
    yield rule(
        "E08-delivery-on-time", "004/E08",
        says=("Every shipment arrived on the promised date", "Todo envío llegó en la fecha prometida"),
        mend=("Tell the client why, and record the incident.", "Explique al cliente el motivo y registre la incidencia."),
        holds=~there_is(
            Shipment, Shipment.delivery_id == D.id, Shipment.delivered_on > Shipment.scheduled_on, ~given(Shipment.incident)
        ),
        from_stage="installed", gate=False, mender="logistics",
    )  # fmt: skip
    yield rule(
        "E08-promise-kept", "004/E08",
        says=("Everything arrived by the day that was promised to the client, or the client was told why not",
              "Todo llegó a más tardar el día prometido al cliente, o se le explicó por qué no"),
        mend=("Tell the client why, and record the reason.", "Explique al cliente el motivo y captúrelo."),
        when=D.promised_on.is_not(None),
        holds=or_(
            given(D.late_reason),
            ~there_is(Shipment, Shipment.delivery_id == D.id, Shipment.delivered_on > D.promised_on),
        ),
        from_stage="installed", gate=False, mender="logistics", consumers=("renewal",), weight=10,
    )  # fmt: skip
    yield rule(
        "M12-serial-unique", "000/M12",
        says=("No other machine has the same serial number", "Ningún otro equipo tiene el mismo número de serie"),
        mend=("Correct the serial number.", "Corrija el número de serie."),
        holds=~there_is(
            Equipment, Equipment.delivery_id == D.id,
            there_is(Twin, Twin.serial == Equipment.serial, Twin.id != Equipment.id),
        ),
        from_stage="installed", mender="technician", consumers=("service",), weight=20,
    )  # fmt: skip


def _at_the_client(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "delivery")

    yield rule(
        "M13-installed", "000/M13",
        says=("The equipment is installed: date, technician, network and test prints", "El equipo está instalado: fecha, técnico, red e impresión de prueba"),
        mend=("Complete the installation report.", "Complete el reporte de instalación."),
        holds=and_(
            Installation.installed_on.is_not(None), Installation.technician_id.is_not(None),
            Installation.network_ok.is_(True), Installation.test_prints_ok.is_(True),
        ),
        from_stage="installed", mender="technician", consumers=("service",), weight=20,
    )  # fmt: skip
    for key, source, column, en, es in (
        (
            "A29-start-meters",
            "000/A29",
            Equipment.start_mono_pages.is_(None),
            "start meter",
            "contador inicial",
        ),
        (
            "M13-admin-password",
            "000/M13",
            Equipment.admin_password_changed.is_not(True),
            "changed administrator password",
            "contraseña de administrador cambiada",
        ),
        (
            "M13-reports-meters",
            "000/M13",
            Equipment.reports_meters.is_not(True),
            "working meter report",
            "reporte de contadores activo",
        ),
    ):
        yield rule(
            key, source,
            says=(f"Every machine has its {en}", f"Todo equipo tiene su {es}"),
            mend=(f"Record the {en} of each machine.", f"Capture en cada equipo: {es}."),
            holds=~there_is(Equipment, Equipment.delivery_id == D.id, column),
            from_stage="installed", mender="technician", consumers=("billing", "service"), weight=20,
        )  # fmt: skip
    yield rule(
        "M13-acceptance-signed", "000/M13",
        says=("The client has signed the acceptance (D&A)", "El cliente firmó la carta de aceptación (D&A)"),
        mend=("Have the acceptance signed and filed.", "Recabe y archive la carta firmada."),
        holds=and_(
            Acceptance.signed_on.is_not(None), Acceptance.signed_by_id.is_not(None),
            is_proof("acceptance", Acceptance.document_id, D.opportunity_id),
        ),
        from_stage="accepted", mender="operations", consumers=("billing",), weight=30,
    )  # fmt: skip
    yield rule(
        "A29-billing-set-up", "000/A29",
        says=("The billing set-up is complete and audited", "La configuración de facturación está completa y auditada"),
        mend=("Complete meter group, rates, cycle and base rent, and have it audited.",
              "Complete grupo de contadores, tarifas, ciclo y renta base, y audítela."),
        holds=and_(
            given(BillingSetup.meter_group), BillingSetup.cycle_day.between(1, 28), BillingSetup.click_mono_mxn > 0,
            or_(BillingSetup.click_colour_mxn > 0, BillingSetup.included_colour_pages == 0),
            BillingSetup.audited_on.is_not(None), BillingSetup.audited_by_id.is_not(None),
        ),
        from_stage="billing", mender="billing", consumers=("billing",), weight=30,
    )  # fmt: skip
    yield rule(
        "B37-satisfaction-asked", "001/B37",
        says=("The client was asked whether it is satisfied", "Se preguntó al cliente si está satisfecho"),
        mend=("Ask, and record the score.", "Pregunte y capture la calificación."),
        holds=there_is(Satisfaction, Satisfaction.delivery_id == D.id, Satisfaction.score.is_not(None)),
        from_stage="handed_over", mender="service", consumers=("service", "renewal"),
    )  # fmt: skip
    yield rule(
        "D07-dissatisfaction-processed", "003/D07",
        says=("A dissatisfied client got an answer", "El cliente insatisfecho recibió respuesta"),
        mend=("Find the cause, compensate, and record the date.", "Encuentre la causa, compense y capture la fecha."),
        holds=~there_is(
            Satisfaction, Satisfaction.delivery_id == D.id, Satisfaction.score < company.crm.satisfied_score,
            Satisfaction.processed_on.is_(None),
        ),
        from_stage="handed_over", gate=False, mender="service", consumers=("renewal",), weight=15,
    )  # fmt: skip
    yield rule(
        "E09-what-does-not-perform", "004/E09",
        says=("Where something does not perform as promised, it says what", "Si algo no funciona como se prometió, dice qué"),
        mend=("Record what does not perform, and mend it.", "Capture qué no funciona y corríjalo."),
        when=D.performs_as_promised.is_(False), holds=given(D.performance_note),
        from_stage="handed_over", gate=False, mender="service", consumers=("service", "renewal"), weight=15,
    )  # fmt: skip
