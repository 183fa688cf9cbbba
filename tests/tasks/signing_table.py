"""A table at which papers are drafted, signed with real certificates and handed in, in a CRM of the invented company."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import sqlalchemy as sa

from checks.gate import Scope
from checks.lifecycle import walk
from config.paper_terms import load_paper_terms
from config.papers import load_papers
from crm.documents import Vault
from crm.identity import Keeper, enrol, new_key
from crm.model import CASES, Contract, Document, Person
from papers import Inspector
from tasks.office import Filed, Incoming, Office, Vouching
from tasks.papers import draft_of, receive
from tests.builders import COMPANY, NOW, TODAY, an_opportunity, part, the_company, who
from tests.papers.signing import Holder, company, sat, signed
from tests.worlds import World

CLIENT_RFC = "RUAA700101AB3"


def configuration(folder: Path) -> Path:
    """The configuration of the invented company, which trusts the authority of the tests."""
    shutil.copytree(COMPANY, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    sat().folder(folder / "roots")
    return folder


def unsigned(session: Any, case: Any) -> Contract:
    """The contract of a case as it is before anybody signs."""
    contract: Contract = part(session, case, Contract)
    contract.document_id = contract.signed_on = None
    contract.client_signatory_rfc = CLIENT_RFC
    session.flush()
    return contract


@dataclass
class Table:
    """The table; ``call`` does what the name says for the contract unless told otherwise."""

    world: World
    office: Office
    inspector: Inspector

    def a_sale(self, stage: str = "credit_authorised") -> int:
        """A case that lacks nothing but the signed contract."""
        with self.world.write() as session:
            case = an_opportunity(session, stage)
            unsigned(session, case)
            return int(case.id)

    def draft(self, case: int, kind: Any = "contract") -> bytes:
        """Draft a paper; its bytes."""
        row = draft_of(self.office, case, kind, NOW, TODAY)
        return self.office.vault.read(row.sha256)

    def client_of(self, case: int) -> Holder:
        """The e.firma of the client of a case."""
        with self.world.read() as session:
            contract = session.scalars(sa.select(Contract).where(Contract.opportunity_id == case)).one()
            return sat().issue("Ana Ruiz", f"{contract.rfc} / {CLIENT_RFC}")

    def sign(self, pdf: bytes, case: int) -> bytes:
        """Signed by the client and the company, as it should be."""
        return signed(signed(pdf, self.client_of(case), box=None), company(), "Empresa", box=None)

    def hand_in(
        self, case: int, data: bytes, kind: str = "contract", name: str = "contract.pdf", **more: Any
    ) -> Filed:
        """File what came in."""
        return receive(self.office, case, Incoming(kind, name, data, **more), NOW, self.inspector)

    def testimony(self, role: str = "legal") -> Vouching:
        """A colleague answers for handwritten signatures, with a fresh code."""
        assert self.office.keeper is not None
        with self.world.write() as session:
            person = session.get_one(Person, who(session, role))
            secret = enrol(session, self.office.keeper, person, "Seiton", NOW).secret
            return Vouching(person.email or "", "I saw both sign", pyotp.TOTP(secret).at(NOW))

    def stage(self, case: int, record: str = "opportunity") -> str:
        """Where the case stands after a sweep."""
        walk(self.world.engine, self.world.installed, record, Scope((case,)), NOW, "tests")
        with self.world.read() as session:
            return str(session.get_one(CASES[record], case).stage)

    def documents(self, case: int) -> list[tuple[str, str]]:
        """(kind, state) of the papers that were filed, and of no others."""
        with self.world.read() as session:
            query = sa.select(Document.kind, Document.state).where(
                Document.opportunity_id == case, Document.stored_as.is_not(None)
            )
            return [(kind, state) for kind, state in session.execute(query.order_by(Document.id))]

    def edit(self, case: int, change: Callable[[Any, Contract], None]) -> None:
        """Somebody edits the contract in the CRM."""
        with self.world.write() as session:
            change(session, session.scalars(sa.select(Contract).where(Contract.opportunity_id == case)).one())


def a_table(world: World, folder: Path, config: Path, inspector: Inspector) -> Table:
    """A table with a vault of its own."""
    vault = Vault(folder / "documents")
    office = Office(
        world.engine, vault, the_company(), load_papers(config), load_paper_terms(config), Keeper(new_key())
    )
    return Table(world, office, inspector)
