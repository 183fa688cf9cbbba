"""Whatever is edited in whatever order: at each move of a case every rule of its new stage held (000/A28)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from checks.install import business_day, open_day
from crm.base import IMPORTED
from crm.model import (
    Account,
    Activity,
    Annex,
    Contact,
    Contract,
    CreditApplication,
    CreditDecision,
    Document,
    FleetLine,
    LossCause,
    Objection,
    Opportunity,
    Proposal,
    StageHistory,
    Study,
)
from tests.builders import (
    NOW,
    a_credit_decision,
    a_loss,
    an_opportunity,
    day,
    part,
    supersede,
    the_company,
    the_rulebook,
    who,
)
from tests.company.parts import parts
from tests.worlds import World

STEPS = 160
SALES = the_company().lifecycles["opportunity"]
Step = Callable[[Session, Opportunity, random.Random], Any]


def _toggle(model: Any, name: str, right: Any, *wrong: Any) -> Step:
    """A field is mended, as a rule; now and then it is spoilt."""

    def step(session: Session, case: Opportunity, dice: random.Random) -> None:
        value = dice.choice(wrong) if dice.random() < 0.06 else right
        for row in session.scalars(parts(case, model)).all():
            setattr(row, name, value)

    return step


def _decide(session: Session, case: Opportunity, dice: random.Random) -> None:
    current = session.scalars(parts(case, CreditDecision)).first()
    if current:
        supersede(session, current)
    if dice.random() < 0.1:
        approver = dice.choice([who(session, "credit", other=True), case.owner_id])
        answer = {
            "outcome": dice.choice(["approved", "declined"]),
            "expires_on": dice.choice([day(-1), day(90)]),
        }
        a_credit_decision(session, case, abroad=True, approver_id=approver, **answer)
    elif dice.random() < 0.9:
        a_credit_decision(session, case, expires_on=day(90))


def _opinion(session: Session, case: Opportunity, dice: random.Random) -> None:
    opinion = part(session, part(session, case, Account), Document, kind="tax_opinion")
    opinion.issued_on = business_day(session) if dice.random() < 0.9 else day(-40)


def _lose(session: Session, case: Opportunity, dice: random.Random) -> None:
    found = session.scalars(parts(case, LossCause)).first()
    if found:
        session.delete(found)
    elif dice.random() < 0.03:
        a_loss(session, case)


def _next_day(session: Session, case: Opportunity, dice: random.Random) -> None:
    open_day(session, business_day(session) + dt.timedelta(days=dice.choice([0, 0, 1])))


EDITS: tuple[Step, ...] = (
    _toggle(Opportunity, "batna", "24 months", None), _toggle(Opportunity, "has_need", True, False, None),
    _toggle(Opportunity, "amount_mxn", 360_000, 350_000), _toggle(Opportunity, "hold_reason", None, "Budget"),
    _toggle(Opportunity, "hold_until", None, day(30)), _toggle(Opportunity, "disqualified_reason", None, "No"),
    _toggle(Opportunity, "nurture_on", None, day(90)), _toggle(Study, "done_on", day(-18), None),
    _toggle(FleetLine, "mono_pages_per_month", 10_000, None), _toggle(Proposal, "margin_percent", 33, 29),
    _toggle(Proposal, "discount_percent", 3, 9), _toggle(Proposal, "valid_until", day(90), day(-1)),
    _toggle(Contract, "signed_on", day(-1), None), _toggle(Contract, "monthly_mxn", 10_000, 9_000),
    _toggle(Annex, "due_on", day(60), day(-1)), _toggle(Objection, "response", "See the saving", ""),
    _toggle(Activity, "next_step_on", day(5), None), _toggle(CreditApplication, "signed_on", day(-7), None),
    _toggle(Account, "segment", "schools", None), _toggle(Contact, "email", "a@b.mx", "a"), _decide, _opinion, _lose, _next_day,
)  # fmt: skip


def _attempt(session: Session, case: Opportunity, dice: random.Random) -> bool:
    """Try a move as anyone with a client might: mostly along an arrow, now and then not."""
    ahead = SALES.next_of(case.stage)
    target = dice.choice(ahead) if ahead and dice.random() < 0.9 else dice.choice((*SALES.ids, IMPORTED))
    values: dict[str, Any] = {
        "stage": target,
        "version": Opportunity.version + dice.choice((1, 1, 1, 1, 0, 2)),
        "moved_by": "walk",
    }
    if dice.random() < 0.2:
        values[dice.choice(("batna", "has_need", "hold_reason"))] = None
    try:
        with session.begin_nested():
            session.connection().execute(
                sa.update(Opportunity.__table__)
                .where(Opportunity.id == case.id, Opportunity.stage != target)
                .values(values)
            )
    except DBAPIError as refusal:
        assert any(word in str(refusal.orig) for word in ("held: ", "refused: "))
        return False
    before = case.stage
    session.refresh(case)
    return case.stage != before


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_stage_that_was_reached_was_deserved(world: World, seed: int) -> None:
    dice = random.Random(seed)
    reached: list[str] = []
    with world.write() as session:
        case = an_opportunity(session)
        for _ in range(STEPS):
            if not SALES.next_of(case.stage):
                case = an_opportunity(session)
            for edit in dice.sample(EDITS, dice.choice((0, 1, 4, len(EDITS)))):
                edit(session, case, dice)
            session.flush()
            if _attempt(session, case, dice):
                reached.append(case.stage)
                assert _broken_at(session, case) == []
        _history_is_whole(session)
    assert len(set(reached)) >= 6, reached


def _broken_at(session: Session, case: Opportunity) -> list[str]:
    """The rules of the stage just entered that do not hold."""
    rules = the_rulebook().gating("opportunity", case.stage)
    columns = [sa.case((rule.broken, 1), else_=0).label(rule.column) for rule in rules]
    subject = rules[0].subject
    found = session.execute(subject.select(*columns, where=subject.id == case.id)).mappings().one()
    return [rule.key for rule in rules if found[rule.column]]


def _history_is_whole(session: Session) -> None:
    """Each line begins where the line before ended, along a declared arrow, and the last is where the case stands."""
    lines = session.scalars(
        sa.select(StageHistory)
        .where(StageHistory.record == "opportunity")
        .order_by(StageHistory.record_id, StageHistory.version)
    )
    last: dict[int, str] = {}
    for line in lines:
        assert line.from_stage == last.get(line.record_id)
        assert line.from_stage is None or line.to_stage in SALES.next_of(line.from_stage)
        last[line.record_id] = line.to_stage
    stands = dict(session.execute(sa.select(Opportunity.id, Opportunity.stage)).all())
    assert last == stands


def test_the_walk_would_notice(world: World) -> None:
    """Were a case in a stage that it does not deserve, the walk would say so."""
    with world.write() as session:
        case = an_opportunity(session, "contracted")
        part(session, case, Contract).signed_on = None
        session.flush()
        assert _broken_at(session, case) == ["A23-contract-signed"]
        with pytest.raises(IntegrityError if world.kind == "sqlite" else DBAPIError), session.begin_nested():
            session.execute(
                sa.text(f"UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {case.id}")
            )
        assert case.moved_at == NOW
