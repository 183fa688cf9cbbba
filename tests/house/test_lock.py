"""What is installed is what was locked, from any registry, and every dependency is declared and its licence known."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import metadata, packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.conftest import PRODUCT, ROOT, files, name_of, parsed

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {
    "requirements.lock": PROJECT["dependencies"],
    "requirements-dev.lock": [*PROJECT["dependencies"], *(word for words in EXTRAS.values() for word in words)],
}
OURS = {path.name for path in ROOT.iterdir() if path.is_dir()}


def locked(name: str) -> dict[str, set[str]]:
    """The versions of each package in a lock (more than one where the platform decides)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def names(words: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(word).name) for word in words}


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_host(lock: str) -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", (ROOT / lock).read_text("utf-8")) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_the_lock_has_its_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_answers_to_every_declared_dependency(lock: str) -> None:
    versions = locked(lock)
    unmet = [
        word
        for word in LOCKS[lock]
        if not any(
            Requirement(word).specifier.contains(Version(version), prereleases=True)
            for version in versions.get(canonicalize_name(Requirement(word).name), ())
        )
    ]
    assert unmet == []


def test_the_two_locks_agree() -> None:
    everything = locked("requirements-dev.lock")
    small = locked("requirements.lock")
    assert {
        name: versions for name, versions in small.items() if not versions <= everything.get(name, set())
    } == {}


def test_every_package_that_the_code_imports_is_declared() -> None:
    declared = {
        "product": names([*PROJECT["dependencies"], *EXTRAS["postgres"]]),
        "tests": names(LOCKS["requirements-dev.lock"]),
    }
    owners = packages_distributions()
    undeclared = set()
    for path in files(".py"):
        kind = "product" if name_of(path).split("/")[0] in PRODUCT else "tests"
        for node in ast.walk(parsed(path)):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found = [node.module]
            for module in {name.split(".")[0] for name in found} - OURS - set(sys.stdlib_module_names):
                packages = {canonicalize_name(owner) for owner in owners.get(module, [module])}
                if not packages & declared[kind]:
                    undeclared.add((name_of(path), module))
    assert undeclared == set()


def test_the_licence_of_every_direct_dependency_is_on_record() -> None:
    page = (ROOT / "docs" / "decisions" / "0009-licences-of-dependencies.md").read_text(encoding="utf-8")
    listed = {
        canonicalize_name(name)
        for name in re.findall(r"^\| ([\w.-]+) \| (?:run|extra|dev)", page, re.MULTILINE)
    }
    assert listed == names(LOCKS["requirements-dev.lock"])


def test_no_direct_dependency_is_under_the_gpl() -> None:
    under = {}
    for name in sorted(names(LOCKS["requirements-dev.lock"])):
        about = metadata(name).json
        words = [str(about.get("license_expression") or about.get("license") or "")[:60]]
        words += [word for word in about.get("classifier") or [] if word.startswith("License")]
        if re.search(r"\bA?GPL|(?<!Lesser )General Public License", " ".join(words)):
            under[name] = words
    assert under == {}
