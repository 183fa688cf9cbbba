"""The morning's work of the planner, seller by seller: read what is known, plan the days, write what changed (003/D14, D15)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from config.company import Company
from crm.database import Session, unit_of_work
from crm.follow_up import Book, Reading, books, clients, sellers
from crm.planned import Desk, PlannedContact, Written, desk, write, write_account_plans
from policy.cadence import Client, Need, Routine, Seller, class_of, next_contacts, reasons
from policy.calendar import coming_business_days
from policy.channels import common_hours
from policy.day_plan import NO_TIME, Planned, is_kept_by_person, plan_days
from reports.follow_up import objective_of, subject_of
from reports.texts import Texts, thousands
from tasks.work import Call, Work, crm

ACTIVITY_KIND = {"phone": "call", "email": "email", "video": "meeting", "in_person": "visit"}


class FollowUpWork(Work):
    """The work on the contacts of the coming days."""

    written: Written
    beyond: int
    """Promised clients beyond their limit, or that will be."""

    @property
    def message(self) -> str:
        """What the run planned, for its state."""
        done = self.written
        counts = {name: thousands(number) for name, number in vars(done).items()}
        return self.texts("cadence.message", **counts, beyond=thousands(self.beyond))

    @property
    def outcome(self) -> str:
        """The same in few words, for the name of the run."""
        done = self.written
        return self.texts("cadence.outcome", contacts=thousands(done.new + done.changed + done.same))


@contextmanager
def work_on_follow_up(call: Call) -> Iterator[FollowUpWork]:
    """The work on the contacts. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        yield FollowUpWork(engine, rules, call)


@dataclass(frozen=True)
class Morning:
    """What the planning of all books has in common."""

    company: Company
    texts: Texts
    routine: Routine
    today: dt.date
    now: dt.datetime
    closed: Container[dt.date]
    days: Sequence[dt.date]
    staff: Mapping[int, Seller]

    @property
    def day_begins(self) -> dt.datetime:
        """Midnight where the company is."""
        return dt.datetime.combine(self.today, dt.time(), ZoneInfo(self.company.time_zone)).astimezone(dt.UTC)

    @property
    def reading(self) -> Reading:
        """How the books are read."""
        return Reading(self.routine, ZoneInfo(self.company.time_zone), self.now)


def a_morning(session: Session, work: Work) -> Morning:
    """The days that are planned, and who works on them."""
    company = work.company
    routine = company.cadence.routine(company.time_zone)
    days = coming_business_days(work.today, routine.horizon_days, work.closed_days)
    return Morning(
        company,
        work.texts,
        routine,
        work.today,
        work.now,
        work.closed_days,
        days,
        sellers(session, company),
    )


def plan_everything(work: Work) -> Written:
    """Plan the contacts of every seller, each book of some of them in a transaction of its own."""
    written = Written()
    with unit_of_work(work.bind) as session:
        morning = a_morning(session, work)
        found = list(books(session, morning.routine, morning.staff))
    for book in found:
        with unit_of_work(work.bind) as session:
            written += _plan_book(session, morning, book)
    return written


def _plan_book(session: Session, morning: Morning, book: Book) -> Written:
    needs: dict[int, list[Need]] = defaultdict(list)
    people: dict[int, Client] = {}
    plans: dict[int, dict[str, Any]] = {}
    at = desk(session, book.owners, morning.days, morning.today, morning.day_begins, morning.routine.minutes)
    for client in clients(session, book, morning.reading):
        for need in next_contacts(morning.routine, client, morning.staff, morning.today, morning.closed):
            own_day = at.own.get((need.owner_id or 0, client.id))
            is_of_account = need.limit_on is not None and need.owner_id == client.owner_id
            if is_of_account and (need.owner_id in book.owners or not book.owners):
                plans[client.id] = account_plan(morning, client, need, own_day)
            if need.owner_id in book.owners and not is_kept_by_person(need, own_day, morning.today):
                needs[need.owner_id].append(need)
                people[client.id] = client
    wanted = []
    earlier = at.earlier()
    for owner in book.owners:
        planned = plan_days(needs[owner], morning.days, _room(morning, at, owner), earlier.get(owner))
        for one in planned.planned:
            wanted.append(_as_activity(morning, people[one.need.client_id], one))
            _note(morning, plans, one.need, one)
        for need in planned.left_out:
            _note(morning, plans, need, None)
    write_account_plans(session, list(plans.values()), morning.now)
    return write(session, wanted, at, morning.now)


def _room(morning: Morning, at: Desk, owner: int) -> dict[dt.date, int]:
    taken: Counter[dt.date] = at.taken.get(owner, Counter())
    return {day: morning.staff[owner].minutes - taken[day] for day in morning.days}


def account_plan(morning: Morning, client: Client, need: Need, own_day: dt.date | None) -> dict[str, Any]:
    """The plan of an account before its day is known: from when its next contact may be (000/M10)."""
    opens = max(need.opens_on, morning.today)
    way = need.ways[0] if need.ways else None
    return {
        "account_id": client.id,
        "abc_class": class_of(morning.routine, client),
        "contact_by_on": need.limit_on,
        "next_contact_on": own_day
        if own_day
        else coming_business_days(opens, 1, morning.closed)[0]
        if way
        else None,
        "kind": way.kind if way else None,
        "method": way.method if way else None,
        "contact_id": need.contact.id if need.contact else None,
        "owner_id": need.owner_id if need.obstacle != "no_owner" else None,
        "reasons": [[key, facts] for key, facts in reasons(need)],
        "obstacle": None if own_day else need.obstacle,
    }


def _note(morning: Morning, plans: dict[int, dict[str, Any]], need: Need, planned: Planned | None) -> None:
    """Put the day that was found into the plan of the account, where the seller is the one who keeps it."""
    plan = plans.get(need.client_id)
    if plan is None or plan["owner_id"] != need.owner_id:
        return
    if planned is None:
        day = coming_business_days(morning.days[-1] + dt.timedelta(1), 1, morning.closed)[0]
    else:
        day = planned.day
        plan.update(kind=planned.way.kind, method=planned.way.method, reasons=_reasons(planned))
    no_room = planned is None or planned.is_late
    plan.update(next_contact_on=day, obstacle=NO_TIME if no_room and day > plan["contact_by_on"] else None)


def _reasons(planned: Planned) -> list[list[Any]]:
    found: list[list[Any]] = [[key, facts] for key, facts in reasons(planned.need)]
    return [*found, ["instead_time", {}]] if planned.is_lighter else found


def _as_activity(morning: Morning, client: Client, planned: Planned) -> PlannedContact:
    need, way = planned.need, planned.way
    assert need.owner_id is not None
    assert need.contact is not None
    hours = None
    if way.method != "email":
        hours = common_hours(morning.routine.channels, client.zone, planned.day)
    why = _reasons(planned)
    return PlannedContact(
        need.owner_id, client.id, need.case.opportunity_id if need.case else None, need.contact.id,
        ACTIVITY_KIND[way.method], way.kind, way.method, subject_of(morning.texts, morning.company, way.method, why),
        objective_of(morning.texts, way.kind, why), planned.day, way.minutes, why, *(hours or (None, None)),
    )  # fmt: skip
