"""Every opportunity has a study: fleet, volumes, what printing costs today, how the client buys (000/A16, 002/C02)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.expressions import given, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Activity, FleetLine, Opportunity, Study

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")

    yield rule(
        "A16-study", "000/A16",
        says=("The opportunity has a finished study", "La oportunidad tiene un estudio terminado"),
        mend=("Do the study and record the date on which it was finished.", "Realice el estudio y capture su fecha de término."),
        holds=Study.done_on.is_not(None),
        from_stage="studied", consumers=("proposal", "installation"), weight=30,
    )  # fmt: skip
    yield rule(
        "A16-study-fleet", "000/A16",
        says=("The study lists the fleet found at the client", "El estudio enlista el parque encontrado con el cliente"),
        mend=("List every machine found: model, place, quantity.", "Enliste cada equipo: modelo, ubicación, cantidad."),
        holds=there_is(FleetLine, FleetLine.study_id == Study.id),
        from_stage="studied", consumers=("proposal",), weight=20,
    )  # fmt: skip
    yield rule(
        "A16-study-volumes", "000/A16",
        says=("Every machine of the study has its pages a month", "Cada equipo del estudio tiene sus páginas por mes"),
        mend=("Measure or ask the pages a month of each machine.", "Mida o pregunte las páginas por mes de cada equipo."),
        when=Study.id.is_not(None),
        holds=~there_is(FleetLine, FleetLine.study_id == Study.id, FleetLine.mono_pages_per_month.is_(None)),
        from_stage="studied", consumers=("proposal", "billing"), weight=20,
    )  # fmt: skip
    yield rule(
        "A16-study-cost-today", "000/A16",
        says=("The study says what printing costs the client today", "El estudio dice cuánto le cuesta imprimir hoy al cliente"),
        mend=("Record the client's monthly cost of today.", "Capture el costo mensual actual del cliente."),
        when=Study.id.is_not(None), holds=Study.cost_today_mxn > 0,
        from_stage="studied", consumers=("proposal",),
    )  # fmt: skip
    yield rule(
        "C02-buying-process", "002/C02",
        says=("The client's buying process is documented", "El proceso de compra del cliente está documentado"),
        mend=("Write down how this client decides and buys.", "Documente cómo decide y compra este cliente."),
        when=Study.id.is_not(None), holds=given(Study.buying_process),
        from_stage="studied", consumers=("proposal",),
    )  # fmt: skip
    yield rule(
        "D05-demo-where-complex", "003/D05",
        says=("A complex solution has been demonstrated before it is offered", "Una solución compleja se demostró antes de ofrecerla"),
        mend=("Hold the demonstration and record it.", "Realice la demostración y regístrela."),
        when=Study.needs_demo.is_(True),
        holds=there_is(Activity, Activity.opportunity_id == Opp.id, Activity.kind == "demo", Activity.done_at.is_not(None)),
        from_stage="proposed",
    )  # fmt: skip
