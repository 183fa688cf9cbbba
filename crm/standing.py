"""What managers are shown, as plain values: filled by the rules (``checks.standing``, ``checks.audited``), drawn by the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.company import Text


@dataclass(frozen=True)
class Lack:
    """One rule that bars the way: what must hold, and the role (or ``owner``) that can mend it."""

    rule: str
    sentence: Text
    mender: str


@dataclass(frozen=True)
class HeldLine:
    """A case that can't enter its next stage: where it stands, since when, what it is worth, all it lacks."""

    code: str
    name: str | None
    account: str | None
    owner: str | None
    stage: str
    target: str
    since: dt.date
    value_mxn: Decimal | None
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class StageLine:
    """The cases that stand in a stage: how many, what they are worth, how many of them are held.

    ``claimed`` of them only say so: their history was imported and has passed no gate.
    """

    stage: str
    cases: int
    claimed: int
    held: int
    value_mxn: Decimal


@dataclass(frozen=True)
class HeldTally:
    """How many cases of a scope are held, and how many wait for each role and under each rule."""

    cases: int
    by_mender: Mapping[str, int]
    by_rule: Mapping[str, int]


@dataclass(frozen=True)
class ScoreLine:
    """How the records of one owner, team, region, consumer or type stand, or all records under one rule."""

    key: str
    name: str
    records: int
    failing: int
    findings: int
    score_percent: Decimal
    debt_mxn: Decimal


@dataclass(frozen=True)
class MendLine:
    """One open finding: whose it is, the record, the rule, since when, and what it weighs in pesos."""

    owner: str | None
    code: str
    rule: str
    sentence: Text
    mend: Text
    mender: str
    first_seen: dt.date
    debt_mxn: Decimal


@dataclass(frozen=True)
class ChangeLine:
    """One rule: how many findings are new on a day, and how many were resolved."""

    rule: str
    sentence: Text
    new: int
    resolved: int
