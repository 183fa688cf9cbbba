"""Every pattern of the product takes time in proportion to what it is given, however that was chosen."""

from __future__ import annotations

import ast
import importlib
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

from tests.house.conftest import PRODUCT, files, name_of

ASKS = frozenset(("compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer"))
STAND_INS: dict[str, Any] = {"start": 1, "tag": "script", "classes": "x", "allowed": "x"}
"""For what a pattern is made of while it runs."""

LONGEST = 6_144
MOST = 2.5
"""Twice the length may take so many times as long."""

SHORT_SECONDS = 0.000_5
"""What takes less is not measured well enough to be compared."""


@dataclass(frozen=True)
class Asked:
    """A pattern, and the ways in which the product asks it."""

    pattern: re.Pattern[Any]
    ways: frozenset[str]


def written_in(module: ModuleType, tree: ast.AST) -> Iterator[Asked]:
    """The patterns of a file that are given to a function of ``re``, or to a constraint of pydantic."""
    known = {**STAND_INS, **vars(module)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        asks = (
            isinstance(function, ast.Attribute)
            and function.attr in ASKS
            and ast.unparse(function.value) == "re"
        )
        given = [node.args[0]] if asks else [word.value for word in node.keywords if word.arg == "pattern"]
        way = function.attr if asks and isinstance(function, ast.Attribute) else "fullmatch"
        for expression in given if way != "compile" else ():
            made = eval(compile(ast.Expression(expression), "pattern", "eval"), dict(known))
            yield Asked(re.compile(made), frozenset((way,)))


def compiled_in(module: ModuleType, source: str) -> Iterator[Asked]:
    """The compiled patterns of a module, also those in a table, and how they are asked there."""
    for name, value in vars(module).items():
        several = (
            value.values()
            if isinstance(value, dict)
            else value
            if isinstance(value, (tuple, list))
            else [value]
        )
        for pattern in several:
            if isinstance(pattern, re.Pattern):
                ways = frozenset(re.findall(rf"\b{name}(?:\[\w+\])?\.(\w+)\(", source)) & ASKS
                yield Asked(pattern, ways or frozenset(("fullmatch", "search")))


def patterns() -> dict[str, Asked]:
    """Every pattern of the product, by where it stands."""
    found: dict[str, Asked] = {}
    for path in files(".py", folders=PRODUCT):
        source = path.read_text(encoding="utf-8")
        if path.parent.name == "versions" or not re.search(r"\bre\.|pattern=", source):
            continue
        name = name_of(path).removesuffix(".py").removesuffix("/__init__")
        module = importlib.import_module(name.replace("/", "."))
        for asked in (*written_in(module, ast.parse(source)), *compiled_in(module, source)):
            found[f"{name}: {asked.pattern.pattern!r} {sorted(asked.ways)}"] = asked
    return found


def example(parsed: Any) -> str:
    """A short text that a part of a pattern takes."""
    out = ""
    for kind, of in parsed:
        if kind is sre.LITERAL:
            out += chr(of)
        elif kind is sre.NOT_LITERAL:
            out += "a" if of != ord("a") else "b"
        elif kind is sre.IN:
            out += _one_of(of)
        elif kind is sre.ANY:
            out += "a"
        elif kind is sre.BRANCH:
            out += example(of[1][0])
        elif kind is sre.SUBPATTERN:
            out += example(of[-1])
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            out += example(of[2]) * max(1, of[0])
    return out


def _one_of(choices: Any) -> str:
    negated = choices[0][0] is sre.NEGATE
    for sign in map(chr, (*range(48, 58), *range(97, 123), 32, *range(33, 48), *range(58, 97))):
        inside = any(
            (kind is sre.LITERAL and of == ord(sign))
            or (kind is sre.RANGE and of[0] <= ord(sign) <= of[1])
            or (kind is sre.CATEGORY and re.match(_CLASSES[of], sign))
            for kind, of in choices
        )
        if inside != negated:
            return sign
    return "a"


_CLASSES = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """(beginning, what is repeated): whatever the pattern repeats, after what stands before it, and the usual pumps."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    found = [("", pump) for pump in (" ", "0", "a", "A", "a ", "0,", "\\", "-", ".", "<", "\t\n")]

    def walk(parsed: Any, before: str) -> None:
        for place, (kind, of) in enumerate(parsed):
            here = before + example(parsed[:place])
            if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
                found.append((here, example(of[2])))
                found.append(("", here + example(of[2])))
                walk(of[2], here)
            elif kind is sre.SUBPATTERN:
                walk(of[-1], here)
            elif kind is sre.BRANCH:
                for branch in of[1]:
                    walk(branch, here)

    whole = parser.parse(text, pattern.flags & ~re.UNICODE)
    found.append(("", example(whole)))
    walk(whole, "")
    return list(dict.fromkeys((head, pump) for head, pump in found if pump))


def takes(ask: Callable[[Any], Any], text: Any) -> float:
    """Seconds of processor time, the least of three."""
    least = float("inf")
    for _ in range(3):
        began = time.process_time()
        ask(text)
        least = min(least, time.process_time() - began)
    return least


def worse_than_linear(asked: Asked) -> list[str]:
    """The attacks by which twice the length takes much more than twice the time."""
    found, pattern = [], asked.pattern
    for head, pump in attacks(pattern):
        for tail in ("", "!", "\0x"):

            def text(size: int, head: str = head, pump: str = pump, tail: str = tail) -> Any:
                whole = head + pump * (size // len(pump)) + tail
                return whole.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else whole

            for ask in {_asked(pattern, way) for way in asked.ways}:
                size, before = 24, 0.0
                while size <= LONGEST and before < 0.1:
                    now = takes(ask, text(size))
                    if before > SHORT_SECONDS and now > MOST * before and _again(ask, text, size):
                        found.append(f"{ask.__name__}: {head!r} + {pump!r} × {size} + {tail!r}")
                        break
                    size, before = 2 * size, now
    return found


def _asked(pattern: re.Pattern[Any], way: str) -> Callable[[Any], Any]:
    ask: Callable[[Any], Any] = (
        pattern.fullmatch if way == "fullmatch" else pattern.match if way == "match" else pattern.findall
    )
    return ask


def _again(ask: Callable[[Any], Any], text: Callable[[int], Any], size: int) -> bool:
    """Whether it is seen three times more: a busy machine is slow now and then, a bad pattern always."""
    return all(takes(ask, text(size)) > MOST * takes(ask, text(size // 2)) for _ in range(3))


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """What takes exponential time would not end: it is stopped."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("a pattern does not come to an end")

    former = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


@pytest.mark.slow
def test_twice_the_length_takes_about_twice_the_time() -> None:
    found = patterns()
    assert len(found) > 40
    with patience(120):
        assert {where: bad for where, asked in found.items() if (bad := worse_than_linear(asked))} == {}


@pytest.mark.parametrize("bad", [r"<x.*?</x>", r"\s+$", r"\s*OPP-?\d"])
def test_a_pattern_that_is_worse_is_found(bad: str) -> None:
    assert worse_than_linear(Asked(re.compile(bad), frozenset(("search",)))) != []


@pytest.mark.parametrize("bad", [r"(a+)+b", r"(\d+,?)+;"])
def test_a_pattern_that_does_not_end_is_found(bad: str) -> None:
    with pytest.raises(TimeoutError), patience(1):
        worse_than_linear(Asked(re.compile(bad), frozenset(("fullmatch",))))
