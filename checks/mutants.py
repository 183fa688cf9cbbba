"""Does the proof notice? Every guard is weakened, one at a time, and the proof must find the way through (000/A28).

* gate: one rule of one gate no longer refuses; the case that breaks it must be seen to pass.
* arrow: one undeclared change of stage is declared; the case must be seen to go along it.
* dispatch: one rule no longer keeps equipment from being sent or installed.
* guard: one trigger of the database is gone; the comparison that every flow makes before it moves a case must name it.
* promise: one rule is taken out of the gate that a promise names; the promise must be seen to be broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from checks.guards import FactGuard, edges, fact_guards
from checks.promises import PROMISES
from checks.proof import broken_promises, guards_stand, through, write_fact
from checks.proof_world import World, route, world
from checks.rule import Rule, Rulebook
from crm.model import CASES


@dataclass(frozen=True)
class Mutant:
    """A guard that was weakened: of which kind, what was done to it, and the way that the proof found (none: it survived)."""

    kind: str
    name: str
    way: tuple[str, ...] | None


def mutants(rulebook: Rulebook) -> Iterator[Mutant]:
    """Every mutant of the guards of a rulebook, each tried in a scratch CRM."""
    with world(rulebook) as scratch:
        for record in CASES:
            for stage in rulebook.company.lifecycles[record].ids:
                yield from _weaker_gates(scratch, rulebook, record, stage)
            yield from _more_arrows(scratch, rulebook, record)
        for guard in fact_guards(rulebook):
            yield from _weaker_facts(scratch, rulebook, guard)
        yield from _no_guard(scratch, rulebook)
    yield from _smaller_promises(rulebook)


def _weaker_gates(scratch: World, rulebook: Rulebook, record: str, stage: str) -> Iterator[Mutant]:
    rules = rulebook.gating(record, stage)
    here = next((a for a, b in edges(rulebook, record) if b == stage), None)
    ids = scratch.cases(record, len(rules), here, claim=None if here else stage)
    scratch.break_((rule.key, number) for rule, number in zip(rules, ids, strict=True))
    for rule, number in zip(rules, ids, strict=True):
        but_here = f"CASE WHEN NEW.stage IS NOT '{stage}' THEN {{}} END"
        with _altered(scratch, f"guard_{record}_gate", _refusal_of(rule), but_here):
            passes = scratch.moves(record, number, stage) is None
        way = through(rulebook, rule, here, stage).way if passes else None
        yield Mutant("gate", f"{stage} without {rule.key}", way)


def _refusal_of(rule: Rule) -> str:
    return rf"RAISE\(ABORT, 'held: {re.escape(rule.key)}: (?:[^']|'')*'\)"


def _more_arrows(scratch: World, rulebook: Rulebook, record: str) -> Iterator[Mutant]:
    declared = edges(rulebook, record)
    first = re.escape(f"'{declared[0][0]}>{declared[0][1]}'")
    ids = rulebook.company.lifecycles[record].ids
    for here in ids:
        for there in ids:
            if here == there or (here, there) in declared:
                continue
            (case,) = scratch.cases(record, 1, here)
            arrow = f"'{here}>{there}', '{declared[0][0]}>{declared[0][1]}'"
            with _altered(scratch, f"guard_{record}_move", first, arrow):
                goes = scratch.moves(record, case, there) is None
            yield Mutant(
                "arrow",
                f"{record}: {here} → {there}",
                (*route(rulebook.company, record, here), there) if goes else None,
            )


def _weaker_facts(scratch: World, rulebook: Rulebook, guard: FactGuard) -> Iterator[Mutant]:
    for rule in rulebook.gating(guard.record, guard.stage) if guard.stage else ():
        (case,) = scratch.cases(guard.record, 1, guard.stages[0])
        scratch.break_([(rule.key, case)])
        unseen = rf"proof_broken\.rule = '{re.escape(rule.key)}'"
        with _altered(scratch, f"guard_{guard.table}_{guard.column}_insert", unseen, "0"):
            written = write_fact(scratch, guard, case) is None
        way = (*route(rulebook.company, guard.record, guard.stages[0]), f"✗ {rule.key}", f"+ {guard.column}")
        yield Mutant("dispatch", f"{guard.column} without {rule.key}", way if written else None)


def _no_guard(scratch: World, rulebook: Rulebook) -> Iterator[Mutant]:
    names = scratch.triggers()
    for name, statement in names.items():
        scratch.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        found = any(name in hole.says.en for hole in guards_stand(scratch, rulebook))
        scratch.connection.exec_driver_sql(statement)
        yield Mutant("guard", name, (f"– {name}",) if found else None)


def _smaller_promises(rulebook: Rulebook) -> Iterator[Mutant]:
    for promise in PROMISES:
        for key in promise.rules:
            rules = (
                replace(rule, gates=rule.gates - {promise.stage}) if rule.key == key else rule
                for rule in rulebook
            )
            ways = [
                hole.way
                for hole in broken_promises(Rulebook(rulebook.company, rules))
                if f"✗ {key}" in hole.way
            ]
            yield Mutant("promise", f"{promise.stage} without {key}", ways[0] if ways else None)


@contextmanager
def _altered(scratch: World, trigger: str, pattern: str, instead: str) -> Iterator[None]:
    """For the length of a block a trigger is another one; ``{}`` in ``instead`` is what stood there.

    Raises ``LookupError`` where it would stay as it is.
    """
    whole = scratch.triggers()[trigger]
    other, times = re.subn(pattern, lambda found: instead.format(found[0]), whole, count=1)
    if not times:
        raise LookupError(f"{trigger} has nothing that looks like {pattern}")
    for statement in (f"DROP TRIGGER {trigger}", other):
        scratch.connection.exec_driver_sql(statement)
    try:
        yield
    finally:
        for statement in (f"DROP TRIGGER {trigger}", whole):
            scratch.connection.exec_driver_sql(statement)
