"""Why an answer to an approval question is not taken, in words that say what would be."""

from __future__ import annotations

from collections.abc import Sequence

from config.words import Text

REFUSALS = {
    "unknown_request": Text(
        en="There is no approval request {number}", es="No existe la solicitud de aprobación {number}"
    ),
    "answered": Text(
        en="The approval request {number} has been answered already: {status}",
        es="La solicitud de aprobación {number} ya tiene respuesta: {status}",
    ),
    "unknown_outcome": Text(
        en="Unknown outcome {given!r}; known: {known}",
        es="Resultado desconocido {given!r}; se conocen: {known}",
    ),
    "own_case": Text(
        en="{name} sells this opportunity or asked for the decision: another must decide",
        es="{name} vende esta oportunidad o solicitó la decisión: debe decidir otra persona",
    ),
    "no_limit_here": Text(
        en="A limit in pesos belongs to an authorisation of credit or to a concession: leave it out",
        es="El límite en pesos es de una autorización de crédito o de una concesión: omítalo",
    ),
    "needs_limit": Text(
        en="An authorisation needs a limit in pesos above zero",
        es="La autorización requiere un límite en pesos mayor que cero",
    ),
    "over_tier": Text(
        en="{measure} is more than this approver may grant: grant less, or hand it to the next tier",
        es="{measure} es más de lo que esta persona puede autorizar: autorice menos o páselo al siguiente nivel",
    ),
    "already_over": Text(
        en="The decision would hold until {until}, which is over: give {today} or later",
        es="La decisión valdría hasta el {until}, que ya pasó: indique {today} o después",
    ),
    "needs_code": Text(
        en="{name} must give the one-time code of their telephone",
        es="{name} debe dar el código de un solo uso de su teléfono",
    ),
    "changed": Text(
        en="The case has changed since this was asked; the question will be asked anew",
        es="El caso cambió desde que se preguntó; la pregunta se hará de nuevo",
    ),
}


def authority_of(name: str, role: Text, others: Sequence[str]) -> Text:
    """Who may decide instead."""
    shown = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
    return Text(
        en=f"{name} may not decide this; those who may ({role.en} or above): {shown or 'nobody'}",
        es=f"{name} no puede decidir esto; pueden ({role.es} o superior): {shown or 'nadie'}",
    )
