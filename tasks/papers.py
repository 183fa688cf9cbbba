"""Papers of a case: drafted from its records, and filed when they come back, proved, attested or refused with reasons.

Nothing here asks the clock or Prefect: the command and the flow share it.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from config.papers import Kind
from config.words import Text
from crm.database import Engine, Session, reading, unit_of_work
from crm.documents import FileAltered, drafts, lock_case, register, that_count, write_terms
from crm.identity import CodeRefused, count_wrong_code, use_code
from crm.model import Document, Opportunity, Person
from crm.paperwork import paperwork
from crm.requests import find_person
from papers import Drafted, Inspection, Inspector, draft
from tasks.filing import ALTERED, NOT_KEPT, File, wrong_with
from tasks.office import Filed, Incoming, NotTaken, Office
from tasks.paper_facts import company_party, facts_of, number_of, terms_of


def draft_of(office: Office, opportunity_id: int, kind: Kind, now: dt.datetime, today: dt.date) -> Document:
    """Draft a paper from the records of today, number it, keep it and what it says.

    The same records on the same day give the draft that is there already. Raises ``Unwritable``, ``papers.DraftError``.
    """
    with unit_of_work(office.bind) as session:
        case = lock_case(session, opportunity_id)
        work = paperwork(session, opportunity_id)
        number = number_of(kind, work, office.terms)
        facts = facts_of(kind, work, office.terms)
        company = company_party(office.rules.company)
        made = draft(kind, facts, number=number, issued_on=today, company=company, rules=office.rules)
        same = [one for one in drafts(session, opportunity_id, kind) if one.sha256 == made.sha256]
        sha256, place = office.vault.keep(made.pdf)
        row = same[0] if same else _new_draft(session, case, kind, made, (sha256, place), now)
        if kind == "contract" and work.agreed.contract is not None and not work.agreed.contract.number:
            work.agreed.contract.number = number
        session.flush()
    return row


def _new_draft(
    session: Session, case: Opportunity, kind: Kind, made: Drafted, kept: tuple[str, str], now: dt.datetime
) -> Document:
    sha256, place = kept
    until = getattr(made.paper.facts, "valid_until", None)
    row = register(
        session, case, kind, now, state="draft", number=made.paper.number, file_name=f"{made.paper.number}.pdf",
        sha256=sha256, stored_as=place, issued_on=made.paper.issued_on, valid_until=until,
    )  # fmt: skip
    write_terms(session, row.id, *terms_of(made.paper.facts))
    return row


def receive(
    office: Office,
    opportunity_id: int,
    incoming: Incoming,
    now: dt.datetime,
    inspector: Inspector | None = None,
) -> Filed:
    """Examine a file and write down what it is. The same file again changes nothing.

    Raises ``NotTaken``, ``CodeRefused`` and ``UnknownPerson`` before anything is written about it.
    """
    if incoming.kind not in office.kinds:
        known = ", ".join(office.kinds)
        raise NotTaken(
            Text(
                en=f"{incoming.kind}: there is no such paper; known: {known}",
                es=f"{incoming.kind}: no existe ese documento; conocidos: {known}",
            )
        )
    seen = _inspected(office, incoming.data, now, inspector)
    day = now.astimezone(ZoneInfo(office.company.time_zone)).date()
    witness = _witness(office, opportunity_id, incoming, now) if incoming.testimony else None
    with unit_of_work(office.bind) as session:
        case = lock_case(session, opportunity_id)
        return File(office, session, case, incoming, seen, witness, now, day).write()


def check_again(office: Office, opportunity_id: int) -> list[tuple[int, str, list[Text]]]:
    """Examine the kept file of every paper that counts, as at the moment when it came in: (document, kind, what is wrong).

    A row that somebody wrote by hand has no file, or one whose signatures do not hold. Nothing is written.
    """
    found: list[tuple[int, str, list[Text]]] = []
    assert isinstance(office.bind, Engine)
    with reading(office.bind) as session, Inspector(office.rules) as inspector:
        work = paperwork(session, opportunity_id)
        for row in that_count(session, opportunity_id):
            try:
                wrong = wrong_with(office, work, row, session.get_one(Document, row.draft_id), inspector)
            except FileAltered as why:
                wrong = [NOT_KEPT if why.is_missing else ALTERED]
            found.append((row.id, row.kind, wrong))
    return found


def _inspected(office: Office, data: bytes, now: dt.datetime, inspector: Inspector | None) -> Inspection:
    if inspector is not None:
        return inspector.inspect(data, at=now)
    with Inspector(office.rules) as own:
        return own.inspect(data, at=now)


def _witness(office: Office, opportunity_id: int, incoming: Incoming, now: dt.datetime) -> Person:
    """Who answers for the signatures: an active colleague who does not sell the case, with a code of theirs."""
    said = incoming.testimony
    assert said is not None
    rule = {str(kind): one for kind, one in office.rules.kinds.items()}.get(incoming.kind)
    if rule is None or not rule.attestation:
        raise NotTaken(
            Text(
                en=f"{incoming.kind}: a paper of this kind is not attested (config/papers.toml)",
                es=f"{incoming.kind}: un documento de este tipo no se atestigua (config/papers.toml)",
            )
        )
    if office.keeper is None:
        raise ValueError("an attestation needs the keeper of one-time codes")
    refused: CodeRefused | None = None
    with unit_of_work(office.bind) as session:
        person = session.get_one(Person, find_person(session, said.by))
        if session.get_one(Opportunity, opportunity_id).owner_id == person.id:
            raise NotTaken(
                Text(
                    en=f"{person.name} sells this opportunity and can't answer for its papers: ask a colleague",
                    es=f"{person.name} vende esta oportunidad y no puede responder por sus documentos: pídalo a un colega",
                )
            )
        attempt = session.begin_nested()
        try:
            use_code(session, office.keeper, person, said.code, now)
            attempt.commit()
        except CodeRefused as why:
            attempt.rollback()
            refused = why
            if why.reason == "wrong_code":
                count_wrong_code(session, person.id, office.company.approvals.identity, now)
    if refused is not None:
        raise refused
    return person
