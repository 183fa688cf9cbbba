"""What no file of the repository may hold, and how long it may grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.conftest import PRODUCT, files, name_of, parsed

LONGEST = 400
ONE_MACHINE = re.compile(r"/(?:work|farm|root|tmp|home)/[a-z.]")
LEFTOVERS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|NotImplemented" r"Error)\b|breakpoint\(\)")
ROUND_A_GATE = re.compile(r"(?:skip|bypass|ignore|disable|force)_(?:gate|rule|check|credit|contract)")
CAN_NOT_FAIL = re.compile(r"assert Tru[e]\b|except Exceptio[n]:\s*pass")


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def without_docstring(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        tree = parsed(path)
        if tree.body and ast.get_docstring(tree) is None:
            yield name_of(path)
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                declares_rules = path.parent.name == "rules" and node.name == "rules"
                if not node.name.startswith("_") and ast.get_docstring(node) is None and not declares_rules:
                    yield f"{name_of(path)}: {node.name}"


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    written = [path for path in files(".py") if path.parent.name != "versions"]  # a migration is made, and kept
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_knows_a_path_of_one_machine() -> None:
    assert lines_with(ONE_MACHINE, files(".py", ".toml", ".md", ".yaml", ".yml", ".ini", "")) == []


def test_nothing_is_left_over() -> None:
    assert lines_with(LEFTOVERS, files(".py")) == []


def test_nothing_is_named_like_a_way_round_a_gate() -> None:
    product = [path for path in files(".py", ".toml", ".yaml") if not name_of(path).startswith("tests/")]
    assert lines_with(ROUND_A_GATE, product) == []


def test_no_test_is_written_so_that_it_can_not_fail() -> None:
    assert lines_with(CAN_NOT_FAIL, files(".py", folders=("tests",))) == []


def test_every_public_function_and_class_says_what_it_means() -> None:
    paths = [path for path in files(".py", folders=PRODUCT) if path.parent.name != "versions"]
    assert list(without_docstring(paths)) == []
