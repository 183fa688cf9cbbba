"""What happened is held against what was declared, move by move (000/A01, A17, A28)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks import guards_postgresql
from checks.conformance import answers, conformance, declared, end_of_day, handed_on
from config.company import load_company
from crm.ledger import StageHistory
from crm.model import ApprovalRequest, Opportunity
from policy.conformance import Conformance, Move, Pairs, conform
from tests.builders import NOW, TODAY, a_lead, a_question, an_answer, an_opportunity, the_company, the_rulebook
from tests.house.conftest import ROOT
from tests.worlds import World

UNTIL = end_of_day(the_company(), TODAY)

Way = list[tuple[str | None, str]]
BEGUN: Way = [(None, "lead"), ("lead", "qualified"), ("qualified", "studied")]


def judged(*ways: Way, days: int = 1, hands: Pairs = frozenset(), by: str = "flow") -> Conformance:
    """Judge some sales, each a list of changes of stage so many days apart, the last of them now."""
    moves = [
        Move(case, here, there, NOW - dt.timedelta(days=days * (len(way) - place)), by)
        for case, way in enumerate(ways, 1)
        for place, (here, there) in enumerate(way, 1)
    ]
    return conform(declared(the_company(), "opportunity", hands), moves, UNTIL)


def test_moves_along_declared_arrows_conform() -> None:
    found = judged(BEGUN, [*BEGUN, ("studied", "on_hold"), ("on_hold", "lead")])
    assert (found.cases, found.fitting_cases, found.moves, found.fitting_moves, found.kinds) == (2, 2, 8, 8, {})
    assert (found.worst, found.arrows) == ((), ())


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ([(None, "studied")], "beginning"),
        ([(None, "lead"), ("lead", "proposed")], "skipped"),
        ([*BEGUN, ("studied", "lead")], "back"),
        ([(None, "lead"), ("lead", "lost"), ("lost", "won")], "undeclared"),
        ([(None, "lead"), ("lead", "handshake")], "unknown"),
        ([(None, "lead"), ("qualified", "studied")], "broken"),
    ],
)
def test_a_move_that_is_not_declared_is_told_by_how_it_deviates(way: Way, kind: str) -> None:
    found = judged(way, BEGUN)
    assert found.kinds == {kind: 1}
    assert (found.fitting_cases, found.cases) == (1, 2)
    assert [(w.case, w.moves, w.deviating) for w in found.worst] == [("1", len(way), 1)]
    assert [(a.kind, (a.from_stage, a.to_stage), a.count) for a in found.arrows] == [(kind, way[-1], 1)]


def test_history_that_goes_back_in_time_does_not_follow() -> None:
    assert judged(BEGUN, days=-1).kinds == {"broken": 2}


@pytest.mark.parametrize(("days", "late"), [(12, 0), (13, 1), (17, 1), (18, 2)])
def test_a_stay_is_too_long_once_its_days_are_over(days: int, late: int) -> None:
    """A lead may take twelve days, qualified seventeen; the last stay has just begun."""
    assert judged(BEGUN, days=days).kinds.get("late", 0) == late


@pytest.mark.parametrize(("days", "kinds"), [(12, {}), (13, {"late": 1})])
def test_a_stay_that_has_not_ended_counts_up_to_today(days: int, kinds: dict[str, int]) -> None:
    begun = [Move(1, None, "lead", NOW - dt.timedelta(days))]
    assert conform(declared(the_company(), "opportunity"), begun, NOW).kinds == kinds


def test_an_imported_case_is_told_apart_and_judged_by_what_it_does_here() -> None:
    claim: Way = [(None, "imported")]
    found = judged(
        claim, [*claim, ("imported", "studied")], [*claim, ("imported", "studied"), ("studied", "won")]
    )
    assert (found.imported, found.unmoved, found.cases, found.moves) == (3, 2, 1, 1)
    assert found.kinds == {"skipped": 1}


def test_who_took_the_step_before_may_not_take_the_one_that_a_decision_opens() -> None:
    hands = handed_on(the_rulebook(), "opportunity")
    assert ("negotiated", "credit_authorised") in hands
    way: Way = [
        *BEGUN,
        ("studied", "proposed"),
        ("proposed", "negotiated"),
        ("negotiated", "credit_authorised"),
    ]
    assert judged(way, hands=hands).kinds == {"four_eyes": 1}


def test_the_course_is_told_by_month() -> None:
    found = judged([(None, "lead"), ("lead", "won")], days=40)
    assert [(month.moves, month.fitting) for month in found.months] == [(1, 0), (1, 0)]
    assert found.months[-1].month == f"{NOW:%Y-%m}"


def test_the_history_that_the_gates_wrote_conforms(own_session: Session, world: World) -> None:
    an_opportunity(own_session, "contracted")
    a_lead(own_session)
    found = {one.record: one for one in conformance(own_session, world.installed)}
    sales = found["opportunity"]
    assert sales.moves == own_session.scalar(
        sa.select(sa.func.count()).where(
            StageHistory.record == "opportunity", StageHistory.to_stage != "imported"
        )
    )
    assert (sales.fitting_moves, sales.kinds) == (sales.moves, {})


def test_a_stage_written_past_the_guards_is_found(world: World) -> None:
    with world.write() as session:
        case = a_lead(session)
    with world.engine.begin() as connection:
        if world.kind == "postgresql":
            guards_postgresql.remove(connection)
        else:
            for name in connection.scalars(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(
            sa.insert(StageHistory).values(
                record="opportunity", record_id=case.id, version=2, from_stage="lead", to_stage="won", moved_at=NOW, moved_by="me"
            )
        )  # fmt: skip
    with world.read() as session:
        sales = conformance(session, world.installed)[0]
    assert (sales.kinds, [w.case for w in sales.worst]) == ({"skipped": 1}, [f"OPP-{case.id}"])


def test_a_decision_by_who_sells_is_found_and_so_is_a_late_one(own_session: Session, world: World) -> None:
    case = an_opportunity(own_session, "negotiated")
    before = answers(own_session, the_company())
    assert (before.four_eyes, before.late) == (0, 0)
    question = a_question(own_session, case, "discount")
    answer = an_answer(own_session, question)
    own_session.execute(
        sa.update(Opportunity).where(Opportunity.id == case.id).values(owner_id=answer.approver_id)
    )
    found = answers(own_session, the_company())
    assert (found.decisions, found.four_eyes) == (before.decisions + 1, 1)
    assert found.worst == (f"OPP-{case.id}",)


def test_a_question_past_its_day_waits(own_session: Session) -> None:
    case = an_opportunity(own_session, "negotiated")
    question = a_question(own_session, case, "discount")
    before = answers(own_session, the_company()).waiting
    own_session.execute(
        sa.update(ApprovalRequest)
        .where(ApprovalRequest.id == question.id)
        .values(due_on=TODAY - dt.timedelta(1))
    )
    assert answers(own_session, the_company()).waiting == before + 1


def test_the_shipped_lifecycles_hand_a_case_on_at_the_credit_desk() -> None:
    from checks.rules import rulebook

    book = rulebook(load_company(ROOT / "config"))
    assert ("negotiated", "credit_authorised") in handed_on(book, "opportunity")
