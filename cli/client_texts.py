"""What ``seiton client`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

CLASS = Say(
    "Class {abc_class} since the classification of {day} · {points} of 100 points: size {size}, recurrence {recurrence}, seniority {seniority}",
    "Clase {abc_class} según la clasificación del {day} · {points} de 100 puntos: tamaño {size}, recurrencia {recurrence}, antigüedad {seniority}",
)
NO_CLASS = Say(
    "Not classified yet: the flow 'clients' does it every night. {points} of 100 points today.",
    "Aún sin clasificar: el flujo 'clients' lo hace cada noche. {points} de 100 puntos hoy.",
)
SIZE = Say("Size: {size} a year · Owner: {owner}", "Tamaño: {size} al año · Responsable: {owner}")
ALLOWANCE = Say(
    "May have of us in a year: {hours} hours of sales and {budget}.",
    "Puede recibir de nosotros al año: {hours} horas de ventas y {budget}.",
)
RUNGS = {
    None: Say("has bought nothing yet", "aún no compra"),
    "buyer": Say("buyer", "comprador"),
    "client": Say("client", "cliente"),
    "pro": Say("Pro", "Pro"),
    "strategic": Say("strategic", "estratégico"),
}
LADDER = Say("Relation: {rung}. Nothing lies above it.", "Relación: {rung}. No hay peldaño más alto.")
LADDER_NEXT = Say(
    "Relation: {rung}. For {next} it lacks {lacks}.", "Relación: {rung}. Para {next} le falta {lacks}."
)
LACKS = {
    "purchases": (
        Say("one more purchase", "una compra más"),
        Say("{number} more purchases", "{number} compras más"),
    ),
    "traits": (
        Say("one more proved trait", "un rasgo comprobado más"),
        Say("{number} more proved traits", "{number} rasgos comprobados más"),
    ),
    "years": (
        Say("one more year with us", "un año más con nosotros"),
        Say("{number} more years with us", "{number} años más con nosotros"),
    ),
    "renewals": (
        Say("one more renewal", "una renovación más"),
        Say("{number} more renewals", "{number} renovaciones más"),
    ),
    "class": (Say("a higher class", "una clase más alta"),) * 2,
}
"""Of one, and of several."""
ROLES = {
    "decider": Say("decides", "decide"),
    "influencer": Say("influences", "influye"),
    "gatekeeper": Say("lets through", "filtra el acceso"),
    "user": Say("uses", "usa"),
}
SHARE = Say("Our share: {share} ({trend})", "Nuestra participación: {share} ({trend})")
SHARE_PLAN = Say("Plan for {day}: {plan}", "Plan para el {day}: {plan}")
TRENDS = {
    None: Say("course unknown", "sin tendencia conocida"),
    "rising": Say("rising", "sube"),
    "steady": Say("steady", "estable"),
    "falling": Say("falling", "baja"),
}
DOUBTS = {
    None: Say("counts", "cuenta"),
    "no_evidence": Say("does not count: no evidence", "no cuenta: sin evidencia"),
    "old": Say("does not count: too long ago", "no cuenta: demasiado antiguo"),
}
TRAITS = Say("Traits, powers, values", "Rasgos, poderes, valores")
SHARES = Say("What it buys of what we sell", "Lo que compra de lo que vendemos")
MOMENTS = Say("Moments, and the days between them", "Momentos y los días entre ellos")
ANSWERS = Say("Satisfaction", "Satisfacción")
CONTACTS = Say("People, the most important first", "Personas, las más importantes primero")
MISSING = Say("What is missing", "Lo que falta")
NOTHING_MISSING = Say("Nothing is missing.", "No falta nada.")
TRAIT, STATE, SEEN = Say("trait", "rasgo"), Say("state", "estado"), Say("seen", "visto")
EVIDENCE = Say("evidence", "evidencia")
UNTIL, POTENTIAL, SUPPLIED = Say("until", "hasta"), Say("it buys", "compra"), Say("from us", "a nosotros")
PART = Say("share", "participación")
SALE, NEED = Say("sale", "venta"), Say("need felt", "necesidad")
ANSWERED, BOUGHT, USED = Say("answered", "respuesta"), Say("bought", "compra"), Say("used", "uso")
TO_ANSWER, TO_PURCHASE = Say("days to answer", "días a respuesta"), Say("days to purchase", "días a compra")
TO_USE = Say("days to use", "días a uso")
ASKED, SCORE, COMMENT = Say("asked", "preguntado"), Say("score", "calificación"), Say("why", "por qué")
CAUSE, COMPENSATION = Say("cause", "causa"), Say("compensation", "compensación")
OPEN_UNTIL = Say("open, due {day}", "abierta, vence {day}")
PERSON, ROLE, IMPORTANCE = Say("person", "persona"), Say("part", "papel"), Say("importance", "importancia")
RULE, RECORDS, MEND = (
    Say("rule", "regla"),
    Say("records", "registros"),
    Say("how it is mended", "cómo se resuelve"),
)
