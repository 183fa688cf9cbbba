"""The proof that no way leads round a gate: every way into every stage is tried, with every rule broken alone (000/A28).

A gate asks that all of its rules hold, so whatever set of rules is broken, one broken rule is enough to see it refused. That is
why trying each rule alone, on every declared arrow and for every imported claim, is trying every combination. Beside that: every
undeclared change of stage, every stage as a beginning, sending and installing before the release, and changing what happened. And
that nobody is caught: from every stage there is a way out, and what ``seiton held`` names is the shortest way on.

What is tried is what the program installs: the triggers of the database (as anyone with a client meets them) and the sweep.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from checks.guards import FactGuard, edges, fact_guards
from checks.install import altered_guards
from checks.promises import PROMISES
from checks.proof_world import World, route, way_out, ways_into, world
from checks.rule import Rule, Rulebook
from config.words import Text
from crm.base import IMPORTED
from crm.database import Session
from crm.model import CASES

SEED = 34
LACKING = 4
"""So many rules, by the seed, lack to a case of which ``seiton held`` must name the way."""


@dataclass(frozen=True)
class Hole:
    """A way round a gate, as a sequence of business steps."""

    says: Text
    way: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One kind of way round a gate: what must not be possible, and the function that tries it."""

    says: Text
    tries: Callable[[World, Rulebook], Iterator[Hole]]


@dataclass(frozen=True)
class Tried:
    """What came of one part."""

    says: Text
    attempts: int
    holes: int


@dataclass
class Proof:
    """What was tried and what came of it, part by part. ``holes`` is empty where the proof holds."""

    stages: int = 0
    ways: int = 0
    attempts: int = 0
    promises: int = 0
    seconds: float = 0.0
    parts: list[Tried] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)


def prove(rulebook: Rulebook) -> Proof:
    """Try every way in a scratch CRM with the guards of this rulebook; every hole that is found, with its way."""
    began = time.perf_counter()
    proof = Proof(promises=len(PROMISES))
    with world(rulebook) as scratch:
        for record in CASES:
            lifecycle = rulebook.company.lifecycles[record]
            proof.stages += len(lifecycle.ids)
            proof.ways += sum(len(ways_into(record, stage, rulebook)) for stage in lifecycle.ids)
        for part in PARTS:
            before, holes = scratch.attempts, list(part.tries(scratch, rulebook))
            proof.parts.append(Tried(part.says, scratch.attempts - before, len(holes)))
            proof.holes += holes
        proof.attempts = scratch.attempts
    proof.holes += broken_promises(rulebook)
    proof.seconds = time.perf_counter() - began
    return proof


def guards_stand(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """The guards in the database are those of the program, all of them; every flow looks at this before it moves a case."""
    scratch.attempts += len(scratch.triggers())
    with Session(scratch.connection, join_transaction_mode="create_savepoint") as session:
        for name in altered_guards(session, scratch.rulebook):
            yield Hole(
                Text(en=f"the guard {name} is missing or altered", es=f"falta o se alteró el candado {name}"),
                (),
            )


def beginnings(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """A case enters the CRM at the beginning of its lifecycle, or as a claim that no gate has passed."""
    for record in CASES:
        lifecycle = rulebook.company.lifecycles[record]
        for stage in (*lifecycle.ids, IMPORTED):
            refused = scratch.enters(record, stage)
            if (refused is None) != (stage in lifecycle.initial):
                yield Hole(
                    Text(
                        en=f"a {record} can begin at {stage}",
                        es=f"un caso ({record}) puede comenzar en {stage}",
                    ),
                    (f"+ {stage}",),
                )


def undeclared(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """A stage changes along declared arrows only, however complete the case is."""
    for record in CASES:
        declared = set(edges(rulebook, record))
        ids = rulebook.company.lifecycles[record].ids
        for here in ids:
            (case,) = scratch.cases(record, 1, here)
            for there in (*ids, IMPORTED):
                if (
                    there != here
                    and (here, there) not in declared
                    and scratch.moves(record, case, there) is None
                ):
                    yield _undeclared_hole(rulebook, record, here, there)
                    (case,) = scratch.cases(record, 1, here)


def _undeclared_hole(rulebook: Rulebook, record: str, here: str, there: str) -> Hole:
    way = (*route(rulebook.company, record, here), there)
    return Hole(
        Text(
            en=f"{record}: {here} → {there} is no declared change of stage",
            es=f"{record}: {here} → {there} no es un cambio declarado",
        ),
        way,
    )


def gates(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """No rule of a gate may be broken when a case passes it, by hand or by the sweep; with none broken it passes."""
    for record in CASES:
        for stage in rulebook.company.lifecycles[record].ids:
            for here, _ in ways_into(record, stage, rulebook):
                yield from gate(scratch, rulebook, record, here, stage)


def gate(scratch: World, rulebook: Rulebook, record: str, here: str | None, stage: str) -> Iterator[Hole]:
    """One way into one stage: a case for each rule of the gate, which breaks just that rule, and one that breaks none."""
    rules = rulebook.gating(record, stage)
    ids = scratch.cases(record, len(rules) + 1, here, claim=None if here else stage)
    scratch.break_((rule.key, number) for rule, number in zip(rules, ids, strict=False))
    passed = [
        rule for rule, number in zip(rules, ids, strict=False) if scratch.moves(record, number, stage) is None
    ]
    for rule in passed:
        yield through(rulebook, rule, here, stage)
    waiting = [number for rule, number in zip(rules, ids, strict=False) if rule not in passed]
    swept = scratch.sweeps(record, [*waiting, ids[-1]], stage)
    if swept != 1:
        yield Hole(
            Text(
                en=f"the sweep moved {swept} cases into {stage} where one was ready",
                es=f"el barrido movió {swept} casos a {stage} y sólo uno estaba listo",
            ),
            (here or IMPORTED, stage),
        )


def through(rulebook: Rulebook, rule: Rule, here: str | None, stage: str) -> Hole:
    """The way by which a case gets into a stage with a rule broken."""
    way = (f"+ {IMPORTED} ({stage})",) if here is None else route(rulebook.company, rule.record, here)
    return Hole(
        Text(
            en=f"{rule.record}: {stage} is entered while broken: {rule.says.en}",
            es=f"{rule.record}: se entra a {stage} y se incumple: {rule.says.es}",
        ),
        (*way, f"✗ {rule.key}", stage),
    )


def facts(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """Nothing is sent, scheduled or installed before its case is released, nor while the release no longer holds (000/A23, M08)."""
    for guard in fact_guards(rulebook):
        for stage in rulebook.company.lifecycles[guard.record].ids:
            (case,) = scratch.cases(guard.record, 1, stage)
            refused = write_fact(scratch, guard, case)
            if (refused is None) != (stage in guard.stages):
                yield _fact_hole(rulebook, guard.column, guard.record, stage)
        for rule in rulebook.gating(guard.record, guard.stage) if guard.stage else ():
            (case,) = scratch.cases(guard.record, 1, guard.stages[0])
            scratch.break_([(rule.key, case)])
            if write_fact(scratch, guard, case) is None:
                yield _fact_hole(rulebook, guard.column, guard.record, guard.stages[0], rule)


def write_fact(scratch: World, guard: FactGuard, case: int) -> str | None:
    """Try to write the fact of a case; why it is refused, or nothing."""
    columns = f"{guard.reference}, {guard.column}, created_at"
    return scratch.runs(
        f"INSERT INTO {guard.table} ({columns}) VALUES ({case}, '2026-01-05', '2026-01-05 18:00:00')"
    )


def _fact_hole(rulebook: Rulebook, column: str, record: str, stage: str, rule: Rule | None = None) -> Hole:
    broken = () if rule is None else (f"✗ {rule.key}",)
    return Hole(
        Text(
            en=f"{column} is written at {stage}" + (f" while broken: {rule.says.en}" if rule else ""),
            es=f"se escribe {column} en {stage}" + (f" y se incumple: {rule.says.es}" if rule else ""),
        ),
        (*route(rulebook.company, record, stage), *broken, f"+ {column}"),
    )


PAST = (
    "UPDATE stage_history SET moved_by = 'me'",
    "DELETE FROM stage_history",
    "INSERT INTO stage_history (record, record_id, version, from_stage, to_stage, moved_at, moved_by)"
    " SELECT record, record_id, version + 1, to_stage, 'won', moved_at, moved_by FROM stage_history LIMIT 1",
    "UPDATE business_day SET today = '2025-12-31'",
    "DELETE FROM business_day",
    *(f"DELETE FROM {record}" for record in CASES),
    *(f"UPDATE {record} SET id = id + 1000000" for record in CASES),
)


def past(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """What happened stays, and the calendar goes forward only."""
    for record in CASES:
        scratch.cases(record, 1)
    for statement in PAST:
        if scratch.runs(statement) is None:
            yield Hole(
                Text(en=f"the past was changed: {statement}", es=f"se cambió el pasado: {statement}"), ()
            )


def ways_out(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """No case is stuck: from every open stage a case that breaks nothing is taken to a closed one, each step through its guards."""
    for record in CASES:
        lifecycle = rulebook.company.lifecycles[record]
        for here in lifecycle.open_stages:
            way = way_out(lifecycle, here)
            (case,) = scratch.cases(record, 1, here)
            refused = next((step for step in way if scratch.moves(record, case, step) is not None), None)
            if not way or refused is not None:
                yield Hole(
                    Text(
                        en=f"{record}: a case at {here} that lacks nothing can't be closed",
                        es=f"{record}: un caso en {here} al que nada le falta no se puede cerrar",
                    ),
                    (*route(rulebook.company, record, here), *way),
                )


def named_ways(scratch: World, rulebook: Rulebook) -> Iterator[Hole]:
    """What ``seiton held`` names is enough and not too much: all of it mended the case goes on, with any one left out it stays (000/A34)."""
    chance = random.Random(SEED)
    for record in CASES:
        lifecycle = rulebook.company.lifecycles[record]
        for here in lifecycle.open_stages:
            target = lifecycle.next_on_track(here)
            rules = rulebook.gating(record, target) if target else ()
            if target is None or not rules:
                continue
            lacking = chance.sample([rule.key for rule in rules], min(LACKING, len(rules)))
            if not _is_the_way(scratch, record, here, target, lacking):
                yield Hole(
                    Text(
                        en=f"{record}: at {here} the way that is named is not the shortest, or no way",
                        es=f"{record}: en {here} el camino que se nombra no es el más corto, o no lo es",
                    ),
                    (*route(rulebook.company, record, here), *(f"✗ {key}" for key in lacking), target),
                )


def _is_the_way(scratch: World, record: str, here: str, target: str, lacking: Sequence[str]) -> bool:
    """A case that lacks all of it; of its like each lacks all but what was mended: one rule, or nothing any more."""
    case, *others = scratch.cases(record, len(lacking) + 2, here)
    scratch.break_((key, case) for key in lacking)
    named = scratch.names(record, case)
    scratch.break_(zip(named, others, strict=False))
    stay = all(
        scratch.moves(record, other, target) is not None for other, _ in zip(others, named, strict=False)
    )
    return stay and sorted(named) == sorted(lacking) and scratch.moves(record, others[-1], target) is None


PARTS = (
    Part(Text(en="The guards stand as installed", es="Los candados están como se instalaron"), guards_stand),
    Part(Text(en="A case begins at the beginning", es="Un caso comienza por el principio"), beginnings),
    Part(Text(en="A stage changes along declared arrows only", es="Una etapa cambia sólo por flechas declaradas"), undeclared),
    Part(Text(en="No gate is passed with a rule broken", es="Ningún filtro se pasa con una regla incumplida"), gates),
    Part(Text(en="Nothing is sent or installed before its release", es="Nada se envía ni instala antes de liberarse"), facts),
    Part(Text(en="What happened stays as it happened", es="Lo que ocurrió queda como ocurrió"), past),
    Part(Text(en="From every stage a way leads out", es="De cada etapa hay una salida"), ways_out),
    Part(Text(en="The way that 'seiton held' names is the shortest", es="El camino que nombra 'seiton held' es el más corto"), named_ways),
)  # fmt: skip
"""What is tried, one after the other; ``seiton prove`` tells each with its number of attempts."""


def broken_promises(rulebook: Rulebook) -> Iterator[Hole]:
    """Every rule that a promise names gates its stage; that a gate holds is what the other parts prove."""
    for promise in PROMISES:
        for key in promise.rules:
            rule = rulebook.by_key.get(key)
            if rule is None or promise.stage not in rule.gates:
                way = (*route(rulebook.company, promise.record, promise.stage)[:-1], f"✗ {key}", promise.stage)
                yield Hole(
                    Text(
                        en=f"{promise.says.en}: {key} no longer guards {promise.stage}",
                        es=f"{promise.says.es}: {key} ya no resguarda {promise.stage}",
                    ),
                    way,
                )
