"""Words with quotes and SQL in them, of the company and of its clients, are words in rules, guards and views."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from checks.audit import audit
from checks.install import altered_guards, install, open_day
from checks.rules import rulebook
from config.company import load_company
from crm.database import open_engine, reading, unit_of_work
from crm.model import Account, Base, Opportunity
from tests import builders
from tests.builders import COMPANY, NOW, TODAY
from tests.worlds import World

SQL = (
    "Robert'); DROP TABLE account; --",
    "' OR ''='",
    '"; DELETE FROM opportunity; --',
    "\\'",
    "%' --",
    "a\\",
    ":name ?",
    "''",
)


@pytest.mark.slow
def test_a_company_may_call_its_topics_what_it_likes(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    shutil.copytree(COMPANY, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "company.toml"
    text = file.read_text(encoding="utf-8")
    assert '"toner_request"' in text
    file.write_text(text.replace('"toner_request"', "\"o'clock'); DROP TABLE account; --\""), encoding="utf-8")
    rules = rulebook(load_company(folder))
    engine = open_engine(f"sqlite:///{tmp_path / 'crm.sqlite'}")
    Base.metadata.create_all(engine)
    with unit_of_work(engine) as session:
        install(session, rules)
        open_day(session, TODAY)
    with reading(engine) as session:
        assert altered_guards(session, rules) == []
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0
    engine.dispose()


@pytest.mark.slow
def test_clients_may_be_called_what_they_like(world: World) -> None:
    with world.write() as session:
        clients = {name: builders.an_account(session, name=name).id for name in SQL}
        case = builders.an_opportunity(session, "studied", next_step=SQL[0])
        case.name, number = SQL[0], case.id
    audit(world.engine, world.installed, now=NOW, workers=1)
    with world.read() as session:
        assert {name: session.get_one(Account, key).name for name, key in clients.items()} == {
            n: n for n in SQL
        }
        assert session.get_one(Opportunity, number).name == SQL[0]
        assert altered_guards(session, world.installed.rulebook) == []
