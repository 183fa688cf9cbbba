"""The gate and the sweep: one case or all of them, one code path and one result."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from checks.gate import Scope, enter
from checks.install import open_day
from crm.model import Contract, Hold, Opportunity, Proposal, StageHistory, Study
from tests.builders import NOW, a_delivery, a_lead, a_loss, add, an_opportunity, day, part, prepare
from tests.checks.sweeping import LATER, everything, stages, sweep
from tests.worlds import World


def some_sales(world: World) -> list[int]:
    """Three that may be won, one without a study, one without a signature, one to be disqualified."""
    with world.write() as session:
        cases = [an_opportunity(session) for _ in range(6)]
        part(session, cases[3], Study).done_on = None
        part(session, cases[4], Contract).signed_on = None
        prepare(session, cases[5], "disqualified")
        return [case.id for case in cases]


OUTCOME = ["won", "won", "won", "qualified", "credit_authorised", "disqualified"]

SCOPES: dict[str, Any] = {
    "everything": lambda ids: [Scope()],
    "a list": lambda ids: [Scope(tuple(ids))],
    "one case after the other": lambda ids: [Scope((number,)) for number in ids],
    "shards": lambda ids: [Scope(shard=shard, shards=3) for shard in range(3)],
    "shards of a list": lambda ids: [Scope(tuple(ids), shard, 2) for shard in range(2)],
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if "after" in name else []) for name in SCOPES]
)
def test_one_case_a_list_a_shard_and_everything_come_to_the_same(world: World, name: str) -> None:
    ids = some_sales(world)
    swept = [sweep(world, scope=scope) for scope in SCOPES[name](ids)]
    assert stages(world, "opportunity", ids) == OUTCOME
    assert sum(one.moved for one in swept) == 3 * 7 + 1 + 5 + 1
    assert sum(one.created for one in swept) == 3


def test_a_scope_leaves_the_others_alone(world: World) -> None:
    ids = some_sales(world)
    sweep(world, scope=Scope((ids[0],)))
    assert stages(world, "opportunity", ids) == ["won", *["lead"] * 5]


def test_a_complete_case_goes_through_every_stage_in_one_sweep(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session)
    into = sweep(world).into
    assert into == dict.fromkeys(
        ("qualified", "studied", "proposed", "negotiated", "credit_authorised", "contracted", "won"), 1
    )
    with world.read() as session:
        lines = session.scalars(
            sa.select(StageHistory).where(
                StageHistory.record_id == case.id, StageHistory.record == "opportunity"
            )
        )
        assert [(line.version, line.moved_at, line.moved_by) for line in lines.all()][1:] == [
            (version, LATER, "sweep") for version in range(2, 9)
        ]


def test_a_case_that_leaves_does_not_go_on_first(world: World) -> None:
    with world.write() as session:
        cases = [an_opportunity(session) for _ in range(3)]
        for case, way_out in zip(cases, ("disqualified", "on_hold", "lost"), strict=True):
            prepare(session, case, way_out)
    sweep(world)
    assert stages(world, "opportunity", [case.id for case in cases]) == ["disqualified", "on_hold", "lost"]


def test_a_case_whose_pause_is_over_is_taken_up_and_goes_on(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "on_hold")
        assert case.hold_until == day(30)
        open_day(session, day(31))
        part(session, case, Proposal).valid_until = day(40)
    into = sweep(world).into
    assert list(into)[:2] == ["lead", "qualified"]
    assert stages(world, "opportunity", [case.id]) != ["on_hold"]


def test_a_case_on_hold_stays_there_until_its_date(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "on_hold")
    assert sweep(world).moved == 0
    assert stages(world, "opportunity", [case.id]) == ["on_hold"]


def test_the_same_sweep_again_changes_nothing(world: World) -> None:
    some_sales(world)
    sweep(world)
    before = everything(world)
    again = sweep(world, now=LATER.replace(minute=30))
    assert (again.moved, again.created, again.asked) == (0, 0, 0)
    assert everything(world) == before


def test_a_stage_is_entered_on_the_business_day(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session)
        open_day(session, day(3))
    sweep(world)
    with world.read() as session:
        assert session.get_one(Opportunity, case.id).stage_since == day(3)


# --- imported claims ----------------------------------------------------------------------------------------------


def a_claim(world: World, stage: str, **lacking: Any) -> int:
    """An imported case with all papers of a won one."""
    with world.write() as session:
        case = an_opportunity(session)
        columns = [
            c
            for c in Opportunity.__table__.columns
            if c.key not in ("id", "stage", "claimed_stage", "source", "source_id", "version", "stage_since")
        ]
        copied = {column.key: getattr(case, column.key) for column in columns}
        claim = Opportunity(
            **(copied | lacking), stage="imported", claimed_stage=stage, source="old", source_id="1", stage_since=day(-200)
        )  # fmt: skip
        add(session, claim)
        for model in (Study, Proposal, Contract):
            part(session, case, model).opportunity_id = claim.id
        moved = (
            "activity",
            "agreement",
            "objection",
            "credit_application",
            "negotiation_plan",
            "interest",
            "competitor",
        )
        for table in moved:
            session.execute(
                sa.text(f"UPDATE {table} SET opportunity_id = {claim.id} WHERE opportunity_id = {case.id}")
            )
        return int(claim.id)


def test_a_claim_whose_evidence_is_complete_is_believed(world: World) -> None:
    claim = a_claim(world, "negotiated")
    assert sweep(world, scope=Scope((claim,))).into == {"negotiated": 1}
    with world.read() as session:
        case = session.get_one(Opportunity, claim)
        assert (case.stage, case.claimed_stage, case.stage_since) == ("negotiated", None, day(-200))
        last = session.scalars(
            sa.select(StageHistory).where(StageHistory.record_id == claim).order_by(StageHistory.id.desc())
        ).first()
        assert last is not None
        assert (last.from_stage, last.to_stage) == ("imported", "negotiated")


def test_a_claim_that_lacks_one_thing_of_an_earlier_stage_is_not(world: World) -> None:
    claim = a_claim(world, "negotiated", has_need=None)
    swept = sweep(world, scope=Scope((claim,)))
    assert swept.moved == 0
    assert dict(swept.held["negotiated"].held_by) == {"E03-opportunity-has-need": 1}


def test_a_claim_goes_nowhere_but_where_it_claims(world: World) -> None:
    claim = a_claim(world, "won")
    swept = sweep(world, scope=Scope((claim,)))
    assert swept.moved == 0
    assert list(swept.held) == ["won"]


# --- holds ----------------------------------------------------------------------------------------------------------


def hold(world: World, case: Opportunity) -> Hold | None:
    with world.write() as session:
        return session.get(Hold, ("opportunity", case.id))


def test_a_held_case_is_written_down_with_the_rules_that_bar_it(world: World) -> None:
    with world.write() as session:
        one, other = an_opportunity(session, "negotiated", batna=None), an_opportunity(session, "qualified")
        part(session, other, Study).done_on = None
        part(session, other, Study).buying_process = None
    held = sweep(world, scope=Scope((one.id, other.id))).held
    assert {stage: dict(result.held_by) for stage, result in held.items()} == {
        "credit_authorised": {"B31-batna": 1}, "studied": {"A16-study": 1, "C02-buying-process": 1}
    }  # fmt: skip
    assert {stage: result.held for stage, result in held.items()} == {"credit_authorised": 1, "studied": 1}


def test_a_case_is_held_since_it_was_first_barred_from_this_stage(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", batna=None)
    sweep(world)
    with world.write() as session:
        open_day(session, day(2))
    sweep(world)
    found = hold(world, case)
    assert found is not None
    assert (found.target, found.since, found.last_seen) == ("credit_authorised", day(0), day(2))


def test_another_stage_is_another_hold(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", batna=None)
        part(session, case, Contract).signed_on = None
    sweep(world)
    with world.write() as session:
        open_day(session, day(2))
        session.get_one(Opportunity, case.id).batna = "24 months"
    sweep(world)
    found = hold(world, case)
    assert found is not None
    assert (found.target, found.since) == ("contracted", day(2))


def test_a_case_that_moves_on_is_held_no_more(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", batna=None)
    sweep(world)
    with world.write() as session:
        session.get_one(Opportunity, case.id).batna = "24 months"
    sweep(world)
    assert hold(world, case) is None


def test_a_case_that_leaves_is_held_no_more(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session, "negotiated", batna=None)
    sweep(world)
    with world.write() as session:
        a_loss(session, case)
    sweep(world)
    assert hold(world, case) is None


@pytest.mark.slow
def test_holds_of_other_scopes_and_lifecycles_are_kept(world: World) -> None:
    with world.write() as session:
        sale, delivery = a_lead(session), a_delivery(session, received_on=None)
    sweep(world)
    sweep(world, "delivery")
    sweep(world, scope=Scope((sale.id + 1000,)))
    with world.read() as session:
        assert session.get(Hold, ("opportunity", sale.id)) is not None
        assert session.get(Hold, ("delivery", delivery.id)) is not None


# --- two at once ----------------------------------------------------------------------------------------------------


def test_two_sweeps_at_once_move_no_case_twice(world: World) -> None:
    with world.write() as session:
        ids = [an_opportunity(session).id for _ in range(4)]
    first_moved = threading.Event()

    def second() -> int:
        first_moved.wait(20)
        with world.write() as session:
            return enter(session, world.installed, "opportunity", "qualified", Scope(), NOW, "second")

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(second)
        with world.write() as session:
            assert enter(session, world.installed, "opportunity", "qualified", Scope(), NOW, "first") == 4
            first_moved.set()
            with pytest.raises(TimeoutError):
                late.result(0.5)
        assert late.result(20) == 0
    with world.read() as session:
        found = session.execute(
            sa.select(Opportunity.moved_by, Opportunity.version).where(Opportunity.id.in_(ids))
        ).all()
    assert found == [("first", 2)] * 4


@pytest.mark.slow
def test_whole_sweeps_at_once_come_to_the_same_as_one(world: World) -> None:
    ids = some_sales(world)
    with ThreadPoolExecutor(3) as pool:
        swept = list(pool.map(lambda n: sweep(world, actor=f"sweep {n}"), range(3)))
    assert stages(world, "opportunity", ids) == OUTCOME
    assert sum(one.moved for one in swept) == 3 * 7 + 1 + 5 + 1
    assert sum(one.created for one in swept) == 3


def test_a_session_that_read_an_older_version_can_not_write(world: World) -> None:
    with world.write() as session:
        case = an_opportunity(session)
        number = case.id
    sweep(world)
    with pytest.raises(StaleDataError), world.write() as session:
        session.add(case)
        case.name = "Renamed"
    assert stages(world, "opportunity", [number]) == ["won"]
