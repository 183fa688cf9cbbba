"""What ``seiton documents`` and ``seiton dossier`` say, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

SAID = Say("{why}", "{why}")
NO_SALE = Say(
    "{case}: papers belong to an opportunity; name it (OPP-123) or its delivery (DEL-4).",
    "{case}: los documentos son de una oportunidad; indíquela (OPP-123) o su entrega (DEL-4).",
)
NONE = Say("{case} has no papers yet.", "{case} todavía no tiene documentos.")
PAPER, NUMBER = Say("paper", "documento"), Say("number", "número")
STATE, DAY, FILE = Say("state", "estado"), Say("day", "fecha"), Say("file", "archivo")
NOTE = Say("note", "nota")
STATES = {
    "filed": Say("filed, not examined", "archivado, sin examinar"),
    "draft": Say("draft", "borrador"),
    "proved": Say("proved: signatures verified", "probado: firmas verificadas"),
    "attested": Say("attested, not verified", "atestiguado, sin verificación"),
    "refused": Say("refused", "rechazado"),
}
IN_FORCE = Say("in force", "vigente")
ATTESTED = Say("by {name} on {day}: «{statement}»", "por {name} el {day}: «{statement}»")
HELD_ATTESTED = Say(
    "The {kind} counts by attestation, not verified: {name} on {day}: «{statement}»",
    "El documento {kind} cuenta por testimonio, sin verificación: {name} el {day}: «{statement}»",
)
NOT_KEPT = Say("the file is not in the vault", "el archivo no está en el archivo digital")
ALTERED = Say("THE FILE IN THE VAULT WAS ALTERED", "EL ARCHIVO GUARDADO FUE ALTERADO")
CHECKED = Say(
    "{count} papers count; {wrong} of them do not stand up to a second look.",
    "{count} documentos cuentan; {wrong} no resisten una segunda revisión.",
)
WRONG = Say("{kind} (document {number}): {why}", "{kind} (documento {number}): {why}")
UNKNOWN_KIND = Say(
    "{kind}: such a paper is not drafted; known: {known}",
    "{kind}: ese documento no se elabora; conocidos: {known}",
)
DRAFTED = Say("{number} is drafted and kept: {path}", "{number} quedó elaborado y archivado: {path}")
FINGERPRINT = Say("SHA-256: {sha256}", "SHA-256: {sha256}")
EXISTS = Say("{path} exists already; name another file.", "{path} ya existe; indique otro archivo.")
FILED = Say("{kind} of {case}: {state}.", "{kind} de {case}: {state}.")
KNOWN = Say(
    "This very file was here before: nothing was changed.", "Este mismo archivo ya estaba: nada cambió."
)
STANDS = Say("{case} stands at {stage}.", "{case} está en {stage}.")
NEEDS_STATEMENT = Say(
    "An attestation says something: add --statement.", "Un testimonio dice algo: agregue --statement."
)
CODE = Say("One-time code of {by}: ", "Código de un solo uso de {by}: ")
NEEDS_CODE = Say("An attestation needs a one-time code: add --code.", "Un testimonio requiere un código de un solo uso: agregue --code.")  # fmt: skip
AHEAD = Say("{day} is ahead of today ({today}).", "{day} es posterior a hoy ({today}).")
DOSSIER = Say("The dossier is at {path}", "El expediente está en {path}")
DOSSIER_HOLDS = Say(
    "{files} files; {missing} papers of the register have no file in the vault.",
    "{files} archivos; {missing} documentos del registro no tienen archivo guardado.",
)
DOSSIER_SEAL = Say(
    "Keep this fingerprint elsewhere; python3 verify.py {sha256} checks everything against it.",
    "Guarde esta huella en otro lugar; python3 verify.py {sha256} comprueba todo contra ella.",
)
DOSSIER_IN_THE_WAY = Say(
    "{path} exists and is no dossier: name another folder with --to.",
    "{path} existe y no es un expediente: indique otra carpeta con --to.",
)
