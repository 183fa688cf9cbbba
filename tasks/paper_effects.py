"""What a paper that counts brings about in the records: the contract, annex or acceptance names it and its date."""

from __future__ import annotations

import datetime as dt

from crm.database import Session
from crm.model import Acceptance, Document
from crm.paperwork import Paperwork


def take_effect(
    session: Session, work: Paperwork, paper: Document, representative: str, now: dt.datetime
) -> None:
    """Let the record that the paper is about name it (000/A23, A24). Other papers only stand in the register."""
    contract = work.agreed.contract
    if paper.kind == "contract" and contract is not None:
        contract.document_id, contract.signed_on = paper.id, paper.signed_on
        contract.company_signatory = contract.company_signatory or representative
        contract.updated_at = now
    elif paper.kind.startswith("annex_"):
        for annex in work.agreed.annexes:
            if annex.letter == paper.kind[-1].upper():
                annex.document_id, annex.signed_on = paper.id, paper.signed_on
    elif paper.kind == "acceptance":
        _accept(session, work, paper, now)
    session.flush()


def _accept(session: Session, work: Paperwork, paper: Document, now: dt.datetime) -> None:
    seen = work.delivered
    if seen.case is None:
        return
    accepted = seen.acceptance or Acceptance(delivery_id=seen.case.id, created_at=now)
    receives = seen.signed_by or seen.main_user
    accepted.document_id, accepted.signed_on = paper.id, paper.signed_on
    accepted.signed_by_id = receives.id if receives is not None else None
    session.add(accepted)
