"""What happened stays: history, decisions, requests; and the business day only moves forward."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crm.model import ApprovalRequest, BusinessDay, CreditDecision, Opportunity, StageHistory
from tests.builders import NOW, a_credit_decision, a_lead, day, move, prepare, supersede, who
from tests.checks.attempts import Shop
from tests.worlds import World

WRITTEN = (
    "INSERT INTO stage_history (record, record_id, version, from_stage, to_stage, moved_at, moved_by) VALUES"
)
ONLY_A_MOVE = "only a move writes history"

HISTORY = {
    "changed": ("what happened is never changed", "UPDATE stage_history SET moved_by = 'me' WHERE record_id = {won}"),
    "changed in its number": ("what happened is never changed", "UPDATE stage_history SET id = id + 1000000"),
    "deleted": ("what happened is never deleted", "DELETE FROM stage_history"),
    "written for a stage not reached": (ONLY_A_MOVE, f"{WRITTEN} ('opportunity', {{bare}}, 2, 'lead', 'won', '{{now}}', 'me')"),
    "written for a case that is not": (ONLY_A_MOVE, f"{WRITTEN} ('opportunity', 900000, 1, NULL, 'lead', '{{now}}', 'me')"),
    "written for a record that is none": (ONLY_A_MOVE, f"{WRITTEN} ('account', 1, 1, NULL, 'lead', '{{now}}', 'me')"),
    "written after a plain edit": (
        ONLY_A_MOVE, "UPDATE opportunity SET version = version + 1 WHERE id = {bare}",
        f"{WRITTEN} ('opportunity', {{bare}}, 2, 'lead', 'lead', '{{now}}', 'the boss')",
    ),
    "written after a plain edit in its own words": (
        ONLY_A_MOVE, "UPDATE opportunity SET version = version + 1 WHERE id = {bare}",
        f"{WRITTEN} ('opportunity', {{bare}}, 2, 'lead', 'lead', '{{now}}', 'tests')",
    ),
    "written with another beginning": (
        "the last move of this case is not in its history", "UPDATE opportunity SET version = version + 1 WHERE id = {bare}",
        f"{WRITTEN} ('opportunity', {{bare}}, 2, 'on_hold', 'lead', '{{now}}', 'tests')",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", HISTORY)
def test_history_is_never(shop: Shop, way: str) -> None:
    words, *statements = HISTORY[way]
    shop.refuses(words, *statements)


def test_each_move_writes_who_when_from_where_to_where(world: World) -> None:
    with world.write() as session:
        case = a_lead(session)
        prepare(session, case, "disqualified")
        move(session, case, "disqualified")
        lines = session.scalars(
            sa.select(StageHistory).where(
                StageHistory.record_id == case.id, StageHistory.record == "opportunity"
            )
        ).all()
    written = [(line.version, line.from_stage, line.to_stage, line.moved_at, line.moved_by) for line in lines]
    assert written == [(1, None, "lead", NOW, "tests"), (3, "lead", "disqualified", NOW, "tests")]


DECISIONS = {
    "a credit decision changed": ("what happened is never changed", "UPDATE credit_decision SET outcome = 'approved', limit_centavos = 9999999999"),
    "a credit decision prolonged": ("what happened is never changed", "UPDATE credit_decision SET expires_on = '2099-01-01' WHERE opportunity_id = {ready}"),
    "a credit decision of another": ("what happened is never changed", "UPDATE credit_decision SET opportunity_id = {bare} WHERE opportunity_id = {won}"),
    "a credit decision revived": (
        "what happened is never changed", "UPDATE credit_decision SET superseded_at = '{now}' WHERE opportunity_id = {ready}",
        "UPDATE credit_decision SET superseded_at = NULL WHERE opportunity_id = {ready}",
    ),
    "a credit decision deleted": ("what happened is never deleted", "DELETE FROM credit_decision WHERE opportunity_id = {ready}"),
    "an approval changed": ("what happened is never changed", "UPDATE approval_decision SET outcome = 'declined'"),
    "an approval prolonged": ("what happened is never changed", "UPDATE approval_decision SET valid_until = '2099-01-01' WHERE id = {exception}"),
    "an approval deleted": ("what happened is never deleted", "DELETE FROM approval_decision WHERE id = {exception}"),
    "a question deleted": ("what was asked is never deleted", "DELETE FROM approval_request WHERE id = {question}"),
    "a question put to another role": ("a question goes up, never down", "UPDATE approval_request SET required_role = 'sales' WHERE id = {question}"),
    "a question asked by another": ("what was asked is never changed", "UPDATE approval_request SET requested_by_id = NULL WHERE id = {question}"),
    "a question of another case": ("what was asked is never changed", "UPDATE approval_request SET opportunity_id = {bare} WHERE id = {question}"),
    "an answer taken back": ("what was answered is never changed", "UPDATE approval_request SET status = 'open' WHERE status = 'approved'"),
    "an answer turned": ("what was answered is never changed", "UPDATE approval_request SET status = 'declined' WHERE status = 'approved'"),
}  # fmt: skip


@pytest.mark.parametrize("way", DECISIONS)
def test_decisions_stand_and_so_there_is_never(shop: Shop, way: str) -> None:
    words, *statements = DECISIONS[way]
    shop.refuses(words, *statements)


def test_there_is_one_decision_in_force(shop: Shop) -> None:
    with shop.world.read() as session:
        case = session.get_one(Opportunity, shop.ready)
        former = session.scalars(
            sa.select(CreditDecision).where(CreditDecision.opportunity_id == case.id)
        ).one()
        supersede(session, former)
        a_credit_decision(session, case)
        with pytest.raises(sa.exc.IntegrityError):
            a_credit_decision(session, case)


def test_a_question_may_be_answered_and_its_date_moved(shop: Shop) -> None:
    with shop.world.read() as session:
        question = session.get_one(ApprovalRequest, shop.question)
        question.due_on = day(5)
        session.flush()
        question.status = "declined"
        session.flush()


DAY = {
    "turned back": ("the day only moves forward", "UPDATE business_day SET today = '2026-11-19'"),
    "turned back together with a gate": (
        "the day only moves forward", "UPDATE business_day SET today = '2026-01-01'",
        "UPDATE delivery SET stage = 'dispatched', version = version + 1 WHERE id = {expired}",
    ),
    "deleted": ("there is one", "DELETE FROM business_day"),
    "replaced": ("there is one", "DELETE FROM business_day", "INSERT INTO business_day (id, today) VALUES (1, '2020-01-01')"),
    "given another number": ("the day only moves forward", "UPDATE business_day SET id = 2"),
}  # fmt: skip


@pytest.mark.parametrize("way", DAY)
def test_the_business_day_is_never(shop: Shop, way: str) -> None:
    words, *statements = DAY[way]
    shop.refuses(words, *statements)


def test_there_is_no_second_business_day(shop: Shop) -> None:
    shop.refuses("", "INSERT INTO business_day (id, today) VALUES (2, '2020-01-01')")
    shop.refuses("", "INSERT INTO business_day (id, today) VALUES (1, '2020-01-01')")


def test_the_business_day_moves_forward(shop: Shop) -> None:
    with shop.world.read() as session:
        session.execute(sa.update(BusinessDay).values(today=day(1)))
        assert session.scalar(sa.select(BusinessDay.today)) == day(1)


def test_an_expired_credit_stays_expired_whatever_the_order_of_statements(shop: Shop) -> None:
    shop.refuses(
        "held: M11-credit-valid-today",
        "UPDATE delivery SET stage = 'dispatched', version = version + 1 WHERE id = {expired}",
    )


def test_imports_and_audits_are_kept(shop: Shop) -> None:
    with shop.world.read() as session:
        assert who(session, "credit")
        add = sa.text(
            "INSERT INTO import_batch (source, file_name, sha256, record, rows, created, updated, unchanged, rejected,"
            " left_out, imported_at) VALUES ('s', 'f', 'x', 'account', 1, 1, 0, 0, 0, 0, '2026-11-20 00:00:00.000000')"
        )
        session.execute(add)
        for edit in ("UPDATE import_batch SET rejected = 0, created = 2", "DELETE FROM import_batch"):
            with pytest.raises(sa.exc.DBAPIError, match="what happened is never"), session.begin_nested():
                session.execute(sa.text(edit))
