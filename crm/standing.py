"""What managers are shown, as plain values: filled by the rules (``checks.standing``, ``checks.audited``), drawn by the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.billing import Consequence
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
class RiskLine:
    """One kind of risk of a renewal: how high it is, the facts that tell it, and what is done about it."""

    kind: str
    percent: Decimal | None
    level: str
    facts: Mapping[str, Decimal]
    action: str | None


@dataclass(frozen=True)
class StepLine:
    """A step of a renewal that is still to be done: when it is due, and when it can still be done."""

    stage: str
    due_on: dt.date
    do_on: dt.date


@dataclass(frozen=True)
class RenewalLine:
    """A contract that comes to its end: how its client is, what endangers it, what comes next and what may be offered.

    ``wear_percent``: how far we have worn the client out ourselves (000/A29). ``candidates``: kind → facts.
    """

    code: str
    account: str | None
    owner: str | None
    stage: str
    ends_on: dt.date
    value_mxn: Decimal | None
    monthly_mxn: Decimal | None
    proposed_monthly_mxn: Decimal | None
    health_percent: Decimal | None
    wear_percent: Decimal | None
    risks: tuple[RiskLine, ...]
    steps: tuple[StepLine, ...]
    candidates: Mapping[str, Mapping[str, str]]

    @property
    def worst(self) -> RiskLine | None:
        """The kind of risk that is highest."""
        known = [risk for risk in self.risks if risk.percent is not None]
        return max(known, key=lambda risk: risk.percent or Decimal(0), default=None)


@dataclass(frozen=True)
class WindowLine:
    """The contracts whose step of this name is the latest that is due (``None``: none yet; ``outcome``: they have ended)."""

    step: str | None
    renewals: int
    value_mxn: Decimal
    at_high_risk: int
    high_risk_mxn: Decimal


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


@dataclass(frozen=True)
class OutcomeLine:
    """One of the four consequences in a span of days. ``oldest``: since when the oldest that is still open is known."""

    consequence: Consequence
    noticed: int
    resolved: int
    open: int
    oldest: dt.date | None
