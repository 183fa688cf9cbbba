"""The kill test: two working days, undisturbed and then with the working process killed at many steps; the ends must be the same.

Every statement and every commit that a run sends to the database is a step at which it may die, and so are the moments
just after a commit and around the sending of a notice. A run that died is begun again a quarter of an hour later, until it ends.

Each run is a process of its own, forked from one that has read and compiled everything and holds no connection.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from checks.ending import Ending, differences, ending
from checks.install import install
from checks.rule import Rulebook
from crm.database import Engine, open_engine, unit_of_work
from crm.identity import Keeper, enrol, new_key
from crm.model import Base, Person
from crm.requests import able
from crm.roots import read_roots
from crm.steps import tell_steps
from sample import build
from tasks.mail_sink import mail_sink
from tasks.paper_drop import drop_papers
from tasks.shift import Office, Run, shift
from tasks.work import Call

KILLS_A_RUN = 5
"""Of one life. A notice is given up after six attempts (config/notifications.toml), and a killed one is an attempt."""

OPPORTUNITIES = 1_000
TODAY = dt.date(2026, 11, 20)
BEGUN_AGAIN_AFTER = dt.timedelta(minutes=15)

Notice = tuple[str, str]
"""Who got it, and its key."""


@dataclass(frozen=True)
class Point:
    """A step at which a run may die: the number of the run, the number of the step, and what the step is."""

    run: int
    step: int
    kind: str


@dataclass
class Life:
    """What became of one CRM: where its runs were killed, what differs at the end, which notices came twice."""

    number: int
    killed: list[tuple[str, int, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    twice: int = 0


@dataclass(frozen=True)
class Calm:
    """The undisturbed two days: every step that was taken, the end, the notices that were sent, and where papers lie."""

    points: list[Point]
    end: Ending
    notices: Counter[Notice]
    files: Counter[str]
    seconds: float


class Chaos:
    """A scratch CRM, its undisturbed end, and as many disturbed lives as are asked for."""

    def __init__(self, office: Office, database: Path, fresh: Path, runs: Sequence[Run]) -> None:
        self.office, self.database, self.fresh, self.runs = office, database, fresh, runs
        self.calm = self._undisturbed()
        gc.freeze()  # what was compiled is never thrown away: children that share it need not look through it

    def _undisturbed(self) -> Calm:
        began, before = time.perf_counter(), len(self.office.mail.taken())
        self._begin()
        points: list[Point] = []
        for number, run in enumerate(self.runs):
            with self._telling(lambda kind, at=number: points.append(Point(at, len(points), kind))):  # type: ignore[misc]
                run.do(self.office, Call(run.at, run.flow))
        counted: Counter[int] = Counter()
        numbered = []
        for point in points:
            numbered.append(replace(point, step=counted[point.run]))
            counted[point.run] += 1
        notices, files = Counter(self.office.mail.taken(before)), self.office.papers.lie()
        return Calm(numbered, self._end(), notices, files, time.perf_counter() - began)

    def deal(self, seed: int, number: int) -> dict[int, list[int]]:
        """The steps at which each run is killed in the life of this number, one after the other; the same seed gives the same."""
        random = Random(f"{seed} {number}")
        steps = Counter(point.run for point in self.calm.points)
        return {run: random.sample(range(most), min(KILLS_A_RUN, most)) for run, most in steps.items()}

    def live(self, seed: int, number: int) -> Life:
        """Two days on a fresh copy, each run killed at its steps and begun again; and how the end differs."""
        life, before, kills = Life(number), len(self.office.mail.taken()), self.deal(seed, number)
        self._begin()
        for at, run in enumerate(self.runs):
            for attempt, step in enumerate([*kills[at], None]):
                call = Call(run.at + attempt * BEGUN_AGAIN_AFTER, run.flow)
                died_before, failed = self._in_a_process(run, call, step)
                if failed:
                    life.wrong.append(f"{run.flow}: {failed}")
                if not died_before:
                    break
                life.killed.append((run.flow, step or 0, died_before))
        cut_off = sum(flow.startswith(("nightly-audit", "audit-of-changes")) for flow, _, _ in life.killed)
        life.wrong += differences(self.calm.end, self._end(), cut_off)
        self._compare_notices(life, Counter(self.office.mail.taken(before)))
        files = self.office.papers.lie()
        life.wrong += [f"no file {path}" for path in self.calm.files - files]
        life.wrong += [f"a file besides: {path}" for path in files - self.calm.files]
        return life

    def _compare_notices(self, life: Life, taken: Counter[Notice]) -> None:
        for notice in self.calm.notices.keys() - taken.keys():
            life.wrong.append(f"notice {notice[1]} never came to {notice[0]}")
        for notice in taken.keys() - self.calm.notices.keys():
            life.wrong.append(f"notice {notice[1]} came to {notice[0]}, who should not have it")
        life.twice = taken.total() - len(taken)
        after_sending = sum(kind == "sent" or flow.startswith("deliver") for flow, _, kind in life.killed)
        if life.twice > after_sending:
            life.wrong.append(
                f"{life.twice} notices came again, and only {after_sending} runs died after sending one"
            )

    def _in_a_process(self, run: Run, call: Call, step: int | None) -> tuple[str, str]:
        """Do a run in a process that dies just before its ``step``; what that step was, or what failed."""
        listening, telling = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(listening)
            self._work_and_die(run, call, step, telling)
        os.close(telling)
        with os.fdopen(listening, encoding="utf-8") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return said, ""
        return "", said

    def _work_and_die(self, run: Run, call: Call, step: int | None, telling: int) -> None:
        taken = 0

        def tell(kind: str) -> None:
            nonlocal taken
            if taken == step:
                os.write(telling, kind.encode())
                os.kill(os.getpid(), signal.SIGKILL)
            taken += 1

        try:
            with self._telling(tell):
                run.do(self.office, call)
            os._exit(0)
        except BaseException:
            os.write(telling, traceback.format_exc().encode())
            os._exit(1)

    @contextmanager
    def _telling(self, tell: Callable[[str], None]) -> Iterator[None]:
        _HEARS.append(tell)
        try:
            yield
        finally:
            _HEARS.pop()
            self.office.engine.dispose()

    def _begin(self) -> None:
        self.office.engine.dispose()
        for ending_ in ("-wal", "-shm"):
            Path(f"{self.database}{ending_}").unlink(missing_ok=True)
        shutil.copyfile(self.fresh, self.database)
        self.office.roots.unlink(missing_ok=True)
        self.office.papers.lay_out()

    def _end(self) -> Ending:
        try:
            return ending(self.office.engine, read_roots(self.office.roots))
        finally:
            self.office.engine.dispose()


_HEARS: list[Callable[[str], None]] = []


def _tell(kind: str) -> None:
    if _HEARS:
        _HEARS[-1](kind)


@contextmanager
def chaos(rulebook: Rulebook, folder: Path, opportunities: int = OPPORTUNITIES) -> Iterator[Chaos]:
    """Build the sample in a folder, with approvers who have telephones and a mail server; and live two calm days."""
    fresh, database = folder / "fresh.sqlite", folder / "crm.sqlite"
    engine = open_engine(f"sqlite:///{database}")
    Base.metadata.create_all(engine)
    with unit_of_work(engine) as session:
        rules = install(session, rulebook)
    build(engine, rulebook.company, opportunities=opportunities, today=TODAY)
    keeper = Keeper(new_key())
    telephones = _give_telephones(engine, rulebook, keeper)
    papers = drop_papers(engine, rulebook.company, keeper, folder / "papers", TODAY)
    engine.dispose()
    database.rename(fresh)
    with mail_sink(folder / "mail.jsonl") as mail:
        tell_steps(engine, _tell)
        office = Office(engine, rules, folder / "roots.jsonl", mail, keeper, telephones, papers, _tell)
        yield Chaos(office, database, fresh, shift(TODAY))


def _give_telephones(engine: Engine, rulebook: Rulebook, keeper: Keeper) -> dict[str, str]:
    tiers = rulebook.company.approvals.of("credit").tiers
    now = dt.datetime.combine(TODAY, dt.time(), dt.UTC)
    with unit_of_work(engine) as session:
        people = able(session, (tiers[-1].role,))
        return {
            name: enrol(session, keeper, session.get_one(Person, number), "Seiton", now).secret
            for number, name in people.items()
        }
