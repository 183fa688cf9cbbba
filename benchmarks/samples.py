"""Samples to measure on: a CRM with the invented dealer in it, of any size, with the rules of today."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from checks.install import Installed, install, installed
from checks.rules import rulebook
from config.company import load_company
from crm.database import open_engine, reading, unit_of_work
from crm.model import Base
from sample import build

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
SEED = 7
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
"""What a size on the command line is called."""


@contextmanager
def a_sample(opportunities: int) -> Iterator[tuple[Engine, Installed, Path]]:
    """A new CRM of so many opportunities; gone at the end of the block."""
    company = load_company()
    rules = rulebook(company)
    with tempfile.TemporaryDirectory(prefix="seiton-benchmark-") as folder:
        path = Path(folder) / "crm.sqlite"
        engine = open_engine(f"sqlite:///{path}")
        Base.metadata.create_all(engine)
        with unit_of_work(engine) as session:
            install(session, rules)
        build(engine, company, opportunities=opportunities, today=TODAY, seed=SEED)
        with reading(engine) as session:
            known = installed(session, rules)
        yield engine, known, path
        engine.dispose()
