"""No way leads round a gate, and a proof that would not notice one is no proof (000/A28)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import pytest

from checks.mutants import mutants
from checks.promises import PROMISES
from checks.proof import PARTS, broken_promises, named_ways, prove
from checks.proof_world import World, way_out, world
from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import Company, Lifecycle, Stage, Text, load_company
from tests.builders import the_company, the_rulebook
from tests.house.conftest import ROOT

COMPANIES = {"shipped": load_company(ROOT / "config"), "invented": the_company()}


def _without(book: Rulebook, key: str, stage: str) -> Rulebook:
    rules = (replace(rule, gates=rule.gates - {stage}) if rule.key == key else rule for rule in book)
    return Rulebook(book.company, rules)


def test_a_rule_taken_out_of_a_promised_gate_is_named_with_the_way_through() -> None:
    (hole,) = broken_promises(_without(the_rulebook(), "A23-signed-before-dispatch", "dispatched"))
    assert hole.way == ("ordered", "released", "prepared", "✗ A23-signed-before-dispatch", "dispatched")
    assert "A23-signed-before-dispatch" in hole.says.en


@pytest.mark.parametrize("company", COMPANIES.values(), ids=COMPANIES)
def test_every_promise_is_kept_by_rules_that_exist(company: Company) -> None:
    assert list(broken_promises(rulebook(company))) == []
    assert all(promise.rules for promise in PROMISES)


@pytest.mark.slow
def test_no_way_leads_round_a_gate_of_the_invented_company() -> None:
    proof = prove(the_rulebook())
    assert proof.holes == []
    gated = sum(len(rule.gates) for rule in the_rulebook())
    assert proof.attempts > gated
    assert [(part.says, part.holes) for part in proof.parts] == [(part.says, 0) for part in PARTS]
    assert all(part.attempts for part in proof.parts)
    assert sum(part.attempts for part in proof.parts) == proof.attempts


@pytest.mark.slow
def test_no_weakened_guard_survives() -> None:
    """The first hundred of this company; ``seiton prove --mutants`` weakens all of the shipped one."""
    found = list(islice(mutants(the_rulebook()), 100))
    assert [mutant.name for mutant in found if mutant.way is None] == []
    assert len({mutant.name for mutant in found}) == 100


@pytest.mark.slow
def test_a_database_that_lets_something_through_is_told_with_the_way() -> None:
    book = the_rulebook()
    with world(book) as scratch:
        for name in (
            "guard_opportunity_gate",
            "guard_opportunity_enter",
            "guard_shipment_dispatched_on_insert",
        ):
            scratch.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        ways = {hole.way for part in PARTS for hole in part.tries(scratch, book)}
    assert ("+ won",) in ways
    assert ("ordered", "+ dispatched_on") in ways
    won = ("lead", "qualified", "studied", "proposed", "negotiated", "credit_authorised", "contracted")
    assert (*won, "✗ A23-contract-signed", "won") in ways


@pytest.mark.parametrize("company", COMPANIES.values(), ids=COMPANIES)
def test_every_open_stage_has_a_way_to_a_closed_one(company: Company) -> None:
    for lifecycle in company.lifecycles.values():
        for stage in lifecycle.open_stages:
            assert lifecycle[way_out(lifecycle, stage)[-1]].closed


def test_stages_that_only_lead_to_each_other_have_no_way_out() -> None:
    name = Text(en="Round", es="Ronda")
    stages = tuple(
        Stage(id=here, name=name, owner="sales", **{"from": (there,)}) for here, there in ("ab", "ba")
    )
    loop = Lifecycle(record="opportunity", name=name, initial=("a",), stage=stages)
    assert way_out(loop, "a") == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "lie", [lambda named: named[1:], lambda named: [*named, "A00-not-lacking"]], ids=["too little", "too much"]
)
def test_a_way_that_is_named_wrong_is_found(
    monkeypatch: pytest.MonkeyPatch, lie: Callable[[list[str]], list[str]]
) -> None:
    honest = World.names
    monkeypatch.setattr(World, "names", lambda self, record, number: lie(honest(self, record, number)))
    with world(the_rulebook()) as scratch:
        holes = list(named_ways(scratch, the_rulebook()))
    assert "qualified" in {hole.way[-1] for hole in holes}
