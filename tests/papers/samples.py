"""One paper of each kind, of an invented dealer and an invented client, with every field filled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from config.papers import Papers, load_papers
from papers import facts as f
from papers.drafting import Drafted, draft_paper

RULES: Papers = load_papers(Path(__file__).parent)
ISSUED_ON = dt.date(2026, 11, 21)
COMPANY = f.Party(
    name="Seiton",
    legal_name="Seiton Impresión Administrada, S.A. de C.V.",
    rfc="SIA150312QX7",
    representative="Mariana Oropeza Villagrán",
    representative_rfc="OOVM8009145K2",
    address="Av. de los Ejemplos 100, Ciudad de México",
)
CLIENT = f.Party(
    name="Muebles Ñandú",
    legal_name="Muebles y Tapicería Ñandú del Bajío, S. de R.L. de C.V.",
    rfc="MTN0203047A1",
    representative="Óscar Güemes Peña",
    representative_rfc="GUPO700101AB3",
    address="Blvd. de los Ensayos 41, Querétaro",
)
PRICE: dict[str, Any] = {
    "term_months": 36,
    "monthly_mxn": Decimal("18450.50"),
    "vat_percent": Decimal(16),
    "included_mono_pages": 25_000,
    "included_colour_pages": 4_000,
    "click_mono_mxn": Decimal("0.2475"),
    "click_colour_mxn": Decimal("2.10"),
}
OF_THE_CONTRACT: dict[str, Any] = {"contract_number": "CON-0042", "client": CLIENT}

ALL: dict[str, f.AnyFacts] = {
    facts.kind: facts
    for facts in (
        f.Proposal(
            opportunity="OPP-104",
            version=2,
            client=f.Prospect(
                name="Muebles Ñandú", legal_name=CLIENT.legal_name, contact="Beatriz Olvera", address=CLIENT.address
            ),
            seller="Andrés Quijano",
            need="Reducir los paros de la planta.\nUna sola factura.",
            valid_until=dt.date(2026, 12, 21),
            lines=(
                f.OfferLine(kind="equipment", model="MX-4071", quantity=3, location="Planta", monthly_mxn=Decimal(15_000)),
                f.OfferLine(kind="service", model="Plus", quantity=1, location="Todas", monthly_mxn=Decimal("3450.50")),
            ),
            **PRICE,
        ),
        f.Contract(
            opportunity="OPP-104",
            client=CLIENT,
            place="Querétaro",
            starts_on=dt.date(2026, 12, 1),
            ends_on=dt.date(2029, 11, 30),
            payment_days=30,
            notice_days=90,
            sla="Plus",
            jurisdiction="la ciudad de Querétaro",
            annexes=("A", "B"),
            equipment=(
                f.EquipmentLine(model="MX-4071", quantity=3, location="Planta"),
                f.EquipmentLine(model="B410", quantity=12, location="Oficinas"),
            ),
            **PRICE,
        ),
        f.AnnexA(
            equipment=(
                f.EquipmentLine(model="MX-4071", quantity=1, location="Planta, piso 1", serial="SHX-000123"),
                f.EquipmentLine(model="MX-4071", quantity=2, location="Planta, almacén"),
                f.EquipmentLine(model="B410", quantity=12, location="Oficinas"),
            ),
            **OF_THE_CONTRACT,
        ),
        f.AnnexB(cycle_day=25, payment_days=30, **OF_THE_CONTRACT, **PRICE),
        f.AnnexC(
            sla="Plus",
            service_hours="Lunes a viernes de 8 a 18 h",
            levels=(
                f.ServiceLevel(failure="Equipo detenido", response_hours=2, solution_hours=8),
                f.ServiceLevel(failure="Falla parcial", response_hours=4, solution_hours=24),
            ),
            escalation=(f.Escalation(after_hours=4, to="Supervisor"),),
            **OF_THE_CONTRACT,
        ),
        f.AnnexD(
            coverage_percent=Decimal(5),
            delivery_days=2,
            supplies=(f.Supply(name="Tóner negro", yield_pages=40_000, included=True), f.Supply(name="Papel", included=False)),
            exclusions=("Papel y grapas",),
            **OF_THE_CONTRACT,
        ),
        f.AnnexE(
            privacy_contact="privacidad@seiton.example",
            data=("Nombre y correo",),
            purposes=("Atender reportes",),
            retention_days=90,
            incident_hours=72,
            wipes_storage=True,
            **OF_THE_CONTRACT,
        ),
        f.Acceptance(
            order_number="ODM-311",
            site="Planta",
            delivered_on=dt.date(2026, 12, 3),
            installed_on=dt.date(2026, 12, 4),
            technician="Rubén Ledesma",
            received_by="Beatriz Olvera",
            machines=(
                f.Machine(model="MX-4071", serial="SHX-000123", location="Piso 1", start_mono_pages=123, start_colour_pages=45, admin_password_changed=True),
                f.Machine(model="B410", serial="LX-99887", location="Celaya", start_mono_pages=17, admin_password_changed=True),
            ),
            toner_included=True,
            network_ok=True,
            test_prints_ok=True,
            incidents="Falta una charola.",
            **OF_THE_CONTRACT,
        ),
        f.TrainingRecord(
            site="Planta",
            trainer="Paula Iturbide",
            main_user="Beatriz Olvera",
            topics=(
                f.TopicTaught(topic="toner_request", user="Beatriz Olvera", trained_on=dt.date(2026, 12, 7), demonstrated=True),
                f.TopicTaught(topic="configuration", user="Beatriz Olvera", trained_on=dt.date(2026, 12, 7), demonstrated=True),
            ),
            follow_up_on=dt.date(2026, 12, 22),
            **OF_THE_CONTRACT,
        ),
    )
}  # fmt: skip


def a_paper(kind: str = "contract", **changes: Any) -> f.Paper:
    """A paper of a kind; ``changes`` are to its facts."""
    facts = ALL[kind].model_copy(update=changes)
    checked = type(facts).model_validate(facts.model_dump())
    return f.Paper(number="CON-0042", issued_on=ISSUED_ON, company=COMPANY, facts=checked)


def a_draft(kind: str = "contract", **changes: Any) -> Drafted:
    """That paper as a PDF."""
    return draft_paper(a_paper(kind, **changes), RULES) if changes else _unchanged(kind)


@cache
def _unchanged(kind: str) -> Drafted:
    return draft_paper(a_paper(kind), RULES)
