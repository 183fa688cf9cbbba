"""The nightly audit: every rule over every record, kept as findings that have an age, an owner and a price.

A full audit judges everything; an incremental one just what may have changed since the last, and comes to the same.
What it finds is written in one transaction at the end: a killed audit has changed nothing, and the same day twice
changes nothing. Nobody waits for an audit but during that last step.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from checks import delta, incremental, scores
from checks.install import NO_DAY, Installed, NotInstalled
from checks.judging import parts
from checks.scratch import AuditUnderWay, place, workers_for
from crm.model import AuditRun, AuditScore, BusinessDay, RulebookVersion, Touched

__all__ = ["Audit", "AuditUnderWay", "audit"]

FULL, INCREMENTAL = "full", "incremental"
FEW_RECORDS = 20_000
"""Up to so many records one worker judges sooner than several that must first be called together."""


@dataclass(frozen=True)
class Audit:
    """What one audit did and found; the same as its row of ``audit_run``."""

    id: int
    day: dt.date
    mode: str
    rulebook: str
    started_at: dt.datetime
    finished_at: dt.datetime
    judged: int
    records: int
    failing: int
    open_findings: int
    new_findings: int
    resolved_findings: int
    score_percent: Decimal
    debt_mxn: Decimal

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True)
class _Moment:
    """The CRM as the pass sees it."""

    day: dt.date
    last_run: int
    last_day: dt.date | None
    last_rulebook: str | None
    touched: int


def audit(
    engine: Engine, installed: Installed, *, now: dt.datetime, full: bool = True, workers: int | None = None
) -> Audit:
    """Judge and write down. ``full=False``: only what may have changed since the last audit, where that is enough:
    after a change of the rules, or with no audit before, everything is judged all the same.

    ``now`` is when it starts; the day is the business day. ``workers``: how many judge at once (default: one a
    processor). Raises ``AuditUnderWay`` when another audit has not ended, ``NotInstalled`` without a
    business day.
    """
    began = time.perf_counter()
    with place(engine) as here:
        moment = _look(here.connection)
        whole = full or moment.last_day is None or moment.last_rulebook != installed.rulebook.fingerprint
        judged = 0 if whole or moment.last_day is None else incremental.fill(
            here.connection, here.asked, installed.rulebook, moment.last_day, moment.day
        )  # fmt: skip
        chosen = parts(installed.rulebook)
        if not whole:
            chosen = incremental.asked_parts(here.connection, here.asked, chosen)
        team = 1 if not whole and judged <= FEW_RECORDS else workers_for(engine, workers)
        here.judge(installed, chosen, only_asked=not whole, workers=team)
        _refuse_if_overtaken(here.connection, moment)
        written = delta.write(here.connection, here.failing, None if whole else here.asked, moment.day)
        _forget_touched(here.connection, moment)
        found = scores.score(here.connection, installed, moment.day)
        run: dict[str, Any] = {
            "day": moment.day,
            "mode": FULL if whole else INCREMENTAL,
            "rulebook": installed.rulebook.fingerprint,
            "started_at": now,
            "finished_at": now + dt.timedelta(seconds=time.perf_counter() - began),
            "judged": found.total.records if whole else judged,
            "records": found.total.records,
            "failing": found.total.failing,
            "open_findings": found.total.findings,
            "new_findings": written.new,
            "resolved_findings": written.resolved,
            "score_percent": found.total.score_percent,
            "debt_mxn": found.total.debt_mxn,
        }
        _keep_the_rules(here.connection, installed, moment.day)
        number = _note(here.connection, run, found)
        here.connection.commit()
    return Audit(number, **run)


def _look(connection: Connection) -> _Moment:
    day = connection.scalar(select(BusinessDay.today))
    if day is None:
        raise NotInstalled(*NO_DAY)
    last = connection.execute(
        select(AuditRun.id, AuditRun.day, AuditRun.rulebook).order_by(AuditRun.id.desc()).limit(1)
    ).one_or_none()
    touched = connection.scalar(select(func.max(Touched.id))) or 0
    if last is None:
        return _Moment(day, 0, None, None, touched)
    return _Moment(day, last.id, last.day, last.rulebook, touched)


def _refuse_if_overtaken(connection: Connection, moment: _Moment) -> None:
    """What was judged is of the moment of the pass: it may not overwrite what another audit has found since."""
    if (connection.scalar(select(func.max(AuditRun.id))) or 0) != moment.last_run:
        raise AuditUnderWay("Another audit ended meanwhile: nothing was changed; run it again")


def _forget_touched(connection: Connection, moment: _Moment) -> None:
    """The edits that were judged. On SQLite later ones have a higher number; on PostgreSQL this does not see them."""
    lines = delete(Touched)  # SQLite empties a table at once where nothing is to be kept
    if (
        connection.dialect.name == "sqlite"
        and (connection.scalar(select(func.max(Touched.id))) or 0) > moment.touched
    ):
        lines = lines.where(Touched.id <= moment.touched)
    connection.execute(lines)


def _keep_the_rules(connection: Connection, installed: Installed, day: dt.date) -> None:
    """The first audit by a version of the rulebook writes it down, so that what it found can be read when the rules are others."""
    known = select(RulebookVersion.id).where(RulebookVersion.sha256 == installed.rulebook.fingerprint)
    if connection.scalar(known) is None:
        connection.execute(
            insert(RulebookVersion).values(
                sha256=installed.rulebook.fingerprint, since=day, rules=installed.rulebook.written()
            )
        )


def _note(connection: Connection, run: dict[str, Any], found: scores.Scores) -> int:
    number = int(connection.execute(insert(AuditRun).values(run).returning(AuditRun.id)).scalar_one())
    lines = [
        {
            "audit_run_id": number,
            "dimension": line.dimension,
            "key": line.key,
            "name": line.name,
            "records": line.standing.records,
            "failing": line.standing.failing,
            "findings": line.standing.findings,
            "score_percent": line.standing.score_percent,
            "debt_mxn": line.standing.debt_mxn,
        }
        for line in found.lines
    ]
    if lines:
        connection.execute(insert(AuditScore), lines)
    return number
