"""A morning of the planner, without Prefect around it, and what it left on people's lists."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import Account, Activity, ContactPlan
from tasks.planning import FollowUpWork, plan_everything
from tasks.work import Call
from tests.builders import NOW, TODAY, an_account, an_activity
from tests.worlds import World


def spoken_to(world: World, days_ago: int, **changes: object) -> int:
    """A client of class A, spoken to, visited and reviewed so many days ago; its number."""
    with world.write() as session:
        account = an_account(session, **({"kind": "client", "abc_class": "A"} | changes))
        visited(session, account.id, NOW - dt.timedelta(days_ago))
        return int(account.id)


def visited(session: Session, account_id: int, at: dt.datetime) -> None:
    """The client was reviewed, which counts as a visit and as a contact too."""
    an_activity(session, account_id=account_id, kind="meeting", contact_kind="review", done_at=at)


def a_morning(world: World, days: int = 0) -> FollowUpWork:
    """Plan on the day of the tests, or some days later."""
    later = dt.timedelta(days)
    work = FollowUpWork(world.engine, world.installed, Call(NOW + later, "a morning", TODAY + later))
    work.written = plan_everything(work)
    return work


def planned(world: World, account_id: int) -> list[Activity]:
    """The open activities that the planner wrote for an account."""
    mine = sa.and_(Activity.account_id == account_id, Activity.origin == "planner", Activity.done_at.is_(None))
    with world.read() as session:
        found = list(session.scalars(sa.select(Activity).where(mine).order_by(Activity.id)))
        session.expunge_all()
        return found


def the_plan(world: World, account_id: int) -> ContactPlan:
    """What the account's plan says."""
    with world.read() as session:
        found = session.scalars(sa.select(ContactPlan).where(ContactPlan.account_id == account_id)).one()
        session.expunge_all()
        return found


def change(world: World, model: type[Activity] | type[Account], number: int, **values: object) -> None:
    """What a person changes."""
    with world.write() as session:
        row = session.get_one(model, number)
        for name, value in values.items():
            setattr(row, name, value)
