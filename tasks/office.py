"""Where papers are drafted and examined, what comes in, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from config.company import Company
from config.paper_terms import KINDS, PaperTerms, load_paper_terms
from config.papers import Papers, load_papers
from config.settings import settings
from config.words import Text, Told
from crm.database import Bind
from crm.documents import Vault
from crm.identity import Keeper

OTHERS = ("agreement", "minutes", "credit_application")
"""Papers that are kept beside those we draft and those of the credit file."""


class NotTaken(Told):
    """The paper was not looked at, since the call is wrong: an unknown kind, an attestation that nobody may give."""


@dataclass(frozen=True)
class Office:
    """Where papers are drafted and examined: the CRM, the vault, and what the company says about its papers."""

    bind: Bind
    vault: Vault
    company: Company
    rules: Papers
    terms: PaperTerms
    keeper: Keeper | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of paper that may come in."""
        return (*KINDS, *self.company.credit_file.paper, *OTHERS)


def an_office(bind: Bind, company: Company, keeper: Keeper | None = None) -> Office:
    """The office as the settings have it: the vault in ``var/documents``, the configuration of papers."""
    vault = Vault(settings().var / "documents")
    return Office(bind, vault, company, load_papers(), load_paper_terms(), keeper)


@dataclass(frozen=True)
class Vouching:
    """A named person answers for handwritten signatures, and proves with a one-time code that it is they."""

    by: str
    statement: str
    code: str
    signed_on: dt.date | None = None


@dataclass(frozen=True)
class Incoming:
    """A file that came in. ``issued_on`` and ``valid_until`` are for papers that others issue."""

    kind: str
    file_name: str
    data: bytes
    testimony: Vouching | None = None
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Filed:
    """What became of a file; ``is_new``: it was not here before."""

    document_id: int
    state: str
    reasons: Sequence[Text]
    is_new: bool
