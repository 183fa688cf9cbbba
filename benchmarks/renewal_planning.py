"""How long it takes to plan the renewals of 14,606 real contracts: ``python -m benchmarks.renewal_planning FOLDER``.

The folder holds ``client_data.csv`` (PowerCo). The list is imported into a new CRM, then planned as the sweep of renewals does:
steps dated, health and risks told, candidates looked for, all of it written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from checks.gate import Scope
from checks.install import business_day, install
from checks.rules import rulebook
from config.company import Company, load_company
from crm.calendar import closed_days
from crm.database import open_engine, reading
from crm.imports import load_mapping, run_import
from crm.migrate import upgrade
from crm.model import Contract, Renewal, RenewalStep
from crm.retention import Planned, plan_renewals

MAPPING = "powerco-contracts"
QUARTER_ENDS = dt.date(2016, 3, 31)


def a_crm(folder: Path, url: str, company: Company) -> Engine:
    """A CRM with the contracts in it, on the first day of the quarter."""
    engine = open_engine(url)
    upgrade(engine, lambda session: install(session, rulebook(company)))
    now = dt.datetime(2016, 1, 1, 15, tzinfo=dt.UTC)
    run_import(
        engine, load_mapping(MAPPING), folder, rejects=Path(url.removeprefix("sqlite:///")).parent, now=now
    )
    return engine


def plan(engine: Engine, company: Company) -> Planned:
    """One pass of the planning over everything, as a sweep makes it."""
    with reading(engine) as session:
        today = business_day(session)
    return plan_renewals(engine, company, today, closed_days(company, today), Scope().of)


def steps_of_the_quarter(engine: Engine) -> dict[int, int]:
    """Of each renewal whose contract ends in the quarter, how many dated steps it has."""
    with reading(engine) as session:
        rows = session.execute(
            select(Renewal.id, func.count(RenewalStep.id))
            .join(Contract, Contract.id == Renewal.contract_id)
            .outerjoin(RenewalStep, RenewalStep.renewal_id == Renewal.id)
            .where(Contract.ends_on <= QUARTER_ENDS)
            .group_by(Renewal.id)
        )
        return {number: int(steps) for number, steps in rows}


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun, busy = time.perf_counter(), time.process_time()
    yield
    print(f"{what:<9}{time.perf_counter() - begun:7.2f} s, processor {time.process_time() - busy:6.2f} s")


def main() -> None:
    """Import, plan, and say how long each took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with client_data.csv")
    folder = parser.parse_args().folder
    company = load_company()
    with tempfile.TemporaryDirectory() as place:
        with _timed("import"):
            engine = a_crm(folder, f"sqlite:///{place}/crm.sqlite", company)
        with _timed("planning"):
            done = plan(engine, company)
        steps = steps_of_the_quarter(engine)
        engine.dispose()
    print(f"{done.renewals:,} contracts planned")
    print(f"{len(steps):,} of them end by {QUARTER_ENDS}, with {min(steps.values())} dated steps each at least")


if __name__ == "__main__":
    main()
