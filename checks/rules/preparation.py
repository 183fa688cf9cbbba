"""A sale is prepared as deep as it is worth, phase by phase, and its buying centre is known (001/B21–B33, B38, B41, B42, 002/C15)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_

from checks.expressions import given, past, there_is
from checks.preparation import asked_from, at_least, complete, is_covered
from checks.rule import Rule, RuleWriter
from config.company import Company, Lifecycle
from crm.model import Agreement, Concession, NegotiationPlan, Opportunity, PlanRow

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    sales = company.lifecycles["opportunity"]
    planned = and_(Concession.opportunity_id == Opp.id, Concession.planned.is_(True))

    for key, phase in company.negotiation.phase.items():
        least = asked_from(company, key)
        if least is not None:
            yield rule(
                f"B21-{key}", "001/B21",
                says=(f"The plan of the negotiation has what its {phase.name.en.lower()} needs for a sale of this value",
                      f"El plan de la negociación tiene lo que su fase de {phase.name.es.lower()} pide para una venta de este valor"),
                mend=("Complete what 'seiton plan' names for this phase.", "Complete lo que 'seiton plan' nombra para esta fase."),
                when=at_least(least), holds=complete(company, key), from_stage=phase.before,
                until=_last_open(sales, phase.before), weight=20,
            )  # fmt: skip
    yield from _coverage(company, rule)
    yield rule(
        "B42-planned-in-the-plan", "001/B42",
        says=("A concession that is called planned is in the plan of the negotiation",
              "Toda concesión que se llama planificada está en el plan de la negociación"),
        mend=("Name the block of the plan that foresaw it, or record it as not planned.",
              "Indique el bloque del plan que la previó, o regístrela como no planificada."),
        when=there_is(Concession, planned),
        holds=~there_is(
            Concession, planned,
            ~there_is(PlanRow, PlanRow.id == Concession.plan_row_id, PlanRow.plan_id == NegotiationPlan.id, given(PlanRow.concessions)),
        ),
        from_stage="negotiated", until="contracted", weight=15,
    )  # fmt: skip
    yield rule(
        "B38-agreements-kept", "001/B38",
        says=("No agreement is overdue", "Ningún acuerdo está vencido sin cumplirse"),
        mend=("Fulfil the agreement and record when, or agree another date in writing.",
              "Cumpla el acuerdo y capture cuándo, o acuerde otra fecha por escrito."),
        holds=~there_is(Agreement, Agreement.opportunity_id == Opp.id, Agreement.fulfilled_on.is_(None), past(Agreement.due_on)),
        from_stage="contracted", gate=False, consumers=("service",),
    )  # fmt: skip


def _coverage(company: Company, rule: RuleWriter) -> Iterator[Rule]:
    """One rule for each threshold, asked until the next one begins."""
    sales, asked = company.lifecycles["opportunity"], company.negotiation.coverage
    least = at_least(company.negotiation.from_mxn(asked.from_depth))
    known = Opp.account_id.is_not(None)
    for number, (stage, percent) in enumerate(asked.before.items()):
        following = list(asked.before)[number + 1 :]
        later = sales.onward_from(following[0]) if following else ()
        yield rule(
            f"C15-coverage-{stage.replace('_', '-')}", "002/C15",
            says=(f"At least {percent} % of the client's buying centre is known",
                  f"Se conoce al menos {percent} % del centro de compra del cliente"),
            mend=("Get to know who is missing; 'seiton plan' says who of ours should speak with whom.",
                  "Conozca a quien falta; 'seiton plan' dice quién de los nuestros debe hablar con quién."),
            when=known if least is None else and_(known, least), holds=is_covered(company, percent),
            stages=[s for s in sales.onward_from(stage) if s not in later and not sales[s].closed],
            consumers=("proposal",), weight=15,
        )  # fmt: skip


def _last_open(sales: Lifecycle, stage: str) -> str | None:
    """A sale that is over is not prepared any more."""
    return next((one for one in reversed(sales.onward_from(stage)) if not sales[one].closed), None)
