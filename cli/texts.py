"""Every sentence that the commands say, in English and in Spanish; the company chooses the language."""

from __future__ import annotations

from typing import NamedTuple


class Say(NamedTuple):
    """A sentence in both languages; ``{words}`` in braces are filled in when it is said."""

    en: str
    es: str

    def to(self, language: str, **facts: object) -> str:
        """The sentence in ``es``, or else in English."""
        text = self.es if language == "es" else self.en
        return text.format(**facts) if facts else text


# for every command
INTERRUPTED = Say(
    "Interrupted. What was finished is kept; nothing is half done.",
    "Interrumpido. Lo terminado se conserva; nada quedó a medias.",
)
MISTAKE = Say(
    "Something unexpected happened ({kind}: {said}). It is a mistake of the program: 'seiton --debug …' shows where.",
    "Ocurrió algo inesperado ({kind}: {said}). Es un error del programa: 'seiton --debug …' muestra dónde.",
)
NO_TEXT = Say(
    "{word}: this is no text in UTF-8; rename the file, or set the terminal to UTF-8",
    "{word}: esto no es texto en UTF-8; cambie el nombre del archivo, o ponga la terminal en UTF-8",
)
AND_MORE = Say("… and {number:,} more", "… y {number:,} más")

# columns
FILE, RECORD = Say("file", "archivo"), Say("record", "registro")
ROWS, CREATED, UPDATED = Say("rows", "filas"), Say("created", "nuevas"), Say("updated", "actualizadas")
UNCHANGED, REJECTED = Say("unchanged", "sin cambio"), Say("rejected", "rechazadas")
LEFT_OUT = Say("left out", "no aplican")
RULE, SENTENCE = Say("rule", "regla"), Say("what must hold", "qué debe cumplirse")
CASE, CASES, VALUE = Say("case", "caso"), Say("cases", "casos"), Say("pesos", "pesos")
CLIENT, OWNER, SINCE = Say("client", "cliente"), Say("owner", "responsable"), Say("since", "desde")
TARGET, BY_RULES = Say("wants into", "va hacia"), Say("held by", "detenido por")
MENDER, MEND = Say("who can mend it", "quién lo resuelve"), Say("how", "cómo")
NUMBER, ASKED = Say("request", "solicitud"), Say("decision", "decisión")
AMOUNT, DUE = Say("amount", "monto"), Say("due", "vence")
MAY_DECIDE = Say("who may decide", "quién puede decidir")
GATES = Say("gates", "compuertas")
FINDINGS, AREA, RESULT = Say("findings", "hallazgos"), Say("what", "qué"), Say("result", "resultado")

# renewals
RENEWALS_NONE = Say("No contract ends within {days} days.", "Ningún contrato termina en {days} días.")

# init
INIT_CREATED = Say("The CRM was created: {place}", "Se creó el CRM: {place}")
INIT_UPDATED = Say("The CRM was brought up to date: {place}", "El CRM quedó al día: {place}")
INIT_CURRENT = Say("The CRM was up to date: {place}", "El CRM ya estaba al día: {place}")
INIT_RULES = Say(
    "{rules} rules and their guards are installed.", "{rules} reglas y sus candados quedaron instalados."
)
INIT_DAY = Say("The business day is {day}.", "El día hábil es {day}.")
INIT_DAY_KEPT = Say(
    "The business day stays {day}: it only moves forward.", "El día hábil sigue siendo {day}: solo avanza."
)
INIT_NEXT = Say(
    "For the other commands set SEITON_DATABASE to this address.",
    "Para los demás comandos indique esta dirección en SEITON_DATABASE.",
)

# sample
SAMPLE_REFUSED = Say(
    "No sample was made: {why}. For one beside this CRM: SEITON_VAR=var/sample seiton sample",
    "No se creó el ejemplo: {why}. Para tener uno aparte de este CRM: SEITON_VAR=var/ejemplo seiton sample",
)
SAMPLE_NOT_EMPTY = Say(
    "No sample was made: this CRM holds records, and a sample is not mixed with them. For one beside it:"
    " SEITON_VAR=var/sample seiton sample",
    "No se creó el ejemplo: este CRM ya tiene registros y un ejemplo no se mezcla con ellos. Para tener uno aparte:"
    " SEITON_VAR=var/ejemplo seiton sample",
)
SAMPLE_DAY_OPEN = Say(
    "No sample was made: this CRM works on {day} already, and a sample begins years before. Use one without 'seiton init':"
    " SEITON_VAR=var/sample seiton sample",
    "No se creó el ejemplo: este CRM ya trabaja en el {day} y un ejemplo empieza años antes. Use uno sin 'seiton init':"
    " SEITON_VAR=var/ejemplo seiton sample",
)
SAMPLE_INTERRUPTED = Say(
    "Interrupted: the sample is incomplete. Remove its database before you make another.",
    "Interrumpido: el ejemplo quedó incompleto. Borre su base antes de crear otro.",
)
SAMPLE_NEXT = Say(
    "Next: seiton audit finds the defects; seiton run walks the lifecycles.",
    "Siguiente: seiton audit encuentra los defectos; seiton run recorre los ciclos.",
)
SAMPLE_MAKING = Say("Making an invented dealer", "Creando un distribuidor ficticio")

# import
IMPORT_READING = Say("Importing {name}", "Importando {name}")
IMPORT_REJECTS = Say(
    "{number:,} rows were rejected; each with line, column, value and reason in {path}",
    "{number:,} filas fueron rechazadas; cada una con línea, columna, valor y motivo en {path}",
)
IMPORT_ALL_REJECTED = Say(
    "Nothing was imported: every row was rejected.", "No se importó nada: todas las filas fueron rechazadas."
)
IMPORT_NO_ROWS = Say(
    "Nothing was imported: the files hold no rows.", "No se importó nada: los archivos no tienen filas."
)
IMPORT_SAME = Say("Nothing new: the CRM holds all of it already.", "Nada nuevo: el CRM ya lo tiene todo.")
IMPORT_STAGES = Say(
    "Imported cases claim their stage. To see what holds them: seiton run, then seiton held",
    "Los casos importados declaran su etapa. Para ver qué los detiene: seiton run y después seiton held",
)

# held
HELD_NONE = Say(
    "No case was held at the last sweep. Cases are judged when 'seiton run' or a scheduled sweep runs.",
    "Ningún caso quedó detenido en el último barrido. Los casos se juzgan con 'seiton run' o en un barrido programado.",
)
HELD_TOTAL = Say(
    "{cases:,} cases are held. A case that two rules hold counts in both lines.",
    "{cases:,} casos están detenidos. Un caso que dos reglas detienen cuenta en ambas líneas.",
)
HELD_ASK = Say(
    "Why, and the shortest way through: seiton held {case}",
    "El porqué y el camino más corto: seiton held {case}",
)
HELD_STANDS = Say(
    "{code} stands at {stage} and works towards {target}.", "{code} está en {stage} y va hacia {target}."
)
HELD_CLAIMS = Say(
    "{code} was imported; it claims to have reached {target} and must prove it.",
    "{code} fue importado; declara haber llegado a {target} y debe comprobarlo.",
)
HELD_SINCE = Say("Held since {day}.", "Detenido desde {day}.")
HELD_STANDARD = Say("{target}, done well: {standard}.", "{target}, bien hecho: {standard}.")
HELD_TOOLS = Say("With: {tools}", "Con: {tools}")
HELD_WAY = Say("The shortest way through, in this order:", "El camino más corto, en este orden:")
HELD_STEP_WHO = Say("   who: {who}", "   quién: {who}")
HELD_FREE = Say(
    "Nothing holds it: it moves at the next sweep.", "Nada lo detiene: avanza en el próximo barrido."
)
HELD_END = Say(
    "{code} stands at {stage}: it has nowhere further to go.",
    "{code} está en {stage}: ya no tiene a dónde avanzar.",
)
HELD_DECIDE = Say(
    "   awaits the decision REQ-{number}: seiton decide REQ-{number} approve --by …",
    "   espera la decisión REQ-{number}: seiton decide REQ-{number} approve --by …",
)

# decide
DECIDE_NONE = Say("Nothing awaits a decision.", "Nada espera una decisión.")
DECIDE_NONE_FOR = Say("Nothing awaits a decision of {person}.", "Nada espera una decisión de {person}.")
DECIDE_HOW = Say(
    'To decide: seiton decide REQ-{number} approve --by "…" (or decline)',
    'Para decidir: seiton decide REQ-{number} approve --by "…" (o decline)',
)
DECIDE_CREDIT = Say("authorise credit", "autorizar crédito")
DECIDE_PROFILE = Say(
    "pursue a client that fits us by {percent} %", "perseguir a un cliente con ajuste de {percent} %"
)
DECIDE_MARGIN = Say("accept a margin of {percent} %", "aceptar un margen de {percent} %")
DECIDE_DISCOUNT = Say("approve a discount of {percent} %", "aprobar un descuento de {percent} %")
DECIDE_CONCESSION = Say("allow a concession", "autorizar una concesión")
DECIDE_ANNEX = Say("accept a late annex", "aceptar un anexo fuera de plazo")
ASKED_FOR = {
    "credit": DECIDE_CREDIT, "margin": DECIDE_MARGIN, "discount": DECIDE_DISCOUNT, "concession": DECIDE_CONCESSION,
    "annex": DECIDE_ANNEX, "profile": DECIDE_PROFILE,
}  # fmt: skip
DECIDE_CODE = Say("One-time code of {by}: ", "Código de un solo uso de {by}: ")
DECIDE_MORE = Say(
    "REQ-{number} of {case}: more is asked for.", "REQ-{number} de {case}: se pide más información."
)
DECIDE_MOVED = Say("{case} moved on: {stage}", "{case} avanzó: {stage}")
DECIDE_STANDS = Say(
    "{case} stands at {stage}: 'seiton held {case}' says what else is lacking.",
    "{case} está en {stage}: 'seiton held {case}' dice qué más falta.",
)
DECIDE_NOBODY = Say("nobody ({role})", "nadie ({role})")
DECIDE_LATE = Say("{day} (late)", "{day} (vencida)")
DECIDE_APPROVED = Say(
    "REQ-{number} of {case} is approved, valid until {until}.",
    "REQ-{number} de {case} queda aprobada, vigente hasta {until}.",
)
DECIDE_DECLINED = Say("REQ-{number} of {case} is declined.", "REQ-{number} de {case} queda rechazada.")
DECIDE_LIMIT = Say("Credit limit: {limit}", "Límite de crédito: {limit}")
DECIDE_NO_REQUEST = Say(
    "{case}: no decision is awaited here. 'seiton held {case}' says what is; 'seiton decide' lists what awaits one.",
    "{case}: aquí no se espera ninguna decisión. 'seiton held {case}' dice qué falta; 'seiton decide' lista lo pendiente.",
)
DECIDE_SEVERAL = Say(
    "{case} awaits several decisions; name one: {requests}",
    "{case} espera varias decisiones; indique una: {requests}",
)
DECIDE_ANSWER = Say(
    'Say approve or decline: seiton decide {request} approve --by "…"',
    'Indique approve o decline: seiton decide {request} approve --by "…"',
)
DECIDE_BY = Say(
    "A decision has an author: add --by with a name, e-mail address or number.",
    "Una decisión tiene autor: agregue --by con nombre, correo o número.",
)

# rules
THE_OWNER = Say("the owner of the record", "el responsable del registro")
RULE_NEAR = Say(
    "{key}: there is no such rule; near it: {near}", "{key}: no existe esa regla; parecidas: {near}"
)
RULE_UNKNOWN = Say(
    "{key}: there is no such rule; 'seiton rules' lists them",
    "{key}: no existe esa regla; 'seiton rules' las lista",
)
RULE_NONE = Say("No rule is about that.", "Ninguna regla trata de eso.")
RULES_NUMBER = Say(
    "{number} rules. One of them: seiton rules {key}", "{number} reglas. Una de ellas: seiton rules {key}"
)
RULE_RECORD_UNKNOWN = Say(
    "{word}: no rule judges such a record; known: {known}",
    "{word}: ninguna regla juzga ese registro; conocidos: {known}",
)
RULE_STAGE_UNKNOWN = Say(
    "{word}: there is no such stage; known: {known}", "{word}: no existe esa etapa; conocidas: {known}"
)
RULE_GATES = Say("Bars the way into: {stages}", "Impide entrar a: {stages}")
RULE_AUDIT_ONLY = Say("Bars no way; the audit asks it.", "No impide avanzar; la auditoría la pregunta.")
RULE_AUDITED = Say("The audit asks it in: {stages}", "La auditoría la pregunta en: {stages}")
RULE_AUDITED_ALWAYS = Say("The audit asks it of every record.", "La auditoría la pregunta de todo registro.")
RULE_NOT_AUDITED = Say("Asked at the gate only.", "Se pregunta solo en la compuerta.")
RULE_MEND = Say("To mend it: {mend} ({who})", "Para resolverla: {mend} ({who})")
RULE_DECISION = Say("A person may decide it: {kind}", "Una persona puede decidirla: {kind}")
RULE_CONSUMERS = Say("Needed by: {consumers}", "La necesitan: {consumers}")
RULE_SOURCE = Say("Source: {source} · weight {weight}", "Origen: {source} · peso {weight}")
DECISIONS = {
    "profile": Say("ideal client", "cliente ideal"),
    "credit": Say("credit", "crédito"),
    "margin": Say("margin", "margen"),
    "discount": Say("discount", "descuento"),
    "concession": Say("concession", "concesión"),
    "annex": Say("annex", "anexo"),
}
CONSUMERS = {
    "proposal": Say("proposal", "propuesta"),
    "installation": Say("installation", "instalación"),
    "service": Say("service", "servicio"),
    "billing": Say("billing", "facturación"),
    "renewal": Say("renewal", "renovación"),
}

# prove
PROVING = Say("Trying every way round every gate", "Probando todo camino alrededor de cada filtro")
PROVE_TRIED = Say(
    "Tried: {ways:,} ways into {stages:,} stages, each of {rules:,} rules broken alone: {attempts:,} attempts in {seconds:.1f} s.",
    "Probado: {ways:,} entradas a {stages:,} etapas, cada una de {rules:,} reglas incumplida por sí sola: {attempts:,} intentos en {seconds:.1f} s.",
)
PART_HOLDS = Say("✓ {says} ({attempts:,} attempts)", "✓ {says} ({attempts:,} intentos)")
PART_BROKEN = Say(
    "✗ {says}: {holes:,} holes in {attempts:,} attempts", "✗ {says}: {holes:,} huecos en {attempts:,} intentos"
)
PROVE_HOLDS = Say("No way leads round a gate.", "Ningún camino rodea un filtro.")
PROVE_LIMITS = Say(
    "Not covered: what a rule looks at (tests break and mend each on real records), who owns the database file ('seiton verify').",
    "No se cubre: lo que mira cada regla (las pruebas incumplen y corrigen cada una), quien posee el archivo de la base ('seiton verify').",
)
MUTATING = Say("Weakening every guard, one at a time", "Debilitando cada candado, uno por uno")
MUTANTS_KILLED = Say(
    "All {number:,} weakened guards were noticed ({kinds}) in {seconds:.1f} s.",
    "Se notaron los {number:,} candados debilitados ({kinds}) en {seconds:.1f} s.",
)
MUTANTS_ALIVE = Say(
    "{alive:,} of {number:,} weakened guards went unnoticed ({kinds}).",
    "{alive:,} de {number:,} candados debilitados pasaron inadvertidos ({kinds}).",
)

# verify
JUDGING_MOVES = Say("Judging every move", "Juzgando cada movimiento")
ALL_CONFORM = Say("Every move is as declared.", "Todos los movimientos son los declarados.")
NOTHING_HAPPENED = Say("Nothing has happened yet.", "Todavía no ha pasado nada.")
LOG_READ = Say(
    "{events:,} events read, {left_out:,} left out by the mapping, {rejected:,} rejected",
    "{events:,} eventos leídos, {left_out:,} omitidos por el mapeo, {rejected:,} rechazados",
)
LOG_REJECT = Say("  line {line:,}: {reason}", "  línea {line:,}: {reason}")
VERIFYING = Say("Walking the trail", "Recorriendo el rastro")
VERIFY_FITS = Say(
    "The trail fits: {places:,} places, held against {roots:,} roots that were written down outside the database.",
    "El rastro coincide: {places:,} lugares, comparados con {roots:,} raíces anotadas fuera de la base.",
)
VERIFY_MORE = Say("… and {number:,} more", "… y {number:,} más")
VERIFY_NO_ROOTS = Say(
    "No root was written down in {path}: whether the end of the trail was cut off can't be told. The audit flow writes them.",
    "No hay raíces anotadas en {path}: no se puede saber si se cortó el final del rastro. El flujo de auditoría las escribe.",
)
VERIFY_WAITING = Say(
    "{number:,} rows came after the last sealing and wait for the next.",
    "{number:,} filas llegaron después del último sellado y esperan el siguiente.",
)

# audit
AUDIT_JUDGING = Say("Judging every record", "Juzgando cada registro")
AUDIT_DOCS = Say("Writing the Data Docs", "Escribiendo los Data Docs")
AUDIT_SCORE = Say(
    "Score {score} %: {failing:,} of {records:,} records break a rule.",
    "Calificación {score} %: {failing:,} de {records:,} registros incumplen alguna regla.",
)
AUDIT_DEBT = Say("CRM debt: {debt}", "Deuda de CRM: {debt}")
AUDIT_FINDINGS = Say(
    "{open:,} findings open · {new:,} new · {resolved:,} resolved · {judged:,} records judged ({mode}, {seconds:.1f} s)",
    "{open:,} hallazgos abiertos · {new:,} nuevos · {resolved:,} resueltos · {judged:,} registros juzgados ({mode}, {seconds:.1f} s)",
)
AUDIT_MODES = {"full": Say("full", "completa"), "incremental": Say("incremental", "incremental")}
AUDIT_NOTHING_TO_MEND = Say("Nothing to mend for this colleague.", "Nada por resolver para este colega.")
AUDIT_TO_MEND = Say("To mend: {number:,}", "Por resolver: {number:,}")
AUDIT_PAGES = Say("Data Docs: {path}", "Data Docs: {path}")
AUDIT_UNDER_WAY = Say(
    "Another audit is under way: nothing was changed; try again when it has ended.",
    "Hay otra auditoría en curso: no se cambió nada; intente de nuevo cuando termine.",
)
DEBT = Say("debt", "deuda")
