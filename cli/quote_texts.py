"""What ``seiton quote`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

PART, MODEL, PLACE = Say("part", "parte"), Say("model", "modelo"), Say("place", "lugar")
NUMBER, MONTHLY, COST = Say("qty", "cant."), Say("a month", "al mes"), Say("cost", "costo")
MARGIN, STANDING = Say("margin", "margen"), Say("", "")
PARTS = {
    "equipment": Say("equipment", "equipo"),
    "consumables": Say("consumables", "consumibles"),
    "service": Say("service", "servicio"),
    "follow_up": Say("follow-up", "seguimiento"),
}
VERDICTS = {
    "on_target": Say("on target", "en la meta"),
    "below_target": Say("below target", "bajo la meta"),
    "below_floor": Say("below floor", "bajo el mínimo"),
}

HEAD = Say(
    "{title} · {term} months · quoter {quoter} · discount {discount} %",
    "{title} · {term} meses · cotizador {quoter} · descuento {discount} %",
)
TOTAL = Say(
    "{monthly} a month before IVA, {with_iva} with it. It costs us {cost}, of which {finance} is finance.",
    "{monthly} al mes antes de IVA, {with_iva} con IVA. Nos cuesta {cost}, de los cuales {finance} son financieros.",
)
WHOLE = Say(
    "Margin of the whole contract: {margin} %, {verdict} (floor {floor} %, target {target} %).",
    "Margen de todo el contrato: {margin} %, {verdict} (mínimo {floor} %, meta {target} %).",
)
INCLUDED = Say(
    "Includes {mono:,} mono and {colour:,} colour pages a month; each further page is {click_mono} and {click_colour}.",
    "Incluye {mono:,} páginas en negro y {colour:,} a color al mes; cada página adicional, {click_mono} y {click_colour}.",
)
RISK = Say(
    "Risk of falling below the floor when pages and inking vary: {chance} % of {draws:,} draws; one in twenty ends below {bad} %.",
    "Riesgo de caer bajo el mínimo si varían páginas y cobertura: {chance} % de {draws:,} simulaciones; una de cada veinte queda bajo {bad} %.",
)
NEEDS = Say("Before it is offered: {question} ({role}).", "Antes de ofrecerla: {question} ({role}).")
NEEDS_NOTHING = Say("It needs nobody's approval.", "No requiere aprobación de nadie.")
PREVIEW = Say(
    "Nothing was written. With --apply this becomes the official quote.",
    "No se guardó nada. Con --apply queda como la cotización oficial.",
)
APPLIED = Say(
    "Version {version} of {case} is the official quote now. Have stock, technician and service level confirmed"
    " (seiton quote confirm), deliver it to the client and record when.",
    "La versión {version} de {case} es ahora la cotización oficial. Pida confirmar existencia, técnico y nivel de servicio"
    " (seiton quote confirm), entréguela al cliente y capture cuándo.",
)

NO_SALE = Say(
    "{case} is not an opportunity: OPP-… is quoted.", "{case} no es una oportunidad: se cotiza OPP-…."
)
CLOSED = Say(
    "{case} is closed ({stage}): what was agreed is not quoted again.",
    "{case} está cerrada ({stage}): lo acordado no se cotiza de nuevo.",
)
NO_QUOTE = Say("{case} has no official quote yet: seiton quote {case} --apply", "{case} todavía no tiene cotización oficial: seiton quote {case} --apply")  # fmt: skip
SELLS = Say(
    "{name} sells {case}: somebody else must answer for what can be delivered.",
    "{name} vende {case}: otra persona debe responder por lo que se puede cumplir.",
)
CONFIRMED = Say("Recorded for {case}: {fact}, by {name}.", "Registrado para {case}: {fact}, por {name}.")
FEASIBLE = Say(
    "All three are confirmed: the quote is feasible.", "Los tres están confirmados: la cotización es factible."
)
FACTS = {
    "stock": Say("there is stock", "hay existencia"),
    "technician": Say("there is a technician", "hay técnico"),
    "sla": Say("the service level can be kept", "se puede cumplir el nivel de servicio"),
}

CHECKED = Say(
    "Quotes that come out the same to the cent: {same:,}; that differ: {differ:,}.",
    "Cotizaciones que salen igual al centavo: {same:,}; que difieren: {differ:,}.",
)
NOT_CHECKED = Say(
    "Not computed again: from before the quoter or made by hand {imported:,}; without their figures {without:,}.",
    "No se recalcularon: anteriores al cotizador o hechas a mano {imported:,}; sin sus cifras {without:,}.",
)
