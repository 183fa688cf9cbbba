"""The coverage page: for every requirement, the rules, functions and tests that name it; honest about the rest."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checks.rule import Rulebook
from docs.pages import markdown

FOLDERS = ("policy", "config", "crm", "papers", "checks", "reports", "sample", "tasks", "flows", "cli")
PLANNED = "not yet (planned)"
_ID = re.compile(r"\b([A-EM])(\d\d)(?:[–-]([A-EM])?(\d\d))?\b")
_SHOWN = 3

_OPENING = """
Every statement of the business that the product answers to (`docs/requirements.toml`), and what names it: rules by their
source, functions and classes by their docstring, tests by name or text. To be named is not to be proved: where something
is still missing, the page says so.

**{ruled}** of {total} statements have rules, **{built}** more are named in the code, **{planned}** are not yet built.
"""


@dataclass(frozen=True)
class Family:
    """Where a letter's statements come from."""

    letter: str
    source: str
    name: str


@dataclass(frozen=True)
class Requirements:
    """The table of ``docs/requirements.toml``."""

    families: tuple[Family, ...]
    says: dict[str, str]
    lacks: dict[str, str]

    @property
    def sources(self) -> frozenset[str]:
        """Every id as a rule names it: ``000/A21``."""
        origin = {family.letter: family.source for family in self.families}
        return frozenset(f"{origin[id_[0]]}/{id_}" for id_ in self.says)


@dataclass
class Evidence:
    """What names one requirement."""

    rules: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        return not (self.rules or self.places)


def read_requirements(root: Path) -> Requirements:
    """The requirements that the repository keeps as data."""
    raw = tomllib.loads((root / "docs" / "requirements.toml").read_text(encoding="utf-8"))
    families = tuple(Family(letter, entry["source"], entry["name"]) for letter, entry in raw["family"].items())
    return Requirements(families, raw["says"], raw["lacks"])


def evidence(rulebook: Rulebook, root: Path, requirements: Requirements) -> dict[str, Evidence]:
    """What names each requirement, in the order of the files."""
    found = {id_: Evidence() for id_ in requirements.says}
    for rule in rulebook:
        found[rule.source.split("/")[1]].rules.append(rule.key)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if path.parent != root / "checks" / "rules":
                for name, text in _docstrings(path, root):
                    _note(found, text, name, "places")
        for path in sorted((root / folder).rglob("*.toml")):
            comments = re.findall(r"#(.*)", path.read_text(encoding="utf-8"))
            _note(found, "\n".join(comments), path.relative_to(root).as_posix(), "places")
    written = (root / "tests").rglob("*.py")
    for path in sorted(path for path in written if path.name.startswith(("test_", "breaches_of_"))):
        text = path.read_text(encoding="utf-8")
        text += " ".join(re.findall(r"def (test_\w+)", text)).upper().replace("_", " ")
        _note(found, text, path.relative_to(root).as_posix(), "tests")
    return found


def ids_in(text: str) -> Iterator[str]:
    """The requirement ids that a text names; ``A25–A27`` names three."""
    for letter, first, _, last in _ID.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letter}{number:02}"


def page(rulebook: Rulebook, root: Path) -> str:
    """The whole page."""
    requirements = read_requirements(root)
    found = evidence(rulebook, root, requirements)
    ruled = sum(bool(item.rules) for item in found.values())
    planned = sum(item.none for item in found.values())
    counts = {"ruled": ruled, "planned": planned, "total": len(found), "built": len(found) - ruled - planned}
    lines = ["# What is covered", *_OPENING.format(**counts).splitlines(), ""]
    for family in requirements.families:
        lines += [f"## {family.letter} · {family.name}", ""]
        lines += markdown.table(
            ("Id", "Statement", "Rules", "Code", "Tests", "State"),
            (
                (id_, requirements.says[id_], *_cells(found[id_]), _state(id_, found[id_], requirements))
                for id_ in requirements.says
                if id_[0] == family.letter
            ),
        )
    return markdown.page(*lines)


def _docstrings(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    where = path.relative_to(root).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node)
            if text:
                yield (where if isinstance(node, ast.Module) else f"{where}:{node.name}"), text


def _note(found: dict[str, Evidence], text: str, name: str, kind: str) -> None:
    for id_ in dict.fromkeys(ids_in(text)):
        if id_ in found:
            getattr(found[id_], kind).append(name)


def _cells(item: Evidence) -> Iterator[str]:
    yield _few([f"[{key}](rulebook.md#{key.lower()})" for key in item.rules])
    yield _few([f"`{place}`" for place in item.places])
    yield _few([f"`{test}`" for test in item.tests])


def _few(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return "<br>".join(names[:_SHOWN]) + (f"<br>and {more} more" if more > 0 else "")


def _state(id_: str, item: Evidence, requirements: Requirements) -> str:
    if item.none:
        return PLANNED
    lacks = requirements.lacks.get(id_)
    return f"partly; missing: {lacks}" if lacks else ("kept by rules" if item.rules else "built")
