"""What the company decides about its papers (``papers.toml``): how they look, whose signatures count, what may differ."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from config.words import ConfigError, Unfit, Words, read_toml, validated

Kind = Literal[
    "proposal",
    "contract",
    "annex_a",
    "annex_b",
    "annex_c",
    "annex_d",
    "annex_e",
    "acceptance",
    "training_record",
]
"""The papers that are drafted here."""

Fingerprint = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]
"""The SHA-256 of a certificate, in hexadecimal."""


class PaperCompany(Words):
    """The company as its papers name it."""

    name: str
    legal_name: str
    rfc: str
    representative: str
    representative_rfc: str | None = None
    address: str | None = None


class Limits(Words):
    """How large and how slow a file that comes in may be before it is refused unread."""

    size_mb: int = Field(gt=0, le=500)
    pages: int = Field(gt=0)
    signatures: int = Field(gt=0)
    seconds: int = Field(gt=0, le=600)
    memory_mb: int = Field(ge=32)


class KnownCertificate(Words):
    """Who a certificate is that does not say an RFC itself."""

    rfc: str
    name: str | None = None


class Trust(Words):
    """Whose signatures count."""

    roots: Path
    signatures_in_their_place: bool = True
    certificates: dict[Fingerprint, KnownCertificate] = {}


class Tolerances(Words):
    """How far a signed paper may be from the record that it came from."""

    money_mxn: Decimal = Field(default=Decimal(0), ge=0)
    click_mxn: Decimal = Field(default=Decimal(0), ge=0)
    pages_per_month: int = Field(default=0, ge=0)
    ignore_case: bool = False
    ignore_accents: bool = False


class KindOfPaper(Words):
    """What proves a paper of one kind."""

    attestation: bool = False
    as_drafted: bool = True


class Papers(Words):
    """All of ``papers.toml``."""

    page: Literal["letter", "a4"]
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
    company: PaperCompany
    limits: Limits
    trust: Trust
    tolerances: Tolerances = Tolerances()
    kinds: dict[Kind, KindOfPaper]

    @model_validator(mode="after")
    def _every_kind_is_decided(self) -> Papers:
        missing = [kind for kind in Kind.__args__ if kind not in self.kinds]  # type: ignore[attr-defined]
        if missing:
            raise Unfit(
                f"say what proves each kind of paper; missing in [kinds]: {', '.join(missing)}",
                f"diga qué comprueba cada clase de documento; faltan en [kinds]: {', '.join(missing)}",
            )
        return self


def load_papers(folder: Path | None = None) -> Papers:
    """Read ``papers.toml`` of a folder (default: this one, or the one that ``SEITON_CONFIG`` names).

    Raises ``ConfigError`` with the file and the key where something is missing, unknown or out of bounds.
    """
    if folder is None:
        from config.settings import settings

        folder = settings().config
    return _load(folder.resolve())


@cache
def _load(folder: Path) -> Papers:
    path = folder / "papers.toml"
    papers = validated(read_toml(path), Papers, path, "")
    roots = folder / papers.trust.roots
    try:
        if roots.exists() and not roots.is_dir():
            raise ConfigError(
                f"{path}: trust.roots: {roots} is not a folder",
                f"{path}: trust.roots: {roots} no es una carpeta",
            )
    except OSError as error:  # too long, or in a folder that is closed to us
        raise ConfigError(
            f"{path}: trust.roots: it can't be the name of a folder ({error})",
            f"{path}: trust.roots: no puede ser el nombre de una carpeta ({error})",
        ) from None
    return papers.model_copy(update={"trust": papers.trust.model_copy(update={"roots": roots})})
