"""What people write when they prepare a sale: plans, blocks, interests, competitors, factors, relations."""

from __future__ import annotations

STRATEGIES = (
    "Crecer en despachos y escuelas con contratos a 36 meses; defender el parque instalado.",
    "Recuperar clientes perdidos por servicio; técnico residente en cuentas grandes.",
    "Unificar contratos por cliente y subir el margen en color.",
)
GENERAL = (
    "Tipo de cambio al alza encarece refacciones; su sector reduce gasto administrativo.",
    "Nueva norma de archivo digital obliga a digitalizar expedientes.",
    "Su industria crece y abre sedes; la competencia baja precios en color.",
)
SPECIFIC = (
    "Paros por equipos de más de seis años; quieren una sola factura.",
    "Abren otra sede en tres meses y no tienen quien atienda los equipos.",
    "Gasto de tóner sin control; dirección pide ahorro medible este año.",
)
WAYS_IN = (
    "Por administración: entrega de diagnóstico y reunión con dirección; los temas los fija nuestra agenda.",
    "El promotor interno convoca a compras y sistemas; se prueba en su área.",
    "Desayuno con dirección; compras recibe antes el comparativo.",
)
OWN_OBJECTIVES = (
    "Contrato a 36 meses con todo el parque.",
    "Entrar con la sede principal y ampliar en un año.",
)
CLIENT_OBJECTIVES = (
    "Bajar 15 % el gasto de impresión.",
    "Cero paros en temporada alta.",
    "Una sola factura y un solo responsable.",
)
CLIENT_ISSUES = ("Costo total por página.", "Tiempo de respuesta del servicio.", "Salida sin penalización.")
ADVISER_ISSUES = ("Que dirección vea el costo de los paros.", "Que sistemas apruebe los controladores.")
SUPPLIER_ISSUES = ("Margen con equipo nuevo.", "Capacidad técnica en la plaza.")
PHASE_STRATEGIES = {
    "analysis": "Escuchar a usuarios antes que a compras.",
    "formulation": "Presentar ahorro por área, no precio por equipo.",
    "implementation": "Un tema por reunión; minuta el mismo día.",
    "control": "Revisión mensual de acuerdos y contadores.",
}
INTERESTS = (
    "Quedar bien con dirección.",
    "Que no lo llamen por fallas.",
    "Cumplir su presupuesto.",
    "Tener un solo contacto.",
)
BLOCKS = (
    (
        "Servicio",
        "Tiempo de respuesta",
        "Técnico en la plaza y equipo de respaldo",
        "Equipo de respaldo sin costo",
    ),
    ("Precio", "Costo total por página", "Incluye tóner y refacciones", "Primer mes a mitad de precio"),
    (
        "Plazo",
        "36 contra 24 meses",
        "Tarifa fija durante todo el plazo",
        "Salida sin costo si el servicio incumple",
    ),
    (
        "Tecnología",
        "Controladores y digitalización",
        "Se probó en dos de sus equipos",
        "Capacitación adicional",
    ),
)
SUPPORTING = (
    "Diagnóstico y comparativo de costos",
    "Cartas de tres clientes del ramo",
    "Reporte de tiempos de respuesta",
    "Ficha técnica y contrato modelo",
)
BLOCK_RESULTS = (
    "Aceptado como se propuso.",
    "Aceptado con la concesión planificada.",
    "Queda sujeto a la visita de sistemas.",
)
OBSERVATIONS = (
    "Compras no intervino; preguntó por referencias.",
    "Dirección se interesó en los reportes.",
    "Sistemas llegó tarde y pidió repetir la prueba.",
)
EVALUATIONS = (
    "Objetivo cumplido.",
    "Objetivo cumplido en parte; falta un acuerdo.",
    "Buena apertura; conviene llevar cifras por área.",
)
AGENDAS = ("Situación actual, propuesta, siguiente paso.", "Revisión de volúmenes, condiciones, calendario.")
OUR_ROLES = (
    "El ejecutivo conduce; el técnico responde lo operativo.",
    "El gerente abre y cierra; el ejecutivo presenta.",
)
POSITIONS = ("Pedir 36 meses; aceptar 24 con volumen.", "Mantener precio; ceder en capacitación.")
SITUATIONS = ("Parque mixto con tres proveedores.", "Contrato vigente con paros frecuentes.")
NEEDS = ("Respuesta el mismo día y reposición de tóner.", "Digitalizar y controlar el color.")
STAKES = (
    "Administración busca ahorro; usuarios, que no falle.",
    "Dirección quiere reportes; compras, un solo trámite.",
)
CLIENT_STEPS = (
    "Enviar los contadores del mes",
    "Confirmar la fecha con dirección",
    "Mandar el contrato a su jurídico",
)
RIVAL_COMPANIES = ("Nacional, con oficina en la plaza.", "Local, conocido de compras.")
RIVAL_SOLUTIONS = ("Equipo reacondicionado a menor renta.", "Marca líder en color.")
RIVAL_SERVICES = ("Atiende en 48 horas.", "Tiene técnico propio, sin refacciones.")
MEANINGS = (
    "Que el gasto sea previsible mes a mes.",
    "Que nadie espere por una copia.",
    "Entregar a tiempo a sus clientes.",
)
ANSWERS = (
    "Renta fija con bolsa de páginas y reporte mensual.",
    "Dos equipos por piso y técnico el mismo día.",
    "Equipo de producción con respaldo en temporada alta.",
)
FACTOR_NOTES = {
    "external": (
        "Presiona sus costos este año.",
        "Cambia en el segundo semestre.",
        "Le favorece frente a su competencia.",
    ),
    "internal": ("Se revisa en marzo.", "Dirección lo está cambiando.", "Pesa en la decisión de compra."),
    "interpersonal": (
        "Su voz cuenta aunque no firma.",
        "Trato cordial de años.",
        "Prefiere hablar con su igual.",
    ),
    "individual": ("Ingeniería; pide cifras.",),
}
PURPOSES = ("Cuidar el contrato y conocer planes.", "Preparar la renovación.", "Abrir la segunda sede.")
RELATION_PLANS = (
    "Visita trimestral y llamada mensual.",
    "Desayuno cada trimestre; reporte cada mes.",
    "Revisión semestral con dirección.",
)
COMMUNICATION = (
    "Llamada mensual con cifras de ahorro.",
    "Reporte cada trimestre y visita a su área.",
    "Correo con novedades y una llamada al mes.",
)
ARGUMENTS = (
    "Tres clientes de su ramo ya cambiaron sin paros.",
    "El costo total baja aunque la página cueste más.",
)
