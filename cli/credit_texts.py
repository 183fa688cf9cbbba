"""What ``seiton credit`` and ``seiton lists`` say, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

PAPER, STATE, UNTIL = Say("paper", "documento"), Say("state", "estado"), Say("until", "hasta")
LIMIT, IN_USE = Say("limit", "límite"), Say("used by a running contract", "lo usa un contrato vigente")
ACCOUNT, RFC, SITUATION = Say("account", "cuenta"), Say("RFC", "RFC"), Say("situation", "situación")
YES, NO = Say("yes", "sí"), Say("no", "no")
STATES = {
    "valid": Say("valid", "vigente"),
    "expiring": Say("expires soon", "por vencer"),
    "expired": Say("expired", "vencido"),
    "missing": Say("missing", "falta"),
}
SITUATIONS = {
    "definitive": Say("definitive: stops", "definitivo: se detiene"),
    "presumed": Say("presumed: waits", "presunto: en espera"),
    "disproved": Say("disproved: passes", "desvirtuado: pasa"),
    "ruled_for": Say("court ruled for it: passes", "sentencia favorable: pasa"),
}

EXPOSURE = Say(
    "Exposure {exposure}: {contracted} contracted and not paid, {open} in open invoices.",
    "Exposición {exposure}: {contracted} contratado y no pagado, {open} en facturas abiertas.",
)
BESIDES = Say(
    "Besides {case}, which asks for {asked}. Limits granted for the contracts besides: {limit}.",
    "Aparte de {case}, que pide {asked}. Límites otorgados para los demás contratos: {limit}.",
)
GRANTED = Say(
    "Limits granted for running contracts: {limit}.", "Límites otorgados para contratos vigentes: {limit}."
)
NO_LIMITS = Say("No limit is in force.", "No hay límite vigente.")
NO_PAPERS = Say("No paper is asked for.", "No se pide documento alguno.")
LISTED = Say("69-B list: {situation} (published {day}).", "Listado 69-B: {situation} (publicado {day}).")
NOT_LISTED = Say("69-B list: not named.", "Listado 69-B: no aparece.")
NOTE = Say(
    "Note: the 69-B list names the client as {situation}.",
    "Nota: el listado 69-B menciona al cliente como {situation}.",
)

LIST_SAME = Say(
    "Nothing new: this file was read before; the list in force is of {day}.",
    "Nada nuevo: este archivo ya se había cargado; el listado vigente es del {day}.",
)
LIST_READ = Say(
    "The list of {day} is in force: {taxpayers:,} taxpayers in {rows:,} rows; {added:,} new, {changed:,} changed, {removed:,} removed.",
    "El listado del {day} está vigente: {taxpayers:,} contribuyentes en {rows:,} renglones; {added:,} nuevos, {changed:,} con cambio,"
    " {removed:,} retirados.",
)
LIST_UNREADABLE = Say(
    "{number:,} rows could not be read and were left out:",
    "{number:,} renglones no se pudieron leer y se omitieron:",
)
LIST_LINE = Say("  line {line}: {value}: {reason}", "  línea {line}: {value}: {reason}")
LIST_NONE = Say(
    "No list was read yet. Download the complete 69-B list of the SAT, then: seiton lists update FILE",
    "Todavía no se carga ningún listado. Descargue el listado completo 69-B del SAT y después: seiton lists update ARCHIVO",
)
LIST_IN_FORCE = Say(
    "The list in force is of {day}: {taxpayers:,} taxpayers.",
    "El listado vigente es del {day}: {taxpayers:,} contribuyentes.",
)
LIST_CLIENTS = Say("{number:,} of our accounts are on it:", "{number:,} de nuestras cuentas aparecen:")
LIST_CLEAN = Say("None of our accounts is on it.", "Ninguna de nuestras cuentas aparece.")
