"""The sample's words: names of companies and people, towns, models, what people write in a CRM. All invented."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """Where a client is: its dialling code, the first digits of its postal codes, its zone and sales region."""

    name: str
    area: str
    postal: str
    time_zone: str
    region: str


TOWNS = (
    Town("Ciudad de México", "55", "06", "America/Mexico_City", "Centro"),
    Town("Guadalajara", "33", "44", "America/Mexico_City", "Occidente"),
    Town("Monterrey", "81", "64", "America/Monterrey", "Norte"),
    Town("Querétaro", "442", "76", "America/Mexico_City", "Bajío"),
    Town("León", "477", "37", "America/Mexico_City", "Bajío"),
    Town("Puebla", "222", "72", "America/Mexico_City", "Centro"),
    Town("Toluca", "722", "50", "America/Mexico_City", "Centro"),
    Town("Mérida", "999", "97", "America/Merida", "Sureste"),
    Town("Cancún", "998", "77", "America/Cancun", "Sureste"),
    Town("Tijuana", "664", "22", "America/Tijuana", "Noroeste"),
    Town("Hermosillo", "662", "83", "America/Hermosillo", "Noroeste"),
    Town("Chihuahua", "614", "31", "America/Chihuahua", "Norte"),
    Town("Saltillo", "844", "25", "America/Monterrey", "Norte"),
    Town("San Luis Potosí", "444", "78", "America/Mexico_City", "Bajío"),
    Town("Aguascalientes", "449", "20", "America/Mexico_City", "Bajío"),
    Town("Morelia", "443", "58", "America/Mexico_City", "Occidente"),
    Town("Veracruz", "229", "91", "America/Mexico_City", "Sureste"),
    Town("Culiacán", "667", "80", "America/Mazatlan", "Noroeste"),
    Town("Torreón", "871", "27", "America/Monterrey", "Norte"),
    Town("Oaxaca", "951", "68", "America/Mexico_City", "Sureste"),
)
REGIONS = ("Centro", "Norte", "Bajío", "Occidente", "Sureste", "Noroeste")
STREETS = (
    "Av. de los Laureles", "Calle Mirlo", "Blvd. del Faro", "Calz. de las Garzas", "Av. Molino Viejo", "Calle Encino",
    "Av. Cantera Rosa", "Calle Jacaranda", "Blvd. Estación", "Av. Puerta Grande", "Calle Colibrí", "Av. del Manantial",
)  # fmt: skip

TRADES = {
    "professional_services": ("Despacho", "Consultores", "Notaría", "Asesores"),
    "manufacturing": ("Manufacturas", "Industrias", "Plásticos", "Maquinados"),
    "education": ("Colegio", "Instituto", "Universidad", "Centro Escolar"),
    "health": ("Clínica", "Laboratorios", "Hospital", "Centro Médico"),
    "government": ("Organismo de Agua", "Patronato", "Sistema Municipal", "Fideicomiso"),
    "retail": ("Almacenes", "Tiendas", "Abarrotes", "Mueblería"),
    "logistics": ("Transportes", "Fletes", "Paquetería", "Almacenadora"),
    "hospitality": ("Hotel", "Restaurantes", "Banquetes", "Posada"),
    "construction": ("Constructora", "Ingeniería", "Materiales", "Edificaciones"),
    "technology": ("Sistemas", "Desarrollos", "Redes", "Soluciones"),
    "financial_services": ("Financiera", "Arrendadora", "Correduría", "Caja"),
    "other": ("Grupo", "Comercializadora", "Servicios", "Distribuidora"),
}
MARKETS = {
    "manufacturing": "industrial", "logistics": "industrial", "construction": "industrial", "education": "institutions",
    "health": "institutions", "government": "public_sector", "retail": "mass_consumption",
}  # fmt: skip
NATURE = (
    "Cedro", "Encino", "Laguna", "Cantera", "Jacaranda", "Colibrí", "Quetzal", "Mezquite", "Ocote", "Sauce", "Halcón",
    "Venado", "Cenzontle", "Obsidiana", "Ámbar", "Copal", "Nopal", "Agave", "Tule", "Ceiba", "Pirul", "Fresno",
    "Huizache", "Bugambilia", "Azucena", "Girasol", "Trébol", "Laurel", "Romero", "Ciprés", "Olmo", "Álamo", "Roble",
    "Granito", "Cobre", "Turquesa", "Coral", "Marea", "Bahía", "Ribera", "Cascada", "Vereda", "Colina", "Meseta",
    "Valle", "Aurora", "Cometa", "Horizonte", "Estrella", "Faro",
)  # fmt: skip
MANNERS = ("", " Azul", " Verde", " Real", " Central", " Austral", " Boreal", " Oriental", " Celeste", " Noble")
TAILS = (
    "", " Hermanos", " y Asociados", " Internacional", " del Pacífico", " del Golfo", " Continental", " Nacional",
    " Unidos", " del Altiplano", " del Sur", " del Norte", " Premier", " Familiar", " Integral", " Express",
)  # fmt: skip

GIVEN = (
    "Ana", "Luis", "María", "Jorge", "Carmen", "Raúl", "Sofía", "Miguel", "Lucía", "Andrés", "Elena", "Óscar", "Paola",
    "Héctor", "Daniela", "Iván", "Beatriz", "Sergio", "Gabriela", "Tomás", "Verónica", "Emilio", "Rocío", "Julián",
    "Alicia", "Ramón", "Teresa", "Hugo", "Norma", "Gerardo", "Silvia", "Arturo",
)  # fmt: skip
SURNAMES = (
    "Alcántara", "Barragán", "Cárdenas", "Domínguez", "Escobedo", "Figueroa", "Garibay", "Hinojosa", "Ibarra", "Juárez",
    "Landeros", "Maldonado", "Navarrete", "Ocampo", "Palomares", "Quintero", "Rentería", "Sandoval", "Tejeda",
    "Uribe", "Valdivia", "Yáñez", "Zamudio", "Arizmendi", "Bustamante", "Cisneros", "Elizondo", "Fuentes", "Luévano",
    "Montaño", "Pedraza", "Robledo", "Saldaña", "Terrazas", "Villaseñor", "Zepeda", "Corrales",
)  # fmt: skip

FULL_NAMES = len(GIVEN) * len(SURNAMES)
"""So many people differ in given name and surname."""

BRANDS = ("Orvale", "Kumbra", "Tintaria", "Nimbex")
MODELS = tuple(
    f"{brand} {model}"
    for model in ("M420 multifuncional A4", "C350 multifuncional color", "P210 impresora A4", "X780 multifuncional A3",
                  "W900 producción", "S120 escritorio")
    for brand in BRANDS
)  # fmt: skip
OLD_MODELS = (
    "Grafex 2000",
    "Copiatron LX",
    "Imprimax 45",
    "Grafex 3100 color",
    "Papelar Uno",
    "Copiatron Mini",
)
PLACES = (
    "Recepción",
    "Administración",
    "Almacén",
    "Dirección",
    "Contabilidad",
    "Ventas",
    "Planta baja",
    "Archivo",
)
CARRIERS = ("Fletes Ocote", "Transportes Garza", "Unidad propia", "Mensajería Vereda")
COMPETITORS = ("Copiadoras Vértice", "Grupo Tóner Sur", "Imprenta Digital Norte", "Renta Copias Plus")

CALL_RESULTS = (
    "Interesados; piden una visita al sitio.", "Revisan presupuesto; siguen con dos equipos en falla.",
    "Contestó compras: decide el gerente de administración.", "Piden comparar contra su renta actual.",
    "El contrato con su proveedor termina este año.", "Quieren reducir equipos de escritorio.",
)  # fmt: skip
APPROACHES = (
    "Revisar su sitio y su giro; llegar con el caso de un cliente de su segmento.", "Preguntar a quien refirió qué les urge.",
    "Llevar el costo por página de su industria y dos preguntas sobre paros.", "Identificar quién decide antes de llamar.",
)  # fmt: skip
VISIT_RESULTS = (
    "Se levantó el parque completo por área.", "Se midieron volúmenes con contadores de tres meses.",
    "Dos áreas imprimen fuera por fallas; se documentó el costo.", "Se entrevistó a usuarios y a compras.",
)  # fmt: skip
NEXT_STEPS = (
    "Llamar para confirmar la visita", "Enviar la cotización revisada", "Reunión con quien firma",
    "Entregar referencias de clientes", "Revisar el contrato con su jurídico", "Presentar el ahorro estimado",
)  # fmt: skip
IMPACTS = (
    "Reduce 22 % el gasto de impresión y elimina paros por tóner.", "Una sola factura por página y reposición automática.",
    "Sustituye 14 equipos de escritorio por 5 multifuncionales.", "Tiempo de respuesta de 4 horas en todas las sedes.",
)  # fmt: skip
DIFFERENTIATORS = (
    "Técnico en la plaza y equipo de respaldo.", "Contadores automáticos y tablero de consumo.",
    "Refacciones en almacén local; sin costo por visita.", "Capacitación a usuarios en la instalación.",
)  # fmt: skip
BUYING = (
    "Compras pide tres cotizaciones; decide administración; firma dirección.",
    "Decide dirección con el visto bueno de sistemas; pedido por correo.",
    "Comité mensual; jurídico revisa el contrato una semana.",
)
FRAMEWORKS = (
    "36 meses con volumen incluido y ajuste anual por inflación.", "Renta fija con bolsa de páginas compartida entre sedes.",
    "Precio por página con mínimo mensual y dos equipos de respaldo.",
)  # fmt: skip
BATNAS = (
    "Renta sin color y plazo de 24 meses.",
    "Piloto de 90 días en una sede.",
    "Venta de equipo con póliza de servicio.",
)
OBJECTIONS = (
    ("El precio por página es mayor que el actual.", "Se mostró el costo total con tóner y paros incluidos."),
    ("El plazo es muy largo.", "Se ofreció salida sin costo si el servicio incumple."),
    ("Ya tenemos proveedor.", "Se acordó empezar con la sede que peor atienden."),
    ("Sistemas no quiere cambiar controladores.", "Se probó el controlador universal en dos equipos."),
)
DISQUALIFIED = ("Imprime menos de 500 páginas al mes", "Fuera de la zona de servicio", "Compra decidida en el corporativo", "Sin presupuesto este año")  # fmt: skip
ON_HOLD = ("Espera el presupuesto del próximo ejercicio", "Cambio de administración", "Mudanza de oficinas")
CANCELLED = ("El cliente cambió de sede antes de instalar", "El cliente pidió otro modelo; se hará nueva orden")
CLIENT_PLANS = ("Crecer a la segunda sede este año.", "Mantener el parque y subir a contrato de tres años.", "Cambiar escritorio por multifuncionales en el área administrativa.")  # fmt: skip
TICKETS = (
    "Atasco en charola 2",
    "No imprime desde contabilidad",
    "Tóner negro agotado",
    "Escaneo a correo falla",
    "Manchas en la copia",
)
RISK_ACTIONS = (
    "Visita del gerente este mes y técnico asignado.",
    "Plan de pagos firmado con cobranza.",
    "Cambio de equipo incluido en la renovación.",
)
REMEDIES = (
    "Precio por página revisado con el nuevo cotizador.",
    "Técnico de planta y refacciones en sitio.",
    "Nuevo responsable presentado al cliente.",
)
PLANS = ("Renovar con equipo nuevo y mismo precio por página.", "Ampliar a la segunda sede y unificar contratos.", "Mantener equipo y bajar el mínimo mensual.")  # fmt: skip
REENTRY = ("Piden propuesta al terminar su contrato actual; les urge el servicio en sitio.", "Volver con precio por página y técnico asignado.", "Ofrecer piloto en la sede nueva; aceptan reunión.")  # fmt: skip
GIVEN_UP = ("La empresa cerró operaciones", "Compra centralizada en el extranjero", "Pidió no ser contactada")
COMMENTS = ("Buen servicio, el técnico llega a tiempo.", "El tóner llega antes de pedirlo.", "Falta capacitar al turno de la tarde.", "Todo en orden.")  # fmt: skip
WORK_AGAIN = (
    "Abrirán otra sede y quieren cotización.",
    "Ampliarían a color el próximo año.",
    "Con el mismo técnico, renuevan.",
)
LATE = "El fabricante entregó tarde; se avisó al cliente y se prestó un equipo."
UNDERPERFORMS = "El escaneo a correo falla en una sede; técnico en revisión."
COMPENSATIONS = (
    "Un mes de renta sin cargo.",
    "Dos juegos de tóner sin cargo.",
    "Equipo de respaldo durante el contrato.",
)
SHARE_PLAN = "Presentar equipos para las áreas que hoy atiende otro proveedor."
EVIDENCE = (
    "Nos recomendó con otra empresa de su cámara.", "Probó el equipo nuevo y nos dijo qué le falta.", "Presentó nuestro caso en su comité.",
    "Conoce por nombre a técnicos y facturación.", "Pidió ser el primero en usar la nueva versión.",
)  # fmt: skip
