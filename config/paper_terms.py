"""What the company's papers say beyond the records, how they are numbered and who signs them (``paper_terms.toml``)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from config.papers import Kind
from config.words import Unfit, Words, read_toml, validated

Part = Literal["client", "company"]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]


def _names_the_case(pattern: str) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
    except ValueError:  # braces that do not match
        names = set()
    if names != {"case"}:
        raise Unfit(
            "a number names the case and nothing else, as CON-{case:06}",
            "un número nombra el caso y nada más, como CON-{case:06}",
        )
    return pattern


class Level(Words):
    """How soon we answer and solve a kind of failure, in business hours."""

    failure: str
    response_hours: int = Field(gt=0)
    solution_hours: int = Field(gt=0)


class Escalate(Words):
    """Who hears of a failure that is not solved."""

    after_hours: int = Field(gt=0)
    to: str


class Supply(Words):
    """A consumable, and whether the rent includes it."""

    name: str
    yield_pages: int | None = Field(default=None, gt=0)
    included: bool


class Service(Words):
    """Annex C."""

    hours: str
    level: tuple[Level, ...] = Field(min_length=1)
    escalation: tuple[Escalate, ...] = ()


class Consumables(Words):
    """Annex D."""

    coverage_percent: Decimal = Field(gt=0, le=100)
    delivery_days: int = Field(ge=0)
    supply: tuple[Supply, ...] = Field(min_length=1)
    exclusions: tuple[str, ...] = ()


class Privacy(Words):
    """Annex E."""

    contact: str
    data: tuple[str, ...] = Field(min_length=1)
    purposes: tuple[str, ...] = Field(min_length=1)
    retention_days: int = Field(ge=0)
    incident_hours: int = Field(gt=0)
    wipes_storage: bool


class PaperTerms(Words):
    """All of ``paper_terms.toml``."""

    place: str
    jurisdiction: str
    vat_percent: Decimal = Field(ge=0, le=100)
    payment_days: int = Field(ge=0)
    cycle_day: int = Field(ge=1, le=28)
    numbers: dict[Kind, Annotated[str, AfterValidator(_names_the_case)]]
    signers: dict[Kind, tuple[Part, ...]]
    service: Service
    consumables: Consumables
    privacy: Privacy

    @model_validator(mode="after")
    def _every_kind_has_a_number_and_signers(self) -> PaperTerms:
        for name, table in (("numbers", self.numbers), ("signers", self.signers)):
            missing = [kind for kind in KINDS if not table.get(kind)]
            if missing:
                raise Unfit(
                    f"missing in [{name}]: {', '.join(missing)}", f"falta en [{name}]: {', '.join(missing)}"
                )
        return self

    def number(self, kind: Kind, case: int) -> str:
        """The number of a paper of a case."""
        return self.numbers[kind].format(case=case)


def load_paper_terms(folder: Path | None = None) -> PaperTerms:
    """Read ``paper_terms.toml`` of a folder (default: this one, or the one that ``SEITON_CONFIG`` names).

    Raises ``ConfigError`` with the file and the key where something is missing, unknown or out of bounds.
    """
    if folder is None:
        from config.settings import settings

        folder = settings().config
    return _load(folder.resolve())


@cache
def _load(folder: Path) -> PaperTerms:
    path = folder / "paper_terms.toml"
    return validated(read_toml(path), PaperTerms, path, "")
