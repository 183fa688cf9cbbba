"""How each rule of goals, deviations, lessons, the quota ledger and what sellers learn is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import (
    Deviation,
    Goal,
    JobDescription,
    Lesson,
    LossCause,
    Person,
    PersonRole,
    PersonTraining,
    QuotaDifference,
)
from tests.builders import NOW, TODAY, a_goal, add, day, who
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, remove

_no_seller = change(PersonRole, role="service")


def _another_role(session: Session, case: Person) -> Mend:
    described = session.query(JobDescription).one()
    described.role = "service"
    session.flush()

    def back() -> None:
        described.role = "sales"
        session.flush()

    return back


def _differs(session: Session, contract: Any) -> QuotaDifference:
    return add(session, QuotaDifference(
        contract_id=contract.id, reason="not_posted", ledger_mxn=Decimal(0), bills_mxn=Decimal(1), since=TODAY
    ))  # fmt: skip


def _a_lesson(**values: Any) -> Edit:
    said = {"level": "personal", "learned_on": TODAY, "finding": "Ask for the end of the contract first",
            "programme": "Role play", "shared_on": TODAY, "created_at": NOW} | values  # fmt: skip
    return bring(lambda s, case: add(s, Lesson(deviation_id=case.id, **said)), kept=True)


_corrected = all_of(change(Deviation, done_on=TODAY), _a_lesson())

QUOTAS = {
    "E13-seller-goals": breach(
        change(Goal, starts_on=day(1)),
        change(Goal, ends_on=day(-1)),
        remove(Goal),
        aside=_no_seller,
    ),
    "E18-job-description": breach(_another_role, aside=_no_seller),
    "E18-seller-trained": breach(
        change(PersonTraining, trained_on=day(-101)), remove(PersonTraining), aside=change(Person, active=False)
    ),
    "E12-goal-set-ahead": breach(change(Goal, set_on=day(-19)), change(Goal, set_on=TODAY)),
    "B36-goal-serves": breach(change(Goal, serves=None), change(Goal, serves=" ")),
    "B39-deviation-corrected": breach(
        change(Deviation, seen_on=day(-5), cause=None),
        change(Deviation, seen_on=day(-5), action=" "),
        change(Deviation, seen_on=day(-5), owner_id=None),
        change(Deviation, seen_on=day(-5), due_on=None),
    ),
    "B39-action-overdue": breach(change(Deviation, due_on=day(-1)), aside=change(Deviation, due_on=None)),
    "B40-lesson-shared": breach(
        change(Lesson, programme=None),
        change(Lesson, shared_on=None),
        remove(Lesson),
        given=_corrected,
        aside=change(Deviation, done_on=None),
    ),
    "M02-ledger-agrees": breach(bring(_differs)),
    "M03-tender-by-price": breach(
        change(LossCause, by_price_alone=None),
        given=change(LossCause, cause="tender", by_price_alone=False),
        aside=change(LossCause, cause="price"),
    ),
}


def samples_of_goals(session: Session) -> dict[str, int]:
    """A goal, and a deviation that is being corrected."""
    goal = a_goal(session)
    deviation = Deviation(
        goal_id=goal.id, owner_id=who(session, "sales_manager"), seen_on=TODAY, attained_percent=Decimal(50),
        cause="Two holidays", action="Visit twice as many", due_on=day(5), created_at=NOW,
    )  # fmt: skip
    return {"goal": goal.id, "deviation": add(session, deviation).id}
