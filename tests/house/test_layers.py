"""What the import contracts (``.importlinter``) can't say: who imports nothing but a few things, and what starts light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.conftest import ROOT, files, name_of

ALLOWED = {
    "policy": {"policy", "pydantic"},
    "config": {"config", "policy", "pydantic", "pydantic_settings"},
}
HEAVY = ("prefect", "great_expectations", "pandas", "numpy", "fastapi", "holidays", "alembic")


def imported_by(folder: str) -> Iterator[tuple[str, str]]:
    """(file, top-level module) of every import that is not of the standard library."""
    for path in files(".py", folders=(folder,)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [node.module]
            for name in names:
                if name.split(".")[0] not in sys.stdlib_module_names:
                    yield name_of(path), name.split(".")[0]


@pytest.mark.parametrize("folder", ALLOWED)
def test_what_is_below_knows_nothing_of_what_is_above(folder: str) -> None:
    assert [(file, name) for file, name in imported_by(folder) if name not in ALLOWED[folder]] == []


def test_the_command_starts_light() -> None:
    program = f"import sys, cli.main; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
