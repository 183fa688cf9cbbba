"""Why a case is held, in the words of the rules, and the shortest way through (000/A34)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checks.compile import keys_in, masks
from checks.install import Installed
from checks.subjects import SUBJECTS
from config.words import Told
from crm.base import IMPORTED
from crm.model import CASES, CODES, Account, Delivery, Hold, Opportunity, Person, Renewal, TaxListEntry


class UnknownCase(Told):
    """No case has this name; the message says which names there are."""


@dataclass(frozen=True)
class Reason:
    """A rule that bars the way: what must hold, how to mend it, who can."""

    rule: str
    source: str
    sentence: str
    mend: str
    mender: str
    decision: str | None


@dataclass(frozen=True)
class Explanation:
    """Where a case stands, what it works towards, and all that is lacking for it."""

    code: str
    record: str
    record_id: int
    name: str | None
    account: str | None
    owner: str | None
    stage: str
    claimed_stage: str | None
    target: str | None
    held_since: dt.date | None
    reasons: tuple[Reason, ...]


def find_case(session: Session, name: str) -> tuple[str, int]:
    """(record, number) of a case named ``OPP-12``, ``DEL-3``, ``REN-4`` or by its key in the system it came from."""
    match = re.fullmatch(r"\s*([A-Za-z]{3})-?(\d{1,18})\s*", name)
    if match:
        for record, code in CODES.items():
            if match[1].upper() == code and session.get(CASES[record], int(match[2])) is not None:
                return record, int(match[2])
    for record, model in CASES.items():
        found = session.scalars(select(model.id).where(model.source_id == name.strip()).limit(2)).all()
        if len(found) == 1:
            return record, found[0]
        if found:
            code = f"{CODES[record]}-{found[0]}"
            raise UnknownCase(
                f"{name}: more than one {record} has this key; use its code, {code}",
                f"{name}: más de un registro {record} tiene esta clave; use su código, {code}",
            )
    named = ", ".join(f"{code}-12" for code in CODES.values())
    raise UnknownCase(
        f"{name}: no such case; a case is named {named}",
        f"{name}: no existe ese caso; un caso se llama {named}",
    )


def find_account(session: Session, name: str) -> Account:
    """The account of a number, an RFC or a name, or of which only one name has that part. Raises ``UnknownCase``."""
    wanted = name.strip()
    if wanted.isdecimal() and len(wanted) < 19:
        ways = [Account.id == int(wanted)]
    else:
        ways = [Account.rfc == wanted.upper(), func.lower(Account.name) == wanted.lower(), Account.name.contains(wanted, autoescape=True)]  # fmt: skip
    for way in ways:
        found = session.scalars(select(Account).where(way).order_by(Account.id).limit(6)).all()
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(f"{one.id} ({one.name})" for one in found[:5])
            raise UnknownCase(
                f"{name}: more than one account is called so; give its number: {shown}",
                f"{name}: más de una cuenta se llama así; indique su número: {shown}",
            )
    raise UnknownCase(
        f"{name}: no such account; give its number, RFC or name, or an opportunity as OPP-12",
        f"{name}: no existe esa cuenta; indique su número, RFC o nombre, o una oportunidad como OPP-12",
    )


def explain(session: Session, installed: Installed, record: str, record_id: int) -> Explanation:
    """Judge the case now, against its next stage; nothing is written."""
    model: Any = CASES[record]
    case: Opportunity | Delivery | Renewal = session.get_one(model, record_id)
    target = _target(installed, record, case.stage, case.claimed_stage)
    company = installed.rulebook.company
    account = session.get(Account, case.account_id) if case.account_id else None
    owner = session.get(Person, case.owner_id) if case.owner_id else None
    hold = session.get(Hold, (record, record_id))
    return Explanation(
        code=f"{CODES[record]}-{record_id}",
        record=record,
        record_id=record_id,
        name=None if isinstance(case, Renewal) else getattr(case, "name", None),
        account=account.name if account else None,
        owner=owner.name if owner else None,
        stage=case.stage,
        claimed_stage=case.claimed_stage,
        target=target,
        held_since=hold.since if hold and hold.target == target else None,
        reasons=()
        if target is None
        else _reasons(session, installed, record, record_id, target, company.language),
    )


def cleared_of(session: Session, record: str, record_id: int) -> str | None:
    """That the 69-B list names the client, but as one who is cleared: it passes, and whoever looks is told (000/A21)."""
    model: Any = CASES[record]
    listed = (
        select(TaxListEntry.situation)
        .join(Account, Account.rfc == TaxListEntry.rfc)
        .join(model, model.account_id == Account.id)
        .where(model.id == record_id, TaxListEntry.situation.in_(("disproved", "ruled_for")))
    )
    return session.scalar(listed)


def _target(installed: Installed, record: str, stage: str, claimed: str | None) -> str | None:
    if stage == IMPORTED:
        return claimed
    return installed.rulebook.company.lifecycles[record].next_on_track(stage)


def _reasons(
    session: Session, installed: Installed, record: str, record_id: int, target: str, language: str
) -> tuple[Reason, ...]:
    """In the order of the work: what an earlier stage demands comes first, a decision comes last of its stage."""
    subject, bits = SUBJECTS[record], installed.bits_of(record)
    rulebook = installed.rulebook
    rules = rulebook.gating(record, target)
    found = session.execute(subject.select(*masks(rules, bits), where=subject.id == record_id)).one()
    stages, roles = rulebook.company.lifecycles[record].ids, rulebook.company.roles
    broken = [rulebook.by_key[key] for key in keys_in(found, bits)]
    broken.sort(
        key=lambda rule: (min(map(stages.index, rule.gates)), rule.decision is not None, rule.mender, rule.key)
    )
    owner = {"es": "responsable"}.get(language, "owner")
    return tuple(
        Reason(
            rule=rule.key,
            source=rule.source,
            sentence=rule.says.to(language),
            mend=rule.mend.to(language),
            mender=roles[rule.mender].to(language) if rule.mender in roles else owner,
            decision=rule.decision,
        )
        for rule in broken
    )
