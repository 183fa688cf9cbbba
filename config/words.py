"""What every configuration file is made of: words that are known, texts in two languages, and refusals that name the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class ConfigError(Exception):
    """A configuration file can't be used; the message names the file, the key and what is allowed there."""


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


class Told(Exception):
    """Something that is expected to go wrong, in words for whoever reads English or Spanish."""

    def __init__(self, en: str | Text, es: str | None = None) -> None:
        self.says = en if isinstance(en, Text) else Text(en=en, es=en if es is None else es)
        super().__init__(self.says.en)

    def to(self, language: str) -> str:
        """The sentence in a language."""
        return self.says.to(language)


def is_text(text: str) -> bool:
    """Whether a text has no halves of characters: a database and a file in UTF-8 can hold it."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ``ConfigError`` with file and line where it can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})") from None
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise ConfigError(f"{path}: {error}") from None


def validated(data: Any, model: type[Model], path: Path, where: str) -> Model:
    """The table of a file as a value. Raises ``ConfigError`` with file and key for the first word that will not do."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = error.errors()  # a word misspelt is missing too: say which it is, not that it lacks
        problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
        parts = [where, *(str(part) for part in problem["loc"])]
        key = ".".join(part for part in parts if part)
        if problem["type"] == "extra_forbidden":
            known = ", ".join(_words_of(model, problem["loc"][:-1]))
            raise ConfigError(f"{path}: {key}: unknown word; known here: {known}") from None
        given = problem.get("input")
        shown = f" (given: {given!r})" if isinstance(given, (str, int, float)) else ""
        raise ConfigError(f"{path}: {key}: {problem['msg']}{shown}") from None


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
