"""``seiton documents``: papers of a case drafted, filed and listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from checks.gate import Scope
from checks.held import explain, find_case
from checks.install import Installed, business_day
from checks.lifecycle import walk
from cli import documents_texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen
from config.paper_terms import KINDS
from config.papers import load_papers
from config.settings import settings
from crm.database import Session
from crm.documents import FileAltered, Registered, Vault, delivery_of, of_case, sale_of
from crm.identity import CodeRefused, keeper
from crm.model import CODES
from papers import DraftError
from tasks.office import Filed, Incoming, NotTaken, Office, Vouching, an_office
from tasks.paper_facts import Unwritable
from tasks.papers import check_again, draft_of, receive


@dataclass(frozen=True)
class Given:
    """What was typed beside the file."""

    attest: str | None
    statement: str | None
    code: str | None
    signed_on: dt.date | None
    issued_on: dt.date | None
    until: dt.date | None


@contextmanager
def refusals_told(language: str) -> Iterator[None]:
    """What the office refuses ends the command with its sentence."""
    try:
        yield
    except NotTaken as why:
        raise Stop(Ends.WRONG_CALL, t.SAID, why=why.to(language)) from None
    except (Unwritable, CodeRefused) as why:
        raise Stop(Ends.REFUSED, t.SAID, why=why.says.to(language)) from None
    except DraftError as why:
        raise Stop(Ends.REFUSED, t.SAID, why=str(why)) from None


def sale_named(session: Session, case: str) -> int:
    """The opportunity that is meant by its code, or by that of its delivery."""
    record, number = find_case(session, case)
    found = sale_of(session, record, number)
    if found is None:
        raise Stop(Ends.WRONG_CALL, t.NO_SALE, case=case)
    return found


def list_documents(case: str, as_json: bool) -> None:
    """Every paper of a case, with what is wrong with its file."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        number = sale_named(session, case)
        vault = Vault(settings().var / "documents")
        lines = [(one, file_note(vault, one, screen.language)) for one in of_case(session, number)]
        screen.json([asdict(one) | {"file": note or "ok"} for one, note in lines])
        if not lines:
            screen.say(t.NONE, case=f"{CODES['opportunity']}-{number}")
            return
        columns = (t.PAPER, t.NUMBER, t.STATE, t.DAY, t.FILE, t.NOTE)
        screen.table(columns, [_row(one, note, screen.language) for one, note in lines])


def file_note(vault: Vault, paper: Registered, language: str) -> str:
    """Nothing where the file is what was kept; else what is wrong with it."""
    try:
        vault.read(paper.sha256)
    except FileAltered as why:
        return (t.NOT_KEPT if why.is_missing else t.ALTERED).to(language)
    return ""


def _row(one: Registered, note: str, language: str) -> tuple[object, ...]:
    said = [t.IN_FORCE.to(language)] if one.in_force else []
    if one.state == "attested":
        said.append(t.ATTESTED.to(language, name=one.attested_by, day=one.attested_on, statement=one.statement))
    if one.state == "refused":
        said += [reason.get(language) or reason.get("en", "") for reason in one.reasons]
    state = t.STATES[one.state].to(language) if one.state in t.STATES else one.state
    return one.kind, one.number, state, one.signed_on or one.issued_on, note, "; ".join(said)


def check_documents(case: str, as_json: bool) -> None:
    """Look once more into the papers that count; the command ends as unwell where one does not stand up to it."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with at.look() as (session, _):
            number = sale_named(session, case)
        found = check_again(an_office(at.engine, at.company), number)
        wrong = [
            (one, kind, [why.to(screen.language) for why in reasons]) for one, kind, reasons in found if reasons
        ]
        for one, kind, reasons in wrong:
            screen.say(t.WRONG, "red", kind=kind, number=one, why="; ".join(reasons))
        screen.say(t.CHECKED, count=len(found), wrong=len(wrong))
        screen.json([{"document": one, "kind": kind, "wrong": reasons} for one, kind, reasons in wrong])
        if wrong:
            raise SystemExit(Ends.UNWELL.value)


def draft_document(case: str, kind: str, to: Path | None, as_json: bool) -> None:
    """Draft a paper; the same records on the same day give the same one."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with at.look() as (session, _):
            number, today = sale_named(session, case), business_day(session)
        known = next((one for one in KINDS if one == kind), None)
        if known is None:
            raise Stop(Ends.WRONG_CALL, t.UNKNOWN_KIND, kind=kind, known=", ".join(KINDS))
        if to is not None and to.exists():
            raise Stop(Ends.WRONG_CALL, t.EXISTS, path=to)
        office = an_office(at.engine, at.company)
        with refusals_told(screen.language):
            row = draft_of(office, number, known, now(), today)
        path = office.vault.path(row.sha256)
        if to is not None:
            with to.open("xb") as file:
                file.write(office.vault.read(row.sha256))
            path = to
        screen.say(t.DRAFTED, "green", number=row.number, path=path)
        screen.say(t.FINGERPRINT, sha256=row.sha256)
        screen.json({
            "document": row.id, "kind": kind, "number": row.number, "sha256": row.sha256, "issued_on": row.issued_on, "path": path
        })  # fmt: skip


def add_document(case: str, kind: str, file: Path, given: Given, as_json: bool) -> None:
    """File what came in and let the case go on if it may; a refusal ends the command as refused."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with at.look() as (session, rules):
            number, today = sale_named(session, case), business_day(session)
        for day in (given.issued_on, given.signed_on):
            if day is not None and day > max(today, at.today):
                raise Stop(Ends.WRONG_CALL, t.AHEAD, day=day, today=today)
        vouching = _vouching(screen, given)
        office = an_office(at.engine, at.company, keeper() if vouching else None)
        incoming = Incoming(kind, file.name, _bytes_of(file), vouching, given.issued_on, given.until)
        with refusals_told(screen.language):
            filed = receive(office, number, incoming, now())
        stage = _go_on(at, rules, number) if filed.state != "refused" else None
        _tell(screen, office, f"{CODES['opportunity']}-{number}", kind, filed, stage)


def _vouching(screen: Screen, given: Given) -> Vouching | None:
    if given.attest is None:
        return None
    if not (given.statement or "").strip():
        raise Stop(Ends.WRONG_CALL, t.NEEDS_STATEMENT)
    code = given.code or screen.ask(t.CODE, by=given.attest)
    if not code:
        raise Stop(Ends.REFUSED, t.NEEDS_CODE)
    return Vouching(given.attest, given.statement or "", code, given.signed_on)


def _bytes_of(file: Path) -> bytes:
    """The file, or so much of it that it is seen to be too large."""
    with file.open("rb") as open_file:
        return open_file.read(load_papers().limits.size_mb * 1024 * 1024 + 1)


def _go_on(at: Desk, rules: Installed, number: int) -> str:
    """Take the case, and its delivery, as far as they may go; where the case stands."""
    walk(at.engine, rules, "opportunity", Scope((number,)), now(), "documents")
    with at.look() as (session, _):
        delivery = delivery_of(session, number)
    if delivery is not None:
        walk(at.engine, rules, "delivery", Scope((delivery,)), now(), "documents")
    with at.look() as (session, rules):
        return explain(session, rules, "opportunity", number).stage


def _tell(screen: Screen, office: Office, case: str, kind: str, filed: Filed, stage: str | None) -> None:
    language = screen.language
    refused = filed.state == "refused"
    reasons = [one.to(language) for one in filed.reasons]
    state = t.STATES[filed.state].to(language)
    screen.say(t.FILED, "red" if refused else "green", kind=kind, case=case, state=state)
    for reason in reasons:
        screen.print(f"  {reason}")
    if not filed.is_new:
        screen.say(t.KNOWN)
    if stage is not None:
        lifecycle = office.company.lifecycles["opportunity"]
        name = lifecycle[stage].name.to(language) if stage in lifecycle.ids else stage
        screen.say(t.STANDS, case=case, stage=name)
    screen.json({
        "document": filed.document_id, "case": case, "kind": kind, "state": filed.state, "reasons": reasons, "new": filed.is_new,
        "stage": stage,
    })  # fmt: skip
    if refused:
        raise SystemExit(Ends.REFUSED.value)
