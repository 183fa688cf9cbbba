"""How papers, their fields and the words in them are called, in English and in Spanish."""

from __future__ import annotations

from collections.abc import Mapping

from config.company import Text


def _texts(lines: str) -> Mapping[str, Text]:
    rows = [line.split("|") for line in lines.strip().splitlines()]
    return {key.strip(): Text(en=en.strip(), es=es.strip()) for key, en, es in rows}


TITLES = _texts(
    """
    proposal | Proposal | Propuesta comercial
    contract | Managed print services contract | Contrato de servicio administrado de impresión
    annex_a | Annex A · Equipment | Anexo A · Equipos
    annex_b | Annex B · Price, volumes and overage | Anexo B · Precio, volúmenes y excedentes
    annex_c | Annex C · Service levels | Anexo C · Niveles de servicio
    annex_d | Annex D · Consumables and coverage | Anexo D · Consumibles y cobertura
    annex_e | Annex E · Privacy | Anexo E · Privacidad y datos
    acceptance | Delivery and acceptance | Acta de entrega y aceptación
    training_record | Training record | Constancia de capacitación
    """
)

WORDS = _texts(
    """
    equipment | Equipment | Equipo
    consumables | Consumables | Consumibles
    service | Service | Servicio
    follow_up | Follow-up | Seguimiento
    toner_request | Toner request | Solicitud de tóner
    failure_report | Failure report | Reporte de fallas
    configuration | Configuration | Configuración
    """
)
"""Words of the catalogues that a paper prints. A word that is not here is printed as it is."""

FIELDS = _texts(
    """
    address | address | domicilio
    admin_password_changed | administrator password changed | contraseña de administrador cambiada
    after_hours | after hours | después de horas
    annexes | annexes | anexos
    client | client | cliente
    click_colour_mxn | price per colour page | precio por página a color
    click_mono_mxn | price per mono page | precio por página en negro
    company | company | empresa
    contact | contact | contacto
    contract_number | contract number | número de contrato
    coverage_percent | coverage | cobertura
    cycle_day | billing day | día de corte
    data | personal data | datos personales
    delivered_on | delivered on | fecha de entrega
    delivery_days | days to deliver consumables | días para entregar consumibles
    demonstrated | demonstrated by the user | demostrado por el usuario
    ends_on | ends on | fin de la vigencia
    equipment | equipment | equipos
    escalation | escalation | escalación
    exclusions | exclusions | exclusiones
    facts | facts | datos
    failure | failure | falla
    follow_up_on | follow-up on | fecha de seguimiento
    format | format of the data | formato de los datos
    incident_hours | hours to report an incident | horas para avisar de un incidente
    incidents | incidents | incidencias
    included | included | incluido
    included_colour_pages | included colour pages | páginas a color incluidas
    included_mono_pages | included mono pages | páginas en negro incluidas
    installed_on | installed on | fecha de instalación
    issued_on | date of the paper | fecha del documento
    jurisdiction | jurisdiction | jurisdicción
    kind | kind | tipo
    legal_name | legal name | razón social
    levels | service levels | niveles de servicio
    lines | lines | partidas
    location | location | ubicación
    machines | machines | equipos entregados
    main_user | main user | usuario principal
    model | model | modelo
    monthly_mxn | monthly price | renta mensual
    name | name | nombre
    need | need | necesidad
    network_ok | network works | red en funcionamiento
    notice_days | days of notice | días de preaviso
    number | number | número
    opportunity | opportunity | oportunidad
    order_number | delivery order | orden de entrega (ODM)
    payment_days | days to pay | días de pago
    place | place of signing | lugar de firma
    privacy_contact | privacy contact | contacto de privacidad
    purposes | purposes | finalidades
    quantity | quantity | cantidad
    received_by | received by | recibe
    representative | legal representative | representante legal
    representative_rfc | RFC of the representative | RFC del representante
    response_hours | hours to answer | horas de respuesta
    retention_days | days of retention | días de conservación
    rfc | RFC | RFC
    seller | sales executive | ejecutivo comercial
    serial | serial number | número de serie
    service_hours | service hours | horario de servicio
    site | site | sitio
    sla | service level | nivel de servicio
    solution_hours | hours to solve | horas de solución
    start_colour_pages | starting colour meter | contador inicial a color
    start_mono_pages | starting mono meter | contador inicial en negro
    starts_on | starts on | inicio de la vigencia
    supplies | supplies | consumibles
    technician | technician | técnico
    term_months | term in months | plazo en meses
    test_prints_ok | test prints right | impresiones de prueba correctas
    to | to whom | a quién
    toner_included | toner handed over | tóner entregado
    topic | topic | tema
    topics | topics | temas
    trained_on | trained on | fecha de capacitación
    trainer | trainer | capacitador
    user | user | usuario
    valid_until | valid until | válida hasta
    vat_percent | VAT | IVA
    version | version | versión
    wipes_storage | storage wiped at the end | borrado de memoria al terminar
    yield_pages | yield in pages | rendimiento en páginas
    """
)
"""A field has one name wherever it stands."""


def label(path: str) -> Text:
    """What people call a place in the facts: ``facts.equipment[1].quantity`` is *equipment 2, quantity*."""
    parts = [part for part in path.split(".") if part != "facts"]
    said = [_part(part) for part in parts]
    return Text(en=", ".join(text.en for text in said), es=", ".join(text.es for text in said))


def _part(part: str) -> Text:
    name, _, place = part.partition("[")
    text = FIELDS[name]
    if not place:
        return text
    number = int(place.rstrip("]")) + 1
    return Text(en=f"{text.en} {number}", es=f"{text.es} {number}")
