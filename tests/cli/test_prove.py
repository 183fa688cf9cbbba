"""``seiton prove`` tells all that was tried."""

from __future__ import annotations

import pytest

from checks.proof import PARTS
from tests.cli.conftest import Call


@pytest.mark.slow
def test_every_part_of_the_proof_is_named_and_counted(call: Call) -> None:
    said = call("prove", "--json")
    assert said.code == 0 and said.json["ok"]
    assert [part["says"]["es"] for part in said.json["parts"]] == [part.says.es for part in PARTS]
    assert all(part["attempts"] > 0 and part["holes"] == 0 for part in said.json["parts"])
