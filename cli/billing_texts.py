"""What ``seiton billing`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

KIND, WHY, AMOUNT, IVA = (
    Say("line", "renglón"),
    Say("why", "por qué"),
    Say("amount", "importe"),
    Say("IVA", "IVA"),
)
STATUS, CONTRACTS, TOTAL = Say("status", "estado"), Say("contracts", "contratos"), Say("total", "total")
CONTRACT, CERTAIN = Say("contract", "contrato"), Say("certain so far", "cierto hasta ahora")
MACHINE, METER, OPENING, CLOSING, PAGES = (
    Say("machine", "equipo"), Say("meter", "contador"), Say("from", "de"), Say("to", "a"), Say("pages", "páginas"),
)  # fmt: skip
BASE = Say("base rent", "renta base")
OVER = Say("pages over, {meter}", "páginas excedentes, {meter}")

NOTHING = Say(
    "No month was previewed yet: run the flow billing-preview (seiton up), or make run.",
    "Todavía no hay vista previa de ningún mes: ejecute el flujo billing-preview (seiton up) o make run.",
)
NO_CONTRACT = Say("{name}: there is no such contract.", "{name}: no existe ese contrato.")
NOT_PREVIEWED = Say(
    "{name} has no preview for {month}: its service did not run, or the month was not previewed.",
    "{name} no tiene vista previa de {month}: no estaba en servicio o el mes no se ha procesado.",
)
MONTH = Say("Billing of {month}", "Facturación de {month}")
HELD = Say("Held, the most pesos first:", "Detenidos, primero los de más pesos:")
ALERTS = Say("Allowances nearly or wholly used:", "Volúmenes incluidos por agotarse o agotados:")
RECEIVED_BY = Say(
    "{name} received {previews:,} contracts for {total} on {day}.",
    "{name} recibió {previews:,} contratos por {total} el {day}.",
)
HEAD = Say(
    "{contract} · {client} · {first} to {last} · version {version}",
    "{contract} · {client} · {first} a {last} · versión {version}",
)
HELD_SINCE = Say("Held; nothing of it may be billed:", "Detenido; nada se puede facturar:")
SUM = Say("Total {total} ({subtotal} and IVA {iva})", "Total {total} ({subtotal} más IVA {iva})")
SEE = Say("One contract in full: seiton billing {contract}", "Un contrato completo: seiton billing {contract}")
NEEDS_MONTH = Say("Say which month is received: --month 2026-10", "Indique qué mes se recibe: --month 2026-10")
NEEDS_BY = Say("Say who receives it: --by NAME", "Indique quién lo recibe: --by NOMBRE")
NEEDS_CODE = Say(
    "A one-time code is needed: --code NNNNNN", "Se requiere un código de un solo uso: --code NNNNNN"
)
CODE = Say("One-time code of {by}: ", "Código de un solo uso de {by}: ")
RECEIVED = Say(
    "Received: {previews:,} contracts of {month}, {total} with IVA, by {name}.",
    "Recibido: {previews:,} contratos de {month}, {total} con IVA, por {name}.",
)
