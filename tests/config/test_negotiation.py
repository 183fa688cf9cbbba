"""Words of the negotiation that can't be used are refused; sensitive data of persons among them (001/B16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.test_refusals import Files

FILE = "negotiation.toml"
SPOILED = {
    "sensitive data": ('education = {', 'religion = {', "religion: sensitive personal data is not kept"),
    "the age of somebody": ('education = {', 'age = {', "age: sensitive personal data is not kept"),
    "a phase that is missing": ("control = {", "contrl = {", "phase.contrl"),
    "a stage that is none": ('before = "proposed"', 'before = "offered"', "phase.analysis.before: unknown word 'offered'"),
    "a depth that is none": ('"analysis", depth = "usual"', '"analysis", depth = "huge"', "part.depth: unknown word 'huge'"),
    "a part that nobody can find": ("grid = {", "gird = {", "part.gird"),
    "coverage before no stage": ("proposed = 55", "offered = 55", "coverage.before: unknown word 'offered'"),
    "a role that is none": ('board = "direction"', 'board = "boss"', "peers.board: unknown word 'boss'"),
    "somebody sought in two ways": ("signs_orders = true", 'signs_orders = true, words = ["user"]', "say one of words"),
    "somebody sought by an unknown word": ('words = ["champion"]', 'words = ["friend"]', "sought.champion.words: unknown word 'friend'"),
    "more factors than are named": ("least = 2", "least = 4", "only 3 factors are named"),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILED)
def test_what_can_not_be_used_is_refused(tmp_path: Path, what: str) -> None:
    files = Files(tmp_path)
    old, new, words = SPOILED[what]
    files.put(FILE, old, new)
    files.refused(FILE, words)
