"""``seiton dossier``: everything about one case in a folder or ZIP that verifies itself offline."""

from __future__ import annotations

from pathlib import Path

from checks.decisions import content_of
from cli import documents_texts as t
from cli.desk import desk
from cli.documents import sale_named
from cli.exits import Ends, Stop
from cli.screen import Screen
from config.settings import settings
from crm.documents import FileAltered, Vault
from crm.dossier import Table, decisions_of, tables_of
from crm.model import CODES
from reports.dossier import InTheWay, files_of, fingerprint, paper_name, write_folder, write_zip


def write_dossier(case: str, to: Path | None, as_zip: bool, as_json: bool) -> None:
    """Gather, write, and tell the fingerprint that somebody should keep."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        number = sale_named(session, case)
        tables = tables_of(session, number)
        decided = {
            f"decisions/REQ-{one.request_id}.json": content_of(session, one)
            for one in decisions_of(session, number)
        }
    code = f"{CODES['opportunity']}-{number}"
    papers, missing = _papers(Vault(settings().var / "documents"), tables["documents"])
    files = files_of(code, tables, papers, decided)
    folder = to or settings().var / "dossiers"
    try:
        path = write_zip(code, files, folder / f"{code}.zip") if as_zip else write_folder(files, folder / code)
    except InTheWay as why:
        raise Stop(Ends.UNAVAILABLE, t.DOSSIER_IN_THE_WAY, path=why.path) from None
    seal = fingerprint(files)
    screen.say(t.DOSSIER, "green", path=path)
    screen.say(t.DOSSIER_HOLDS, files=len(files), missing=missing)
    screen.say(t.DOSSIER_SEAL, sha256=seal)
    screen.json({"case": code, "path": path, "files": len(files), "without_file": missing, "fingerprint": seal})


def _papers(vault: Vault, rows: Table) -> tuple[dict[str, bytes], int]:
    """The files of the papers; each row learns the name of its own, or why there is none."""
    papers: dict[str, bytes] = {}
    for row in rows:
        row["file"], row["file_note"] = None, None
        try:
            data = vault.read(row["sha256"])
        except FileAltered as why:
            row["file_note"] = "missing" if why.is_missing else "altered"
            continue
        row["file"] = paper_name(row)
        papers[row["file"]] = data
    return papers, sum(row["file"] is None for row in rows)
