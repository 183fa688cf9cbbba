"""What every configuration file is made of: words that are known, texts in two languages, and refusals that name the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from config.misfits import in_spanish

Model = TypeVar("Model", bound=BaseModel)


class Words(BaseModel):
    """A table of a configuration file; an unknown word in it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Words):
    """A text for people, in English and in Spanish."""

    en: str
    es: str

    def to(self, language: str) -> str:
        """The text in ``es``, or else in English."""
        return self.es if language == "es" else self.en

    def after(self, start: str) -> Text:
        """The text behind a start that is the same in both languages, such as a file and a key."""
        return Text(en=start + self.en, es=start + self.es)


class Told(Exception):
    """Something that is expected to go wrong, in words for whoever reads English or Spanish; logs read the English."""

    def __init__(self, en: str | Text, es: str | None = None) -> None:
        self.says = en if isinstance(en, Text) else Text(en=en, es=en if es is None else es)
        super().__init__(self.says.en)

    def to(self, language: str) -> str:
        """The sentence in a language."""
        return self.says.to(language)


class ConfigError(Told):
    """A configuration file can't be used; the message names the file, the key and what is allowed there."""


class Unfit(Told, ValueError):
    """Words of a configuration that can't stand together; ``validated`` puts the file and the key before it."""


def unknown_word(word: object, known: Iterable[str]) -> Text:
    """What is said of a word that is none of those that may stand there."""
    listed = ", ".join(known)
    return Text(
        en=f"unknown word {word!r}; known: {listed}", es=f"palabra desconocida {word!r}; conocidas: {listed}"
    )


def must_be_known(word: str, known: Iterable[str], path: Path | str, key: str) -> None:
    """Raises ``ConfigError`` with file and key for a word that is none of those that may stand there."""
    if word not in known:
        raise ConfigError(unknown_word(word, known).after(f"{path}: {key}: "))


def is_text(text: str) -> bool:
    """Whether a text has no halves of characters: a database and a file in UTF-8 can hold it."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ``ConfigError`` with file and line where it can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file", f"{path}: no existe ese archivo") from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: not UTF-8 text ({error.reason} at byte {error.start})",
            f"{path}: no es texto en UTF-8 (byte {error.start}: {error.reason})",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}", f"{path}: no es TOML válido ({_place(error)})") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error}", f"{path}: no se puede leer ({error.strerror or error})") from None


def _place(error: tomllib.TOMLDecodeError) -> str:
    line = re.search(r"line (\d+), column (\d+)", str(error))
    return f"línea {line[1]}, columna {line[2]}" if line else "al final del archivo"


def validated(data: Any, model: type[Model], path: Path, where: str) -> Model:
    """The table of a file as a value. Raises ``ConfigError`` with file and key for the first word that will not do."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = error.errors()  # a word misspelt is missing too: say which it is, not that it lacks
        problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
        key = ".".join(part for part in (where, *map(str, problem["loc"])) if part)
        place = f"{path}: {key}: " if key else f"{path}: "
        raise ConfigError(_said(problem, model).after(place)) from None


def _said(problem: Any, model: type[BaseModel]) -> Text:
    """What is wrong with one word of a table."""
    if problem["type"] == "extra_forbidden":
        known = ", ".join(_words_of(model, problem["loc"][:-1]))
        return Text(
            en=f"unknown word; known here: {known}", es=f"palabra desconocida; aquí se conocen: {known}"
        )
    facts, given = problem.get("ctx", {}), problem.get("input")
    ours = facts.get("error")
    says = Text(
        en=problem["msg"], es=ours.to("es") if isinstance(ours, Unfit) else in_spanish(problem["type"], facts)
    )
    if not isinstance(given, (str, int, float)):
        return says
    return Text(en=f"{says.en} (given: {given!r})", es=f"{says.es} (está escrito: {given!r})")


def _words_of(model: type[BaseModel], place: tuple[Any, ...]) -> list[str]:
    for part in place:
        field = next((f for n, f in model.model_fields.items() if (f.alias or n) == part), None)
        if field is None:
            continue
        inner = [
            t for t in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(t, type)
        ]
        model = next((t for t in inner if issubclass(t, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items()]
