"""A list of contracts that nobody here wrote is imported and planned: each that ends soon gets its dated steps (000/A11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from benchmarks.renewal_planning import a_crm, plan, steps_of_the_quarter
from config.company import load_company
from config.settings import ROOT
from crm.calendar import closed_days
from crm.database import reading
from crm.model import Contract, Renewal, RenewalStep
from policy.calendar import is_business_day
from policy.renewal import OUTCOME
from tests.crm.imports.conftest import DATA

FOLDER = DATA / "powerco-contracts"
COMPANY = load_company(ROOT / "config")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the contracts of PowerCo are not in ../shared/data"),
]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("powerco")
    engine = a_crm(FOLDER, f"sqlite:///{folder / 'crm.sqlite'}", COMPANY)
    assert plan(engine, COMPANY).renewals == 7_256
    yield engine
    engine.dispose()


def test_each_of_the_2757_contracts_that_end_within_the_quarter_has_its_dated_steps(planned: Engine) -> None:
    assert Counter(steps_of_the_quarter(planned).values()) == {6: 2_757}


def test_every_step_is_on_a_business_day_no_later_than_the_end_and_in_its_order(planned: Engine) -> None:
    order = [*COMPANY.renewal_windows, OUTCOME]
    with reading(planned) as session:
        rows = session.execute(
            sa.select(RenewalStep.renewal_id, RenewalStep.stage, RenewalStep.due_on, Contract.ends_on)
            .join(Renewal, Renewal.id == RenewalStep.renewal_id)
            .join(Contract, Contract.id == Renewal.contract_id)
        ).all()
    dates: dict[int, dict[str, object]] = {}
    for number, stage, due_on, ends_on in rows:
        assert due_on <= ends_on
        dates.setdefault(number, {})[stage] = due_on
    for due_on in {row.due_on for row in rows}:
        assert is_business_day(due_on, closed_days(COMPANY, due_on))
    for steps in dates.values():
        days = [steps[stage] for stage in order]
        assert days == sorted(days)  # type: ignore[type-var]


def test_a_contract_of_which_nothing_but_its_dates_is_known_has_no_health(planned: Engine) -> None:
    with reading(planned) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Renewal.health_percent.is_not(None))) == 0


def test_to_plan_again_on_the_same_day_finds_nothing_to_do(planned: Engine) -> None:
    assert plan(planned, COMPANY).renewals == 0
