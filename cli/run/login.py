"""The name and password that Prefect's server asks for. It knows no users: who has this may do everything in its UI."""

from __future__ import annotations

import os
import secrets

from cli.exits import Ends, Stop
from cli.run import texts as t
from cli.run.place import Place

VARIABLE = "PREFECT_SERVER_API_AUTH_STRING"


def login(place: Place) -> str:
    """``name:password``: that of the environment, or else one that is made once and kept where only we can read it.

    Raises ``Stop`` where it can't be kept, or what the environment says is none.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        if not (all(given.partition(":")) and given.isascii()):  # other letters make the server fail
            raise Stop(Ends.UNAVAILABLE, t.NO_LOGIN, variable=VARIABLE)
        return given
    try:
        return _kept(place) or _made(place)
    except OSError as error:
        raise Stop(Ends.UNAVAILABLE, t.LOGIN_UNKEPT, path=place.login, why=error.strerror) from None


def _kept(place: Place) -> str | None:
    try:
        place.login.chmod(0o600)
        said = place.login.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return said if all(said.partition(":")) else None


def _made(place: Place) -> str:
    made = f"seiton:{secrets.token_urlsafe(24)}"
    part = place.login.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(made + "\n")
    part.replace(place.login)
    return made
