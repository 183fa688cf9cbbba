"""What is seen in a file that comes in: plain values, nothing judged yet."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from papers.facts import Paper

Problem = Literal[
    "not_pdf",
    "damaged",
    "trailing_data",
    "encrypted",
    "too_large",
    "too_many_pages",
    "too_many_signatures",
    "too_slow",
    "too_much_memory",
]
"""Why a file was not read."""

Distrust = Literal["no_roots", "own_root", "self_signed", "not_for_signing", "expired", "unknown_authority"]
"""Why a signer's certificate is not trusted."""

LONGEST_WORD = 160
MOST_NAMED = 20
"""So many signature fields in the wrong place are named; one is enough to refuse the paper."""


def _cut(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD - 1]}…"


Word = Annotated[str, AfterValidator(_cut)]
"""What a stranger called something: cut, for a few bytes of a file unfold to a name of megabytes."""


class _Seen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signature(_Seen):
    """One signature in a file: who, when, and what the mathematics say."""

    field: Word
    signer: Word
    rfc: Word | None
    representative_rfc: Word | None
    certificate_number: Word
    certificate_sha256: str
    signed_at: dt.datetime | None
    time_proved: bool
    """A trusted timestamp says when; otherwise ``signed_at`` is what the signer's clock said."""
    intact: bool
    valid: bool
    distrust: Distrust | None
    whole: bool
    """It covers the file from its first byte to the end of what was signed."""
    unchanged_after: bool
    """Nothing but further signatures was added since."""

    @property
    def trusted(self) -> bool:
        """The certificate was issued, through a chain, by an authority that the company trusts."""
        return self.distrust is None

    @property
    def people(self) -> frozenset[str]:
        """What tells this signer from another."""
        return frozenset(
            {self.certificate_sha256, self.representative_rfc or self.rfc or self.certificate_sha256}
        )


class Inspection(_Seen):
    """A file that came in. Where ``problem`` is set, nothing else was read."""

    sha256: str
    size_bytes: int
    inspected_at: dt.datetime
    problem: Problem | None = None
    looks_like: str | None = None
    """What a file that is not a PDF seems to be."""
    pages: int = 0
    paper: Paper | None = None
    """The facts inside, where it was drafted here."""
    facts: Literal["none", "read", "unreadable"] = "none"
    signatures: tuple[Signature, ...] = ()
    unread_signatures: tuple[Word, ...] = ()
    """Signature fields that are filled with something that is not a signature we can read."""
    beginnings: tuple[str, ...] = ()
    """The SHA-256 of the file as it was before anything was added to it."""
    only_signed: bool = False
    """Nothing but signatures was added to that beginning."""
    drawn_elsewhere: tuple[Word, ...] = ()
    """Signature fields that are drawn outside the place for signatures."""
    active: tuple[str, ...] = ()
    """What makes a file show something else tomorrow: scripts, actions, dynamic forms."""

    @property
    def signed_at(self) -> dt.datetime | None:
        """When the last of them signed: proved where ``time_proved``, or else as the signers' clocks said."""
        return max((each.signed_at for each in self.signatures if each.signed_at), default=None)
