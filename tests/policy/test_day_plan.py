"""Which contact is made on which day: never more than fits, the promised ones first (003/D13–D15)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from policy.cadence import Need
from policy.calendar import coming_business_days, is_business_day
from policy.channels import Contact, Way
from policy.day_plan import DayPlan, Earlier, Planned, is_kept_by_person, plan_days
from tests.builders import TODAY

SOMEBODY = Contact(1, "Rosa")
CALL, VIDEO, VISIT = Way("contact", "phone", 20), Way("visit", "video", 50), Way("visit", "in_person", 120)
DAYS = coming_business_days(TODAY, 5)
ROOMY = dict.fromkeys(DAYS, 300)


def a_need(number: int, **changes: object) -> Need:
    """A call that may be made today and is due tomorrow."""
    plain = Need(number, 7, None, DAYS[0], DAYS[1], False, 50, (), contact=SOMEBODY, ways=(CALL,))
    return replace(plain, **changes)  # type: ignore[arg-type]


def where(plan: DayPlan) -> dict[int, tuple[dt.date, str]]:
    return {one.need.client_id: (one.day, one.way.method) for one in plan.planned}


# --- by example --------------------------------------------------------------------------------------------------


def test_D13_a_promised_contact_comes_before_a_weightier_one_that_is_not() -> None:
    needs = [a_need(1, priority=900), a_need(2, promised=True, by=DAYS[0])]
    plan = plan_days(needs, DAYS[:1], {DAYS[0]: 20})
    assert where(plan) == {2: (DAYS[0], "phone")}
    assert [need.client_id for need in plan.left_out] == [1]


def test_among_the_others_the_weightiest_comes_first() -> None:
    needs = [a_need(number, priority=number) for number in (1, 3, 2)]
    assert list(where(plan_days(needs, DAYS, {DAYS[0]: 40, DAYS[1]: 20}))) == [3, 2, 1]


def test_D03_every_promised_client_is_called_before_one_is_visited() -> None:
    needs = [
        a_need(number, promised=True, by=DAYS[0], ways=(VISIT, VIDEO, CALL), priority=number)
        for number in (1, 2, 3)
    ]
    plan = plan_days(needs, DAYS, {DAYS[0]: 90, DAYS[1]: 500})
    assert where(plan) == {3: (DAYS[0], "video"), 2: (DAYS[0], "phone"), 1: (DAYS[0], "phone")}
    assert [one.is_lighter for one in plan.planned] == [True, True, True]


def test_a_promised_contact_takes_the_better_way_where_it_is_still_in_time() -> None:
    need = a_need(1, promised=True, by=DAYS[2], ways=(VISIT, CALL))
    assert where(plan_days([need], DAYS, {DAYS[0]: 30, DAYS[1]: 130})) == {1: (DAYS[1], "in_person")}


def test_a_promised_contact_without_room_comes_as_soon_after_as_it_can_and_says_so() -> None:
    need = a_need(1, promised=True, by=DAYS[0])
    (planned,) = plan_days([need], DAYS, {DAYS[0]: 10, DAYS[3]: 20}).planned
    assert (planned.day, planned.is_late) == (DAYS[3], True)


def test_what_was_planned_stays_on_its_day_while_that_is_right() -> None:
    before = {1: Earlier(DAYS[3], "contact", "phone", SOMEBODY.id)}
    assert where(plan_days([a_need(1)], DAYS, ROOMY, before)) == {1: (DAYS[3], "phone")}


def test_what_was_planned_is_planned_anew_when_it_no_longer_is() -> None:
    fresh = {1: (DAYS[0], "phone")}
    wrong = (
        Earlier(TODAY - dt.timedelta(1), "contact", "phone", SOMEBODY.id),  # it was not done
        Earlier(DAYS[3], "contact", "phone", 99),  # somebody else is to be spoken to
        Earlier(DAYS[3], "visit", "in_person", SOMEBODY.id),  # it is no longer a visit
    )
    assert all(where(plan_days([a_need(1)], DAYS, ROOMY, {1: before})) == fresh for before in wrong)
    full = ROOMY | {DAYS[3]: 10}
    assert where(plan_days([a_need(1)], DAYS, full, {1: replace(wrong[1], contact_id=1)})) == fresh
    in_time = a_need(1, promised=True)
    assert where(plan_days([in_time], DAYS, ROOMY, {1: replace(wrong[1], contact_id=1)})) == fresh


def test_what_is_not_open_yet_waits() -> None:
    plan = plan_days([a_need(1, opens_on=DAYS[-1] + dt.timedelta(1))], DAYS, ROOMY)
    assert (plan.planned, plan.left_out) == ([], [])


def test_an_appointment_of_a_person_does_instead_unless_it_breaks_the_promise() -> None:
    need, promised = a_need(1), a_need(1, promised=True)
    assert [is_kept_by_person(need, day, TODAY) for day in (None, DAYS[1], DAYS[4])] == [False, True, True]
    assert [is_kept_by_person(promised, day, TODAY) for day in (DAYS[1], DAYS[2])] == [True, False]


# --- always ------------------------------------------------------------------------------------------------------

ways = st.sampled_from([(CALL,), (VISIT, CALL), (VISIT, VIDEO, CALL), (VIDEO, CALL), ()])
offsets = st.integers(-4, 9)


@st.composite
def some_needs(draw: st.DrawFn) -> list[Need]:
    """Needs of one seller: promised and not, late and far ahead."""
    found = []
    for number in range(draw(st.integers(0, 14))):
        begin, length = draw(offsets), draw(st.integers(0, 8))
        opens = TODAY + dt.timedelta(begin)
        found.append(
            a_need(
                number, opens_on=opens, by=opens + dt.timedelta(length), promised=draw(st.booleans()),
                priority=draw(st.integers(0, 3)), ways=draw(ways),
            )
        )  # fmt: skip
    return found


rooms = st.lists(st.integers(-20, 300), min_size=5, max_size=5).map(
    lambda free: dict(zip(DAYS, free, strict=True))
)
earlier = st.dictionaries(
    st.integers(0, 14),
    st.builds(
        Earlier, st.sampled_from([TODAY - dt.timedelta(1), *DAYS, TODAY + dt.timedelta(1)]), st.sampled_from(["contact", "visit"]),
        st.sampled_from(["phone", "video", "in_person"]), st.sampled_from([1, 2]),
    ),
    max_size=8,
)  # fmt: skip


def used(plan: DayPlan) -> Counter[dt.date]:
    minutes: Counter[dt.date] = Counter()
    for one in plan.planned:
        minutes[one.day] += one.way.minutes
    return minutes


@given(some_needs(), rooms, earlier)
def test_nobody_is_planned_beyond_what_a_day_holds_or_on_a_closed_day_or_twice(
    needs: list[Need], room: dict[dt.date, int], before: dict[int, Earlier]
) -> None:
    plan = plan_days(needs, DAYS, room, before)
    assert all(minutes <= max(0, room[day]) for day, minutes in used(plan).items())
    assert all(is_business_day(one.day) and one.day >= one.need.opens_on for one in plan.planned)
    clients = [one.need.client_id for one in plan.planned] + [need.client_id for need in plan.left_out]
    assert len(set(clients)) == len(clients)
    assert all(one.way in one.need.ways for one in plan.planned)


@given(some_needs(), rooms, earlier)
def test_every_promised_contact_is_in_time_or_there_truly_is_no_room(
    needs: list[Need], room: dict[dt.date, int], before: dict[int, Earlier]
) -> None:
    plan = plan_days(needs, DAYS, room, before)
    promised = [one for one in plan.planned if one.need.promised and not one.is_late]
    free = {day: max(0, room[day]) - used(DayPlan(promised))[day] for day in DAYS}
    late: list[Need] = [one.need for one in plan.planned if one.is_late]
    late += [need for need in plan.left_out if need.promised]
    for need in late:
        lightest = min(way.minutes for way in need.ways)
        in_time = DAYS if need.by < DAYS[0] else [d for d in DAYS if need.opens_on <= d <= need.by]
        assert all(free[day] < lightest for day in in_time)
    settled = {one.need.client_id for one in promised} | {need.client_id for need in late}
    due = [n for n in needs if n.promised and n.ways and n.opens_on <= DAYS[-1]]
    assert settled == {need.client_id for need in due}
    assert all(one.day <= one.need.by or one.need.by < DAYS[0] for one in promised)


@given(some_needs(), rooms, earlier)
def test_D15_to_plan_the_same_day_again_changes_nothing(
    needs: list[Need], room: dict[dt.date, int], before: dict[int, Earlier]
) -> None:
    plan = plan_days(needs, DAYS, room, before)
    kept = {one.need.client_id: as_earlier(one) for one in plan.planned}
    again = plan_days(needs, DAYS, room, kept)
    assert where(again) == where(plan)
    assert again.left_out == plan.left_out
    assert [one.is_late for one in again.planned] == [one.is_late for one in plan.planned]


@given(some_needs(), rooms, st.integers(0, 99))
def test_the_order_in_which_needs_are_found_does_not_matter(
    needs: list[Need], room: dict[dt.date, int], seed: int
) -> None:
    shuffled = list(needs)
    Random(seed).shuffle(shuffled)
    assert plan_days(shuffled, DAYS, room) == plan_days(needs, DAYS, room)


def as_earlier(one: Planned) -> Earlier:
    return Earlier(one.day, one.way.kind, one.way.method, one.need.contact.id if one.need.contact else None)
