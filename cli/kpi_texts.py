"""What ``seiton kpi`` and ``seiton quota`` say, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

REVIEW = Say("Review of {first} to {last}", "Revisión del {first} al {last}")
PAGE = Say("To read or print: {path}", "Para leer o imprimir: {path}")
BEHIND = Say("Goals behind: {number:,}", "Metas atrasadas: {number:,}")

MONTH = Say("Quotas of {month}", "Cuotas de {month}")
SELLER, TEAM = Say("seller", "vendedor"), Say("team", "equipo")
MPS, QUOTA, ATTAINED = (
    Say("MPS billing", "facturación MPS"),
    Say("quota", "cuota"),
    Say("attained", "cumplimiento"),
)
EQUIPMENT, COMMISSION = Say("equipment", "equipo"), Say("commission", "comisión")
DAY, KEY, KIND = Say("day", "día"), Say("line", "renglón"), Say("what", "qué")
CLIENT, AMOUNT, COUNTS = Say("client", "cliente"), Say("amount", "importe"), Say("counts", "cuenta")
YES, NO = Say("yes", "sí"), Say("no", "no")
KINDS = {
    "new": Say("new contract", "contrato nuevo"),
    "renegotiated": Say("renegotiated", "renegociado"),
    "cancelled": Say("cancelled", "cancelado"),
    "corrected": Say("corrected", "corregido"),
    "sold": Say("sold", "vendido"),
}
NOTHING = Say("The ledger holds nothing of this colleague.", "El libro no contiene nada de este colaborador.")
NO_SELLERS = Say("Nobody has the role of a seller.", "Nadie tiene el rol de vendedor.")

DIFFER = Say("The ledger and these contracts do not agree:", "El libro no concuerda con estos contratos:")
AGREES = Say("The ledger agrees with the contracts.", "El libro concuerda con los contratos.")
CONTRACT, WHY = Say("contract", "contrato"), Say("why", "por qué")
LEDGER, BILLS, SINCE = Say("ledger", "libro"), Say("bills", "factura"), Say("since", "desde")

CHANCE = Say(
    "Real chance of being won: {chance} (of {cases:,} that left this stage in a year); the seller says {said}.",
    "Probabilidad real de ganarse: {chance} (de {cases:,} que salieron de esta etapa en un año); el vendedor dice {said}.",
)
CHANCE_ASSUMED = Say(
    "Real chance of being won: {chance} (assumed: history is too short); the seller says {said}.",
    "Probabilidad real de ganarse: {chance} (supuesta: la historia es corta); el vendedor dice {said}.",
)
