"""The few words that the pages need beyond those of the rules and the configuration, in English and in Spanish."""

from __future__ import annotations

from config.company import Company, Lifecycle, Text

RECORDS = {
    "opportunity": Text(en="Opportunity", es="Oportunidad"),
    "delivery": Text(en="Delivery", es="Entrega"),
    "renewal": Text(en="Renewal and recovery", es="Renovación y recuperación"),
    "account": Text(en="Account", es="Cuenta"),
    "contact": Text(en="Contact", es="Contacto"),
    "contract": Text(en="Contract", es="Contrato"),
    "campaign": Text(en="Campaign", es="Campaña"),
    "client_trait": Text(en="Trait of a client", es="Rasgo de un cliente"),
    "satisfaction": Text(en="Satisfaction", es="Satisfacción"),
    "complaint": Text(en="Complaint", es="Queja"),
    "activity": Text(en="Activity", es="Actividad"),
    "person": Text(en="Colleague", es="Colaborador"),
    "goal": Text(en="Goal", es="Meta"),
    "deviation": Text(en="Deviation of a goal", es="Desviación de una meta"),
}

CONSUMERS = {
    "proposal": Text(en="proposal", es="propuesta"),
    "installation": Text(en="installation", es="instalación"),
    "service": Text(en="service", es="servicio"),
    "billing": Text(en="billing", es="facturación"),
    "renewal": Text(en="renewal", es="renovación"),
}

DECISIONS = {
    "profile": Text(en="an exception to the ideal client", es="una excepción al cliente ideal"),
    "credit": Text(en="an authorisation of credit", es="una autorización de crédito"),
    "margin": Text(en="an exception to the margin floor", es="una excepción al margen mínimo"),
    "discount": Text(en="an approval of the discount", es="una aprobación del descuento"),
    "concession": Text(en="an approval of the concession", es="una autorización de la concesión"),
    "annex": Text(en="an approval of the late annex", es="una autorización del anexo fuera de plazo"),
}

_OWNER = Text(en="owner of the record", es="responsable del registro")


def mender(company: Company, role: str, language: str) -> str:
    """Who can mend a breach: a role of the company, or whoever owns the record."""
    return company.roles.get(role, _OWNER).to(language)


def span(lifecycle: Lifecycle, stages: frozenset[str], language: str) -> str:
    """Stages in few words: neighbours of one track as first → last."""
    runs: list[list[str]] = []
    previous = None
    for stage in lifecycle.stage:
        if stage.id in stages:
            if runs and previous is not None and previous.id in stages and previous.track == stage.track:
                runs[-1].append(stage.name.to(language))
            else:
                runs.append([stage.name.to(language)])
        previous = stage
    return ", ".join(f"{run[0]} → {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)
