"""What was studied, quoted, signed, annexed, ordered, installed and billed is the same; what differs is in ``checks.congruence``."""

from __future__ import annotations

from collections.abc import Iterator

from checks.congruence import comparisons
from checks.rule import Pair, Rule, RuleWriter
from config.company import Company

# key: (what must hold, how it is mended, who mends it, who needs it)
TEXTS: dict[str, tuple[Pair, Pair, str, tuple[str, ...]]] = {
    "A20-quote-is-the-study": (
        ("The quote includes the pages a month that the study found", "La cotización incluye las páginas por mes que encontró el estudio"),
        ("Make the volumes of the quote those of the study, or correct the study.",
         "Iguale los volúmenes de la cotización a los del estudio o corrija el estudio."),
        "owner", ("proposal", "billing"),
    ),
    "A20-contract-is-the-quote": (
        ("The contract has the monthly billing, term, volumes and prices of the official quote",
         "El contrato tiene la facturación mensual, el plazo, los volúmenes y los precios de la cotización oficial"),
        ("Make the contract and the quote equal.", "Iguale el contrato y la cotización."),
        "legal", ("billing",),
    ),
    "M12-annex-is-the-quote": (
        ("Annex A lists the equipment of the official quote: models, quantities, places",
         "El anexo A enlista el equipo de la cotización oficial: modelos, cantidades, lugares"),
        ("Make the annex and the quote equal: models, quantities, places.",
         "Iguale el anexo y la cotización: modelos, cantidades, lugares."),
        "legal", ("installation", "billing"),
    ),
    "A20-contract-party": (
        ("The contract is with the account of the opportunity, under its RFC", "El contrato es con la cuenta de la oportunidad, bajo su RFC"),
        ("Correct the party or the RFC of the contract.", "Corrija la parte o el RFC del contrato."),
        "legal", ("billing",),
    ),
    "A20-released-as-studied": (
        ("At the release the quote still includes the pages that the study found",
         "Al liberar, la cotización sigue incluyendo las páginas que encontró el estudio"),
        ("Find out which of the two was changed after the sale, and restore it.",
         "Averigüe cuál de los dos cambió después de la venta y restablézcalo."),
        "operations", ("billing",),
    ),
    "A20-released-as-quoted": (
        ("At the release the contract still has the terms of the official quote",
         "Al liberar, el contrato sigue teniendo los términos de la cotización oficial"),
        ("Find out which of the two was changed after the sale, and restore it.",
         "Averigüe cuál de los dos cambió después de la venta y restablézcalo."),
        "legal", ("billing",),
    ),
    "M12-released-as-quoted": (
        ("At the release annex A still lists the equipment of the official quote",
         "Al liberar, el anexo A sigue enlistando el equipo de la cotización oficial"),
        ("Find out which of the two was changed after the sale, and restore it.",
         "Averigüe cuál de los dos cambió después de la venta y restablézcalo."),
        "legal", ("installation", "billing"),
    ),
    "M12-party": (
        ("Opportunity, contract and delivery are of the same account", "Oportunidad, contrato y entrega son de la misma cuenta"),
        ("Correct the account.", "Corrija la cuenta."),
        "legal", (),
    ),
    "M12-order-is-the-annex": (
        ("The delivery order lists the equipment and places of annex A", "La orden de entrega enlista el equipo y los lugares del anexo A"),
        ("Make the order and the annex equal: models, quantities, places.",
         "Iguale la orden y el anexo: modelos, cantidades, lugares."),
        "operations", ("installation",),
    ),
    "M12-serials-are-the-annex": (
        ("As many machines with serial number as annex A lists, of the same models, at the same places",
         "Tantos equipos con número de serie como enlista el anexo A, de los mismos modelos y en los mismos lugares"),
        ("Register each machine's serial number, model and place.", "Registre serie, modelo y lugar de cada equipo."),
        "technician", ("service", "billing"),
    ),
    "A29-billing-is-the-contract": (
        ("What is billed is what the contract says: party, monthly billing, term, volumes, prices",
         "Lo que se factura es lo que dice el contrato: parte, facturación mensual, plazo, volúmenes, precios"),
        ("Correct the billing set-up.", "Corrija la configuración de facturación."),
        "billing", ("billing",),
    ),
}  # fmt: skip


def rules(company: Company) -> Iterator[Rule]:
    for one in comparisons(company):
        says, mend, mender, consumers = TEXTS[one.key]
        yield RuleWriter(company, one.record)(
            one.key, f"000/{one.key.partition('-')[0]}", says=says, mend=mend, when=one.when, holds=one.holds,
            from_stage=one.from_stage, mender=mender, consumers=consumers, weight=30,
        )  # fmt: skip
