"""A draft policy replayed over what happened: whom it would have held, whom it would let go, who would have decided (000/A02, A28).

The rules of the draft are asked beside those of today, of the same records at the same moment, so whatever both say alike cancels out. They
only look: nothing of the draft is installed and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from checks.conformance import conformance_of
from checks.gate import working_towards
from checks.rule import Rule, Rulebook, any_of
from checks.subjects import SUBJECTS
from config.company import Company, ConfigError
from config.words import Text
from crm.model import CASES, CODES, ApprovalDecision, ApprovalRequest, Opportunity, StageHistory
from policy.conformance import Conformance

Effect = Literal["held_back", "stopped", "freed"]
"""A case that moved would have been held; one that may move would be held; one that is held would be free of this rule."""


@dataclass(frozen=True)
class Difference:
    """What one rule would do to the cases of one stage: how many, what they are worth in pesos, and the dearest of them."""

    effect: Effect
    record: str
    stage: str
    rule: str
    says: Text
    cases: int
    value_mxn: Decimal
    dearest: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """Decisions of a kind that another role would have taken (none: nobody would have been asked)."""

    kind: str
    role: str | None
    draft_role: str | None
    cases: int
    value_mxn: Decimal
    dearest: tuple[str, ...]


@dataclass(frozen=True)
class Replayed:
    """All that a draft would change; ``unknown_stages`` are those of today that it does not declare."""

    differences: tuple[Difference, ...]
    decisions: tuple[Decision, ...]
    conformance: tuple[tuple[Conformance, Conformance], ...]
    """Of each lifecycle the history against today's, and against the draft's."""
    unknown_stages: tuple[str, ...]


def replay(session: Session, today: Rulebook, draft: Rulebook, shown: int = 5) -> Replayed:
    """Hold the draft against all that moved, waits and was decided. Raises ``ConfigError`` where nothing can be compared."""
    if draft.company.lifecycles.keys() != today.company.lifecycles.keys():
        raise ConfigError(
            "the draft declares other lifecycles than the company",
            "el borrador declara otros ciclos que la empresa",
        )
    differences: list[Difference] = []
    unknown: list[str] = []
    for record in CASES:
        for stage in today.company.lifecycles[record].ids:
            if stage not in draft.company.lifecycles[record].ids:
                unknown.append(f"{record}: {stage}")
                continue
            differences += _of_stage(session, today, draft, record, stage, shown)
    return Replayed(
        tuple(sorted(differences, key=lambda one: (one.effect, -one.value_mxn, -one.cases))),
        tuple(_decisions(session, today.company, draft.company, shown)),
        tuple(
            (conformance_of(session, today.company, record), conformance_of(session, draft.company, record))
            for record in CASES
        ),
        tuple(unknown),
    )


def _of_stage(
    session: Session, today: Rulebook, draft: Rulebook, record: str, stage: str, shown: int
) -> Iterator[Difference]:
    """Only rules that are not the same in both are asked."""
    was = {rule.key: rule for rule in today.gating(record, stage)}
    will = {rule.key: rule for rule in draft.gating(record, stage)}
    for key in sorted(was.keys() | will.keys()):
        old, new = was.get(key), will.get(key)
        if old is not None and new is not None and old.broken_sql == new.broken_sql:
            continue
        yield from _of_rule(session, today, record, stage, old, new, shown)


def _of_rule(
    session: Session, today: Rulebook, record: str, stage: str, old: Rule | None, new: Rule | None, shown: int
) -> Iterator[Difference]:
    subject = SUBJECTS[record]
    entered = exists().where(
        StageHistory.record == record, StageHistory.record_id == subject.id, StageHistory.to_stage == stage
    )
    waits = working_towards(today, record, stage)
    broken_then, broken_now = _broken(new), _broken(old)
    asked: tuple[tuple[Effect, ColumnElement[bool]], ...] = (
        ("held_back", and_(entered, broken_then, ~broken_now)),
        ("stopped", and_(waits, broken_then, ~broken_now)),
        ("freed", and_(waits, broken_now, ~broken_then)),
    )
    rule = new or old
    assert rule is not None
    for effect, condition in asked:
        cases, value = session.execute(
            subject.select(func.count(), func.sum(subject.value), where=condition)
        ).one()
        if not cases:
            continue
        dearest = subject.select(subject.id, where=condition).order_by(
            func.coalesce(subject.value, 0).desc(), subject.id
        )
        codes = tuple(f"{CODES[record]}-{number}" for number in session.scalars(dearest.limit(shown)))
        yield Difference(effect, record, stage, rule.key, rule.says, cases, value or Decimal(0), codes)


def _broken(rule: Rule | None) -> ColumnElement[bool]:
    return any_of([]) if rule is None else func.coalesce(rule.broken, False)


def _decisions(session: Session, today: Company, draft: Company, shown: int) -> Iterator[Decision]:
    q, d, o = ApprovalRequest, ApprovalDecision, Opportunity
    rows = session.execute(
        select(q.kind, q.amount_mxn, q.percent, o.amount_mxn, o.id)
        .join(d, d.request_id == q.id)
        .join(o, o.id == q.opportunity_id)
        .order_by(func.coalesce(o.amount_mxn, 0).desc(), o.id)
        .execution_options(yield_per=10_000)
    )
    found: dict[tuple[str, str | None, str | None], tuple[int, Decimal, list[str]]] = {}
    for kind, amount, percent, worth, number in rows:
        role, other = _role(today, kind, amount, percent), _role(draft, kind, amount, percent)
        if role == other:
            continue
        cases, value, codes = found.get((kind, role, other), (0, Decimal(0), []))
        if len(codes) < shown:
            codes.append(f"{CODES['opportunity']}-{number}")
        found[kind, role, other] = (cases + 1, value + (worth or 0), codes)
    for (kind, role, other), (cases, value, codes) in found.items():
        yield Decision(kind, role, other, cases, value, tuple(codes))


def _role(company: Company, kind: str, amount: Decimal | None, percent: Decimal | None) -> str | None:
    """The role of the lowest tier that decides such a question; none where it would not be asked."""
    tiers = company.approvals.of(kind).tiers
    if kind == "annex":
        return tiers[0].role  # by the days it was late on the day of asking, which nobody wrote down
    measure = amount if kind in ("credit", "concession") else percent
    if measure is None:
        return tiers[-1].role
    floors = {"margin": company.pricing.margin_floor_percent, "profile": company.market.icp.minimum_percent}
    if kind in floors:
        measure = floors[kind] - measure
    if measure <= (company.pricing.discount_limit_percent if kind == "discount" else 0):
        return None
    return tiers[company.approvals.of(kind).tier_for(measure) - 1].role
