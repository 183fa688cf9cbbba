"""What the gates ask of a plan is what ``seiton plan`` says is lacking; coverage is the same in SQL and in the policy."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import get_args

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.preparation import is_covered, parts
from checks.prepared import prepared
from checks.subjects import SUBJECTS
from config.negotiation import Part
from crm.model import (
    Account,
    AccountFactor,
    Activity,
    Agreement,
    Competitor,
    Concession,
    Contact,
    Interest,
    NegotiationPlan,
    Opportunity,
    PlanRow,
    ValueVariable,
)
from policy.buying_centre import Member, coverage
from tests.builders import (
    NOW,
    a_contact,
    a_lead,
    a_relation,
    add,
    an_account,
    an_opportunity,
    day,
    part,
    the_company,
    who,
)
from tests.checks.breaches_of_preparation import member, nobody_speaks_with
from tests.checks.edits import Edit, change, change_all, remove
from tests.checks.gallery import Gallery, broken

COMPANY = the_company()
Plan = NegotiationPlan
MISSED: dict[str, tuple[str, Edit]] = {
    "general_environment": ("B22", change(Plan, general_environment=None)),
    "specific_environment": ("B23", change(Plan, specific_environment=" ")),
    "situation": ("D03", change_all(Activity, needs=None)),
    "strategy": ("C01", change(Plan, strategy_id=None)),
    "way_in": ("C10", change(Plan, way_in=None)),
    "interests": ("B17, B24", change(Interest, interest=None)),
    "priorities": ("B25", change(Interest, priority=None)),
    "competitors": ("B26", remove(Competitor)),
    "values": ("B12", change(ValueVariable, variable="gossip")),
    "answers": ("B11", change(ValueVariable, answer=None)),
    "external_factors": ("B13", change(AccountFactor, {"kind": "external"}, factor="gossip")),
    "internal_factors": ("B14", remove(AccountFactor, kind="internal")),
    "interpersonal_factors": ("B15", remove(AccountFactor, kind="interpersonal")),
    "objectives": ("B28", change(Plan, client_objective=None)),
    "central_issue": ("B27", change(Plan, supplier_issue=None)),
    "strategies": ("B28", change(Plan, control_strategy=None)),
    "grid": ("B30", change(PlanRow, minutes=0)),
    "papers": ("C11", change(PlanRow, documents=None)),
    "visits": ("B29", change_all(Activity, our_roles=None)),
    "opponents": ("C09", member({"stance": "detractor"}, arguments=None)),
    "supporters": ("C08", member({"stance": "champion"}, communication_plan=None)),
    "peers": ("C16", nobody_speaks_with),
    "evaluated": ("B41", change(Activity, {"kind": "demo"}, evaluation=None)),
    "actions": ("B32", change_all(Activity, client_step=None)),
    "results": ("B30", change(PlanRow, results=None)),
    "agreements": ("B33, B38", change(Agreement, due_on=None)),
}  # fmt: skip
"""For each part the statements that ask for it, and an edit by which a complete plan lacks just this part."""
BELOW, USUAL, DEEP = Decimal("119999.99"), Decimal(120_000), Decimal(300_000)


def test_every_part_that_can_be_asked_for_has_its_condition() -> None:
    assert set(parts(COMPANY)) == set(get_args(Part)) == set(MISSED)


@pytest.mark.parametrize("name", MISSED, ids=[f"{ids}: {part}" for part, (ids, _) in MISSED.items()])
def test_what_a_plan_lacks_is_named_and_nothing_else(session: Session, gallery: Gallery, name: str) -> None:
    sale = gallery.show(session, "opportunity", "contracted")
    MISSED[name][1](session, sale)
    phase = COMPANY.negotiation.part[name].phase  # type: ignore[index]
    assert prepared(session, COMPANY, sale.id, "won").lacks == {phase: (name,)}


def test_b21_a_complete_plan_lacks_nothing(session: Session) -> None:
    sale = an_opportunity(session, "contracted")
    found = prepared(session, COMPANY, sale.id, "won")
    assert (found.depth, found.lacks) == ("deep", {})
    assert [row["block"] for row in found.grid] == ["Service", "Price"]
    assert found.meetings == 2
    assert (found.coverage.percent, found.needs, found.lines) == (100, 75, ())


@pytest.mark.parametrize(
    ("worth", "depth"), [(None, "short"), (BELOW, "short"), (USUAL, "usual"), (DEEP, "deep")]
)
def test_b41_a_sale_without_a_plan_lacks_what_its_value_asks_for(
    session: Session, worth: Decimal | None, depth: str
) -> None:
    sale = a_lead(session, account_id=an_account(session).id, amount_mxn=worth)
    found = prepared(session, COMPANY, sale.id, "qualified")
    assert found.depth == depth
    asked = {one.part for one in COMPANY.negotiation.asked() if one.from_mxn <= (worth or 0)}
    of_the_client = {
        "evaluated",
        "external_factors",
        "internal_factors",
        "interpersonal_factors",
        "values",
        "answers",
    }
    of_the_people = {
        "opponents",
        "supporters",
        "peers",
        "priorities",
        "agreements",
        "visits",
        "papers",
        "results",
    }
    lacks = {one for names in found.lacks.values() for one in names}
    assert lacks == asked - of_the_client - of_the_people


@pytest.mark.parametrize("worth", [None, BELOW, USUAL, DEEP])
@pytest.mark.parametrize(
    ("phase", "edit"),
    [
        ("analysis", change(Interest, priority=None)),
        ("formulation", change(PlanRow, topic=None)),
        ("implementation", change(Activity, {"kind": "visit"}, observations=None)),
    ],
)
def test_b21_the_gate_of_a_phase_is_shut_just_when_the_plan_lacks_something(
    session: Session, gallery: Gallery, phase: str, edit: Edit, worth: Decimal | None
) -> None:
    stage = COMPANY.negotiation.phase[phase].before  # type: ignore[index]
    sale = gallery.show(session, "opportunity", stage)
    edit(session, sale)
    sale.amount_mxn = worth
    session.flush()
    lacks = prepared(session, COMPANY, sale.id, stage).lacks
    assert (f"B21-{phase}" in broken(session, sale)) == (phase in lacks)
    assert (phase in lacks) == (phase == "implementation" or (worth or 0) >= USUAL)


def test_b42_a_block_that_plans_no_concession_covers_none(session: Session) -> None:
    sale = an_opportunity(session, "negotiated")
    sale.amount_mxn = BELOW
    row = part(session, sale, PlanRow)
    add(session, Concession(
        opportunity_id=sale.id, subject="A month free", worth_mxn=Decimal(1), planned=True, plan_row_id=row.id,
        granted_on=day(-1), created_at=NOW,
    ))  # fmt: skip
    assert "B42-planned-in-the-plan" not in broken(session, sale)
    row.concessions = " "
    session.flush()
    assert "B42-planned-in-the-plan" in broken(session, sale)


def test_b29_a_visit_before_the_plan_was_made_needs_no_agenda(session: Session) -> None:
    sale = an_opportunity(session, "negotiated")
    for meeting in session.scalars(sa.select(Activity).where(Activity.opportunity_id == sale.id)):
        meeting.agenda = None
    session.flush()
    assert "B21-formulation" in broken(session, sale)
    part(session, sale, NegotiationPlan).made_on = day(30)
    for meeting in session.scalars(sa.select(Activity).where(Activity.opportunity_id == sale.id)):
        meeting.due_on = day(-60)
    session.flush()
    assert "visits" not in prepared(session, COMPANY, sale.id, "won").lacks.get("formulation", ())


def test_c15_the_coverage_of_the_gate_is_that_of_the_policy(session: Session) -> None:
    chance, words = Random(7), COMPANY.negotiation
    for _ in range(25):
        account = add(session, Account(name="Any", kind="prospect", created_at=NOW))
        sale = a_lead(session, account_id=account.id)
        here = [
            a_contact(
                session, account, function=chance.choice((None, "buyer", "board", "other")),
                buying_role=chance.choice((None, "decider", "user")), stance=chance.choice((None, "champion", "neutral")),
                signs_orders=chance.random() < 0.3,
            )
            for _ in range(chance.randrange(5))
        ]  # fmt: skip
        known = [Member(c.id, c.name, c.function, c.buying_role, c.stance, c.signs_orders) for c in here]
        percent = coverage(words.wanted(), known, words.equals()).percent
        looks = [sa.case((is_covered(COMPANY, least), 1), else_=0) for least in (percent, percent + 1)]
        query = SUBJECTS["opportunity"].select(*looks, where=Opportunity.id == sale.id)
        assert tuple(session.execute(query).one()) == (1, 0)


def test_c16_the_matrix_names_who_of_ours_speaks_with_whom_and_proposes_who_should(session: Session) -> None:
    sale = an_opportunity(session, "proposed")
    boss, friend, _ = session.scalars(
        sa.select(Contact).where(Contact.account_id == sale.account_id).order_by(Contact.id)
    )
    a_relation(session, friend, person_id=who(session, "service"))
    boss.signs_orders = False
    signer = a_contact(session, session.get_one(Account, sale.account_id), function="board", signs_orders=True)
    found = prepared(session, COMPANY, sale.id, "negotiated")
    assert [len(member.peers) for member in found.members] == [1, 1, 0, 0]
    assert [(line.gap.member.id, line.role) for line in found.lines if line.gap.member] == [
        (signer.id, "direction")
    ]


def test_c13_the_next_rung_of_the_ladder_is_named(session: Session) -> None:
    sale = an_opportunity(session)
    found = prepared(session, COMPANY, sale.id, "qualified")
    assert (found.position, found.next_rung) == ("supplying", "partner")


def test_a_sale_without_an_account_knows_nobody(session: Session) -> None:
    found = prepared(session, COMPANY, a_lead(session).id, "qualified")
    assert (found.members, found.coverage.percent, found.needs) == ((), 0, None)
    assert len(found.lines) == len(COMPANY.negotiation.sought)
