"""What the doctor says, in English and in Spanish: for each thing its name, how it is, and what to do."""

from __future__ import annotations

from cli.texts import Say

ALL_WELL = Say("Everything is in order.", "Todo está en orden.")
SOME_WARN = Say("It works; {number} things to look at.", "Funciona; hay {number} puntos por atender.")
SOME_FAIL = Say(
    "{number} things are wrong and must be put right.", "{number} puntos están mal y deben corregirse."
)

NAMES = {
    "python": Say("Python", "Python"),
    "versions": Say("libraries", "librerías"),
    "sqlite": Say("SQLite", "SQLite"),
    "configuration": Say("configuration", "configuración"),
    "mappings": Say("import mappings", "mapeos de importación"),
    "var": Say("folder for data", "carpeta de datos"),
    "disk": Say("disk space", "espacio en disco"),
    "database": Say("database", "base de datos"),
    "schema": Say("schema", "esquema"),
    "rulebook": Say("rulebook", "reglamento"),
    "guards": Say("guards", "candados"),
    "business_day": Say("business day", "día hábil"),
    "outbox": Say("outbox", "bandeja de salida"),
    "channels": Say("channels for notices", "canales de avisos"),
    "decisions": Say("decisions", "decisiones"),
    "tax_list": Say("69-B list", "listado 69-B"),
    "audit": Say("last audit", "última auditoría"),
    "server": Say("Prefect server", "servidor de Prefect"),
    "schedules": Say("schedules", "programaciones"),
}

VERSION = Say("{version}", "{version}")
PYTHON_DO = Say("Use Python 3.11, 3.12 or 3.13.", "Use Python 3.11, 3.12 o 3.13.")
SQLITE_DO = Say(
    "Use a Python that brings SQLite 3.37 or later.", "Use un Python que traiga SQLite 3.37 o posterior."
)
VERSIONS_DO = Say(
    "Install the locked versions again: pip install -r requirements.lock",
    "Instale de nuevo las versiones fijadas: pip install -r requirements.lock",
)
VERSIONS_MISSING = Say("{name} is not installed", "falta {name}")

CONFIGURATION_OK = Say("{name}: {rules} rules, {stages} stages", "{name}: {rules} reglas, {stages} etapas")
CONFIGURATION_DO = Say("Correct the file.", "Corrija el archivo.")
MAPPINGS_OK = Say("{names}", "{names}")
VAR_OK = Say("{path}", "{path}")
VAR_BAD = Say("{path} can't be written ({error})", "no se puede escribir en {path} ({error})")
VAR_DO = Say(
    "Set SEITON_VAR to a folder that you may write.",
    "Indique en SEITON_VAR una carpeta en la que pueda escribir.",
)
DISK = Say("{free} GB free", "{free} GB libres")
DISK_DO = Say(
    "Make room, or set SEITON_VAR to another disk.", "Libere espacio o indique otro disco en SEITON_VAR."
)

DATABASE_OK = Say("{place}", "{place}")
DATABASE_DO = Say("See the sentence.", "Vea la frase.")
SCHEMA_OK = Say("up to date", "al día")
SCHEMA_BEHIND = Say("older than the program", "más antiguo que el programa")
INIT_DO = Say("Run: seiton init", "Ejecute: seiton init")
RULEBOOK_OK = Say("{rules} rules installed, as configured", "{rules} reglas instaladas, como se configuraron")
GUARDS_OK = Say("all stand", "todos en su lugar")
GUARDS_ALTERED = Say(
    "{number} are missing, changed or not ours: {names}",
    "{number} faltan, cambiaron o no son nuestros: {names}",
)
GUARDS_DO = Say(
    "After an update of the program run: seiton init. Otherwise find out first who changed them",
    "Después de actualizar el programa ejecute: seiton init. Si no, averigüe primero quién los cambió",
)

DAY_TODAY = Say("{day}, as in the calendar", "{day}, igual que el calendario")
DAY_BEHIND = Say("{day}; the calendar says {today}", "{day}; el calendario dice {today}")
DAY_BEHIND_DO = Say(
    "Right for an export of that day. Otherwise: seiton init --today {today}",
    "Correcto para una exportación de ese día. Si no: seiton init --today {today}",
)
DAY_AHEAD_DO = Say(
    "It can't be turned back: rules count days that have not come. Start a new CRM if it was a slip.",
    "No puede regresarse: las reglas cuentan días que no han llegado. Empiece un CRM nuevo si fue un error.",
)
OUTBOX_OK = Say("{number:,} waiting", "{number:,} en espera")
OUTBOX_STUCK = Say(
    "{number:,} waiting, the oldest since {oldest}, {failed:,} failed before, {given_up:,} given up",
    "{number:,} en espera, el más antiguo desde {oldest}, {failed:,} con fallas previas, {given_up:,} abandonados",
)
OUTBOX_DO = Say(
    "See them and why: seiton notices. They are sent by the deployment deliver-notices: seiton up",
    "Véalos y por qué: seiton notices. Los envía el despliegue deliver-notices: seiton up",
)
CHANNELS_ON = Say("{on}", "{on}")
CHANNELS_OFF = Say(
    "{on}; without an address in the environment: {off}", "{on}; sin dirección en el entorno: {off}"
)
CHANNELS_NONE = Say("none has its address in the environment", "ninguno tiene su dirección en el entorno")
CHANNELS_DO = Say(
    "Set one of {variables}, or see that the server has a Secret block for it: this is not looked at here (docs/notifications.md)",
    "Defina alguna de {variables}, o vea que el servidor tenga un bloque Secret para ella: aquí no se consulta (docs/notifications.md)",
)
DECISIONS_OK = Say("{number:,} open", "{number:,} abiertas")
DECISIONS_LATE = Say(
    "{number:,} open, {late:,} of them late", "{number:,} abiertas, {late:,} de ellas vencidas"
)
DECISIONS_DO = Say("See them: seiton decide", "Véalas: seiton decide")
TAX_LIST_OK = Say(
    "of {day}; {number:,} of our accounts are on it: {stopped:,} definitive, {waiting:,} presumed, the others cleared",
    "del {day}; {number:,} de nuestras cuentas aparecen: {stopped:,} definitivas, {waiting:,} presuntas, las demás aclaradas",
)
TAX_LIST_OLD = Say(
    "old, of {day}; {number:,} of our accounts are on it: {stopped:,} definitive, {waiting:,} presumed",
    "antiguo, del {day}; {number:,} de nuestras cuentas aparecen: {stopped:,} definitivas, {waiting:,} presuntas",
)
TAX_LIST_NONE = Say(
    "none was read: no client is checked against it", "no se ha cargado: ningún cliente se coteja"
)
TAX_LIST_DO = Say(
    "Download the newest from the SAT, then: seiton lists update FILE",
    "Descargue el más reciente del SAT y después: seiton lists update ARCHIVO",
)
AUDIT_OK = Say("{day}, score {score} %", "{day}, calificación {score} %")
AUDIT_NONE = Say("none yet", "ninguna todavía")
AUDIT_OLD = Say("{day}, {days} days before the business day", "{day}, {days} días antes del día hábil")
AUDIT_OTHER_RULES = Say("{day}, by another version of the rulebook", "{day}, con otra versión del reglamento")
AUDIT_DO = Say("Run: seiton audit", "Ejecute: seiton audit")
SERVER_UP = Say("answers at {address}", "responde en {address}")
SERVER_DOWN = Say("not running", "apagado")
SERVER_GONE = Say("noted at {address}, but does not answer", "anotado en {address}, pero no responde")
SERVER_DO = Say("To keep it up: seiton up", "Para mantenerlo encendido: seiton up")
SCHEDULES_WAIT = Say(
    "{number} active, each with its next run", "{number} activas, cada una con su próxima corrida"
)
SCHEDULES_IDLE = Say(
    "{idle} of {number} have no run ahead, so nothing of theirs begins by itself: {names}",
    "{idle} de {number} no tienen corrida por delante, así que nada de ellas empieza por sí mismo: {names}",
)
SCHEDULES_DO = Say(
    "Just started: wait a minute. Started with 'seiton run' and without --keep: schedules rest there, use 'seiton up'. Otherwise {log} says why.",
    "Recién iniciado: espere un minuto. Iniciado con 'seiton run' y sin --keep: ahí las programaciones descansan, use 'seiton up'. Si no, {log} dice por qué.",
)
