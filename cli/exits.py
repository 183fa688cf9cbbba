"""How a command ends: the exit codes, and the sentence for everything that is expected to go wrong."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.texts import Say
    from config.words import Told


class Ends(IntEnum):
    """The exit codes of ``seiton``."""

    DONE = 0
    UNWELL = 1
    WRONG_CALL = 2
    REFUSED = 3
    UNAVAILABLE = 4
    NOTHING_DONE = 5
    MISTAKE = 70
    INTERRUPTED = 130


MEANING = {
    Ends.DONE: "done",
    Ends.UNWELL: "done, but something is wrong: a process of run failed, doctor, prove, verify, chaos or quote check found something",
    Ends.WRONG_CALL: "wrong call: an unknown option, case, rule or colleague",
    Ends.REFUSED: "refused by a rule, or the decision may not be given",
    Ends.UNAVAILABLE: "the database, a file or the configuration can't be used",
    Ends.NOTHING_DONE: "nothing was done",
    Ends.MISTAKE: "a mistake of the program",
    Ends.INTERRUPTED: "interrupted with Ctrl-C",
}


class Stop(Exception):
    """A command ends early, with a sentence and an exit code."""

    def __init__(self, code: Ends, sentence: Say, **facts: object) -> None:
        super().__init__(sentence.to("en", **facts))
        self.code = code
        self._sentence, self._facts = sentence, facts

    def to(self, language: str) -> str:
        return self._sentence.to(language, **self._facts)


def told(error: BaseException, language: str) -> tuple[Ends, str] | None:
    """The exit code and the sentence for an error that may happen; ``None`` for one that is our mistake."""
    from config.words import Told

    if isinstance(error, Stop):
        return error.code, error.to(language)
    if isinstance(error, Told) and (code := _code_of(error)) is not None:
        return code, error.to(language)
    if isinstance(error, OSError):
        named = f"{error.filename}: " if error.filename else ""
        return Ends.UNAVAILABLE, f"{named}{error.strerror or error}"
    return _by_the_database(error, language)


def _code_of(error: Told) -> Ends | None:
    from checks.decisions import DecisionRefused
    from checks.held import UnknownCase
    from checks.install import NotInstalled
    from config.company import ConfigError
    from config.pricing import CannotQuote
    from crm.identity import NoKey
    from crm.imports import ImportProblem
    from crm.receipts import NotReceived
    from crm.requests import UnknownPerson
    from crm.roots import RootsDamaged
    from crm.unavailable import DatabaseUnavailable

    codes: dict[tuple[type[Exception], ...], Ends] = {
        (UnknownCase, UnknownPerson): Ends.WRONG_CALL,
        (DecisionRefused, CannotQuote, NotReceived): Ends.REFUSED,
        (ConfigError, DatabaseUnavailable, NotInstalled, NoKey, ImportProblem, RootsDamaged): Ends.UNAVAILABLE,
    }
    return next((code for kinds, code in codes.items() if isinstance(error, kinds)), None)


def _by_the_database(error: BaseException, language: str) -> tuple[Ends, str] | None:
    from config.settings import settings
    from crm.unavailable import refusal_in, trouble_in

    if (refusal := refusal_in(error)) is not None:
        return Ends.REFUSED, refusal
    if (trouble := trouble_in(error, settings().database_url)) is not None:
        return Ends.UNAVAILABLE, trouble.to(language)
    return None
