"""The seals of decisions, checked one by one: is what stands in the database what was decided, by who decided it (000/A28)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checks.decisions import content_hash
from config.words import Text
from crm.identity import Keeper
from crm.model import ApprovalDecision, Person

SAMPLE = "sample"
"""The channel of decisions that were invented with the sample: nobody gave them, so they bear no seal."""


@dataclass(frozen=True)
class Seals:
    """How many seals hold, how many decisions bear none (by channel), and each one that is wrong, as a sentence."""

    good: int
    bare: dict[str, int]
    wrong: tuple[Text, ...]


def number_sealed(session: Session) -> int:
    """How many decisions bear a seal."""
    sealed = select(func.count()).select_from(ApprovalDecision).where(ApprovalDecision.seal.is_not(None))
    return session.scalar(sealed) or 0


def check_seals(session: Session, keeper: Keeper | None) -> Seals:
    """Compute hash and seal of every sealed decision anew. Without a keeper only the hashes are, and no seal is good.

    A decision without a seal is counted; unless it came with the sample, it is wrong as well, since every way by which
    decisions come in seals them.
    """
    bare: Counter[str] = Counter()
    wrong: list[Text] = []
    good = 0
    rows = session.execute(
        select(ApprovalDecision, Person.name)
        .join(Person, Person.id == ApprovalDecision.approver_id)
        .order_by(ApprovalDecision.id)
        .execution_options(yield_per=1000)
    )
    for decision, approver in rows:
        if decision.seal is None:
            bare[decision.channel or "?"] += 1
        why = _what_is_wrong(session, keeper, decision)
        if why is not None:
            wrong.append(_named(decision, approver, why))
        elif decision.seal is not None and keeper is not None:
            good += 1
    return Seals(good, dict(bare), tuple(wrong))


def _what_is_wrong(session: Session, keeper: Keeper | None, decision: ApprovalDecision) -> Text | None:
    if decision.seal is None:
        return None if decision.channel == SAMPLE else _BARE
    computed = content_hash(session, decision)
    if computed != decision.sha256:
        return _CONTENT
    if keeper is None:
        return None
    ours = keeper.made(decision.seal, computed, decision.approver_id, decision.code_step or 0)
    return None if ours else _SEAL


def _named(decision: ApprovalDecision, approver: str, why: Text) -> Text:
    of = f"REQ-{decision.request_id} (OPP-{decision.opportunity_id})"
    return Text(
        en=f"The decision on {of} in the name of {approver} {why.en}",
        es=f"La decisión sobre {of} a nombre de {approver} {why.es}",
    )


_BARE = Text(en="bears no seal", es="no lleva sello")
_CONTENT = Text(
    en="is not what was decided: its hash does not fit", es="no es lo que se decidió: su huella no coincide"
)
_SEAL = Text(
    en="bears a seal that the company's key did not make",
    es="lleva un sello que la clave de la empresa no hizo",
)
