"""The command as a person types it, on a CRM of the invented company that a test may spoil."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from checks.gate import Scope
from checks.install import installed
from checks.lifecycle import note
from cli.main import app
from config.settings import settings
from crm.database import open_engine, reading, unit_of_work
from crm.model import CASES, CreditDecision, Person, PersonRole
from tests import builders


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Outcome]


@pytest.fixture(scope="session")
def desk_drawer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data of one test after the other lies, always at the same address."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture
def var(desk_drawer: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for data, and the configuration of the invented company."""
    folder = desk_drawer / "var"
    shutil.rmtree(folder, ignore_errors=True)
    monkeypatch.setenv("SEITON_VAR", str(folder))
    monkeypatch.setenv("SEITON_CONFIG", str(builders.COMPANY))
    monkeypatch.delenv("SEITON_DATABASE", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture
def call(var: Path) -> Call:
    """Call ``seiton`` with some words."""

    def run(*words: object) -> Outcome:
        done = CliRunner().invoke(app, [str(word) for word in words], prog_name="seiton")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Outcome(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def empresa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the same company, which reads Spanish."""
    folder = tmp_path_factory.mktemp("spanish") / "empresa"
    shutil.copytree(builders.COMPANY, folder)
    words = folder / "company.toml"
    words.write_text(words.read_text().replace('language = "en"', 'language = "es"'))
    return folder


@pytest.fixture
def in_spanish(var: Path, empresa: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The company reads Spanish."""
    monkeypatch.setenv("SEITON_CONFIG", str(empresa))
    settings.cache_clear()


@pytest.fixture
def own_empresa(in_spanish: None, empresa: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration in Spanish that a test may spoil."""
    folder = shutil.copytree(empresa, tmp_path / "empresa")
    monkeypatch.setenv("SEITON_CONFIG", str(folder))
    settings.cache_clear()
    return folder


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CRM made by ``seiton init``, with a colleague for each role: the template that tests copy."""
    folder = tmp_path_factory.mktemp("furnished")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEITON_VAR", str(folder))
        patch.setenv("SEITON_CONFIG", str(builders.COMPANY))
        patch.delenv("SEITON_DATABASE", raising=False)
        settings.cache_clear()
        done = CliRunner().invoke(app, ["init", "--today", builders.TODAY.isoformat()])
        assert done.exit_code == 0, done.output
        engine = open_engine(settings().database_url)
        with unit_of_work(engine) as session:
            builders.hire_everybody(session)
        engine.dispose()
        settings.cache_clear()
    return folder / "crm.sqlite"


class House:
    """The CRM behind the command: to write in before a call and to look at after it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine: Engine = open_engine(f"sqlite:///{path}")

    def write(self) -> Any:
        """A session that is saved at the end of the block."""
        return unit_of_work(self.engine)

    def read(self) -> Any:
        """A session to look only."""
        return reading(self.engine)

    def sweep(self) -> None:
        """Write down who is held and open the requests that are due, as a sweep does."""
        with self.read() as session:
            rules = installed(session, builders.the_rulebook())
        for record in CASES:
            note(self.engine, rules, record, Scope(), builders.NOW)

    def name_of(self, role: str, other: bool = False) -> str:
        """The name of the colleague who has a role."""
        with self.read() as session:
            return str(session.get_one(Person, builders.who(session, role, other)).name)


@pytest.fixture
def house(var: Path, furnished: Path) -> Iterator[House]:
    """The furnished CRM, a copy of one's own."""
    var.mkdir()
    shutil.copyfile(furnished, var / "crm.sqlite")
    house = House(var / "crm.sqlite")
    yield house
    house.engine.dispose()


def a_case_that_awaits_credit(session: Session) -> int:
    """An opportunity that lacks nothing but the decision on credit."""
    case = builders.an_opportunity(session, "negotiated")
    builders.supersede(session, builders.part(session, case, CreditDecision))
    return int(case.id)


def roles(session: Session, person_id: int) -> set[str]:
    """What a colleague may be."""
    return set(session.scalars(sa.select(PersonRole.role).where(PersonRole.person_id == person_id)))
