"""Calls of ``seiton`` with hostile words, on a CRM full of hostile names: an exit code that means something, and a sentence."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
import typer

import cli.desk
from cli.exits import Ends
from cli.main import app
from config.settings import settings
from crm.identity import new_key
from crm.model import Person
from tests.builders import COMPANY
from tests.hostile.fuzzing import Defect, Play, text
from tests.hostile.house import House, a_house

_NOT_PLAYED = frozenset(("run", "up", "sample", "prove", "chaos", "init", "audit"))
"""Those that start servers or go through everything: each call takes seconds."""

_MEANT = tuple(code for code in Ends if code not in (Ends.MISTAKE, Ends.INTERRUPTED))
_PLAUSIBLE = (
    "2026-11-21",
    "2026-10",
    "12",
    "1",
    "250000",
    "OPP-1",
    "DEL-1",
    "REN-1",
    "REQ-1",
    "1",
    "credit",
    "contract",
    "approve",
    "es",
)


class Calls:
    """The commands as they declare themselves, and a CRM to call them on."""

    def __init__(self, folder: Path, house: House) -> None:
        self._commands = list(_leaves(typer.main.get_command(app), ()))
        self._top = typer.main.get_command(app)
        (folder / "papers").mkdir()
        (folder / "papers" / "contract.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
        with house.engine.connect() as connection:
            names = list(connection.scalars(sa.select(Person.name)))
        self._words = (
            *_PLAUSIBLE,
            *names,
            f"OPP-{house.case}",
            f"OPP-{house.case}",
            str(folder / "papers"),
            str(folder / "papers/contract.pdf"),
        )

    def play(self, random: Random, cases: int) -> Counter[str]:
        return Counter(self._called(random) for _ in range(cases))

    def _called(self, random: Random) -> str:
        path, command = random.choice(self._commands)
        words = [*path, *self._arguments(random, command)]
        code, out, err, error = self._call(words)
        if error is not None or code not in _MEANT:
            raise Defect(f"seiton {words!r} ended with {code}: {err}") from error
        if code in (Ends.WRONG_CALL, Ends.REFUSED, Ends.UNAVAILABLE) and not (err + out).strip():
            raise Defect(f"seiton {words!r} ended with {code} and said nothing")
        if "Traceback" in err or any(sign in out + err for sign in "\x1b\x07\x9b\x08"):
            raise Defect(f"seiton {words!r} showed {out + err!r}")
        return f"ended as {Ends(code).name.lower().replace('_', ' ')}"

    def _arguments(self, random: Random, command: Any) -> list[str]:
        words: list[str] = []
        for parameter in command.params:
            if parameter.param_type_name == "argument":
                if parameter.required or random.random() < 0.7:
                    words.append(self._word(random))
            elif random.random() < 0.3:
                words += self._option(random, parameter)
        if random.random() < 0.1:
            words.insert(random.randrange(len(words) + 1), self._word(random))
        return words

    def _option(self, random: Random, option: Any) -> list[str]:
        name = random.choice([*option.opts, *option.secondary_opts])
        if getattr(option, "is_flag", False):
            return [name]
        return [name, *(self._word(random) for _ in range(max(1, option.nargs)))]

    def _word(self, random: Random) -> str:
        if random.random() < 0.55:
            return random.choice(self._words)
        word = text(random).replace("\0", "")
        return word + "\udcff" if random.random() < 0.05 else word  # a byte of another encoding

    def _call(self, words: list[str]) -> tuple[int, str, str, BaseException | None]:
        out, err = (
            io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2)
        )
        kept = sys.stdin, sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = io.StringIO(), out, err
        code, error = 0, None
        try:
            self._top.main(args=words, prog_name="seiton")
        except SystemExit as end:
            code = int(end.code or 0)
        except Exception as wrong:
            error = wrong
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept
        return code, _read(out), _read(err), error


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            if name not in _NOT_PLAYED:
                yield from _leaves(inner, (*path, name))
    else:
        yield path, command


@contextmanager
def opened(folder: Path) -> Iterator[Play]:
    """A CRM in the folder, opened once for every call."""
    var = folder / "var"
    var.mkdir()
    with pytest.MonkeyPatch.context() as patch, a_house(folder) as house:
        patch.chdir(var)  # a word may be the name of a file to write
        patch.setenv("SEITON_VAR", str(var))
        patch.setenv("SEITON_CONFIG", str(COMPANY))
        patch.setenv("SEITON_DATABASE", house.url)
        patch.setenv("SEITON_KEY", new_key())
        patch.setenv("COLUMNS", "200")
        settings.cache_clear()
        patch.setattr(house.engine, "dispose", lambda: None)
        patch.setattr(cli.desk, "open_engine", lambda *_, **__: house.engine)
        try:
            yield Calls(folder, house).play
        finally:
            settings.cache_clear()
