"""The installed base is planned before it ends, and the way back to who left is dated (000/A11, A12, M10; 001/B35)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.gate import Scope
from crm.model import (
    Contract,
    ContractLine,
    Equipment,
    ExpansionCandidate,
    LossCause,
    MeterReading,
    Renewal,
    RenewalRisk,
    RenewalStep,
    Satisfaction,
    ServiceTicket,
)
from crm.renewal_lines import renewal_lines, rescued, window_lines
from crm.retention import Planned, date_reentries, plan_renewals
from policy.renewal import OUTCOME
from tests.builders import (
    MONTHLY,
    NOW,
    TERM,
    TODAY,
    a_renewal,
    add,
    an_account,
    an_opportunity,
    day,
    part,
    the_company,
    walk,
)


@pytest.fixture
def session(own_session: Session) -> Session:
    """No other test's cases are in it: these tests count."""
    return own_session


EVERYTHING = Scope().of


def plan(session: Session, *, again: bool = False, today: dt.date = TODAY) -> Planned:
    session.flush()
    return plan_renewals(session.connection(), the_company(), today, (), EVERYTHING, again)


def date(session: Session) -> int:
    return date_reentries(session, the_company(), TODAY, (), EVERYTHING)


def coming(session: Session, days: int = 150, **changes: Any) -> Renewal:
    """A watched renewal whose contract ends in some days; the client had a ticket answered in time, and is content."""
    account = an_account(session)
    contract = add(session, Contract(
        account_id=account.id, starts_on=day(-700), ends_on=day(days), monthly_mxn=MONTHLY, term_months=TERM, created_at=NOW
    ))  # fmt: skip
    add(session, ContractLine(contract_id=contract.id, model="MX-300", location="Piso 1"))
    stamp: dict[str, Any] = {"account_id": account.id, "created_at": NOW}
    add(session, ServiceTicket(opened_on=day(-30), solved_on=day(-30), sla_kept=True, **stamp))
    add(session, Satisfaction(asked_on=day(-20), score=8, **stamp))
    values = {
        "contract_id": contract.id,
        "stage": "watched",
        "stage_since": TODAY,
        "moved_at": NOW,
        "moved_by": "tests",
    }
    return add(session, Renewal(**stamp, **(values | changes)))


def of(session: Session, model: Any, case: Renewal) -> list[Any]:
    session.expire_all()
    return list(session.scalars(sa.select(model).where(model.renewal_id == case.id).order_by(model.id)))


def remove_the_facts(session: Session, case: Renewal) -> None:
    for model in (ServiceTicket, Satisfaction):
        session.execute(sa.delete(model).where(model.account_id == case.account_id))


# --- planning -------------------------------------------------------------------------------------------------------


def test_a_contract_in_its_window_is_dated_and_its_client_judged_by_facts(session: Session) -> None:
    case = coming(session, health_percent=None)
    assert plan(session) == Planned(1, 0, 0)
    steps = {step.stage: step.due_on for step in of(session, RenewalStep, case)}
    assert list(steps) == ["planned", "reviewed", "proposed", "negotiated", "escalated", OUTCOME]
    assert steps[OUTCOME] == day(150)
    assert case.health_on == TODAY
    assert case.health_percent == Decimal(
        "95.94"
    )  # service 40×100, perception 30×100, 23 months 10×67.5, of 80
    told = {risk.kind: (risk.level, set(risk.facts)) for risk in of(session, RenewalRisk, case)}
    assert told == {
        "service": ("low", {"sla_kept"}), "collection": ("unknown", set()), "perception": ("low", {"satisfaction"}),
        "obsolescence": ("watch", {"age_months"}),
    }  # fmt: skip


def test_where_facts_are_lacking_the_health_is_unknown_and_what_stood_there_goes(session: Session) -> None:
    case = coming(session)
    remove_the_facts(session, case)
    plan(session)
    session.refresh(case)
    assert (case.health_percent, case.health_on) == (None, TODAY)


@pytest.mark.parametrize("days", [-1, 0, 200])
def test_contracts_are_planned_until_the_day_before_which_nothing_is_to_be_done(
    session: Session, days: int
) -> None:
    case = coming(session, days)
    assert plan(session).renewals == 1
    assert of(session, RenewalStep, case)


@pytest.mark.parametrize("days", [201, 400])
def test_a_contract_that_ends_later_is_left_alone(session: Session, days: int) -> None:
    coming(session, days)
    assert plan(session) == Planned(0, 0, 0)


def test_each_is_planned_once_a_day_unless_somebody_names_it(session: Session) -> None:
    coming(session, health_on=day(-1))
    assert [plan(session).renewals, plan(session).renewals, plan(session, again=True).renewals] == [1, 0, 1]
    assert plan(session, today=day(1)).renewals == 1


def test_to_plan_again_changes_nothing_but_what_the_facts_change(session: Session) -> None:
    case = coming(session)
    plan(session)
    before = [(row.id, row.stage, row.due_on) for row in of(session, RenewalStep, case)]
    risk = next(row for row in of(session, RenewalRisk, case) if row.kind == "perception")
    risk.action = "The manager calls"
    session.execute(sa.update(Satisfaction).where(Satisfaction.account_id == case.account_id).values(score=3))
    plan(session, again=True)
    assert [(row.id, row.stage, row.due_on) for row in of(session, RenewalStep, case)] == before
    assert (risk.level, risk.action) == ("high", "The manager calls")


def test_steps_follow_the_end_of_the_contract(session: Session) -> None:
    case = coming(session)
    plan(session)
    part(session, case, Contract).ends_on = day(100)
    session.flush()
    plan(session, again=True)
    assert max(step.due_on for step in of(session, RenewalStep, case)) == day(
        100 - 2
    )  # from a Sunday to the Friday


def test_only_the_cases_of_the_scope_are_planned(session: Session) -> None:
    mine, other = coming(session), coming(session)
    done = plan_renewals(session.connection(), the_company(), TODAY, (), Scope((mine.id,)).of)
    assert done.renewals == 1
    assert of(session, RenewalStep, mine) and not of(session, RenewalStep, other)


def test_however_many_there_are_some_are_planned_at_a_time_and_none_is_left_out(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.retention_facts.AT_ONCE", 1)
    cases = [coming(session) for _ in range(3)]
    assert plan(session).renewals == 3
    assert [len(of(session, RenewalStep, case)) for case in cases] == [6, 6, 6]


def test_renewals_that_are_over_are_not_planned(session: Session) -> None:
    case = a_renewal(session, "lost")
    part(session, case, Contract).ends_on = day(50)
    session.flush()
    assert plan(session).renewals == 0


# --- what else may be offered (E16) ---------------------------------------------------------------------------------


def test_a_candidate_is_found_with_its_reason_and_forgotten_when_nothing_speaks_for_it(
    session: Session,
) -> None:
    case = coming(session)
    line = part(session, part(session, case, Contract), ContractLine)
    line.model = "MX Printer"
    session.flush()
    assert plan(session).candidates == 1
    (found,) = of(session, ExpansionCandidate, case)
    assert (found.kind, found.facts) == ("single_function", {"models": "MX Printer"})

    line.model = "MX-300"
    session.flush()
    plan(session, again=True)
    assert of(session, ExpansionCandidate, case) == []


def test_a_candidate_that_a_sale_has_taken_up_stays(session: Session) -> None:
    case = coming(session)
    sale = an_opportunity(session)
    add(session, ExpansionCandidate(
        renewal_id=case.id, kind="volume", facts={}, found_on=day(-9), opportunity_id=sale.id
    ))  # fmt: skip
    plan(session)
    assert [found.kind for found in of(session, ExpansionCandidate, case)] == ["volume"]


# --- the price ------------------------------------------------------------------------------------------------------


def read(session: Session, case: Renewal, pages: int, months: int = 3, colour: int = 0) -> None:
    """A machine of the contract, read every thirty days, with so many pages between."""
    machine = add(session, Equipment(contract_id=case.contract_id, model="MX-300", created_at=NOW))
    for number in range(months + 1):
        add(session, MeterReading(
            equipment_id=machine.id, read_on=day(-30 * (months - number)), mono_pages=number * pages,
            colour_pages=number * colour, created_at=NOW,
        ))  # fmt: skip


def test_the_price_follows_from_the_pages_that_are_really_printed(session: Session) -> None:
    few, many = coming(session), coming(session)
    read(session, few, 4_000)
    read(session, many, 400_000)
    plan(session)
    for case in (few, many):
        session.refresh(case)
    assert few.proposed_monthly_mxn == MONTHLY * Decimal("1.06")  # the rent, and what prices rise by
    assert many.proposed_monthly_mxn is not None and many.proposed_monthly_mxn > MONTHLY * Decimal("1.06")
    assert few.margin_percent is not None and many.margin_percent is not None
    assert few.margin_percent > 0 > many.margin_percent


@pytest.mark.parametrize("lacking", ["pages", "model", "rent"])
def test_where_the_cost_is_unknown_nothing_is_proposed_and_a_margin_that_somebody_wrote_stays(
    session: Session, lacking: str
) -> None:
    case = coming(session, margin_percent=Decimal(41))
    if lacking != "pages":
        read(session, case, 4_000)
    if lacking == "model":
        part(session, part(session, case, Contract), ContractLine).model = "Of another maker"
    if lacking == "rent":
        part(session, case, Contract).monthly_mxn = None
    session.flush()
    assert plan(session).renewals == 1
    session.refresh(case)
    assert (case.proposed_monthly_mxn, case.margin_percent) == (None, 41)


# --- the way back ---------------------------------------------------------------------------------------------------


def test_the_way_back_is_dated_from_the_competitors_term_and_scheduled(session: Session) -> None:
    case = a_renewal(session, "interviewed")
    cause = part(session, case, LossCause)
    cause.competitor_ends_on, cause.competitor_notice_days = day(300), 90
    session.flush()
    assert date(session) == 1
    session.refresh(case)
    assert case.reentry_from == case.reentry_on == day(300 - 90 - 20 - 1)  # from a Saturday to the Friday
    assert date(session) == 0


def test_a_date_that_somebody_chose_is_kept_and_the_first_day_is_written_beside_it(session: Session) -> None:
    case = a_renewal(session, "interviewed", reentry_on=day(500))
    date(session)
    session.refresh(case)
    assert (case.reentry_from, case.reentry_on) == (day(70 - 3), day(500))  # seventy days after the loss


@pytest.mark.parametrize("changes", [{"has_bad_debt": True}, {"cause": "closure"}])
def test_there_is_no_way_back_over_bad_debt_or_a_final_cause(session: Session, changes: dict[str, Any]) -> None:
    case = a_renewal(session, "interviewed")
    for name, value in changes.items():
        setattr(case if name == "has_bad_debt" else part(session, case, LossCause), name, value)
    session.flush()
    date(session)
    session.refresh(case)
    assert (case.reentry_from, case.reentry_on) == (None, None)


# --- what managers see ----------------------------------------------------------------------------------------------


def test_contracts_are_listed_by_their_end_with_health_risk_and_next_step(session: Session) -> None:
    coming(session, 150)
    first = coming(session, 20)
    plan(session)
    lines = renewal_lines(session, the_company(), TODAY, (), 185, 10)
    assert [line.ends_on for line in lines] == [day(20), day(150)]
    line = lines[0]
    assert line.code == f"REN-{first.id}"
    assert line.worst is not None and (line.worst.kind, line.worst.level) == ("obsolescence", "watch")
    assert (line.health_percent, line.wear_percent) == (Decimal("95.94"), Decimal(0))
    assert (line.steps[0].stage, line.steps[0].do_on, line.steps[0].due_on) == (
        "planned",
        TODAY,
        day(20 - 185),
    )
    assert renewal_lines(session, the_company(), TODAY, (), 19, 10) == []
    assert len(renewal_lines(session, the_company(), TODAY, (), 185, 1)) == 1


def test_windows_count_contracts_and_pesos_and_how_many_are_at_high_risk(session: Session) -> None:
    for days in (-3, 20, 21, 150, 190):
        coming(session, days)
    case = coming(session, 22)
    for kind in ("service", "perception"):
        add(session, RenewalRisk(renewal_id=case.id, kind=kind, percent=Decimal(70), level="high", facts={}))
    worth = Decimal(360_000)
    found = window_lines(session, the_company(), TODAY, 200)
    assert [(line.step, line.renewals, line.value_mxn, line.at_high_risk, line.high_risk_mxn) for line in found] == [
        (OUTCOME, 1, worth, 0, 0), ("escalated", 3, worth * 3, 1, worth), ("planned", 1, worth, 0, 0), (None, 1, worth, 0, 0)
    ]  # fmt: skip


def test_a_client_that_bought_again_is_counted_as_rescued(session: Session) -> None:
    an_opportunity(session, "won")
    before = rescued(session, day(-9), TODAY)
    sale = an_opportunity(session, kind="recovery")
    assert rescued(session, day(-9), TODAY) == before
    walk(session, sale, "won")
    assert rescued(session, day(-9), TODAY) == before + 1
    assert rescued(session, day(1), day(9)) == 0
