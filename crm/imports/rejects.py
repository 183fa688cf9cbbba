"""The rows that could not be imported, in a CSV file that a person can open, mend and import again."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from config.words import Text
from crm.imports.problems import BadCell, RejectsUnwritable

HEADER = (
    Text(en="file", es="archivo"),
    Text(en="line", es="línea"),
    Text(en="column", es="columna"),
    Text(en="value", es="valor"),
    Text(en="reason", es="motivo"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")
_SHOWN = 200


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not run: a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text


class Rejects:
    """The rejects of one run: one file in one language, written only once there is something to write.

    The lines of a table are kept aside while it is imported and added when it is committed (``keep``) or dropped
    with it (``drop``). One row may have several lines, one for each thing that is wrong with it.
    """

    def __init__(self, folder: Path, source: str, now: dt.datetime, language: str) -> None:
        stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._aside: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=folder)  # noqa: SIM115
        except OSError as error:
            said = error.strerror or error
            raise RejectsUnwritable(
                f"{folder}: the rejected rows can't be kept there: {said}.",
                f"{folder}: no se pueden guardar ahí las filas rechazadas: {said}.",
            ) from None
        names = (folder / f"{source}-{stamp}{suffix}.csv" for suffix in _suffixes())
        self._path = next(path for path in names if not path.exists())
        self._writer = csv.writer(self._aside)
        self._language = language

    @property
    def path(self) -> Path | None:
        """Where the rejects of the run are; none while there are none."""
        return self._path if self._path.exists() else None

    def add(self, file: str, line: int, problems: Iterable[BadCell]) -> None:
        for problem in problems:
            value = problem.value if len(problem.value) <= _SHOWN else problem.value[:_SHOWN] + "…"
            reason = problem.to(self._language)
            cells = (file, str(line), problem.column, value.replace("\0", "\ufffd"), reason)
            try:
                self._writer.writerow([harmless(cell) for cell in cells])
            except OSError as error:
                said = error.strerror or error
                raise RejectsUnwritable(
                    f"The rejected rows can't be kept: {said}.",
                    f"No se pueden guardar las filas rechazadas: {said}.",
                ) from None

    def keep(self) -> None:
        """Add what was set aside to the file of the run."""
        self._aside.flush()
        if not self._aside.tell():
            return
        self._aside.seek(0)
        try:
            begun = self._path.exists()
            with self._path.open("a", encoding="utf-8" if begun else "utf-8-sig", newline="") as file:
                if not begun:
                    csv.writer(file).writerow([name.to(self._language) for name in HEADER])
                shutil.copyfileobj(self._aside, file)
        except OSError as error:
            said = error.strerror or error
            raise RejectsUnwritable(
                f"{self._path}: it can't be written: {said}.", f"{self._path}: no se puede escribir: {said}."
            ) from None
        self.drop()

    def drop(self) -> None:
        self._aside.seek(0)
        self._aside.truncate()

    def close(self) -> None:
        self._aside.close()


def _suffixes() -> Iterable[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1
