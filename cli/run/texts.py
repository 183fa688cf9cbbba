"""What ``seiton run`` and ``seiton up`` say, in English and in Spanish."""

from __future__ import annotations

from cli.texts import Say

# what goes wrong
PORT_BUSY = Say(
    "Port {port} is taken by another program: give another one with --port, or none for a free one.",
    "El puerto {port} lo ocupa otro programa: indique otro con --port, o ninguno para usar uno libre.",
)
PORT_FORBIDDEN = Say(
    "You may not use port {port}: give one above 1023 with --port.",
    "No tiene permiso de usar el puerto {port}: indique uno mayor que 1023 con --port.",
)
NO_ADDRESS = Say(
    "{host} is no address: give --host one of this machine in numbers, as 192.168.1.20, or 0.0.0.0 for all of them.",
    "{host} no es una dirección: indique en --host una de este equipo con números, como 192.168.1.20, o 0.0.0.0 para todas.",
)
HOST_ELSEWHERE = Say(
    "This machine does not have the address {host}: give --host one that it has ('hostname -I' lists them), or 0.0.0.0 for all of them.",
    "Este equipo no tiene la dirección {host}: indique en --host una que tenga ('hostname -I' las muestra), o 0.0.0.0 para todas.",
)
FOLDER_UNWRITABLE = Say(
    "The folder {folder} can't be written ({why}): set SEITON_VAR to a folder that you may write.",
    "No se puede escribir en la carpeta {folder} ({why}): indique en SEITON_VAR una carpeta en la que pueda escribir.",
)
ALREADY_RUNNING = Say(
    "It runs already in {folder} (process {pid}, {address}): stop that one with Ctrl-C first, or name another folder in SEITON_VAR.",
    "Ya está en marcha en {folder} (proceso {pid}, {address}): deténgalo primero con Ctrl-C, o indique otra carpeta en SEITON_VAR.",
)
NO_LOGIN = Say(
    "{variable} is no name and password: write it as name:password in plain letters, or unset it and one is made.",
    "{variable} no es un nombre con contraseña: escríbala como nombre:contraseña, sin acentos, o quítela y se creará una.",
)
LOGIN_UNKEPT = Say(
    "The login of Prefect's server can't be kept in {path} ({why}): see to the rights of the file.",
    "No se puede guardar el acceso al servidor de Prefect en {path} ({why}): revise los permisos del archivo.",
)
NOT_HEALTHY = Say(
    "Prefect's server did not come up within {seconds} seconds. The end of {log}:\n{tail}",
    "El servidor de Prefect no arrancó en {seconds} segundos. El final de {log}:\n{tail}",
)
SERVER_ENDED = Say(
    "Prefect's server ended on its own (code {ended}). The end of {log}:\n{tail}",
    "El servidor de Prefect terminó por sí solo (código {ended}). El final de {log}:\n{tail}",
)
WORKER_ENDED = Say(
    "The worker ended on its own (code {ended}). The end of {log}:\n{tail}",
    "El proceso de trabajo (worker) terminó por sí solo (código {ended}). El final de {log}:\n{tail}",
)
NOT_DEPLOYED = Say(
    "The flows could not be deployed. The end of {log}:\n{tail}",
    "No se pudieron desplegar los flujos. El final de {log}:\n{tail}",
)
NO_CRM = Say(
    "There is no CRM in the database that SEITON_DATABASE names: 'seiton init' makes an empty one, 'seiton sample' an invented dealer.",
    "No hay un CRM en la base que indica SEITON_DATABASE: 'seiton init' crea uno vacío, 'seiton sample' un distribuidor ficticio.",
)
GUARDS_ALTERED = Say(
    "{number} guards in the database are not those of this program ({names} …). If the program was updated, run 'seiton init'; if not, somebody altered them: find out who before you do.",
    "{number} candados en la base de datos no son los de este programa ({names} …). Si el programa se actualizó, ejecute 'seiton init'; si no, alguien los alteró: averigüe quién antes de hacerlo.",
)
SERVER_REFUSES = Say(
    "Prefect's server did not do as asked ({what}): {said}",
    "El servidor de Prefect no hizo lo que se le pidió ({what}): {said}",
)
TOO_SLOW = Say(
    "{name} has not ended after {minutes} minutes; its state is {state}. The worker's log: {log}",
    "{name} no ha terminado después de {minutes} minutos; su estado es {state}. La bitácora del worker: {log}",
)
NEVER_STARTED = Say(
    "{name} was cancelled again and again because another run of it is at work ({state}).",
    "{name} fue cancelado una y otra vez porque otra ejecución está en curso ({state}).",
)

# what somebody who opens the server must know
OTHERS_REACH_IT = Say(
    "The server listens on {host}, for other machines too. Whoever reaches this machine and has the login may do everything in the UI, and nothing on the way is encrypted: put a proxy with TLS before it (SECURITY.md).",
    "El servidor escucha en {host}, también para otros equipos. Quien llegue a este equipo y tenga el acceso puede hacer todo en la interfaz, y nada va cifrado en el camino: ponga delante un proxy con TLS (SECURITY.md).",
)

# what is being done
SERVER = Say("Prefect's server", "El servidor de Prefect")
CRM_READY = Say("The CRM: {place}", "El CRM: {place}")
CRM_MADE = Say("An invented dealer: {place}", "Un distribuidor ficticio: {place}")
CRM_MAKING = Say("Making an invented dealer", "Creando un distribuidor ficticio")
CRM_IMPORTED = Say("Imported from {folder}: {place}", "Importado de {folder}: {place}")
CRM_IMPORTING = Say("Importing {name}", "Importando {name}")
WORKER = Say("A worker", "Un worker")
DEPLOYED = Say("{number} deployments", "{number} despliegues")
RUNNING = Say("Running {name}", "Ejecutando {name}")
STOPPING = Say("Stopping server and worker …", "Deteniendo servidor y worker …")
STOPPED = Say("Stopped.", "Detenido.")
LEFTOVER = Say(
    "An earlier run was cut off: {processes} processes of it were stopped, {runs} runs closed.",
    "Una ejecución anterior quedó cortada: se detuvieron {processes} procesos y se cerraron {runs} ejecuciones.",
)

# how Prefect shall record what was cut off
CUT_OFF = Say(
    "The server was stopped in the middle of this run. What it finished is kept; run it again.",
    "El servidor se detuvo a la mitad de esta ejecución. Lo terminado se conserva; ejecútela de nuevo.",
)
MISSED = Say(
    "The server was not up at that time; the next run does this one's work.",
    "El servidor no estaba en marcha a esa hora; la siguiente ejecución hace este trabajo.",
)

# the summary
HELD_BY = Say("Held by rule, the most pesos first", "Detenidos por regla, primero los de más pesos")
RULE, CASES, PESOS = Say("rule", "regla"), Say("cases", "casos"), Say("pesos", "pesos")
WAITING = Say("Awaiting a decision: {number}", "En espera de una decisión: {number}")
WAITING_LATE = Say(
    "Awaiting a decision: {number}, {late} of them late", "En espera de una decisión: {number}, {late} vencidas"
)
SCORE = Say(
    "CRM score {score} · CRM debt {debt} MXN · {findings} findings",
    "Calificación del CRM {score} · deuda de CRM {debt} MXN · {findings} hallazgos",
)
REPORT = Say("Data Docs: {path}", "Data Docs: {path}")
REVIEW = Say("The manager's page: {path}", "La página de gerencia: {path}")
SEE_UI = Say("To look at it in Prefect: make up (or seiton up)", "Para verlo en Prefect: make up (o seiton up)")
SEE_HELD = Say("Why a case is held: seiton held {code}", "Por qué se detiene un caso: seiton held {code}")
SEE_DECIDE = Say("To decide: seiton decide", "Para decidir: seiton decide")
TOOK = Say("All of it took {seconds} s.", "Todo tomó {seconds} s.")
FAILED_RUNS = Say(
    "{number} of the runs failed: {names}. Their logs: {log}",
    "Fallaron {number} de las ejecuciones: {names}. Sus bitácoras: {log}",
)

# up
UI_AT = Say("Prefect's UI: {address}", "La interfaz de Prefect: {address}")
UI_ELSEWHERE = Say(
    "On other machines: the same, with an address of this machine in place of {host}.",
    "En otros equipos: lo mismo, con una dirección de este equipo en lugar de {host}.",
)
LOGIN_IN_FILE = Say(
    "It asks once for a password: the whole line in {path}, which only you can read.",
    "Pide una vez la contraseña: la línea completa de {path}, que solo usted puede leer.",
)
LOGIN_GIVEN = Say(
    "It asks once for a password: the whole text of {variable}.",
    "Pide una vez la contraseña: el texto completo de {variable}.",
)
LOGS_AT = Say("Logs: {folder}", "Bitácoras: {folder}")
SCHEDULES = Say(
    "Sweeps every 15 minutes in business hours, audit at 02:00 ({zone}).",
    "Barridos cada 15 minutos en horas hábiles, auditoría a las 02:00 ({zone}).",
)
STOP_WITH = Say("Ctrl-C stops server and worker.", "Ctrl-C detiene servidor y worker.")
