"""A contact that is only planned is none; hours may go on after midnight UTC; who was contacted in time was not left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from crm.model import Activity
from tests.builders import NOW, a_lead, an_account, an_activity, day, the_company, the_rulebook
from tests.checks.breaches_of_cadence import a_plan
from tests.checks.edits import turn_to
from tests.checks.gallery import judged_now


@pytest.mark.parametrize(("done_at", "holds"), [(None, False), (NOW, True)])
def test_D04_a_lead_is_not_followed_by_what_is_only_planned(
    session: Session, done_at: dt.datetime | None, holds: bool
) -> None:
    lead, later = a_lead(session), the_company().crm.untouched_lead_days + 1
    an_activity(session, opportunity_id=lead.id, origin="planner", due_on=day(later), done_at=done_at)
    turn_to(session, day(later))
    assert judged_now(session, lead, the_rulebook().by_key["D04-lead-not-followed"]) is not holds


@pytest.mark.parametrize(
    ("hour", "minute", "holds"), [(22, 59, False), (23, 0, True), (0, 30, True), (1, 0, True), (1, 1, False)]
)
def test_D08_hours_may_go_on_after_midnight_utc(session: Session, hour: int, minute: int, holds: bool) -> None:
    activity = an_activity(
        session,
        done_at=NOW.replace(hour=hour, minute=minute),
        from_utc_minute=23 * 60,
        until_utc_minute=25 * 60,
    )
    assert judged_now(session, activity, the_rulebook().by_key["D08-in-their-hours"]) is not holds


@pytest.mark.parametrize(("origin", "holds"), [(None, False), ("planner", True)])
def test_D15_what_the_planner_moves_is_not_overdue(session: Session, origin: str | None, holds: bool) -> None:
    activity = an_activity(session, origin=origin, due_on=day(-3), done_at=None)
    assert judged_now(session, activity, the_rulebook().by_key["D15-activity-overdue"]) is not holds


@pytest.mark.parametrize(
    ("days", "kind", "holds"), [(-1, "call", False), (0, "call", True), (0, "task", False)]
)
def test_D13_a_contact_on_the_day_of_the_limit_is_in_time(
    session: Session, days: int, kind: str, holds: bool
) -> None:
    account = an_account(session)
    a_plan(contact_by_on=day(0))(session, account)
    session.add(Activity(kind=kind, account_id=account.id, done_at=NOW + dt.timedelta(days), created_at=NOW))
    session.flush()
    turn_to(session, day(9))
    rule = the_rulebook().by_key["D13-promised-client-contacted"]
    assert judged_now(session, account, rule) is not holds
