"""Verifies a dossier offline: python3 verify.py [FINGERPRINT]. Needs Python and nothing else; it changes nothing.

Verifica un expediente sin conexión: python3 verify.py [HUELLA]. No requiere nada más que Python; no cambia nada.

FINGERPRINT is the SHA-256 of MANIFEST.sha256 that was told when the dossier was made; without it a dossier that was made
anew as a whole is not told from the first. With SEITON_KEY in the environment the seals of decisions are verified as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import sys
from pathlib import Path
from typing import Any

MANIFEST = "MANIFEST.sha256"


def sha256_of(path: Path) -> str:
    """The hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verify(folder: Path, fingerprint: str = "", keys: str = "") -> tuple[list[str], list[str]]:
    """(what is wrong, what was verified), each a sentence."""
    wrong: list[str] = []
    good: list[str] = []
    try:
        own = sha256_of(folder / MANIFEST)
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [f"missing / falta: {MANIFEST}"], []
    if fingerprint and fingerprint.lower() != own:
        wrong.append(f"altered / alterado: {MANIFEST} (fingerprint {own}, not {fingerprint})")
    pairs = [line.split("  ", 1) for line in text.splitlines() if "  " in line]
    listed = {name: sha256 for sha256, name in pairs}
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    for name in sorted(listed.keys() | (there - {MANIFEST})):
        if name not in listed:
            wrong.append(f"added / agregado: {name}")
        elif name not in there:
            wrong.append(f"missing / falta: {name}")
        elif (folder / name).is_symlink() or sha256_of(folder / name) != listed[name]:
            wrong.append(f"altered / alterado: {name}")
    good.append(f"{len(listed)} files / archivos, fingerprint / huella {own}")
    if not wrong:
        _papers(folder, listed, wrong, good)
        _decisions(folder, keys, wrong, good)
    return wrong, good


def _table(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((folder / "records" / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def _papers(folder: Path, listed: dict[str, str], wrong: list[str], good: list[str]) -> None:
    """Each paper is the file whose hash its record has; each that counts has its draft."""
    rows = _table(folder, "documents")
    drafts = {row["id"] for row in rows if row["state"] == "draft"}
    files = 0
    for row in rows:
        path = row.get("file")
        if path:
            files += 1
            if listed.get(path) != row["sha256"]:
                wrong.append(f"not the file of its record / no es el archivo de su registro: {path}")
        if row["state"] in ("proved", "attested") and row["draft_id"] not in drafts:
            wrong.append(f"document / documento {row['id']}: no draft / sin borrador")
    good.append(
        f"{files} of {len(rows)} papers / documentos: file and record agree / archivo y registro coinciden"
    )


def _decisions(folder: Path, keys: str, wrong: list[str], good: list[str]) -> None:
    """Each decision has the hash of what was decided and, where the key is known, a seal made with it."""
    sealed = 0
    rows = _table(folder, "decisions")
    for row in rows:
        name = f"decisions/REQ-{row['request_id']}.json"
        if row["sha256"] is not None and sha256_of(folder / name) != row["sha256"]:
            wrong.append(f"not what was decided / no es lo decidido: {name}")
        if row["seal"] is not None and keys:
            if not _is_sealed(row, keys):
                wrong.append(f"the seal does not hold / el sello no es válido: {name}")
            sealed += 1
    said = f"{sealed} seals / sellos" if keys else "seals not checked (SEITON_KEY) / sellos sin comprobar"
    good.append(f"{len(rows)} decisions / decisiones, {said}")


def _is_sealed(row: dict[str, Any], keys: str) -> bool:
    said = f"{row['sha256']}|{row['approver_id']}|{row['code_step']}".encode()
    for key in keys.split():
        try:
            secret = hashlib.sha256(b"seiton seal " + base64.urlsafe_b64decode(key)).digest()
        except ValueError:
            continue
        if hmac.compare_digest(hmac.new(secret, said, hashlib.sha256).hexdigest(), row["seal"]):
            return True
    return False


def main() -> int:
    """Say what was verified and what is wrong; 1 where something is."""
    fingerprint = sys.argv[1] if len(sys.argv) > 1 else ""
    wrong, good = verify(Path(__file__).resolve().parent, fingerprint, os.environ.get("SEITON_KEY", ""))
    for line in good:
        print(f"  {line}")
    for line in wrong:
        print(f"! {ascii(line)[1:-1]}")
    print("NOT INTACT / NO ÍNTEGRO" if wrong else "Intact / Íntegro")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
