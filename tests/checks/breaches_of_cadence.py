"""How each rule of the cadence is broken: a client left alone, without a plan; a planned contact that says too little."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from crm.model import Account, Activity, ContactPlan
from tests.builders import NOW, add, an_activity, day
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, change_all


def a_plan(**changes: Any) -> Edit:
    """The account has a plan and was last spoken to long ago."""

    def apply(session: Session, case: Account) -> Mend:
        values = {
            "abc_class": "A",
            "contact_by_on": day(2),
            "next_contact_on": day(1),
            "reasons": [],
            "changed_at": NOW,
        }
        add(session, ContactPlan(account_id=case.id, **(values | changes)))
        return change_all(Activity, done_at=NOW - dt.timedelta(30))(session, case)

    return apply


def _a_task(session: Session, case: Account) -> Activity:
    """What is no contact mends nothing."""
    return an_activity(session, account_id=case.id, kind="task")


_left_alone = change(ContactPlan, contact_by_on=day(-1))

OF_CADENCE = {
    "D13-promised-client-contacted": breach(
        _left_alone,
        all_of(_left_alone, bring(_a_task)),
        given=a_plan(),
        aside=change(ContactPlan, abc_class="B"),
    ),
    "D09-former-client-followed": breach(
        _left_alone,
        given=all_of(a_plan(abc_class="C"), change(Account, kind="former")),
        aside=change(Account, kind="client"),
    ),
    "M10-client-has-plan": breach(
        change(ContactPlan, next_contact_on=None), given=a_plan(), aside=change(Account, kind="prospect")
    ),
    "C12-planned-contact-complete": breach(
        *(change(Activity, **{name: value}) for name in ("objective", "method") for value in (None, " ")),
        change(Activity, contact_id=None),
        given=change(Activity, origin="planner"),
        aside=change(Activity, origin=None),
    ),
    "D08-in-their-hours": breach(
        change(Activity, done_at=NOW + dt.timedelta(hours=2)),
        change(Activity, from_utc_minute=18 * 60 + 1),
        change(Activity, from_utc_minute=1_430, until_utc_minute=1_500),
        given=change(Activity, from_utc_minute=17 * 60, until_utc_minute=19 * 60),
        aside=change(Activity, until_utc_minute=None),
    ),
}
