"""What the import contracts (``.importlinter``) can't say: who imports nothing but a few things, and what starts light."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.conftest import PRODUCT, ROOT, files, name_of, parsed

ALLOWED = {
    "policy": {"policy", "pydantic"},
    "config": {"config", "policy", "pydantic", "pydantic_settings"},
}
HEAVY = ("prefect", "great_expectations", "pandas", "numpy", "fastapi", "holidays", "alembic")


def imported_by(folder: str) -> Iterator[tuple[str, str]]:
    """(file, top-level module) of every import that is not of the standard library."""
    for path in files(".py", folders=(folder,)):
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [node.module]
            for name in names:
                if name.split(".")[0] not in sys.stdlib_module_names:
                    yield name_of(path), name.split(".")[0]


def test_every_room_is_typed_shipped_and_under_contract() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    assert rooms == set(PRODUCT)
    assert rooms <= set(project["mypy"]["packages"])
    assert rooms == {name.rstrip("*") for name in project["setuptools"]["packages"]["find"]["include"]}
    assert rooms == set(contracts["importlinter"]["root_packages"].split())


@pytest.mark.parametrize("folder", ALLOWED)
def test_what_is_below_knows_nothing_of_what_is_above(folder: str) -> None:
    assert [(file, name) for file, name in imported_by(folder) if name not in ALLOWED[folder]] == []


def test_the_command_starts_light() -> None:
    program = f"import sys, cli.main; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
