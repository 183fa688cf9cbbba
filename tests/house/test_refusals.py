"""Every refusal that the code can raise is written in English and in Spanish, and both name the same facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.conftest import PRODUCT, files, name_of, parsed


@cache
def trees() -> dict[str, ast.Module]:
    """Every file of the product, parsed."""
    return {name_of(path): parsed(path) for path in files(".py", folders=PRODUCT)}


def called(node: ast.expr) -> str:
    """The last word of what is called: ``ConfigError`` of ``words.ConfigError``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def kinds() -> frozenset[str]:
    """The names of all refusals in two languages: ``Told`` and whatever is derived from it."""
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"Told"}
    while more := {one.name for one in classes if found & set(map(called, one.bases))} - found:
        found |= more
    return frozenset(found)


def pairs() -> Iterator[tuple[str, list[ast.expr]]]:
    """What each refusal and each text in two languages is made of, by file and line: one text, or English and Spanish."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if called(node.func) == "Text":
                named = {keyword.arg: keyword.value for keyword in node.keywords}
                if "en" in named:
                    yield f"{name}:{node.lineno}", [named["en"], named["es"]]
            elif called(node.func) in kinds():
                yield f"{name}:{node.lineno}", [_known(one, tree) for one in node.args]


def _known(node: ast.expr, tree: ast.Module) -> ast.expr:
    """A constant of the module by what it is made of."""
    inner = node.value if isinstance(node, ast.Starred) else node
    for given in tree.body:
        if isinstance(given, ast.Assign) and ast.unparse(given.targets[0]) == ast.unparse(inner):
            return given.value
    return node


def is_words(node: ast.expr) -> bool:
    """Whether words stand here as they are, and not a value that holds them; a single one may be the same in both."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value
    return isinstance(node, ast.JoinedStr)


def facts(node: ast.expr) -> set[str]:
    """The names of what a sentence is filled with."""
    filled = [part for part in ast.walk(node) if isinstance(part, ast.FormattedValue)]
    done = {called(call.func) for part in filled for call in ast.walk(part) if isinstance(call, ast.Call)}
    return {word.id for part in filled for word in ast.walk(part) if isinstance(word, ast.Name)} - done


def languages(given: list[ast.expr]) -> list[ast.expr]:
    """The sentences among the arguments; a pair that stands in one constant is two."""
    flat = [one for node in given for one in (node.elts if isinstance(node, ast.Tuple) else [node])]
    return [node for node in flat if is_words(node)]


def in_one_language() -> list[str]:
    """Refusals that say a sentence in one language only."""
    return [where for where, given in pairs() if len(languages(given)) % 2]


def not_translated() -> list[str]:
    """Refusals that say the same in both languages, or name other facts in one than in the other."""
    return [
        where
        for where, given in pairs()
        if len(both := languages(given)) == 2
        and (ast.unparse(both[0]) == ast.unparse(both[1]) or facts(both[0]) != facts(both[1]))
    ]


def test_configuration_importer_and_database_refuse_in_two_languages() -> None:
    assert {"ConfigError", "Unfit", "ImportProblem", "WrongHeader", "BadCell", "DatabaseUnavailable"} <= kinds()
    assert {"NotInstalled", "DecisionRefused", "NotTheList"} <= kinds()


def test_every_refusal_is_written_in_both_languages() -> None:
    assert in_one_language() == []


def test_both_languages_differ_and_name_the_same_facts() -> None:
    assert not_translated() == []


def test_there_are_refusals_to_look_at() -> None:
    found = [where for where, given in pairs() if len(languages(given)) == 2]
    assert len(found) > 200
    assert {path.partition("/")[0] for path in found} >= {"config", "crm", "checks", "papers", "tasks"}


def test_a_configuration_refuses_nothing_in_english_only() -> None:
    raised = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        if Path(name).parts[0] == "config"
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and called(node.exc.func) not in kinds() | {"AssertionError"}
    ]
    assert raised == []


SPOILED = {
    "English only": 'raise ConfigError(f"{path}: no")',
    "the same twice": 'raise ConfigError("not so", "not so")',
    "other facts": 'raise ConfigError(f"{path}: no", f"{key}: no está")',
    "a text that is the same twice": 'SAID = Text(en="not so", es="not so")',
    "a cell that is told in English": 'raise BadCell("not so", value=text)',
}


@pytest.mark.parametrize("how", SPOILED)
def test_what_is_not_translated_is_noticed(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = kinds()
    monkeypatch.setattr(f"{__name__}.trees", lambda: {"config/x.py": ast.parse(SPOILED[how])})
    monkeypatch.setattr(f"{__name__}.kinds", lambda: known)
    assert in_one_language() + not_translated() == ["config/x.py:1"]
