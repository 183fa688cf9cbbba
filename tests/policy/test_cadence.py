"""When, how, with whom and why a client is contacted next (003/D01–D15)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.cadence import Case, Client, Need, Seller, days_between, limit_of, next_contacts
from policy.channels import Contact, common_hours, ways_to, whom
from tests.builders import TODAY, the_company

COMPANY = the_company()
ROUTINE = COMPANY.cadence.routine(COMPANY.time_zone)
CHANNELS = ROUTINE.channels
SELLERS = {7: Seller(7, "Ana", "Bajío", 240), 8: Seller(8, "Luis", None, 240)}
SOMEBODY = Contact(1, "Rosa", role="decider", signs=True, stance="champion")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days)


def a_client(**changes: Any) -> Client:
    """A client of class A in our region, spoken to, visited and reviewed today."""
    values: dict[str, Any] = {
        "id": 1, "name": "Escuela", "class_": "A", "relationship": None, "kind": "client", "country": "México", "zone": None,
        "region": "Bajío", "owner_id": 7, "since": ago(900), "last": {"contact": TODAY, "visit": TODAY, "review": TODAY},
        "contacts": (SOMEBODY,),
    }  # fmt: skip
    return Client(**(values | changes))


def a_case(**changes: Any) -> Case:
    """A sale that was qualified today."""
    values: dict[str, Any] = {
        "record": "opportunity", "code": "OPP-5", "owner_id": 7, "stage": "qualified", "since": TODAY, "opportunity_id": 5,
    }  # fmt: skip
    return Case(**(values | changes))


def the_need(client: Client) -> Need:
    (need,) = next_contacts(ROUTINE, client, SELLERS, TODAY)
    return need


def keys(need: Need) -> list[str]:
    return [why.key for why in need.why]


# --- how often (D10, D11, D13) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kind", "days"),
    [
        ({}, "contact", 10),
        ({}, "visit", 20),
        ({}, "review", 40),
        ({"class_": "B"}, "contact", 20),
        ({"class_": "C"}, "review", 240),
        ({"class_": None}, "contact", 60),  # not classed yet: as C
        ({"relationship": "pro"}, "contact", 5),
        ({"relationship": "buyer"}, "contact", 10),  # not named: as it is
        ({"kind": "former"}, "visit", 40),
        ({"country": "Japón"}, "contact", 15),
        ({"relationship": "pro", "kind": "former", "country": "Japón"}, "contact", 15),
    ],
)
def test_D13_follow_up_is_in_proportion_to_class_and_D10_depends_on_kind_and_country(
    changes: dict[str, Any], kind: str, days: int
) -> None:
    assert days_between(ROUTINE, a_client(**changes), kind) == days


@given(
    st.sampled_from("ABC"),
    st.sampled_from([None, "pro"]),
    st.sampled_from(["client", "former", "prospect"]),
    st.sampled_from(["México", "Japón", None]),
)
def test_an_a_client_never_waits_longer_than_one_of_another_class(
    letter: str, relationship: str | None, kind: str, country: str | None
) -> None:
    client = a_client(class_=letter, relationship=relationship, kind=kind, country=country)
    spans = [days_between(ROUTINE, client, of) for of in ("contact", "visit", "review")]
    assert spans == sorted(spans)
    assert days_between(ROUTINE, replace(client, class_="A"), "contact") <= spans[0]


# --- when (D14) --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "visit", "review", "kind"),
    [
        (5, 6, 6, "contact"),  # a visit opens after twelve days, and the limit comes before
        (5, 7, 6, "visit"),  # it opens on the day of the limit
        (9, 19, 22, "visit"),
        (9, 19, 23, "review"),
        (0, 0, 39, "review"),
    ],
)
def test_D14_the_heaviest_kind_that_is_open_is_made_of_the_next_contact(
    contact: int, visit: int, review: int, kind: str
) -> None:
    last = {"contact": ago(contact), "visit": ago(visit), "review": ago(review)}
    need = the_need(a_client(last=last))
    assert (need.kind, need.by, need.limit_on) == (kind, ago(contact - 10), ago(contact - 10))
    assert need.promised


def test_a_client_that_nobody_ever_spoke_to_is_due_from_its_first_day() -> None:
    client = a_client(last={}, since=ago(3))
    assert limit_of(ROUTINE, client) == ago(-7)
    assert keys(the_need(client)) == ["first_contact"]


def test_a_limit_that_has_passed_is_said() -> None:
    need = the_need(a_client(last={"contact": ago(11), "visit": TODAY, "review": TODAY}))
    assert need.by == ago(1)
    assert ("late", (("day", ago(1).isoformat()),)) in [(why.key, why.facts) for why in need.why]


def test_what_falls_on_a_day_off_is_opened_before_it() -> None:
    saturday = TODAY + dt.timedelta(1)
    client = a_client(cases=(a_case(agreed_on=saturday),))
    assert the_need(client).opens_on <= TODAY


@pytest.mark.parametrize(
    ("case", "opens", "by", "why"),
    [
        (a_case(), ago(-5), ago(-8), "case"),
        (a_case(last=ago(6)), ago(1), ago(-2), "case"),
        (a_case(project="renewal", last=TODAY), ago(-3), ago(-4), "case"),
        (a_case(last=ago(1), agreed_on=ago(-3)), ago(-3), ago(-3), "agreed"),
        (a_case(last=TODAY, agreed_on=ago(3)), ago(-5), ago(-8), "case"),  # it was met
        (a_case(stage="lead", since=ago(1)), ago(1), ago(-3), "new_lead"),  # two business days after a Thursday
        (a_case(stage="lead", since=ago(9), last=ago(1)), ago(-3), ago(-5), "case"),
    ],
)
def test_D01_a_case_has_the_rhythm_of_its_stage_unless_something_was_agreed(
    case: Case, opens: dt.date, by: dt.date, why: str
) -> None:
    client = a_client(class_="C", cases=(replace(case, owner_id=8),))
    need = next_contacts(ROUTINE, client, SELLERS, TODAY)[1]
    assert (need.opens_on, need.by, need.why[0].key) == (opens, by, why)


def test_D04_a_new_lead_is_promised_an_answer_until_its_time_is_over() -> None:
    fresh, stale = a_case(stage="lead", since=ago(1)), a_case(stage="lead", since=ago(30))
    promised = [the_need(a_client(class_="C", cases=(case,))).promised for case in (fresh, stale)]
    assert promised == [True, False]


def test_a_stage_without_days_has_no_rhythm_of_its_own() -> None:
    client = a_client(cases=(a_case(record="renewal", stage="watched", code="REN-1"),))
    assert the_need(client).case is None


def test_D09_a_client_is_not_dropped_when_the_service_ends() -> None:
    need = the_need(a_client(kind="former", last={"contact": ago(300)}))
    assert need.by == ago(280)
    assert "former" in keys(need)


# --- one contact for everything ----------------------------------------------------------------------------------


def test_what_one_seller_has_to_say_to_one_client_is_one_contact_with_all_its_reasons() -> None:
    cases = (a_case(last=ago(8)), a_case(record="renewal", code="REN-2", stage="planned", last=ago(19)))
    need = the_need(a_client(last={"contact": ago(9), "visit": ago(30), "review": TODAY}, cases=cases))
    assert keys(need)[0] == "case"
    assert {"case", "rhythm_visit"} <= set(keys(need))
    assert need.kind == "visit"
    assert need.case is not None
    assert need.case.code == "OPP-5"
    assert need.limit_on == ago(-1)


def test_the_case_of_another_seller_is_another_contact() -> None:
    needs = next_contacts(ROUTINE, a_client(cases=(a_case(owner_id=8),)), SELLERS, TODAY)
    assert [need.owner_id for need in needs] == [7, 8]
    assert [need.limit_on is None for need in needs] == [False, True]


# --- with whom (D12, C04–C07) ------------------------------------------------------------------------------------

PLAIN = Contact(9, "Plain")
BETTER = {
    "of the case": replace(PLAIN, id=5),
    "not against us": replace(PLAIN, id=5, stance="neutral"),
    "more important": replace(PLAIN, id=5, importance=2),
    "who decides": replace(PLAIN, id=5, role="decider"),
    "who signs": replace(PLAIN, id=5, signs=True),
    "who supports us": replace(PLAIN, id=5, stance="supporter"),
    "known longer": replace(PLAIN, id=5),
}


@pytest.mark.parametrize("who", BETTER)
def test_D12_one_speaks_to_the_one(who: str) -> None:
    other = replace(PLAIN, stance="detractor", importance=3) if who == "not against us" else PLAIN
    found = whom([other, BETTER[who]], 5 if who == "of the case" else None)
    assert found == BETTER[who]


def test_nobody_is_spoken_to_who_can_not_be_reached() -> None:
    silent = replace(SOMEBODY, has_phone=False, has_email=False)
    assert whom([silent]) is None
    need = the_need(a_client(contacts=(silent,)))
    assert (need.obstacle, need.ways) == ("no_contact", ())


@pytest.mark.parametrize(
    ("contact", "gap"),
    [
        (SOMEBODY, None),
        (replace(SOMEBODY, role="user"), "gap_decider"),
        (replace(SOMEBODY, signs=False), "gap_signer"),
        (replace(SOMEBODY, stance="neutral"), "gap_champion"),
    ],
)
def test_C04_to_C07_who_is_not_known_of_the_buying_centre_is_asked_for(
    contact: Contact, gap: str | None
) -> None:
    need = the_need(a_client(contacts=(contact,), cases=(a_case(last=ago(9)),)))
    assert [key for key in keys(need) if key.startswith("gap")] == ([gap] if gap else [])


def test_an_account_that_nobody_keeps_says_so() -> None:
    assert [the_need(a_client(owner_id=owner)).obstacle for owner in (None, 99)] == ["no_owner"] * 2


# --- how (D03, D08) ----------------------------------------------------------------------------------------------

TOKYO, MADRID = "Asia/Tokyo", "Europe/Madrid"


def expected(
    kind: str, is_far: bool, zone: str | None, phone: bool, email: bool
) -> tuple[list[str], str | None]:
    """The table that the policy must follow, written the long way."""
    light = ["phone"] if phone else ["email"] if email else []
    if zone == TOKYO:
        return (["email"] if email else []), "instead_hours"
    if kind == "contact":
        return light, None
    video = ["video"] if email else []
    if is_far:
        return [*video, *light], "instead_far"
    return ["in_person", *video, *light], None


@pytest.mark.parametrize(
    ("kind", "is_far", "zone", "phone", "email"),
    list(
        product(
            ("contact", "visit", "review"), (False, True), (None, MADRID, TOKYO), (False, True), (False, True)
        )
    ),
)
def test_D03_a_visit_or_a_call_or_a_letter_by_distance_and_hours(
    kind: str, is_far: bool, zone: str | None, phone: bool, email: bool
) -> None:
    contact = replace(SOMEBODY, has_phone=phone, has_email=email)
    ways, instead = ways_to(CHANNELS, kind, contact, is_far=is_far, zone=zone, day=TODAY)
    assert ([way.method for way in ways], instead) == expected(kind, is_far, zone, phone, email)
    assert [way.kind for way in ways] == [
        kind if way.method in ("in_person", "video") else "contact" for way in ways
    ]


def test_B41_the_heavier_the_contact_the_deeper_its_preparation() -> None:
    taken = [
        ways_to(CHANNELS, kind, SOMEBODY, is_far=False, zone=None, day=TODAY)[0][0].minutes
        for kind in ("contact", "visit", "review")
    ]
    assert taken == [15 + 5, 100 + 20, 110 + 40]


@pytest.mark.parametrize(
    ("zone", "day", "common"),
    [
        (None, TODAY, (14 * 60, 23 * 60)),  # the company's own day, from 8 to 17 in Mexico City
        ("America/Tijuana", TODAY, (16 * 60, 23 * 60)),
        (MADRID, TODAY, (14 * 60, 16 * 60)),
        (MADRID, dt.date(2026, 7, 1), (14 * 60, 15 * 60)),  # summer there, none here
        (TOKYO, TODAY, None),  # their ten is our seven in the evening
        ("Pacific/Auckland", TODAY, (19 * 60, 23 * 60)),  # their day is tomorrow
        ("No/Such_Place", TODAY, (14 * 60, 23 * 60)),
    ],
)
def test_D08_clients_abroad_are_contacted_in_their_working_hours(
    zone: str | None, day: dt.date, common: tuple[int, int] | None
) -> None:
    assert common_hours(CHANNELS, zone, day) == common


def test_D08_where_hours_have_nothing_in_common_and_no_address_is_known_it_is_an_obstacle() -> None:
    client = a_client(zone=TOKYO, contacts=(replace(SOMEBODY, has_email=False),))
    assert the_need(client).obstacle == "no_common_hours"


def test_D03_a_client_in_another_region_is_far() -> None:
    due = {"contact": ago(9), "visit": ago(30), "review": TODAY}
    assert the_need(a_client(last=due)).ways[0].method == "in_person"
    assert the_need(a_client(last=due, region="Norte")).ways[0].method == "video"
    assert the_need(a_client(last=due, region=None)).ways[0].method == "in_person"
