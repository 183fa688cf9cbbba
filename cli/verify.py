"""``seiton verify``: was anything of what happened altered, deleted, slipped in, reordered or cut off?"""

from __future__ import annotations

from pathlib import Path

from checks.trail import verify as walk
from cli import texts as t
from cli.desk import desk
from cli.exits import Ends
from cli.screen import Screen
from config.settings import settings
from crm.roots import read_roots

SHOWN = 50


def verify(roots: Path | None, as_json: bool) -> Ends:
    """Walk the trail and tell every place that does not fit; ``UNWELL`` where there is one."""
    path = roots or settings().roots
    written = read_roots(path)
    with desk() as at, at.engine.connect() as connection:
        screen = Screen(at.company.language, as_json=as_json)
        with screen.progress(t.VERIFYING):
            found = walk(connection, written)
    for wrong in found.wrong[:SHOWN]:
        screen.print(f"✗ {wrong.to(at.company.language)}", "red")
    if len(found.wrong) > SHOWN:
        screen.say(t.VERIFY_MORE, "red", number=len(found.wrong) - SHOWN)
    if not written:
        screen.say(t.VERIFY_NO_ROOTS, "yellow", path=path)
    if not found.wrong:
        screen.say(t.VERIFY_FITS, "green", places=found.places, roots=found.roots)
    if found.waiting:
        screen.say(t.VERIFY_WAITING, number=found.waiting)
    screen.json({
        "ok": not found.wrong, "places": found.places, "roots": found.roots, "waiting": found.waiting,
        "wrong": [wrong.model_dump() for wrong in found.wrong],
    })  # fmt: skip
    return Ends.UNWELL if found.wrong else Ends.DONE
