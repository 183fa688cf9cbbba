"""The vault and its register: files kept by the hash of their bytes, and a row for each paper that went out or came in.

A file is written whole or not at all and never under a name that a stranger chose. A row of a paper that counts is never
altered (``checks.guards_documents``); what was refused is kept with its reasons.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.model import Acceptance, Annex, Contract, Delivery, Document, Opportunity, Person, Terms, TermsLine

_HASH = re.compile(r"[0-9a-f]{64}")
NAME_CHARACTERS = 200


class FileAltered(Exception):
    """A kept file is missing, or is not what was kept."""

    def __init__(self, says: str, *, is_missing: bool) -> None:
        super().__init__(says)
        self.is_missing = is_missing


class Vault:
    """Files by the hash of their bytes: ``ab/abcdef….pdf`` under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> tuple[str, str]:
        """(hash, place) of the bytes, which are on disk when this returns. The same bytes are kept once."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self._place(sha256)
        path = self._folder / place
        if not (path.is_file() and path.read_bytes() == data):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, data)
        return sha256, place

    def read(self, sha256: str | None) -> bytes:
        """The bytes again. Raises ``FileAltered`` where they are gone or other ones."""
        try:
            data = self.path(sha256).read_bytes()
        except (OSError, ValueError):
            raise FileAltered(f"{sha256}: the file is not in the vault", is_missing=True) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileAltered(f"{sha256}: the file in the vault was altered", is_missing=False)
        return data

    def path(self, sha256: str | None) -> Path:
        """Where the bytes are. Raises ``ValueError`` for what is no hash."""
        return self._folder / self._place(sha256 or "")

    def _place(self, sha256: str) -> str:
        if not _HASH.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no hash")
        return f"{sha256[:2]}/{sha256}.pdf"


def _write_whole(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


@dataclass(frozen=True)
class Registered:
    """A paper of a case as people list it."""

    id: int
    kind: str
    number: str | None
    state: str
    file_name: str | None
    sha256: str | None
    issued_on: dt.date | None
    signed_on: dt.date | None
    created_at: dt.datetime
    attested_by: str | None
    attested_on: dt.date | None
    statement: str | None
    reasons: Sequence[Mapping[str, str]]
    in_force: bool
    """The contract, annex or acceptance of the case names this very paper."""


def sale_of(session: Session, record: str, number: int) -> int | None:
    """The opportunity whose papers those of a case are; none for a renewal."""
    if record == "delivery":
        return session.scalars(select(Delivery.opportunity_id).where(Delivery.id == number)).first()
    return number if record == "opportunity" else None


def delivery_of(session: Session, opportunity_id: int) -> int | None:
    """The delivery of a sale."""
    return session.scalars(select(Delivery.id).where(Delivery.opportunity_id == opportunity_id)).first()


def lack_a_signed_contract(session: Session, stage: str) -> list[int]:
    """The sales at a stage whose contract nobody has signed."""
    query = select(Contract.opportunity_id).join(Opportunity, Opportunity.id == Contract.opportunity_id)
    query = query.where(Opportunity.stage == stage, Contract.document_id.is_(None))
    return list(session.scalars(query.order_by(Contract.opportunity_id)))


def attested_in_force(session: Session, opportunity_id: int) -> list[Registered]:
    """The papers on which a case rests by the word of a colleague, not by verified signatures."""
    return [one for one in of_case(session, opportunity_id) if one.in_force and one.state == "attested"]


def lock_case(session: Session, opportunity_id: int) -> Opportunity:
    """The opportunity; until the end of the transaction nobody else files a paper of it."""
    return session.scalars(select(Opportunity).where(Opportunity.id == opportunity_id).with_for_update()).one()


def drafts(session: Session, opportunity_id: int, kind: str) -> list[Document]:
    """The drafts of a kind, the latest first."""
    query = select(Document).where(
        Document.opportunity_id == opportunity_id, Document.kind == kind, Document.state == "draft"
    )
    return list(session.scalars(query.order_by(Document.id.desc())))


def known_copy(session: Session, opportunity_id: int, kind: str, sha256: str) -> Document | None:
    """The row of the same bytes, filed for the same case as the same kind; of several the latest."""
    query = select(Document).where(
        Document.opportunity_id == opportunity_id, Document.kind == kind, Document.sha256 == sha256, Document.state != "draft"
    )  # fmt: skip
    return session.scalars(query.order_by(Document.id.desc()).limit(1)).first()


def proof_elsewhere(session: Session, opportunity_id: int, sha256: str) -> int | None:
    """The other case of which these very bytes prove a paper: one scan proves one contract."""
    query = select(Document.opportunity_id).where(
        Document.sha256 == sha256, Document.opportunity_id != opportunity_id, Document.state.in_(("proved", "attested"))
    )  # fmt: skip
    return session.scalars(query.limit(1)).first()


def that_count(session: Session, opportunity_id: int) -> list[Document]:
    """The papers of a case that were proved or attested."""
    query = select(Document).where(
        Document.opportunity_id == opportunity_id, Document.state.in_(("proved", "attested"))
    )
    return list(session.scalars(query.order_by(Document.id)))


def refused_unread(session: Session, opportunity_id: int, kind: str, file_name: str) -> Document | None:
    """The row of a file that was refused before it was read."""
    query = select(Document).where(
        Document.opportunity_id == opportunity_id, Document.kind == kind, Document.file_name == file_name,
        Document.state == "refused", Document.sha256.is_(None),
    )  # fmt: skip
    return session.scalars(query.order_by(Document.id.desc()).limit(1)).first()


def register(session: Session, case: Opportunity, kind: str, now: dt.datetime, **values: Any) -> Document:
    """Write the row of a paper of a case; it has its number when this returns."""
    name = values.pop("file_name", None)
    row = Document(
        kind=kind, opportunity_id=case.id, account_id=case.account_id, created_at=now,
        file_name=None if name is None else shown_name(name), **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def shown_name(name: str) -> str:
    """The name of a stranger's file as it may be kept and shown: one line, no sign that nobody sees."""
    whole = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign if sign.isprintable() else "?" for sign in whole)[:NAME_CHARACTERS]


def write_terms(
    session: Session, document_id: int, terms: Mapping[str, Any], lines: Iterable[tuple[str, str | None, int]]
) -> None:
    """Write down what a draft says, so that rules can compare it with the records of any later day (000/A20)."""
    kept = Terms(document_id=document_id, **terms)
    session.add(kept)
    session.flush()
    session.add_all(
        TermsLine(terms_id=kept.id, model=model, location=place, quantity=n) for model, place, n in lines
    )
    session.flush()


def of_case(session: Session, opportunity_id: int) -> list[Registered]:
    """Every paper of a case, as it came."""
    query = (
        select(Document, Person.name)
        .outerjoin(Person, Person.id == Document.attested_by_id)
        .where(Document.opportunity_id == opportunity_id)
        .order_by(Document.id)
    )
    named = _named_by_records(session, opportunity_id)
    return [
        Registered(
            d.id, d.kind, d.number, d.state, d.file_name, d.sha256, d.issued_on, d.signed_on, d.created_at, attested_by,
            d.attested_on, d.statement, tuple(d.reasons or ()), d.id in named,
        )
        for d, attested_by in session.execute(query)
    ]  # fmt: skip


def _named_by_records(session: Session, opportunity_id: int) -> set[int]:
    contract = select(Contract.document_id).where(Contract.opportunity_id == opportunity_id)
    annexes = (
        select(Annex.document_id)
        .join(Contract, Contract.id == Annex.contract_id)
        .where(Contract.opportunity_id == opportunity_id)
    )
    acceptance = (
        select(Acceptance.document_id)
        .join(Delivery, Delivery.id == Acceptance.delivery_id)
        .where(Delivery.opportunity_id == opportunity_id)
    )
    return {number for query in (contract, annexes, acceptance) for number in session.scalars(query) if number}
