"""What managers look at: the four blocks in their order, the real pipeline, the funnel, what is held (000/A31, M08, M09)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from checks.review import gather, period_of
from crm import kpi
from crm.model import AuditRun, Contract, Proposal
from crm.quota_ledger import post
from crm.review import Review
from tests.builders import (
    MONTHLY,
    NOW,
    TODAY,
    a_lead,
    a_loss,
    a_renewal,
    add,
    an_opportunity,
    day,
    move,
    part,
    the_company,
)
from tests.worlds import World


@pytest.fixture
def session(own_session: Session) -> Session:
    """No other test's cases are in it: these tests count."""
    return own_session


NEXT_MONDAY = dt.date(2026, 11, 23)
"""On it the week in which the tests' records moved (16 to 22 November) is over."""


@pytest.mark.parametrize(
    ("span", "today", "first", "last"),
    [
        ("week", "2026-11-23", "2026-11-16", "2026-11-22"),
        ("week", "2026-11-22", "2026-11-09", "2026-11-15"),
        ("month", "2026-12-01", "2026-11-01", "2026-11-30"),
        ("month", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("month", "2027-01-01", "2026-12-01", "2026-12-31"),
    ],
)
def test_m09_a_review_is_of_the_last_week_or_month_that_is_over(
    span: str, today: str, first: str, last: str
) -> None:
    found = period_of(span, dt.date.fromisoformat(today))  # type: ignore[arg-type]
    assert [day.isoformat() for day in found] == [first, last]


@pytest.fixture
def review(session: Session, shared_world: World) -> Review:
    """A week with two sales won, one of them below the floor, one lost and one open."""
    for _ in range(2):
        an_opportunity(session, "won")
    poor = an_opportunity(session, "won")
    part(session, poor, Proposal).margin_percent = Decimal(29)
    lost = a_lead(session, owner_id=poor.owner_id, lead_source="web", opened_on=day(-1))
    a_loss(session, lost)
    move(session, lost, "lost")
    an_opportunity(session, "studied", amount_mxn=Decimal(100_000))
    session.flush()
    post(session, the_company(), NOW, NEXT_MONDAY)
    return gather(session, shared_world.installed, "week", NEXT_MONDAY)


def value(review: Review, indicator: str) -> Decimal | None:
    (found,) = (one.value for _, figures in review.blocks for one in figures if one.indicator.id == indicator)
    return found


def test_a31_results_come_before_activity(review: Review) -> None:
    assert [block.id for block, _ in review.blocks] == ["results", "retention", "process", "demand"]


def test_a10_a31_the_indicators_are_measured(session: Session, review: Review) -> None:
    won = kpi.closed(session, the_company(), review.period)
    assert value(review, "profitable_close") == round(Decimal(won.profitable) * 100 / won.won, 1) < 100
    assert value(review, "digital_leads") == 1
    assert value(review, "new_billing") == kpi.posted(session, review.period, "mps") >= 3 * MONTHLY
    assert value(review, "held") == 0


def test_an_indicator_meets_its_target_or_not_or_nobody_knows(review: Review) -> None:
    met = {one.indicator.id: one.is_met for _, figures in review.blocks for one in figures}
    assert met["profitable_close"] is False
    assert met["leads"] is None and met["retention"] is None


def test_a31_m08_the_real_pipeline_is_what_is_open_times_its_real_chance(review: Review) -> None:
    for line in review.funnel:
        assert line.real_mxn == (line.value_mxn * line.chance.percent / 100).quantize(Decimal("0.01"))
    assert value(review, "real_pipeline") == sum(line.real_mxn for line in review.funnel)
    studied = next(line for line in review.funnel if line.stage == "studied")
    assert studied.value_mxn >= 100_000 and studied.chance.percent > 0


def test_e14_moves_are_counted_by_seller_and_stage_and_a_hold_is_no_loss(session: Session) -> None:
    before = {(p.seller_id, p.stage): p for p in kpi.passages(session, the_company(), (day(-9), day(9)))}
    paused = an_opportunity(session, "qualified", hold_reason="Budget", hold_until=day(30))
    move(session, paused, "on_hold")
    after = {(p.seller_id, p.stage): p for p in kpi.passages(session, the_company(), (day(-9), day(9)))}
    lead, qualified = (paused.owner_id, "lead"), (paused.owner_id, "qualified")
    known = before.get(lead)
    assert after[lead].left == after[lead].onward + (known.left - known.onward if known else 0)
    assert after.get(qualified) == before.get(qualified)


def test_quality_is_unknown_before_the_first_audit(session: Session) -> None:
    a_lead(session)
    assert kpi.without_findings(session, the_company()) == (0, 0)


def test_the_score_of_a_day_is_that_of_its_last_audit(session: Session) -> None:
    for score, today in ((90, TODAY), (91, TODAY), (95, day(1))):
        add(session, AuditRun(
            day=today, mode="full", rulebook="x", started_at=NOW, finished_at=NOW, judged=1, records=1, failing=0,
            open_findings=0, new_findings=0, resolved_findings=0, score_percent=Decimal(score), debt_mxn=Decimal(0),
        ))  # fmt: skip
    assert kpi.scores(session, day(9), 30) == [(TODAY, Decimal(91)), (day(1), Decimal(95))]
    assert kpi.scores(session, TODAY, 30) == [(TODAY, Decimal(91))]


def test_m08_the_chances_are_kept_for_who_looks_at_one_case(session: Session, review: Review) -> None:
    told = {line.stage: line.chance for line in review.funnel}
    for _ in range(2):
        kpi.keep_chances(session, told, TODAY)
    kept = kpi.chance_of(session, "studied")
    assert kept is not None and kept.chance_percent == told["studied"].percent
    assert kpi.chance_of(session, "won") is None


def test_kept_billing_is_of_contracts_whose_renewal_was_decided(session: Session) -> None:
    period = (day(-9), day(9))
    before = kpi.kept(session, the_company(), period)
    stays, leaves = a_renewal(session, "renewed"), a_renewal(session, "lost")
    after = kpi.kept(session, the_company(), period)
    amounts = [session.get_one(Contract, case.contract_id).monthly_mxn for case in (stays, leaves)]
    assert [after.kept_mxn - before.kept_mxn, after.lost_mxn - before.lost_mxn] == amounts
