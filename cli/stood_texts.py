"""What ``seiton held CASE --on DATE`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

ON_NEEDS_A_CASE = Say(
    "--on shows one case as it stood: name it, as OPP-12",
    "--on muestra un caso como estaba: indíquelo, por ejemplo OPP-12",
)
ON_IS_TO_COME = Say("{day} is still to come", "{day} todavía no llega")
NOT_THERE = Say("On {day} {code} was not in the CRM yet.", "El {day} {code} todavía no estaba en el CRM.")
STOOD = Say(
    "At the end of {day} {code} stood at {stage}, since {since}.",
    "Al terminar el {day} {code} estaba en {stage}, desde el {since}.",
)
LEFT = Say("It moved on to {stage} on {left_on}.", "Pasó a {stage} el {left_on}.")
IMPORTED = Say(
    "imported (a claim that no gate has passed)", "importado (una declaración que no ha pasado candados)"
)
NEVER_JUDGED = Say(
    "No audit had run by then: what was broken is not known.",
    "Ninguna auditoría había corrido: no se sabe qué se incumplía.",
)
JUDGED = Say(
    "Last audit by then: {judged_on}, by rulebook {rulebook}.",
    "Última auditoría hasta entonces: {judged_on}, con el reglamento {rulebook}.",
)
RULES_NOT_KEPT = Say(
    "That rulebook was not kept: rules are shown in their words of today.",
    "Ese reglamento no se conservó: las reglas se muestran con sus palabras de hoy.",
)
NOTHING_BROKEN = Say(
    "That audit found nothing broken in it.", "Esa auditoría no encontró nada incumplido en él."
)
MENDED = Say(
    "   seen on {since}; mended by {mended_on}", "   visto el {since}; resuelto a más tardar el {mended_on}"
)
NOT_MENDED = Say("   seen on {since}; broken to this day", "   visto el {since}; sigue sin resolverse")
GATE = Say(
    "To enter {target}, the rules of then asked ({number}):",
    "Para entrar a {target}, las reglas de entonces pedían ({number}):",
)
WAITED = Say("Waiting for an answer: {what}", "En espera de respuesta: {what}")
DECISION, ANSWER, BY = Say("decision", "decisión"), Say("answer", "respuesta"), Say("by", "de")
ON, UNTIL, HELD_THEN = Say("on", "el"), Say("valid until", "vigente hasta"), Say("held then", "valía entonces")
PAPER, TITLE, SIGNED = Say("paper", "documento"), Say("title", "título"), Say("signed", "firmado")
YES, NO = Say("yes", "sí"), Say("no", "no")
NOT_KNOWN = Say(
    "Not known: what its fields said then (they are not kept in versions), what was broken and mended between two audits, and what of "
    "the next gate was lacking (audits ask only what the stage asks). Papers are shown with their data of today.",
    "No se sabe: qué decían entonces sus campos (no se guardan versiones), qué se incumplió y resolvió entre dos auditorías, ni qué faltaba "
    "para el siguiente candado (la auditoría sólo pide lo de la etapa). Los documentos se muestran con sus datos de hoy.",
)
