"""The dossier of a case: a folder or ZIP that a third party can check without us. The same records make the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports.dossier_verify import MANIFEST
from reports.escape import csv_cell

Rows = Sequence[Mapping[str, Any]]
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class InTheWay(Exception):
    """Something that is no dossier lies where the dossier is to be."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def files_of(
    code: str, tables: Mapping[str, Rows], papers: Mapping[str, bytes], decided: Mapping[str, str]
) -> dict[str, bytes]:
    """Every file of a dossier by its name, with ``MANIFEST.sha256`` over all of them.

    ``papers`` and ``decided`` are files by their name in the dossier: PDFs, and the text of each decision.
    """
    files: dict[str, bytes] = {name: text.encode() for name, text in decided.items()} | dict(papers)
    for name, rows in tables.items():
        files[f"records/{name}.json"] = (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
        files[f"records/{name}.csv"] = _csv(rows)
    files["verify.py"] = (Path(__file__).parent / "dossier_verify.py").read_bytes()
    files["README.txt"] = _README.format(code=code).encode()
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return files | {MANIFEST: "".join(lines).encode()}


def fingerprint(files: Mapping[str, bytes]) -> str:
    """The hash over all hashes: who keeps it can tell this dossier from any other."""
    return hashlib.sha256(files[MANIFEST]).hexdigest()


def paper_name(row: Mapping[str, Any]) -> str:
    """How the file of a paper is called in a dossier; nothing of a stranger's name is in it."""
    return f"papers/{row['id']:06}-{row['kind']}-{row['state']}.pdf"


def write_folder(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the folder, whole or not at all; an older dossier in its place is replaced. Raises ``InTheWay``."""
    if folder.exists() and not (folder / MANIFEST).is_file():
        raise InTheWay(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".dossier-") as aside:
        made = Path(aside) / "made"
        for name, data in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if folder.exists():
            folder.rename(Path(aside) / "older")
        made.rename(folder)
    return folder


def write_zip(code: str, files: Mapping[str, bytes], path: Path) -> Path:
    """Write one ZIP, whole or not at all; an older one is replaced. Raises ``InTheWay``."""
    if path.exists() and not zipfile.is_zipfile(path):
        raise InTheWay(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".dossier-") as aside:
        made = Path(aside) / path.name
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(f"{code}/{name}", _LONG_AGO)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, files[name])
        shutil.move(made, path)
    return path


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return csv_cell(json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value)


_README = """\
Expediente de {code}

papers/     documentos: borradores, firmados, rechazados
decisions/  cada decisión, tal como se tomó
records/    los registros del CRM, en JSON y CSV: documentos y lo que dicen, decisiones con su sello, respuestas rechazadas,
            historia de etapas, hallazgos de la auditoría
verify.py   comprueba todo sin conexión: python3 verify.py [HUELLA]

«attested» quiere decir: firma autógrafa por la que responde la persona nombrada; no fue verificada. «proved»: firmas
electrónicas verificadas.

Dossier of {code}

papers/     documents: drafts, signed, refused
decisions/  each decision, as it was taken
records/    the records of the CRM, as JSON and CSV: documents and what they say, decisions with their seals, refused
            answers, history of stages, findings of the audit
verify.py   checks everything offline: python3 verify.py [FINGERPRINT]

"attested" means: a handwritten signature for which the named person answers; it was not verified. "proved": electronic
signatures that were verified.
"""
