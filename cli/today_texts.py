"""What ``seiton today`` says, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

NOTHING = Say(
    "Nothing is due today. The flow follow-up plans each morning; it runs with 'seiton run' and by its schedule under 'seiton up'.",
    "No hay nada para hoy. El flujo follow-up planea cada mañana; corre con 'seiton run' y por su horario con 'seiton up'.",
)
DAY = Say("Due today: {number:,}", "Para hoy: {number:,}")
ON, HOURS, HOW = Say("when", "cuándo"), Say("hours", "horario"), Say("how", "cómo")
WHOM, WHY = Say("with whom", "con quién"), Say("why", "por qué")
MINUTES, LIMIT, PLANNED = Say("minutes", "minutos"), Say("limit", "límite"), Say("planned", "planeado")
BEYOND = Say(
    "Promised clients beyond their limit: {number:,}", "Clientes prometidos que rebasan su límite: {number:,}"
)
NONE_BEYOND = Say("No promised client goes beyond its limit.", "Ningún cliente prometido rebasa su límite.")
