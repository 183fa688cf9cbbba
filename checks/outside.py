"""The event log of another system against a lifecycle of ours: sorted on the disk, then judged as our own history is (000/A01).

A scratch file of SQLite holds the events, so a million of them take no more memory than ten; it is gone at the end.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from checks.conformance import declared, handed_on
from checks.rule import Rulebook
from config.company import Company, ConfigError, Lifecycle
from config.event_log import LogMapping
from crm.event_logs import Reject, read_log
from policy.conformance import Conformance, Move, conform

REJECTS_SHOWN = 50
_CACHE_KB = 24 * 1024
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

_Row = tuple[str, int, int, str, str | None]


@dataclass
class OutsideLog:
    """What was read: how many events, how many the mapping leaves out, how many were rejected, and the first of those."""

    events: int = 0
    left_out: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)


def lifecycle_named(company: Company, name: str) -> Lifecycle:
    """The lifecycle of a record, or of a name such as ``lead_to_close``. Raises ``ConfigError`` with those there are."""
    known = company.lifecycles
    names = {
        _plain(text): lifecycle
        for lifecycle in known.values()
        for text in (lifecycle.name.es, lifecycle.name.en)
    }
    found = {**names, **known}.get(name) or names.get(_plain(name))
    if found is None:
        there = ", ".join(_plain(lifecycle.name.en) for lifecycle in known.values())
        raise ConfigError(
            f"{name}: there is no such lifecycle; there are: {there}",
            f"{name}: no existe ese ciclo; hay: {there}",
        )
    return found


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def judge_log(
    rulebook: Rulebook, lifecycle: Lifecycle, path: Path, mapping: LogMapping, shown: int = 10
) -> tuple[Conformance, OutsideLog]:
    """Every event of a file against a lifecycle. Raises ``FileProblem`` where it can't be read, ``ConfigError`` for unknown stages."""
    stages = _stages(lifecycle, mapping)
    log = OutsideLog()
    with (
        tempfile.TemporaryDirectory(prefix="log") as folder,
        closing(sqlite3.connect(f"{folder}/log.sqlite")) as scratch,
    ):
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "temp_store = FILE",
            f"cache_size = -{_CACHE_KB}",
        ):
            scratch.execute(f"PRAGMA {pragma}")
        scratch.execute("CREATE TABLE event (case_id TEXT, at INTEGER, line INTEGER, stage TEXT, who TEXT)")
        rows = _rows(log, stages, path, mapping, ZoneInfo(rulebook.company.time_zone))
        scratch.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?)", rows)
        until = scratch.execute("SELECT max(at) FROM event").fetchone()[0] or 0
        hands = handed_on(rulebook, lifecycle.record)
        found = conform(
            declared(rulebook.company, lifecycle.record, hands), _moves(scratch), _EPOCH + until * _MICROSECOND, shown
        )  # fmt: skip
    return found, log


def _stages(lifecycle: Lifecycle, mapping: LogMapping) -> dict[str, str]:
    """Which activity is which stage: as the mapping says, else by the stage's id or name; an empty one is left out."""
    named = {text: stage.id for stage in lifecycle.stage for text in (stage.name.es, stage.name.en, stage.id)}
    for activity, stage in mapping.stages.items():
        if stage and stage not in lifecycle.ids:
            known = ", ".join(lifecycle.ids)
            raise ConfigError(
                f"stages.{activity}: unknown stage {stage!r}; known: {known}",
                f"stages.{activity}: etapa desconocida {stage!r}; conocidas: {known}",
            )
    return {activity.casefold(): stage for activity, stage in {**named, **mapping.stages}.items()}


def _rows(
    log: OutsideLog, stages: dict[str, str], path: Path, mapping: LogMapping, zone: ZoneInfo
) -> Iterator[_Row]:
    for event in read_log(path, mapping, zone):
        if isinstance(event, Reject):
            log.rejected += 1
            if len(log.rejects) < REJECTS_SHOWN:
                log.rejects.append(event)
            continue
        stage = stages.get(event.activity.casefold(), event.activity)
        if not stage:
            log.left_out += 1
            continue
        log.events += 1
        yield event.case, (event.at - _EPOCH) // _MICROSECOND, event.line, stage, event.who


def _moves(scratch: sqlite3.Connection) -> Iterator[Move]:
    """The events as changes of stage: several events of one stage are one stay in it."""
    last: tuple[str, str] | None = None
    for case, at, stage, who in scratch.execute(
        "SELECT case_id, at, stage, who FROM event ORDER BY case_id, at, line"
    ):
        if (case, stage) == last:
            continue
        here = last[1] if last and last[0] == case else None
        yield Move(case, here, stage, _EPOCH + at * _MICROSECOND, who)
        last = case, stage
