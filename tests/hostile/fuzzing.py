"""What all the kinds of hostile input share: cases in batches, each told by its seed, and the pieces that hurt elsewhere.

A batch plays so many cases and says what came of each of them. What breaks a promise is a ``Defect``; it names the
batch that shows it, and that batch alone can be played again.
"""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

Play = Callable[[Random, int], Counter[str]]
"""Plays so many cases; what came of them, counted. The counts add up to the cases."""


class Defect(Exception):
    """A promise was broken: a traceback, a lost row, a refusal without a reason, a CRM that was harmed."""


@dataclass(frozen=True)
class Kind:
    """One door by which input comes in, its share of all cases, and how many are played at once."""

    name: str
    share: int
    batch: int
    opened: Callable[[Path], AbstractContextManager[Play]]
    """Makes what the cases need, in an empty folder. On the way out it sees that nothing was harmed."""


@dataclass
class Tally:
    """What came of the cases of one kind, and how long it took."""

    kind: str
    cases: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    defects: list[str] = field(default_factory=list)


def play(kind: Kind, cases: int, seed: int, folder: Path, only: int | None = None) -> Tally:
    """Play so many cases of a kind (or the one batch ``only``) and keep what was broken."""
    tally, began = Tally(kind.name), time.monotonic()
    folder.mkdir(parents=True)
    batches = range(-(-cases // kind.batch)) if only is None else [only]
    try:
        with kind.opened(folder) as at_work:
            for batch in batches:
                number = min(kind.batch, cases - batch * kind.batch) if only is None else kind.batch
                try:
                    found = at_work(Random(f"{seed} {kind.name} {batch}"), number)
                    if found.total() != number:
                        raise Defect(f"{number} cases were played and {found.total()} accounted for")
                    tally.outcomes += found
                except Exception:
                    where = f"--only {kind.name} --seed {seed} --batch {batch}"
                    tally.defects.append(f"{where}\n{traceback.format_exc(limit=-12)}")
                tally.cases += number
    except Exception:
        tally.defects.append(f"--only {kind.name} --seed {seed}, at the end\n{traceback.format_exc(limit=-12)}")
    tally.seconds = time.monotonic() - began
    return tally


HOSTILE: tuple[str, ...] = (
    "=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "|calc", "%0A=1",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr></table>", "[x](javascript:alert(1))",
    "![](http://evil.example/p.png)", "# x\n| a | b |\n|---|---|", "```mermaid\ngraph TD; A-->B\n```", "{{ 7*7 }}", "${7*7}", "{0}", "%s%n",
    "'; DROP TABLE account; --", "\" OR \"\"=\"", "Robert'); --", "\\", "\\'", "%", "_", "?", ":name", "$1",
    "../../etc/passwd", "..\\..\\x", "/dev/zero", "CON", "NUL.pdf", "C:\\x", "file:///etc/passwd", "~", "-rf", "--help",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\x08\x7f", "a\u202efdp.exe", "\u200b", "\ufeff", "a\u0300\u0301\u0302", "🏴\u200d☠️", "\u2028x",
    "\x85", "\x0b\x0c", "\x1c\x1d\x1e", "ſt İı ß", "٣٤", "９９", "①", "½", "−5", "1e999999999", "-1e-999999999", "NaN", "-Infinity", "0x10", "1_000",
    "99999999999999999999999", "9223372036854775808", "-9223372036854775809", "1.005", "0.0000000000000000001", "1,2,3", "1.2.3", "$", "()", "(1", "--1", "1-",
    "$1,0", "100%", "101%", "-1%", "1K", "1KK", "9B", "9999999999B", "31/02/2026", "29/02/2025", "00/00/0000", "0000-00-00", "9999-12-31", "0001-01-01",
    "2026-13-01", "2026-W53-7", "2026-02-30T25:61:61", "12/11/10", "24:00", "true", "null", "None", "[]", "{}", "undefined", "N/A", "#REF!", "#N/A",
    "won", "dispatched", "imported", "x" * 41, "y" * 121, "ñ" * 241, "z" * 2_001, "9" * 400, "( " * 200, "a" * 5_000 + "!", " " * 3_000 + "x",
)  # fmt: skip
"""Texts that have hurt somebody: formulas, markup, SQL, paths, terminals, numbers, dates, lengths."""

_BYTES = (
    b"\0", b'"', b"'", b",", b";", b"\r", b"\n", b"\r\n", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\x1b[2J", b"\x80", b'""', b'",', b"PK\x03\x04", b"%PDF-", b"%%EOF", b"endobj", b"stream\n", b">>", b"<<", b"[", b"-1", b"99999999999", b"0 R", b"/Kids",
)  # fmt: skip


def text(random: Random) -> str:
    """A hostile text: a known piece, two of them, or noise from all of Unicode."""
    choice = random.random()
    if choice < 0.7:
        return random.choice(HOSTILE)
    if choice < 0.85:
        return random.choice(HOSTILE) + random.choice(HOSTILE)
    return "".join(chr(random.choice(_ALPHABET)) for _ in range(random.randrange(1, 40)))


_ALPHABET = [
    code
    for start, stop in ((1, 0x250), (0x300, 0x310), (0x600, 0x670), (0x2000, 0x2070), (0xFF00, 0xFF20), (0x1F600, 0x1F610))
    for code in range(start, stop)
]  # fmt: skip


def spoiled(random: Random, data: bytes, most: int = 6) -> bytes:
    """The bytes with some cut out, doubled, swapped, altered or slipped in."""
    for _ in range(random.randrange(1, most + 1)):
        place = random.randrange(len(data) + 1)
        stop = min(len(data), place + random.choice((1, 1, 2, 8, 64, 1_000)))
        kind = random.randrange(6)
        if kind == 0:
            data = data[:place] + random.choice(_BYTES) + data[place:]
        elif kind == 1:
            data = data[:place] + data[stop:]
        elif kind == 2:
            data = data[:stop] + data[place:]
        elif kind == 3:
            data = data[:place] + random.randbytes(stop - place) + data[stop:]
        elif kind == 4:
            data = data[:place] + random.choice(_BYTES) + data[stop:]
        elif random.random() < 0.2:
            data = data[:place]
    return data


def value(random: Random) -> Any:
    """A value of some kind that nobody asked for, as TOML or JSON may hold it."""
    made: Sequence[Callable[[], Any]] = (
        lambda: text(random), lambda: random.choice((0, -1, 1, 2**31, 2**63, -(2**70), 10**30)), lambda: random.uniform(-1e6, 1e6),
        lambda: random.choice((float("nan"), float("inf"), 1e308, -0.0)), lambda: random.random() < 0.5, lambda: "", list,
        dict, lambda: [value(random) for _ in range(random.randrange(4))], lambda: {text(random): value(random)},
        lambda: [[[[]]]], lambda: {"en": text(random), "es": text(random)},
    )  # fmt: skip
    return random.choice(made)()


def altered(random: Random, tree: Any) -> Any:
    """A tree of tables and lists in which one thing is another: a value, a key, an entry too many or too few."""
    if isinstance(tree, dict) and tree and random.random() < 0.93:
        key = random.choice(list(tree))
        if random.random() < 0.8:
            return {**tree, key: altered(random, tree[key])}
        rest = {name: inner for name, inner in tree.items() if name != key}
        how = random.randrange(3)
        return (
            rest
            if how == 0
            else rest | {text(random): tree[key]}
            if how == 1
            else {**tree, text(random): value(random)}
        )
    if isinstance(tree, list) and tree and random.random() < 0.9:
        place = random.randrange(len(tree))
        if random.random() < 0.8:
            return [*tree[:place], altered(random, tree[place]), *tree[place + 1 :]]
        return [*tree[:place], *tree[place + 1 :]] if random.random() < 0.5 else [*tree, tree[place]]
    if isinstance(tree, bool):
        return not tree if random.random() < 0.5 else value(random)
    if isinstance(tree, int) and random.random() < 0.6:
        return random.choice((0, -tree, tree + 1, tree * 1_000, tree - 1, 2**63))
    return value(random)
