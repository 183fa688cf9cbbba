"""The roots of the trail: how far it reached and with which hash, written down outside the database, a line each.

The file is only ever added to. Copy it to where nobody who holds the database can write: it is what a rewritten or
shortened trail is held against.

::

    RootsDamaged        a line of the file can't be read; the message says which
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from config.words import Told


class RootsDamaged(Told):
    """A line of the file is not what was written."""


@dataclass(frozen=True)
class Root:
    """At this instant the trail reached this place, with this hash."""

    sealed_at: str
    place: int
    sha256: str


def read_roots(path: Path) -> list[Root]:
    """All roots, the oldest first; none where there is no file yet. Raises ``RootsDamaged``."""
    return list(_lines(path)) if path.exists() else []


def _lines(path: Path) -> Iterator[Root]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield Root(**json.loads(line))
        except (ValueError, TypeError):
            raise RootsDamaged(
                f"{path}, line {number}: this is no root of the trail; restore the file from its copy",
                f"{path}, línea {number}: no es una raíz del rastro; restaure el archivo desde su copia",
            ) from None


def add_root(path: Path, root: Root) -> None:
    """Write one more root and see it safely to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(root)) + "\n")
        file.flush()
        os.fsync(file.fileno())
