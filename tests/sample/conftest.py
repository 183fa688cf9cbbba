"""Samples to look into: of the shipped company and of the tests' own, on both kinds of database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from checks.install import Installed, install, installed
from checks.rules import rulebook
from config.company import Company, load_company
from crm.database import open_engine, reading, unit_of_work
from crm.model import Base
from sample import Manifest, build
from tests import builders
from tests.house.conftest import ROOT

TODAY = dt.date(2026, 11, 20)
COMPANIES = {"shipped": load_company(ROOT / "config"), "invented": builders.the_company()}


@dataclass(frozen=True)
class Dealer:
    """A sample and what it says of itself."""

    engine: Engine
    installed: Installed
    manifest: Manifest

    @property
    def company(self) -> Company:
        return self.installed.rulebook.company


def an_empty_crm(url: str, company: Company) -> Engine:
    """A CRM with its records and its rulebook, and nothing else."""
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    with unit_of_work(engine) as session:
        install(session, rulebook(company))
    return engine


def a_dealer(
    url: str, company: Company, opportunities: int = 2_000, seed: int = 7, today: dt.date = TODAY
) -> Dealer:
    """A sample of its own."""
    engine = an_empty_crm(url, company)
    manifest = build(engine, company, opportunities=opportunities, today=today, seed=seed)
    with reading(engine) as session:
        return Dealer(engine, installed(session, rulebook(company)), manifest)


@pytest.fixture
def crm_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'sample.sqlite'}"


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Addresses of new databases, of both kinds."""
    numbers = count(1)
    if request.param == "sqlite":
        files = tmp_path_factory.mktemp("samples")
        yield lambda: f"sqlite:///{files / f'{next(numbers)}.sqlite'}"
        return
    yield request.getfixturevalue("postgres").another


@pytest.fixture(scope="session", params=["shipped", pytest.param("invented", marks=pytest.mark.slow)])
def dealer(request: pytest.FixtureRequest, new_url: Callable[[], str]) -> Iterator[Dealer]:
    """A dealer of the usual size, to look into only."""
    made = a_dealer(new_url(), COMPANIES[request.param])
    yield made
    made.engine.dispose()
