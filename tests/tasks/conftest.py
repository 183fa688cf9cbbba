"""A CRM with cases at every place, and the settings that lead the tasks to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from config.settings import settings
from tests.builders import BUILDERS, COMPANY, a_lead
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


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A CRM with work to do; the settings name it."""
    furnish(world)
    monkeypatch.setenv("SEITON_DATABASE", world.url)
    monkeypatch.setenv("SEITON_CONFIG", str(COMPANY))
    settings.cache_clear()
    yield world
    settings.cache_clear()
