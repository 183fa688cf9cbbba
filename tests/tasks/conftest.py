"""A CRM with cases at every place, and the settings that lead the tasks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.papers import load_papers
from config.settings import settings
from papers import Inspector
from tests.builders import BUILDERS, COMPANY, a_lead
from tests.conftest import laid_out, opened
from tests.tasks.signing_table import configuration
from tests.worlds import World

STANDS = {
    "opportunity": ("qualified", "studied", "negotiated", "contracted"),
    "delivery": ("ordered", "prepared", "trained"),
    "renewal": ("watched", "reviewed"),
}


def furnish(world: World) -> None:
    """Some cases of each lifecycle: those that may move on, and two leads that lack nearly everything."""
    with world.write() as session:
        for record, stages in STANDS.items():
            for stage in stages:
                build: Any = BUILDERS[record]
                build(session, stage)
        a_lead(session)
        a_lead(session)


@pytest.fixture(scope="session")
def settings_of_papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a company that trusts the authority of the tests."""
    return configuration(tmp_path_factory.mktemp("papers") / "config")


@pytest.fixture(scope="session")
def inspector(settings_of_papers: Path) -> Iterator[Inspector]:
    """Reads what is handed in; one for all tests, as one is for all papers of an inbox."""
    with Inspector(load_papers(settings_of_papers)) as inspector:
        yield inspector


@pytest.fixture(scope="session")
def with_work(databases: Any) -> Iterator[str]:
    """A CRM with work to do: the template that tests copy."""
    yield from laid_out(databases, furnish)


@pytest.fixture
def busy(databases: Any, with_work: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A CRM with work to do; the settings name it."""
    for world in opened(databases, like=with_work):
        monkeypatch.setenv("SEITON_DATABASE", world.url)
        monkeypatch.setenv("SEITON_CONFIG", str(COMPANY))
        settings.cache_clear()
        yield world
        settings.cache_clear()
