"""What the sample says to people, in English and in Spanish."""

from __future__ import annotations

from config.company import Text


def _text(english: str, spanish: str) -> Text:
    return Text(en=english, es=spanish)


HISTORY = _text("Sales, deliveries and the installed base", "Ventas, entregas y base instalada")
RENEWALS = _text("Renewals and recoveries", "Renovaciones y recuperaciones")
DEFECTS = _text("Planted defects", "Defectos plantados")
NOT_EMPTY = _text(
    "the sample is written into an empty CRM only: give it a database of its own",
    "la muestra sólo se escribe en un CRM vacío: dele una base propia",
)
DAY_OPEN = _text(
    "this CRM already works on {day}, and its day only moves forward: give the sample a database of its own",
    "este CRM ya trabaja en el {day} y su día sólo avanza: dele a la muestra una base propia",
)

MADE = _text("What was made", "Lo que se creó")
CASES = _text("cases", "casos")
READY = _text("Cases that may enter a stage today", "Casos que hoy pueden entrar a una etapa")
PLANTED = _text(
    "Planted defects: records that break each rule", "Defectos plantados: registros que incumplen cada regla"
)

RECORDS = {
    "account": _text("accounts", "cuentas"),
    "contact": _text("contacts", "contactos"),
    "campaign": _text("campaigns", "campañas"),
    "campaign_member": _text("contacts addressed by campaigns", "contactos en campañas"),
    "campaign_message": _text("messages to types of audience", "mensajes por tipo de audiencia"),
    "product": _text("products", "productos"),
    "person": _text("colleagues", "colaboradores"),
    "opportunity": _text("opportunities", "oportunidades"),
    "study": _text("studies", "estudios"),
    "fleet_line": _text("machines found at clients", "equipos encontrados con clientes"),
    "proposal": _text("quotes", "cotizaciones"),
    "proposal_line": _text("lines of quotes", "renglones de cotización"),
    "quote_variables": _text("quotes with all their figures", "cotizaciones con todas sus cifras"),
    "negotiation_plan": _text("negotiation plans", "planes de negociación"),
    "plan_row": _text("blocks of plans", "bloques de planes"),
    "interest": _text("interests", "intereses"),
    "competitor": _text("competitors of a sale", "competidores de una venta"),
    "value_variable": _text("variables of value", "variables de valor"),
    "account_factor": _text("factors of clients", "factores de clientes"),
    "peer_relation": _text("our relations", "relaciones nuestras"),
    "agreement": _text("agreements", "acuerdos"),
    "objection": _text("objections", "objeciones"),
    "activity": _text("activities", "actividades"),
    "credit_application": _text("credit applications", "solicitudes de crédito"),
    "credit_decision": _text("credit decisions", "decisiones de crédito"),
    "approval_request": _text("approval requests", "solicitudes de aprobación"),
    "approval_decision": _text("approval decisions", "decisiones de aprobación"),
    "document": _text("documents", "documentos"),
    "contract": _text("contracts", "contratos"),
    "contract_line": _text("lines of annex A", "renglones del anexo A"),
    "annex": _text("annexes", "anexos"),
    "delivery": _text("deliveries", "entregas"),
    "delivery_order": _text("delivery orders (ODM)", "órdenes de entrega (ODM)"),
    "shipment": _text("shipments", "envíos"),
    "equipment": _text("machines with serial", "equipos con serie"),
    "installation": _text("installations", "instalaciones"),
    "training": _text("trainings", "capacitaciones"),
    "acceptance": _text("acceptances (D&A)", "aceptaciones (D&A)"),
    "billing_setup": _text("billing set-ups", "configuraciones de facturación"),
    "meter_reading": _text("meter readings", "lecturas de contador"),
    "service_ticket": _text("service tickets", "tickets de servicio"),
    "invoice": _text("invoices", "facturas"),
    "satisfaction": _text("satisfaction scores", "calificaciones de satisfacción"),
    "complaint": _text("complaints", "quejas"),
    "client_trait": _text("traits of clients", "rasgos de clientes"),
    "wallet_share": _text("shares by quarter", "participaciones por trimestre"),
    "outright_sale": _text("sales of equipment and parts", "ventas de equipo y refacciones"),
    "quota_posting": _text("lines of the quota ledger", "renglones del libro de cuotas"),
    "goal": _text("goals", "metas"),
    "deviation": _text("goals that fell behind", "metas desviadas"),
    "renewal": _text("renewals and recoveries", "renovaciones y recuperaciones"),
    "renewal_risk": _text("risks of renewals", "riesgos de renovaciones"),
    "loss_cause": _text("causes of loss", "causas de pérdida"),
    "stage_history": _text("changes of stage", "cambios de etapa"),
}
"""The records that people speak of, in the order of the business."""
