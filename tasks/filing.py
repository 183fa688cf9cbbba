"""Filing one paper: judged against its draft and against the records of today, then written down as what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from config.paper_terms import KINDS
from config.papers import Kind
from config.words import Text
from crm.database import Session
from crm.documents import drafts, known_copy, proof_elsewhere, register
from crm.model import CODES, Document, Opportunity, Person
from crm.paperwork import Paperwork, paperwork
from papers import Attestation, Inspection, Inspector, Paper, Proof, Reason, Signer, prove
from papers.reasons import reason
from tasks.office import Filed, Incoming, Office
from tasks.paper_effects import take_effect
from tasks.paper_facts import Unwritable, company_party, facts_of, number_of

CLIENT = Text(en="the client", es="el cliente")
COMPANY = Text(en="the company", es="la empresa")
NOT_KEPT = Text(en="its file is not in the vault", es="su archivo no está guardado")
ALTERED = Text(en="its file in the vault was altered", es="su archivo guardado fue alterado")
NO_DRAFT = Text(
    en="its file or its draft is no paper of ours", es="su archivo o su borrador no es un documento nuestro"
)


@dataclass(frozen=True)
class File:
    """One file on its way into the register of a case that is locked."""

    office: Office
    session: Session
    case: Opportunity
    incoming: Incoming
    seen: Inspection
    witness: Person | None
    now: dt.datetime
    today: dt.date

    def write(self) -> Filed:
        """Judge the file against its draft and the records of today, and write down what it is."""
        if self.incoming.kind not in KINDS:
            return self._written("refused" if self.seen.problem else "filed", self._unread(), None)
        work = paperwork(self.session, self.case.id)
        found = drafts(self.session, self.case.id, self.incoming.kind)
        mine = next((one for one in found if one.sha256 in self.seen.beginnings), found[0] if found else None)
        if mine is None:
            return self._written("refused", self._unread() or [reason("no_draft")], None)
        known = known_copy(self.session, self.case.id, self.incoming.kind, self.seen.sha256)
        if known is not None and known.state in ("proved", "attested"):
            return Filed(known.id, known.state, _texts(known), False)
        proof = self._proof(work, mine)
        if (other := proof_elsewhere(self.session, self.case.id, self.seen.sha256)) is not None:
            proof = Proof(False, (*proof.reasons, Reason("of_another_case", _elsewhere(other))))
        state = "refused" if not proof.holds else "attested" if proof.attested_by else "proved"
        filed = self._written(state, proof.reasons, mine)
        if proof.holds and filed.is_new:
            row = self.session.get_one(Document, filed.document_id)
            take_effect(self.session, work, row, self.office.rules.company.representative, self.now)
        return filed

    def _unread(self) -> list[Reason]:
        if self.seen.problem is None:
            return []
        limits: dict[str, Any] = self.office.rules.limits.model_dump()
        return [reason(self.seen.problem, **limits, seems="")]

    def _proof(self, work: Paperwork, mine: Document) -> Proof:
        kind: Kind = self.incoming.kind  # type: ignore[assignment]
        company = company_party(self.office.rules.company)
        try:
            facts = facts_of(kind, work, self.office.terms)
        except Unwritable as why:
            return Proof(False, (Reason("record_incomplete", why.says),))
        issued_on = mine.issued_on or self.today
        number = mine.number or number_of(kind, work, self.office.terms)
        paper = Paper(number=number, issued_on=issued_on, company=company, facts=facts)
        testimony = None
        if self.witness is not None and self.incoming.testimony is not None:
            said = self.incoming.testimony
            testimony = Attestation(self.witness.name, self.today, said.statement, self.seen.sha256)
            if said.signed_on and not issued_on <= said.signed_on <= self.today:
                return Proof(False, (Reason("signed_on", _outside(said.signed_on, issued_on, self.today)),))
        return prove(
            self.seen, signers_of(self.office, kind, work), paper, drafted_sha256=mine.sha256, attestation=testimony, rules=self.office.rules
        )  # fmt: skip

    def _written(self, state: str, reasons: Sequence[Reason], mine: Document | None) -> Filed:
        """One row a file; a file that is refused again for the same reasons has its row."""
        given = [{"reason": one.code, "en": one.says.en, "es": one.says.es} for one in reasons]
        known = known_copy(self.session, self.case.id, self.incoming.kind, self.seen.sha256)
        if known is not None and known.state == state and (known.reasons or []) == given:
            return Filed(known.id, known.state, _texts(known), False)
        values: dict[str, Any] = {
            "state": state, "sha256": self.seen.sha256, "file_name": self.incoming.file_name, "inspected_at": self.seen.inspected_at,
            "reasons": given, "issued_on": self.incoming.issued_on, "valid_until": self.incoming.valid_until,
            "stored_as": None if self.seen.problem else self.office.vault.keep(self.incoming.data)[1],
        }  # fmt: skip
        if mine is not None:
            values |= {"draft_id": mine.id, "number": mine.number, "issued_on": mine.issued_on}
        if state in ("proved", "attested"):
            values["signed_on"] = self._signed_on(mine)
        if state == "attested" and self.witness is not None and self.incoming.testimony is not None:
            values |= {
                "attested_by_id": self.witness.id, "attested_on": self.today, "statement": self.incoming.testimony.statement
            }  # fmt: skip
        row = register(self.session, self.case, self.incoming.kind, self.now, **values)
        return Filed(row.id, state, _texts(row), True)

    def _signed_on(self, mine: Document | None) -> dt.date:
        """When the last of them signed, as far as that can be: not before the draft, not after today."""
        said = self.incoming.testimony.signed_on if self.incoming.testimony else None
        if self.seen.signed_at is not None:
            said = self.seen.signed_at.astimezone(ZoneInfo(self.office.company.time_zone)).date()
        earliest = mine.issued_on if mine is not None and mine.issued_on else self.today
        return min(max(said or self.today, earliest), self.today)


def _elsewhere(case: int) -> Text:
    code = f"{CODES['opportunity']}-{case}"
    return Text(
        en=f"This very file proves a paper of {code}", es=f"Este mismo archivo prueba un documento de {code}"
    )


def _outside(day: dt.date, earliest: dt.date, latest: dt.date) -> Text:
    return Text(
        en=f"Signed on {day}: a paper drafted on {earliest} is signed from then until today ({latest})",
        es=f"Firmado el {day}: un documento elaborado el {earliest} se firma entre esa fecha y hoy ({latest})",
    )


def _texts(row: Document) -> list[Text]:
    return [Text(en=one["en"], es=one["es"]) for one in row.reasons or []]


def signers_of(office: Office, kind: Kind, work: Paperwork) -> list[Signer]:
    """Who must sign a paper of a case: the parts that ``paper_terms.toml`` names, by the RFCs of the records."""
    contract, ours = work.agreed.contract, office.rules.company
    representative = (contract.company_signatory_rfc if contract else None) or ours.representative_rfc
    parts: dict[str, Signer] = {"company": Signer(COMPANY, ours.rfc, representative)}
    if contract is not None and contract.rfc:
        parts["client"] = Signer(CLIENT, contract.rfc, contract.client_signatory_rfc, contract.client_signatory)
    elif (account := work.sale.account) is not None and (account.rfc or account.name):
        parts["client"] = Signer(CLIENT, account.rfc, name=account.name)
    return [parts[part] for part in office.terms.signers[kind] if part in parts]


def wrong_with(
    office: Office, work: Paperwork, row: Document, paper: Document, inspector: Inspector
) -> list[Text]:
    """What is wrong with the kept file of a paper that counts, against its draft as it was kept. Raises ``FileAltered``."""
    at = row.inspected_at or row.created_at
    drafted = inspector.inspect(office.vault.read(paper.sha256), at=at).paper
    seen = inspector.inspect(office.vault.read(row.sha256), at=at)
    if row.state == "attested" or drafted is None:
        return [] if drafted is not None and seen.problem is None else [NO_DRAFT]
    signers = signers_of(office, drafted.facts.kind, work)
    proof = prove(seen, signers, drafted, drafted_sha256=paper.sha256, rules=office.rules)
    return [] if proof.holds else [one.says for one in proof.reasons]
