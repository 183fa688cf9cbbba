"""A few hundred cases of each kind in every run; ``.ci/run`` plays a hundred thousand, ``python -m tests.hostile`` more."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from crm.imports import rejects
from tests.hostile.fuzzing import Defect, play, spoiled
from tests.hostile.house import House
from tests.hostile.importing import Exports
from tests.hostile.kinds import KINDS, shared_out
from tests.worlds import World

SEED = 2026
LIGHT = {"configuration": 60, "papers": 30, "names": 500}
"""The kinds that need no CRM, and how many cases of each are played here."""


@pytest.fixture
def exports(world: World, tmp_path: Path) -> Exports:
    return Exports(House(world.url, world.engine, world.installed, 0), tmp_path)


@pytest.mark.parametrize("name", LIGHT)
def test_hostile_input_is_taken_or_refused_with_a_reason(name: str, tmp_path: Path) -> None:
    (kind,) = (kind for kind in KINDS if kind.name == name)
    tally = play(kind, LIGHT[name], SEED, tmp_path / name)
    assert (tally.defects, tally.cases, tally.outcomes.total()) == ([], LIGHT[name], LIGHT[name])


def test_no_row_of_a_hostile_export_is_lost(exports: Exports) -> None:
    for number in range(3):
        assert exports.play(Random(number), 120).total() == 120


def test_a_formula_among_the_rejects_would_be_seen(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejects, "harmless", str)
    with pytest.raises(Defect, match="a formula in the rejects"):
        for number in range(20):
            exports.play(Random(number), 120)


def test_the_same_seed_plays_the_same_cases() -> None:
    data = bytes(range(256)) * 4
    assert spoiled(Random("7 papers 3"), data) == spoiled(Random("7 papers 3"), data)


@pytest.mark.parametrize("cases", [1, 99, 100_000])
def test_every_case_is_given_to_a_kind(cases: int) -> None:
    assert sum(number for _, number in shared_out(KINDS, cases)) == cases
