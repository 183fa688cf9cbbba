"""The CRM that the audit is measured on: the sample, as dirty as real ones are, and the edits of one working day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, update

from checks.install import Installed, business_day, install, installed, open_day
from checks.rules import rulebook
from config.company import load_company
from crm.database import open_engine, reading, unit_of_work
from crm.migrate import upgrade
from crm.model import Account, Activity, Contact, Finding, Opportunity, Verdict
from sample import build

TODAY = dt.date(2026, 11, 20)
SEED = 7
DIRT: dict[Any, tuple[str, ...]] = {
    Opportunity: (
        "name", "owner_id", "lead_source", "opened_on", "contact_id", "amount_mxn", "expected_close_on", "has_need",
        "has_purchasing_power", "is_receptive", "is_accessible", "main_pain", "interest_confirmed_on", "monthly_mxn",
        "value_impact", "value_differentiators", "framework_agreement", "batna",
    ),
    Account: ("segment", "market_type", "country", "time_zone", "postal_code", "tax_regime", "phone"),
    Contact: ("email", "function", "buying_role"),
}  # fmt: skip
"""Fields of which about 2 % are emptied, each on other records."""


def database(folder: Path, opportunities: int) -> Path:
    """The file of a CRM of this size; made once and kept, with the rules of today put into it again."""
    path = folder / f"audit-{opportunities}.sqlite"
    whole = path.with_suffix(".whole")  # written last: what was broken off is made anew
    if not whole.exists():
        for old in folder.glob(f"{path.name}*"):
            old.unlink()
        folder.mkdir(parents=True, exist_ok=True)
    company = load_company()
    rules = rulebook(company)
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine, lambda session: install(session, rules))
    if not whole.exists():
        build(engine, company, opportunities=opportunities, today=TODAY, seed=SEED)
        soil(engine)
        whole.touch()
    engine.dispose()
    return path


def soil(engine: Engine) -> None:
    """Empty about 2 % of each field of ``DIRT``, as happens in a CRM that nobody audits."""
    place = 0
    for model, names in DIRT.items():
        for name in names:
            place += 1
            with unit_of_work(engine) as session:
                session.execute(
                    update(model).where(model.id % 50 == place % 50).values({name: None}),
                    execution_options={"synchronize_session": False},
                )


def opened(path: Path) -> tuple[Engine, Installed]:
    """The database of a file with the rulebook of today."""
    engine = open_engine(f"sqlite:///{path}", create=False)
    with reading(engine) as session:
        return engine, installed(session, rulebook(load_company()))


def first_night(engine: Engine) -> None:
    """Forget what was found: the next audit is the first, which has the most to write."""
    with unit_of_work(engine) as session:
        session.execute(delete(Finding))
        session.execute(delete(Verdict))
    if engine.dialect.name == "postgresql":  # else it might count both as empty while the audit fills them
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE) finding, verdict")


def a_day_of_work(engine: Engine) -> None:
    """One in a hundred of the opportunities and of the activities is edited, some accounts are; a day goes by."""
    edits: tuple[tuple[Any, int, dict[str, Any]], ...] = (
        (Opportunity, 100, {"name": func.trim(Opportunity.name)}),
        (Activity, 100, {"result": "Interested"}),
        (Account, 1_000, {"phone": "5512345678"}),
    )
    with unit_of_work(engine) as session:
        today = open_day(session, business_day(session) + dt.timedelta(days=1))
        for model, one_in, values in edits:
            chosen = model.id % one_in == today.toordinal() % one_in
            session.execute(
                update(model).where(chosen).values(values), execution_options={"synchronize_session": False}
            )
