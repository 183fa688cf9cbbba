"""What ``seiton held`` names is the shortest way on: all of it is enough, and nothing of it can be left out (000/A34)."""

from __future__ import annotations

import contextlib
import random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from checks.held import explain
from tests.builders import prepare, the_company, the_rulebook
from tests.checks.edits import Mend
from tests.checks.gallery import Gallery
from tests.checks.test_rules_break_and_mend import EVERY, _try
from tests.worlds import World

pytestmark = pytest.mark.slow

LACKING = 3
STEPS = [
    (record, stage, target)
    for record, lifecycle in the_company().lifecycles.items()
    for stage in lifecycle.open_stages
    if (target := lifecycle.next_on_track(stage)) and the_rulebook().gating(record, target)
]


def _named(session: Session, world: World, case: Any) -> set[str]:
    session.flush()
    return {reason.rule for reason in explain(session, world.installed, case.__tablename__, case.id).reasons}


def _breakable(record: str, target: str) -> list[str]:
    """Rules of the gate that an edit breaks alone."""
    found = ((rule.key, EVERY[rule.key]) for rule in the_rulebook().gating(record, target))
    return [
        key for key, how in found if how.edits and not (how.also or how.given or how.passing or how.at_the_gate)
    ]  # fmt: skip


@pytest.mark.parametrize("last", range(LACKING))
@pytest.mark.parametrize(("record", "stage", "target"), STEPS, ids=[f"{r}-{s}" for r, s, _ in STEPS])
def test_carrying_out_all_that_is_named_moves_a_case_and_leaving_out_any_does_not(
    session: Session, shared_world: World, gallery: Gallery, record: str, stage: str, target: str, last: int
) -> None:
    case = gallery.show(session, record, stage)
    prepare(session, case, target)
    keys = _breakable(record, target)
    random.Random(f"{record} {stage}").shuffle(keys)
    lacking: list[tuple[str, Mend]] = []
    for key in [*keys[last:], *keys[:last]]:
        with contextlib.suppress(LookupError):  # the paper that the edit is about is gone with an earlier one
            mend = EVERY[key].edits[0](session, case)
            if _named(session, shared_world, case) == {key, *(known for known, _ in lacking)}:
                lacking.append((key, mend))
            else:
                mend()
        if len(lacking) == LACKING:
            break
    assert lacking
    while lacking:
        assert _named(session, shared_world, case) == {key for key, _ in lacking}
        assert "held: " in _try(session, case, target)
        lacking.pop()[1]()
    assert _named(session, shared_world, case) == set()
    assert _try(session, case, target) == ""
