"""One lifecycle from the first sign of demand to the client who comes back (000/A01), and what each part of it names."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.held import explain
from checks.install import installed
from crm.model import CASES, Contract, Delivery, Opportunity, Renewal, StageHistory
from tests.builders import (
    a_delivery,
    a_lead,
    a_renewal,
    an_opportunity,
    part,
    prepare,
    the_company,
    the_rulebook,
)
from tests.checks.sweeping import stages, sweep
from tests.config.test_real_company import COMPANY
from tests.worlds import World

SEVEN_STEPS = {
    "generate prospects": "lead",
    "qualify": "qualified",
    "approach": "studied",
    "create the solution": "proposed",
    "handle objections": "negotiated",
    "close": "won",
}
"""The steps of the sale (004/E02) and the stage in which each ends; the seventh, follow-up, is the delivery."""


def test_a01_a_won_sale_becomes_a_delivery_with_its_contract(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session)
    assert sweep(world).created == 1
    with world.read() as session:
        delivery = session.scalars(sa.select(Delivery).where(Delivery.opportunity_id == case.id)).one()
        assert (delivery.stage, delivery.account_id) == ("ordered", case.account_id)
        assert delivery.contract_id == part(session, case, Contract).id
        assert _entered(session, delivery) == ["ordered"]


def test_a01_a_delivery_that_is_handed_over_becomes_the_renewal_of_its_contract(world: World) -> None:
    with world.write() as session:
        case = a_delivery(session, "billing")
    assert sweep(world, "delivery").created == 1
    assert stages(world, "delivery", [case.id]) == ["handed_over"]
    with world.read() as session:
        renewal = session.scalars(sa.select(Renewal).where(Renewal.contract_id == case.contract_id)).one()
        assert (renewal.stage, renewal.account_id) == ("watched", case.account_id)
        assert _entered(session, renewal) == ["watched"]


def test_a01_a_client_won_back_is_a_lead_again_and_passes_every_gate_anew(world: World) -> None:
    with world.write() as session:
        case = a_renewal(session, "reengaged")
        prepare(session, case, "recovered")
    assert sweep(world, "renewal").created == 1
    assert stages(world, "renewal", [case.id]) == ["recovered"]
    with world.read() as session:
        case = session.get_one(Renewal, case.id)
        again = session.get_one(Opportunity, case.successor_id)
        assert (again.stage, again.kind, again.account_id) == ("lead", "recovery", case.account_id)
        assert _entered(session, again) == ["lead"]


def test_e02_the_stages_follow_the_seven_steps_of_a_sale() -> None:
    lifecycle = COMPANY.lifecycles["opportunity"]
    way = [stage.id for stage in lifecycle.stage if stage.track == "main"]
    assert [stage for stage in way if stage in SEVEN_STEPS.values()] == list(SEVEN_STEPS.values())
    assert lifecycle["won"].creates == "delivery"


@pytest.mark.parametrize("lacking", ["value_impact", "value_differentiators"])
def test_a05_an_offer_without_its_value_is_not_made(world: World, lacking: str) -> None:
    with world.write() as session:
        bare = an_opportunity(session, "studied", **{lacking: " "})
        complete = an_opportunity(session, "studied")
    swept = sweep(world)
    assert dict(swept.held["proposed"].held_by) == {f"A05-opportunity-{lacking.replace('_', '-')}": 1}
    assert stages(world, "opportunity", [bare.id])[0] == "studied"
    assert stages(world, "opportunity", [complete.id])[0] != "studied"


def test_e04_a_first_contact_that_was_not_prepared_is_found_and_holds_nobody(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "qualified", approach_plan=None)
    with world.read() as session:
        query = sa.text(f"SELECT e04_opportunity_approach_plan FROM opportunity_checks WHERE id = {case.id}")
        assert session.scalar(query) == 1
    sweep(world)
    assert stages(world, "opportunity", [case.id])[0] != "qualified"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a34_whoever_is_held_reads_the_sentence_of_the_rule_in_their_language(
    session: Session, language: Any
) -> None:
    case = a_lead(session, has_need=None)
    company = the_company().model_copy(update={"language": language})
    with_words = installed(session, the_rulebook())
    for why in explain(session, with_words, "opportunity", case.id).reasons:
        rule = the_rulebook().by_key[why.rule]
        assert why.sentence == the_company().text(rule.says)
        assert company.text(rule.says) == getattr(rule.says, language)


@pytest.mark.parametrize("record", CASES)
def test_a35_every_stage_says_who_owns_it_how_long_it_may_last_and_what_it_must_have(record: str) -> None:
    lifecycle = COMPANY.lifecycles[record]
    for stage in lifecycle.stage:
        assert stage.owner
        assert stage.standard, stage.id
        assert stage.tools, stage.id


def _entered(session: Session, case: Any) -> list[str]:
    entries = sa.select(StageHistory.to_stage).where(
        StageHistory.record == case.__tablename__, StageHistory.record_id == case.id
    )
    return list(session.scalars(entries))
