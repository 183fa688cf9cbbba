"""What ``seiton policy replay`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

REPLAYING = Say("Replaying what happened", "Repitiendo lo que pasó")
EFFECTS = {
    "held_back": Say("Moved, and would have been held:", "Avanzaron, y se habrían detenido:"),
    "stopped": Say("Free of it today, and would be held by it:", "Hoy libres de ella, y los detendría:"),
    "freed": Say("Held by it today, and would be free of it:", "Hoy detenidos por ella, y quedarían libres:"),
}
"""By effect: what is said above its lines."""
CASES = Say("    {cases:,} cases, {value} ({dearest})", "    {cases:,} casos, {value} ({dearest})")
OTHER_ROLE = Say(
    "{what}: decided by {was}; the draft asks {will}", "{what}: decidió {was}; el borrador se lo pide a {will}"
)
NOBODY = Say("nobody", "nadie")
FITS = Say(
    "{lifecycle}: moves that conform: {was} today, {will} by the draft",
    "{lifecycle}: movimientos conformes: {was} hoy, {will} con el borrador",
)
UNKNOWN_STAGE = Say(
    "The draft does not declare {stage}: its cases can't be compared.",
    "El borrador no declara {stage}: sus casos no se pueden comparar.",
)
THE_SAME = Say(
    "The draft would have decided nothing differently.", "El borrador no habría decidido nada distinto."
)
LIMITS = Say(
    "Both policies were asked of the records as they are today, so what they share cancels out. Not replayed: what a case was like on the day it "
    "moved, and what people would have done about a draft that holds them.",
    "Ambas políticas se aplicaron a los registros como están hoy, así que lo que comparten se cancela. No se repite: cómo estaba el caso el día que "
    "avanzó, ni lo que la gente habría hecho ante un borrador que lo detiene.",
)
