"""The papers of the kill test's two days: a contract to attest, and an inbox with what is filed and what is refused."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typst

from config.company import Company
from config.paper_terms import load_paper_terms
from config.papers import load_papers
from crm.database import Engine, reading
from crm.documents import Vault, lack_a_signed_contract
from crm.identity import Keeper
from crm.requests import able
from tasks.inbox import case_named, empty_inbox
from tasks.office import Incoming, Office, Vouching
from tasks.papers import draft_of, receive

CASES = 3
"""So many contracts are drafted: the first is attested, of the second and the third papers are dropped."""


@dataclass(frozen=True)
class PaperDrop:
    """The office with its vault, the inbox, the contracts that were drafted by case, and the scan for which a colleague answers."""

    office: Office
    folder: Path
    drafted: dict[int, bytes]
    scan: bytes
    witness: str

    @property
    def inbox(self) -> Path:
        """The watched folder."""
        return self.folder / "inbox"

    def lay_out(self) -> None:
        """The vault as it was when the contracts were drafted, and the inbox with everything in it that is dropped."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for pdf in self.drafted.values():
            self.office.vault.keep(pdf)
        for case, pdf in list(self.drafted.items())[1:]:
            folder = self.inbox / f"OPP-{case}"
            folder.mkdir(parents=True)
            for name, data in {
                "agreement-minutes.pdf": pdf, "contract-not-signed.pdf": pdf, "contract-empty.pdf": b"", "holiday.pdf": pdf,
            }.items():  # fmt: skip
                (folder / name).write_bytes(data)

    def work(self, now: dt.datetime, code: str) -> None:
        """Attest the first contract with a one-time code, as ``seiton documents add`` does; then empty the inbox, as its flow does."""
        office, engine = self.office, self.office.bind
        assert isinstance(engine, Engine)
        if office.rules.kinds["contract"].attestation:
            said = Vouching(self.witness, "Both signed before me", code)
            for case in list(self.drafted)[:1]:
                receive(office, case, Incoming("contract", "contract.pdf", self.scan, said), now)
        for _ in empty_inbox(office, self.inbox, partial(case_named, engine), now):
            pass

    def lie(self) -> Counter[str]:
        """Where every file lies: of the inbox by its name, of the vault by its hash."""
        return Counter(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


def drop_papers(engine: Engine, company: Company, keeper: Keeper, folder: Path, today: dt.date) -> PaperDrop:
    """Draft contracts of cases that lack nothing but the signed one."""
    office = Office(engine, Vault(folder / "documents"), company, load_papers(), load_paper_terms(), keeper)
    with reading(engine) as session:
        cases = lack_a_signed_contract(session, "credit_authorised")[:CASES]
        witness = next(iter(able(session, (company.approvals.of("credit").tiers[-1].role,)).values()))
    drawn = dt.datetime.combine(today, dt.time(12), dt.UTC)
    drafted = {}
    for case in cases:
        row = draft_of(office, case, "contract", drawn, today)
        drafted[case] = office.vault.read(row.sha256)
    scan = typst.compile(b"Contrato firmado a mano", format="pdf", timestamp=drawn)
    return PaperDrop(office, folder, drafted, scan, witness)
