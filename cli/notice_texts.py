"""What ``seiton notices`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

NOTICE, STATE = Say("notice", "aviso"), Say("state", "estado")
ATTEMPTS, WHY = Say("attempts", "intentos"), Say("why", "por qué")
STATES = {
    "waiting": Say("waits", "espera"),
    "failed": Say("failed, will be tried again", "falló, se reintentará"),
    "given_up": Say("given up", "abandonado"),
    "too_old": Say("too old to be news", "ya no es noticia"),
}
CHANNELS = Say("Channels: {names}", "Canales: {names}")
NO_CHANNEL = Say(
    "No channel has an address in the environment: notices wait, unless a Secret block of the server holds one. See docs/notifications.md.",
    "Ningún canal tiene dirección en el entorno: los avisos esperan, salvo que la tenga un bloque Secret del servidor. Vea docs/notifications.md.",
)
COUNTS = Say(
    "{waiting:,} wait · {given_up:,} given up · {too_old:,} too old",
    "{waiting:,} en espera · {given_up:,} abandonados · {too_old:,} demasiado antiguos",
)
AGAIN = Say(
    "{number:,} that were given up are tried again.", "Se reintentan {number:,} que se habían abandonado."
)
