"""``seiton chaos``: is anything lost or done twice when what works is killed? It is, hundreds of times, and the ends are compared."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from checks.rules import rulebook
from cli import chaos_texts as t
from cli.exits import Ends
from cli.screen import Screen
from config.company import load_company
from tasks.chaos import Chaos, Life
from tasks.chaos import chaos as in_chaos

SHOWN = 20


def chaos(kills: int, seed: int, life: int | None, as_json: bool) -> Ends:
    """Live two days again and again, killed at other steps each time; ``UNWELL`` where one of them ends otherwise."""
    company = load_company()
    screen = Screen(company.language, as_json=as_json)
    with tempfile.TemporaryDirectory(prefix="seiton-chaos-") as folder, ExitStack() as stack:
        with screen.progress(t.CHAOS_CALM):
            here = stack.enter_context(in_chaos(rulebook(company), Path(folder)))
        return _live(screen, here, kills, seed, life)


def _live(screen: Screen, here: Chaos, kills: int, seed: int, life: int | None) -> Ends:
    calm = here.calm
    notices = calm.notices.total()
    screen.say(
        t.CHAOS_POINTS, runs=len(here.runs), stages=calm.end.stages, history=calm.end.history, notices=notices,
        points=len(calm.points),
    )  # fmt: skip
    began = time.perf_counter()
    lives: list[Life] = []
    with screen.progress(t.CHAOS_KILLING) as bar:
        while not lives or (life is None and _killed(lives) < kills):
            lives.append(here.live(seed, life or len(lives) + 1))
            bar.at(_killed(lives), max(kills, _killed(lives)))
    seconds = time.perf_counter() - began
    kinds = Counter(kind for one in lives for _, _, kind in one.killed)
    screen.say(t.CHAOS_KILLED, kills=_killed(lives), lives=len(lives), seconds=seconds, seed=seed)
    screen.say(t.CHAOS_KINDS, kinds=", ".join(f"{kind} {number}" for kind, number in kinds.most_common()))
    differing = [one for one in lives if one.wrong]
    for one in differing:
        _tell(screen, one, seed)
    if not differing:
        screen.say(t.CHAOS_SAME, "green")
        screen.say(t.CHAOS_TWICE, notices=notices * len(lives), twice=sum(one.twice for one in lives))
    screen.json({
        "ok": not differing, "seed": seed, "points": len(calm.points), "stages": calm.end.stages, "history": calm.end.history,
        "kills": kinds, "killed": _killed(lives), "seconds": round(seconds, 1), "twice": sum(one.twice for one in lives),
        "lives": lives,
    })  # fmt: skip
    return Ends.UNWELL if differing else Ends.DONE


def _killed(lives: list[Life]) -> int:
    return sum(len(one.killed) for one in lives)


def _tell(screen: Screen, life: Life, seed: int) -> None:
    screen.say(t.CHAOS_DIFFERS, "red", life=life.number, number=len(life.wrong), seed=seed)
    for wrong in life.wrong[:SHOWN]:
        screen.print(f"✗ {wrong}", "red")
    screen.say(t.CHAOS_WHERE, places=", ".join(f"{flow}#{step} ({kind})" for flow, step, kind in life.killed))
