"""What the commands of ``seiton people`` say, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

NAME, ROLES, ENROLLED = Say("name", "nombre"), Say("roles", "roles"), Say("one-time codes", "códigos")
LOCKED, DEPUTY_OF = Say("locked until", "bloqueado hasta"), Say("decides today for", "hoy decide por")
YES, NO = Say("yes", "sí"), Say("no", "no")
NOBODY = Say("There are no colleagues yet.", "Todavía no hay colaboradores.")

KEY_MADE = Say(
    "A key was made: {path}. Keep a copy where nobody finds it: without it no code can be checked and no seal verified.",
    "Se generó una clave: {path}. Guarde una copia donde nadie la encuentre: sin ella no se comprueba código ni sello alguno.",
)
KEY_LOST = Say(
    "There is no key here, but {number} approvers are enrolled under one: restore {path} or SEITON_KEY. Only if it is lost for"
    " good, set SEITON_KEY to a new one ('seiton people key') and enrol everybody again.",
    "Aquí no hay clave, pero {number} aprobadores se registraron con una: restablezca {path} o SEITON_KEY. Solo si se perdió para"
    " siempre, defina una nueva SEITON_KEY ('seiton people key') y registre a todos otra vez.",
)
KNOWN_ALREADY = Say(
    "{name} has one-time codes already. With --again the old secret is dead from then on.",
    "{name} ya tiene códigos de un solo uso. Con --again el secreto anterior deja de servir.",
)
NO_TERMINAL = Say(
    "Nobody sits here to type the first code: call it on a terminal, or with --no-check.",
    "No hay quien escriba aquí el primer código: ejecútelo en una terminal o con --no-check.",
)
SCAN = Say(
    "{name}: scan this with an authenticator app, or type the secret into it.",
    "{name}: escanee esto con una aplicación de autenticación o escriba en ella el secreto.",
)
SECRET = Say("Secret: {secret}", "Secreto: {secret}")
FIRST_CODE = Say("The code that the telephone shows now: ", "El código que muestra ahora el teléfono: ")
TRY_AGAIN = Say("That is not the code. Try again.", "Ese no es el código. Intente de nuevo.")
NOT_PROVED = Say(
    "No right code was given: {name} was not enrolled, and what was before stands.",
    "No se dio un código correcto: {name} no quedó registrado y lo anterior sigue en pie.",
)
DONE = Say(
    "{name} is enrolled. Clear the screen: whoever has the secret decides in this name.",
    "{name} quedó registrado. Limpie la pantalla: quien tenga el secreto decide a ese nombre.",
)

UNLOCKED = Say("{name} may try again.", "{name} puede intentar de nuevo.")
NOT_LOCKED = Say("{name} was not locked.", "{name} no estaba bloqueado.")

DEPUTY_UNTIL = Say("Say until when: --until DATE.", "Indique hasta cuándo: --until FECHA.")
DEPUTY_DAYS = Say(
    "From {first} to {until} is no time to come: today is {today}.",
    "De {first} a {until} no es un plazo por venir: hoy es {today}.",
)
DEPUTY_SELF = Say("{name} can't be their own deputy.", "{name} no puede suplirse a sí mismo.")
DEPUTY_SELLS = Say(
    "{name} sells, and who sells decides nothing: name another.",
    "{name} vende, y quien vende no decide nada: nombre a otra persona.",
)
DEPUTY_KNOWN = Say(
    "{deputy} is named already, from {first} to {until}; --end ends that.",
    "{deputy} ya está nombrado, de {first} a {until}; --end lo termina.",
)
DEPUTY_NAMED = Say(
    "{deputy} decides for {principal} from {first} to {until}, and can't pass it on.",
    "{deputy} decide por {principal} de {first} a {until}, y no puede delegarlo.",
)
DEPUTY_NOT_ENROLLED = Say(
    "{name} has no one-time codes yet: seiton people enrol",
    "{name} todavía no tiene códigos: seiton people enrol",
)
DEPUTY_ENDED = Say("{deputy} no longer decides for {principal}.", "{deputy} ya no decide por {principal}.")
DEPUTY_NONE = Say("{deputy} is not deputy of {principal}.", "{deputy} no suple a {principal}.")

LOOKED_AT = Say(
    "Looked at: {people:,} active colleagues with {roles:,} roles, {deputies:,} deputies, {kinds} kinds of decision in {tiers}"
    " tiers: {pairs:,} pairs of one who sells and a tier.",
    "Se revisó: {people:,} colaboradores activos con {roles:,} roles, {deputies:,} suplencias, {kinds} tipos de decisión en {tiers}"
    " niveles: {pairs:,} pares de quien vende y un nivel.",
)
APART = Say(
    "Nobody who sells may decide, nor can they through any deputy.",
    "Nadie que venda puede decidir, tampoco por suplencia alguna.",
)
SEALS = Say("Seals of decisions: {good:,} hold.", "Sellos de decisiones: {good:,} son válidos.")
BARE = Say("Without a seal: {number:,} ({channel}).", "Sin sello: {number:,} ({channel}).")
NO_KEY = Say(
    "There is no key here: {number:,} seals were not verified, only the contents.",
    "Aquí no hay clave: {number:,} sellos no se verificaron, solo los contenidos.",
)
WRONG = Say("{number} things are wrong:", "{number} cosas están mal:")
WARNINGS = Say("{number} things to look after:", "{number} cosas por atender:")
