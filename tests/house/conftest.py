"""The repository itself, for tests that guard how it is written."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import load_company

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("policy", "config", "crm", "papers", "checks", "sample", "reports", "tasks", "flows", "cli")
"""The folders of the product, in the order of their imports."""

_WRITTEN_HERE = (*PRODUCT, "tests", "benchmarks", "docs", ".ci")


def files(*suffixes: str, folders: tuple[str, ...] = _WRITTEN_HERE) -> list[Path]:
    """Every file of these suffixes that the repository holds, in the given folders and at its top."""
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    top = [path for path in ROOT.iterdir() if path.name != ".git"] if folders is _WRITTEN_HERE else []
    return sorted(path for path in (*inside, *top) if path.is_file() and path.suffix in suffixes)


def name_of(path: Path) -> str:
    """How the repository calls a file."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """A Python file as its syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The rulebook of the company as it is configured."""
    return rulebook(load_company(ROOT / "config"))
