"""What ``seiton score`` and ``seiton campaigns`` say, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

FACTOR, POINTS, OF = Say("factor", "factor"), Say("points", "puntos"), Say("of", "de")
WHY, SAID = Say("why", "por qué"), Say("the CRM says", "el CRM dice")
PERCENT, WEIGHT = Say("percent", "por ciento"), Say("weight", "peso")
YES, NO = Say("yes", "sí"), Say("no", "no")

FIT = Say("Fit with the ideal client: {percent} (at least {least} %).", "Ajuste con el cliente ideal: {percent} (mínimo {least} %).")  # fmt: skip
KEPT = Say("In the CRM since {day}: {percent}", "En el CRM desde el {day}: {percent}")
NOT_KEPT = Say("Not scored in the CRM yet: the next sweep does it.", "Aún sin calificar en el CRM: lo hace el siguiente barrido.")  # fmt: skip
STALE = Say("Facts have changed since; the next sweep writes the new score.", "Los datos cambiaron desde entonces; el siguiente barrido escribe la nueva calificación.")  # fmt: skip
VERDICTS = {
    "qualified": Say("It qualifies.", "Califica."),
    "ask": Say("Ask first: {what}", "Pregunte primero: {what}"),
    "nurture": Say("Nurture until {day}: {what}", "Maduración hasta el {day}: {what}"),
}
SELLING = {
    "relationship": Say("A relationship: it is meant to last.", "Venta de relación: está hecha para durar."),
    "transaction": Say(
        "A one-off sale: nothing goes on after the delivery.",
        "Venta única: nada continúa después de la entrega.",
    ),
    "unknown": Say(
        "Relationship or one-off: nobody can tell yet.", "Relación o venta única: aún no se puede saber."
    ),
}
NURTURED = Say("It is to be taken up again on {day}.", "Se retoma el {day}.")

NO_OPPORTUNITY = Say(
    "{case} is no opportunity: only opportunities are scored, such as OPP-12",
    "{case} no es una oportunidad: solo se califican oportunidades, como OPP-12",
)

NO_CAMPAIGNS = Say("There is no campaign.", "No hay campañas.")
CAMPAIGN_UNKNOWN = Say(
    "{name}: there is no such campaign; 'seiton campaigns' lists them",
    "{name}: no existe esa campaña; 'seiton campaigns' las lista",
)
CAMPAIGN_ASK = Say("One of them: seiton campaigns {code}", "Una de ellas: seiton campaigns {code}")
AUDIENCE = Say(
    "Audience {size:,}: {reachable:,} reached by the channel, {fresh:,} with fresh data, {on_target:,} in the target; {usable:,} can be used.",
    "Audiencia {size:,}: {reachable:,} alcanzables por el canal, {fresh:,} con datos vigentes, {on_target:,} en el objetivo; {usable:,} utilizables.",
)  # fmt: skip
TOTAL = Say("Score: {score} (at least {least} %).", "Calificación: {score} (mínimo {least} %).")
MAY_RUN = Say("Nothing holds it.", "Nada la detiene.")
HELD = Say("Held:", "Detenida:")
CAME_OF_IT = Say(
    "Sent {sent:,}, answered {answered:,} ({response}); {leads:,} leads, {won} won.",
    "Enviados {sent:,}, respondidos {answered:,} ({response}); {leads:,} prospectos, {won} ganados.",
)
DRAFT_FOR = Say("Draft for {reader}:", "Borrador para {reader}:")
