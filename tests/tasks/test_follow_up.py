"""Each morning the next contacts stand on people's lists: written once, moved while nobody took them up, never against a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import sqlalchemy as sa

from crm.model import Account, Activity, Contact, Opportunity, Person
from policy.calendar import is_business_day
from tests.builders import NOW, TODAY, an_activity, an_opportunity, day, who
from tests.tasks.planning import a_morning, change, planned, spoken_to, the_plan, visited
from tests.tasks.sweeping import everything_in
from tests.worlds import World

MONDAY = day(3)


def test_D14_a_planned_contact_says_when_how_with_whom_and_why(world: World) -> None:
    number = spoken_to(world, 9)
    work = a_morning(world)
    (found,) = planned(world, number)
    assert (found.due_on, found.kind, found.method, found.planned_minutes) == (TODAY, "call", "phone", 20)
    assert [key for key, _ in found.reasons or ()] == ["rhythm_contact"]
    assert found.subject == "call · Class A: a contact every 10 days; the last on 2026-11-11"
    assert str(found.objective).endswith("Ask what the client wants to do next, and record it.")  # E07
    assert (found.from_utc_minute, found.until_utc_minute) == (14 * 60, 23 * 60)
    work.beyond = 2
    assert "A clients beyond their limit: 2" in work.message
    with world.read() as session:
        assert session.get_one(Contact, found.contact_id).buying_role == "decider"


def test_M10_the_account_has_one_owner_and_a_plan_that_says_what_is_in_its_way(world: World) -> None:
    near, later = spoken_to(world, 7), spoken_to(world, 1, abc_class="C")
    nobodys, silent, far = (spoken_to(world, 9) for _ in range(3))
    change(world, Account, nobodys, owner_id=None)
    change(world, Account, far, time_zone="Asia/Tokyo")
    with world.write() as session:
        theirs = sa.update(Contact).where(Contact.account_id.in_((silent, far))).values(email=" ")
        session.execute(theirs)
        session.execute(sa.update(Contact).where(Contact.account_id == silent).values(phone=None))
    a_morning(world)
    plans = {number: the_plan(world, number) for number in (near, later, nobodys, silent, far)}
    assert (plans[near].abc_class, plans[near].contact_by_on, plans[near].next_contact_on) == (
        "A",
        day(3),
        TODAY,
    )
    assert plans[later].next_contact_on == day(38)  # 36 days after a Thursday is a Friday off: the Monday after
    with world.read() as session:
        assert plans[near].owner_id == session.get_one(Account, near).owner_id
    obstacles = [plans[number].obstacle for number in (near, later, nobodys, silent, far)]
    assert obstacles == [None, None, "no_owner", "no_contact", "no_common_hours"]
    assert [planned(world, number) for number in (later, nobodys, silent, far)] == [[]] * 4


def test_D15_the_same_morning_again_changes_nothing_and_a_later_one_moves_what_nobody_took_up(
    world: World,
) -> None:
    numbers = [spoken_to(world, days) for days in (2, 6, 9, 30)]
    with world.write() as session:
        an_opportunity(session, "qualified")
        session.get_one(Person, who(session, "sales")).client_minutes_per_day = 600
    assert a_morning(world).written.new > 3
    before = everything_in(world)
    again = a_morning(world)
    assert (again.written.new, again.written.changed, again.written.withdrawn) == (0, 0, 0)
    assert everything_in(world) == before
    (old,) = planned(world, numbers[2])
    a_morning(world, days=3)
    (moved,) = planned(world, numbers[2])
    assert (old.id, old.due_on, moved.due_on) == (moved.id, TODAY, MONDAY)


def test_what_has_happened_is_withdrawn_and_so_is_the_contact_about_a_case_that_ended(world: World) -> None:
    number = spoken_to(world, 9)
    with world.write() as session:
        case = an_opportunity(session, "qualified", owner_id=who(session, "sales", other=True))
        sale, account = case.id, case.account_id
        session.execute(sa.update(Activity).where(Activity.opportunity_id == sale).values(next_step_on=MONDAY))
    a_morning(world)
    (about,) = (one for one in planned(world, account) if one.opportunity_id == sale)
    assert (about.due_on, (about.reasons or [])[0][0]) == (MONDAY, "agreed")  # M07
    assert planned(world, number)
    with world.write() as session:
        visited(session, number, NOW)
        session.get_one(Account, number).abc_class = "B"
        case = session.get_one(Opportunity, sale)
        case.hold_reason, case.hold_until, case.stage = "Budget", day(60), "on_hold"
    assert a_morning(world).written.withdrawn == 2
    assert planned(world, number) == []
    assert about.id not in {one.id for one in planned(world, account)}


def test_what_a_person_edited_or_did_is_theirs(world: World) -> None:
    edits: list[dict[str, object]] = [
        {"objective": "Bring the new catalogue"}, {"method": "whatsapp"}, {"subject": "Lunch"}, {"due_on": day(4)},
        {"done_at": NOW, "result": "All is well"},
    ]  # fmt: skip
    numbers = [spoken_to(world, 9) for _ in edits]
    a_morning(world)
    touched = [planned(world, number)[0].id for number in numbers]
    for activity, edit in zip(touched, edits, strict=True):
        change(world, Activity, activity, **edit)
    a_morning(world)
    with world.read() as session:
        for activity, edit in zip(touched, edits, strict=True):
            row = session.get_one(Activity, activity)
            assert all(getattr(row, name) == value for name, value in edit.items())
    assert [len(planned(world, number)) for number in numbers[:3]] == [1, 1, 1]
    assert (
        len(planned(world, numbers[3])) == 2
    )  # moved beyond the limit: the promise is kept by another contact
    assert touched[4] not in {one.id for one in planned(world, numbers[4])}


def test_an_appointment_of_their_own_does_instead(world: World) -> None:
    number = spoken_to(world, 8)
    with world.write() as session:
        an_activity(session, kind="visit", account_id=number, due_on=day(2), done_at=None)
    a_morning(world)
    assert planned(world, number) == []
    assert the_plan(world, number).next_contact_on == day(2)


def test_D13_nobody_has_more_than_the_day_holds_and_who_can_not_be_contacted_in_time_is_named(
    world: World,
) -> None:
    numbers = [spoken_to(world, 9) for _ in range(12)]
    with world.write() as session:
        seller = session.get_one(Person, who(session, "sales"))
        seller.client_minutes_per_day, mine = 150, seller.id
        an_activity(session, kind="task", due_on=MONDAY, done_at=None, planned_minutes=30)
    a_morning(world)
    minutes: Counter[dt.date] = Counter()
    query = sa.select(Activity.due_on, Activity.planned_minutes, Activity.origin).where(
        Activity.owner_id == mine, Activity.done_at.is_(None), Activity.due_on >= TODAY
    )
    with world.read() as session:
        for due, takes, origin in session.execute(query):
            minutes[due] += takes or 0
            assert origin is None or is_business_day(due)
    assert max(minutes.values()) <= 150
    plans = [the_plan(world, number) for number in numbers]
    in_time = [plan for plan in plans if plan.obstacle is None]
    assert len(in_time) == 7  # so many calls of twenty minutes fit into the 150 of today
    assert all(
        plan.next_contact_on is not None and plan.next_contact_on <= plan.contact_by_on for plan in in_time
    )
    assert {plan.obstacle for plan in plans} == {None, "no_time"}
