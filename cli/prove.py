"""``seiton prove``: is there a way round a gate? Every one is tried; with ``--mutants`` the proof itself is put to the test."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict

from checks.mutants import Mutant, mutants
from checks.promises import PROMISES
from checks.proof import prove as prove_all
from checks.rule import Rulebook
from checks.rules import rulebook
from cli import texts as t
from cli.exits import Ends
from cli.screen import Screen
from config.company import load_company

SHOWN = 20


def prove(with_mutants: bool, as_json: bool) -> Ends:
    """Try every way in a scratch CRM and tell each hole with its way; ``UNWELL`` where there is one, or a mutant lives."""
    company = load_company()
    book = rulebook(company)
    screen = Screen(company.language, as_json=as_json)
    with screen.progress(t.PROVING):
        proof = prove_all(book)
    screen.say(
        t.PROVE_TRIED, stages=proof.stages, ways=proof.ways, rules=sum(bool(rule.gates) for rule in book),
        attempts=proof.attempts, seconds=proof.seconds,
    )  # fmt: skip
    for part in proof.parts:
        facts = {"says": part.says.to(company.language), "attempts": part.attempts, "holes": part.holes}
        screen.say(t.PART_BROKEN if part.holes else t.PART_HOLDS, "red" if part.holes else "green", **facts)
    for hole in proof.holes[:SHOWN]:
        screen.print(f"✗ {hole.says.to(company.language)}", "red")
        screen.print(f"    {' → '.join(hole.way)}")
    if not proof.holes:
        for promise in PROMISES:
            screen.print(f"✓ {promise.says.to(company.language)} ({len(promise.rules)})", "green")
        screen.say(t.PROVE_HOLDS, "green")
    tried, alive = _try_the_proof(screen, book) if with_mutants else (Counter[str](), [])
    screen.say(t.PROVE_LIMITS)
    mutated = {"kinds": dict(tried), "alive": [mutant.name for mutant in alive]}
    found = asdict(proof) | {
        "parts": [asdict(part) | {"says": part.says.model_dump()} for part in proof.parts],
        "holes": [{**hole.says.model_dump(), "way": hole.way} for hole in proof.holes],
    }
    screen.json({"ok": not proof.holes and not alive, **found, "mutants": mutated})
    return Ends.UNWELL if proof.holes or alive else Ends.DONE


def _try_the_proof(screen: Screen, book: Rulebook) -> tuple[Counter[str], list[Mutant]]:
    began, expected = time.perf_counter(), sum(len(rule.gates) for rule in book)
    kinds: Counter[str] = Counter()
    alive: list[Mutant] = []
    with screen.progress(t.MUTATING) as bar:
        for done, mutant in enumerate(mutants(book), 1):
            kinds[mutant.kind] += 1
            if mutant.way is None:
                alive.append(mutant)
            bar.at(done, max(done, expected), mutant.name)
    number = sum(kinds.values())
    screen.say(
        t.MUTANTS_KILLED if not alive else t.MUTANTS_ALIVE, "red" if alive else "green", number=number, alive=len(alive),
        kinds=", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())), seconds=time.perf_counter() - began,
    )  # fmt: skip
    for mutant in alive[:SHOWN]:
        screen.print(f"✗ {mutant.kind}: {mutant.name}", "red")
    return kinds, alive
