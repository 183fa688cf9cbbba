"""A broken configuration and a broken export are told in Spanish: by the terminal's language, or the company's."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_import import MAPPING

IN_SPANISH = pytest.mark.usefixtures("in_spanish")


@pytest.fixture
def spanish_terminal(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A mapping, and the folder for what it reads."""
    folder = tmp_path / "export"
    folder.mkdir()
    (tmp_path / "old.toml").write_text(MAPPING)
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


BROKEN = {
    "an unknown word": ("audit.toml", "[report]", "[reports]", "audit.toml: reports: palabra desconocida; aquí se conocen: debt, report"),
    "a missing word": ("company.toml", "quote_days = 21\n", "", "company.toml: pricing.quote_days: falta esta palabra"),
    "a wrong type": ("company.toml", "quote_days = 21", 'quote_days = "many"', "company.toml: pricing.quote_days: debe ser un número entero (está escrito: 'many')"),
    "a number out of bounds": ("company.toml", "satisfied_score = 6", "satisfied_score = 11", "crm.satisfied_score: debe ser menor o igual que 10 (está escrito: 11)"),
    "none of the known words": ("company.toml", 'language = "es"', 'language = "fr"', "language: debe ser 'en' o 'es' (está escrito: 'fr')"),
    "words that can't stand together": ("lifecycles/lead_to_close.toml", 'id = "studied"', 'id = "qualified"', "lead_to_close.toml: una etapa está declarada dos veces"),
    "a role of nobody": ("lifecycles/lead_to_close.toml", 'owner = "credit"', 'owner = "creditt"', "stage.credit_authorised: palabra desconocida 'creditt'; conocidas: sales"),
    "no TOML": ("company.toml", "[pricing]", "[pricing", "company.toml: no es TOML válido (línea "),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_a_configuration_is_refused_in_the_language_of_the_terminal(
    own_empresa: Path, spanish_terminal: None, call: Call, how: str
) -> None:
    name, old, new, said = BROKEN[how]
    spoil(own_empresa, name, old, new)
    outcome = call("rules")
    assert (outcome.code, outcome.out) == (4, "")
    assert said in outcome.err


def test_in_any_other_terminal_it_is_refused_in_english(own_empresa: Path, call: Call) -> None:
    spoil(own_empresa, "audit.toml", "[report]", "[reports]")
    assert "audit.toml: reports: unknown word; known here: debt, report" in call("rules").err


def test_the_doctor_says_it_in_spanish_too(own_empresa: Path, spanish_terminal: None, call: Call) -> None:
    spoil(own_empresa, "audit.toml", "[report]", "[reports]")
    outcome = call("doctor")
    assert outcome.code == 1
    assert "audit.toml: reports: palabra desconocida" in outcome.out and "unknown" not in outcome.out


@IN_SPANISH
def test_a_company_that_can_be_loaded_chooses_the_language_whatever_the_terminal_says(call: Call) -> None:
    outcome = call("import", "sugar", ".")
    assert outcome.code == 4
    assert "no hay un mapeo 'sugar'; conocidos: " in outcome.err


FILES = {
    "missing": (None, "accounts.csv: el archivo no está en "),
    "empty": (b"", "accounts.csv: el archivo está vacío."),
    "a workbook": (b"PK\x03\x04" + bytes(40), "accounts.csv: es un libro de Excel o un archivo zip, no CSV"),
    "without a column": (b"id,name\n1,Escuela\n", "accounts.csv: falta la columna: staff; columnas que hay: id, name."),
    "with another separator": (b"id;name;staff\n", "ponga delimiter = ';' en el mapeo"),
    "with a column twice": (b"id,name,staff,id\n", "accounts.csv: columna repetida: id; no es claro"),
    "in another encoding": (b"id,name,staff\n1,Espa\xf1a,1\n", "la línea 2 tiene bytes que no son texto en utf-8. Si lo escribió Excel"),
    "with a header that never ends": (b'id,"name,staff\n', "no se puede leer el encabezado de la línea 1: una comilla se abre y nunca se cierra."),
}  # fmt: skip


@IN_SPANISH
@pytest.mark.parametrize("how", FILES)
def test_an_export_that_cannot_be_used_is_refused_in_spanish(call: Call, export: Path, how: str) -> None:
    content, said = FILES[how]
    if content is not None:
        (export / "accounts.csv").write_bytes(content)
    outcome = call("import", export.parent / "old.toml", export)
    assert outcome.code == 4
    assert said in outcome.err


@IN_SPANISH
def test_the_rejected_rows_say_why_in_spanish(call: Call, export: Path) -> None:
    rows = ("1,Escuela,12", "2,Hotel,muchos", "1,Otra,12", ",Taller,3", "4,Cine", "5,Foro,99999999999", "6,,1")
    (export / "accounts.csv").write_text("\n".join(("id,name,staff", *rows)))
    spoil(export.parent, "old.toml", 'name = "name"', 'name = { from = "name", required = true }')
    said = json.loads(call("import", export.parent / "old.toml", export, "--json").out)
    with Path(said["rejects"]).open(encoding="utf-8-sig", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert list(rejects[0]) == ["archivo", "línea", "columna", "valor", "motivo"]
    assert {row["línea"]: row["motivo"] for row in rejects} == {
        "3": "employees: no es un importe; se esperan cifras como 1,234.50",
        "4": "la clave ya está en la línea 2 con otros valores",
        "5": "la fila no tiene clave",
        "6": "tiene 2 celdas donde el encabezado tiene 3: está cortada, o una comilla está fuera de lugar",
        "7": "employees: el número está fuera de rango",
        "8": "name es obligatorio y está vacío",
    }
