"""Why the database can't be used, in words that say what to do, in English and in Spanish."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from config.words import Told


class DatabaseUnavailable(Told):
    """The CRM's database can't be opened; the message says what to do."""


def reason_of(error: BaseException | None, url: URL) -> DatabaseUnavailable:
    """The sentence for what a driver said while it opened or used the database at ``url``."""
    if isinstance(error, sqlite3.Error):
        return _sqlite(error, Path(url.database or ""))
    return _server(str(error), getattr(error, "sqlstate", None), url)


def _sqlite(error: sqlite3.Error, path: Path) -> DatabaseUnavailable:
    # The first two words name the kind (SQLITE_READONLY_DIRECTORY is a SQLITE_READONLY).
    kind = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    english, spanish = _SQLITE.get(
        kind, ("The database {path} failed: {error}", "La base {path} falló: {error}")
    )
    if kind == "SQLITE_CANTOPEN" and path.is_dir():
        english, spanish = (
            "{path} is a folder: give the path of a file in SEITON_DATABASE",
            "{path} es una carpeta: indique en SEITON_DATABASE la ruta de un archivo",
        )
    return DatabaseUnavailable(
        english.format(path=path, folder=path.parent, error=error),
        spanish.format(path=path, folder=path.parent, error=error),
    )


_SQLITE = {
    "SQLITE_CANTOPEN": (
        "The database {path} can't be opened: check that the folder exists and that you may write in it, or set SEITON_VAR",
        "No se puede abrir la base {path}: revise que la carpeta exista y que pueda escribir en ella, o indique SEITON_VAR",
    ),
    "SQLITE_READONLY": (
        "The database {path} can't be written: check the rights of the file and of the folder {folder}",
        "No se puede escribir en la base {path}: revise los permisos del archivo y de la carpeta {folder}",
    ),
    "SQLITE_PERM": (
        "You have no right to open the database {path}",
        "No tiene permiso para abrir la base {path}",
    ),
    "SQLITE_NOTADB": (
        "{path} is no SQLite database: correct SEITON_DATABASE, or move the file away",
        "{path} no es una base SQLite: corrija SEITON_DATABASE o mueva el archivo",
    ),
    "SQLITE_CORRUPT": (
        "The database {path} is damaged: restore it from a backup",
        "La base {path} está dañada: restáurela de un respaldo",
    ),
    "SQLITE_BUSY": (
        "Another process is writing to {path} and did not end in time: try again when it has",
        "Otro proceso está escribiendo en {path} y no terminó a tiempo: intente de nuevo cuando acabe",
    ),
    "SQLITE_FULL": (
        "The disk of {path} is full: make room and run the command again",
        "El disco de {path} está lleno: libere espacio y repita el comando",
    ),
    "SQLITE_IOERR": (
        "The disk of {path} failed ({error}): check it before going on",
        "Falló el disco de {path} ({error}): revíselo antes de continuar",
    ),
}


def _server(said: str, state: str | None, url: URL) -> DatabaseUnavailable:
    place = f"{url.host or url.query.get('host') or 'localhost'}:{url.port or 5432}"
    first = (said.strip().splitlines() or [""])[0].rpartition("failed: ")[2].removeprefix("FATAL:").strip()
    sentences = (pair for words, pair in _SERVER.items() if any(word in said for word in words.split("|")))
    lost = state is None or state.startswith(("08", "57P"))
    english, spanish = next(sentences, _SERVER_SILENT if lost else _SERVER_FAILED)
    facts = {"place": place, "base": url.database or "", "user": url.username or "", "error": first}
    return DatabaseUnavailable(english.format(**facts), spanish.format(**facts))


_SERVER_SILENT = (
    "The database server {place} can't be reached: check that it runs and that SEITON_DATABASE names it ({error})",
    "No se alcanza el servidor de base de datos {place}: revise que esté en marcha y que SEITON_DATABASE lo nombre ({error})",
)
_SERVER_FAILED = (
    "The database server {place} failed: {error}; try again, and call its administrator if it goes on",
    "El servidor de base de datos {place} falló: {error}; intente de nuevo y avise a su administrador si continúa",
)
_SERVER = {
    "password authentication failed|no password supplied|authentication failed": (
        "The database server {place} refused the user {user!r}: check the name and the password in SEITON_DATABASE",
        "El servidor de base de datos {place} rechazó al usuario {user!r}: revise el nombre y la contraseña en SEITON_DATABASE",
    ),
    "does not exist|no existe": (
        "The database server {place} answered: {error}; create the database {base!r} or correct SEITON_DATABASE",
        "El servidor de base de datos {place} respondió: {error}; cree la base {base!r} o corrija SEITON_DATABASE",
    ),
    "too many clients|remaining connection slots": (
        "The database server {place} takes no more connections: try again later, or raise its limit",
        "El servidor de base de datos {place} no acepta más conexiones: intente después o aumente su límite",
    ),
}


def trouble_in(error: BaseException, url: str) -> DatabaseUnavailable | None:
    """The sentence for a failure of the database at ``url`` while it was in use; none for any other error."""
    if isinstance(error, StaleDataError):
        return DatabaseUnavailable(
            "Somebody else changed this record at the same moment: look at it again and repeat the command",
            "Alguien más cambió este registro en el mismo momento: revíselo y repita el comando",
        )
    if isinstance(error, DBAPIError) and any(
        word in f"{type(error.orig).__name__} {error.orig}" for word in _OLD_SCHEMA
    ):
        return DatabaseUnavailable(
            "The database is older than the program: run 'seiton init'",
            "La base es más antigua que el programa: ejecute 'seiton init'",
        )
    if isinstance(error, (OperationalError, InterfaceError)) or _is_file_trouble(error):
        return reason_of(getattr(error, "orig", None), make_url(url))
    return None


_OLD_SCHEMA = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")


def refusal_in(error: BaseException) -> str | None:
    """What a guard of the database said when it refused a write; none for any other error."""
    if not isinstance(error, DBAPIError):
        return None
    first = str(error.orig).splitlines()[0] if str(error.orig) else ""
    kind, _, sentence = first.partition(": ")
    return sentence if kind in ("refused", "held") else None


def _is_file_trouble(error: BaseException) -> bool:
    said = getattr(error.orig, "sqlite_errorname", "") if isinstance(error, DBAPIError) else ""
    return said.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY", "SQLITE_IOERR"))
