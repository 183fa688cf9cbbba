"""The watched folder: files dropped under the name of a case are filed once, and put aside with what became of them.

A stranger chose the names and the bytes. Nothing outside the folder is read or written; a file is put aside only after
its row is in the CRM, so that whoever is stopped half-way loses nothing, and the next run files nothing twice.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.held import UnknownCase, find_case
from config.words import Text, is_text
from crm.database import Engine, reading, unit_of_work
from crm.documents import lock_case, refused_unread, register, sale_of, shown_name
from papers import Inspector
from tasks.office import Filed, Incoming, Office
from tasks.papers import receive

DONE, REFUSED = "done", "refused"
SETTLES = dt.timedelta(seconds=10)
"""A file that was written to so recently may still be coming in."""
UNKNOWN = "unknown"
_NAME = re.compile(r"[\w .,()\-]{1,120}\.pdf", re.IGNORECASE)
WHY = {
    "no_case": Text(en="There is no such case: name the folder as OPP-123", es="No existe ese caso: nombre la carpeta como OPP-123"),
    "no_folder": Text(
        en="Files go into a folder named by their case, as OPP-123; links are not followed",
        es="Los archivos van en una carpeta con el nombre del caso, como OPP-123; no se siguen enlaces",
    ),
    "name": Text(
        en="The name must begin with the kind of paper and end in .pdf, as contract-signed.pdf",
        es="El nombre debe comenzar con el tipo de documento y terminar en .pdf, como contract-firmado.pdf",
    ),
    "not_a_file": Text(en="It is a link or a folder, not a file", es="Es un enlace o una carpeta, no un archivo"),
    "empty": Text(en="The file is empty", es="El archivo está vacío"),
    "too_large": Text(en="The file is larger than {size_mb} MB: it was not read", es="El archivo pesa más de {size_mb} MB: no se leyó"),
    "unreadable": Text(en="The file can't be read", es="El archivo no se puede leer"),
    "not_put_aside": Text(
        en="The file was filed but can't be put aside: see to the folder's rights",
        es="El archivo se registró pero no se puede apartar: revise los permisos de la carpeta",
    ),
}  # fmt: skip
"""Why a file is refused before anybody looks into it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file, by the names that it bore."""

    folder: str
    name: str
    kind: str
    state: str
    reasons: Sequence[Text]


class _Refusal(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def case_named(engine: Engine, name: str) -> int | None:
    """The opportunity that a folder's name means, as ``OPP-12`` or its delivery."""
    with reading(engine) as session:
        try:
            return sale_of(session, *find_case(session, name))
        except UnknownCase:
            return None


def empty_inbox(
    office: Office, inbox: Path, case_of: Callable[[str], int | None], now: dt.datetime
) -> Iterator[Outcome]:
    """File what lies in the inbox, file after file; each is done with when its outcome is told.

    ``case_of``: the opportunity that the name of a folder means. What lies in no folder of a case stays where it is.
    """
    if not inbox.is_dir():
        return
    with Inspector(office.rules) as inspector:
        for folder in sorted(inbox.iterdir(), key=lambda path: path.name):
            if folder.name.startswith("."):
                continue
            if folder.is_symlink() or not folder.is_dir():
                yield _left(folder, "no_folder")
            elif not is_text(folder.name) or (case := case_of(folder.name)) is None:
                yield _left(folder, "no_case")
            else:
                yield from _files(office, folder, case, now, inspector)


def _left(path: Path, why: str) -> Outcome:
    return Outcome(shown_name(path.name), "", UNKNOWN, "refused", (WHY[why],))


def _files(
    office: Office, folder: Path, case: int, now: dt.datetime, inspector: Inspector
) -> Iterator[Outcome]:
    for path in sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name)):
        if path.name in (DONE, REFUSED) or path.name.startswith(".") or _is_coming_in(path, now):
            continue
        kind = kind_named(path.name, office.kinds)
        try:
            data = _read(path, kind, office.rules.limits.size_mb)
        except _Refusal as refusal:
            filed = _refused(office, case, kind or UNKNOWN, path.name, refusal.code, now)
        else:
            filed = receive(office, case, Incoming(kind or UNKNOWN, path.name, data), now, inspector)
        reasons = list(filed.reasons)
        if not _put_aside(path, REFUSED if filed.state == "refused" else DONE):
            reasons.append(WHY["not_put_aside"])
        yield Outcome(folder.name, shown_name(path.name), kind or UNKNOWN, filed.state, reasons)


def kind_named(name: str, kinds: Iterable[str]) -> str | None:
    """The kind of paper with which a name begins, and which ends there: ``annex_a-signed.pdf``."""
    if not _NAME.fullmatch(name):
        return None
    stem = name[: -len(".pdf")].lower()
    for kind in sorted(kinds, key=len, reverse=True):
        if stem == kind or (
            stem.startswith(kind) and not (stem[len(kind)].isalnum() or stem[len(kind)] == "_")
        ):
            return kind
    return None


def _is_coming_in(path: Path, now: dt.datetime) -> bool:
    try:
        changed = path.lstat().st_mtime
    except OSError:
        return True  # gone meanwhile
    return 0 <= now.timestamp() - changed < SETTLES.total_seconds()


def _read(path: Path, kind: str | None, size_mb: int) -> bytes:
    """The bytes of a real file of this folder, none of which is read where it is too large."""
    if kind is None:
        raise _Refusal("name")
    if not stat.S_ISREG(path.lstat().st_mode):
        raise _Refusal("not_a_file")
    no_links = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | no_links), "rb") as file:
            seen = os.fstat(file.fileno())
            if not stat.S_ISREG(seen.st_mode):
                raise _Refusal("not_a_file")
            if seen.st_size == 0:
                raise _Refusal("empty")
            if seen.st_size > size_mb * 1024 * 1024:
                raise _Refusal("too_large")
            return file.read(size_mb * 1024 * 1024 + 1)
    except OSError:
        raise _Refusal("unreadable") from None


def _refused(office: Office, case: int, kind: str, name: str, why: str, now: dt.datetime) -> Filed:
    """Write down that a file was refused unread; once, however often the same is found."""
    size = office.rules.limits.size_mb
    said = Text(en=WHY[why].en.format(size_mb=size), es=WHY[why].es.format(size_mb=size))
    with unit_of_work(office.bind) as session:
        sale = lock_case(session, case)
        row = refused_unread(session, case, kind, shown_name(name))
        is_new = row is None
        if row is None:
            given = [{"reason": why, "en": said.en, "es": said.es}]
            row = register(
                session, sale, kind, now, state="refused", file_name=name, reasons=given, inspected_at=now
            )
    return Filed(row.id, "refused", (said,), is_new)


def _put_aside(path: Path, where: str) -> bool:
    """Move a file (or the link itself) into a folder beside it, over nothing that lies there."""
    aside = path.parent / where
    try:
        aside.mkdir(exist_ok=True)
        if aside.is_symlink():
            return False
        number, target = 2, aside / path.name
        while os.path.lexists(target):
            target = aside / f"{number}-{path.name}"
            number += 1
        path.rename(target)
    except OSError:
        return False
    return True
