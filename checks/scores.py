"""What the findings mean: the score and the CRM debt of every owner, team, region, consumer, record type and rule.

* The score of some records is the share of them without a finding (000/A31: result, not activity).
* A consumer's score (000/A33) is of the records that are asked a rule of that consumer, and only for those rules.
* The debt of a finding is the worth of its record × the weight of its rule ÷ 100 × how soon it matters
  (``config/audit.toml``). A worth that is unknown counts as the default, and one above a billion pesos as a billion.

Everything is summed in the database and in whole numbers: no row of the CRM travels, and no centavo depends on order.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
)

from checks.compile import BITS_PER_MASK
from checks.delta import VERDICT, decoded
from checks.install import Installed
from checks.judging import create
from checks.rule import Rulebook
from checks.subjects import SUBJECTS
from config.company import Debt
from crm.model import CASES, Person

HIGHEST_WORTH_MXN = 1_000_000_000
CONSUMERS = ("proposal", "installation", "service", "billing", "renewal")
_UNITS = 400
"""Debts are summed in 1/400 of a peso: a weight is in hundredths, an urgency in quarters."""

_TALLY = Table(
    "tally", MetaData(),
    Column("record", String(20)), Column("owner_id", Integer),
    Column("mask_0", BigInteger), Column("mask_1", BigInteger),
    Column("records", BigInteger), Column("worth", BigInteger),
)  # fmt: skip
"""Verdicts that are alike in everything that a score looks at, counted."""


@dataclass
class Standing:
    """How some records stand: how many there are, how many fail, by how many findings, and the debt of these."""

    records: int = 0
    failing: int = 0
    findings: int = 0
    units: int = 0

    def add(self, other: Standing) -> None:
        self.records += other.records
        self.failing += other.failing
        self.findings += other.findings
        self.units += other.units

    @property
    def debt_mxn(self) -> Decimal:
        """The CRM debt in pesos, to the centavo."""
        return (Decimal(self.units) / _UNITS).quantize(Decimal("0.01"))

    @property
    def score_percent(self) -> Decimal:
        """The share of the records without a finding, rounded down: 100 says that none fails."""
        if not self.records:
            return Decimal(100)
        share = Decimal(100) * (self.records - self.failing) / self.records
        return share.quantize(Decimal("0.01"), ROUND_FLOOR)


@dataclass(frozen=True)
class Line:
    """One line of a table of scores."""

    dimension: str
    key: str
    name: str
    standing: Standing


@dataclass
class Scores:
    """All scores of an audit."""

    total: Standing = field(default_factory=Standing)
    lines: list[Line] = field(default_factory=list)


def score(connection: Connection, installed: Installed, today: dt.date) -> Scores:
    """The scores of the verdicts as they stand in the database."""
    rulebook = installed.rulebook
    _fill_tally(connection, rulebook.company.debt, today)
    scores = _Sums(rulebook, _people(connection))
    for record in rulebook.records:
        scores.count(record, _places(connection, record), _owners(connection, record))
    for record, owner, failing, *by_consumer in connection.execute(_failing(installed)):
        scores.fail(record, owner, int(failing), [int(number) for number in by_consumer])
    rules = {number: key for key, number in installed.ids.items()}
    for rule_id, owner, findings, worth in connection.execute(_findings(connection)):
        if rule_id in rules:
            scores.find(rules[rule_id], owner, int(findings), int(worth))
    return scores.result()


class _Sums:
    """Adds up what the database counted, along every dimension at once."""

    def __init__(self, rulebook: Rulebook, people: dict[int, tuple[str, str, str]]) -> None:
        self.rulebook, self.people = rulebook, people
        self.total = Standing()
        self.by: dict[tuple[str, str, str], Standing] = defaultdict(Standing)

    def count(self, record: str, places: dict[str | None, int], owners: dict[int | None, int]) -> None:
        """The records there are."""
        for stage, number in places.items():
            self._add([("record", record, record)], Standing(records=number))
            asked = self.rulebook.judged_in(record, stage)
            for rule in asked:
                self.by["rule", rule.key, rule.key].records += number
            for consumer in {consumer for rule in asked for consumer in rule.consumers}:
                self.by["consumer", consumer, consumer].records += number
        for owner, number in owners.items():
            self._add(self._of(owner), Standing(records=number), into_total=False)

    def fail(self, record: str, owner: int | None, failing: int, by_consumer: list[int]) -> None:
        """The records that break some rule, and some rule of each consumer."""
        self._add([("record", record, record), *self._of(owner)], Standing(failing=failing))
        for consumer, number in zip(CONSUMERS, by_consumer, strict=True):
            self.by["consumer", consumer, consumer].failing += number

    def find(self, key: str, owner: int | None, findings: int, worth: int) -> None:
        """The findings of one rule."""
        rule = self.rulebook.by_key[key]
        found = Standing(findings=findings, units=worth * rule.weight)
        lines = [("record", rule.record, rule.record), *self._of(owner)]
        self._add([*lines, *(("consumer", consumer, consumer) for consumer in rule.consumers)], found)
        self.by["rule", key, key].add(Standing(failing=findings, findings=findings, units=found.units))

    def result(self) -> Scores:
        """All lines, in a fixed order."""
        lines = [Line(*place, standing) for place, standing in sorted(self.by.items())]
        return Scores(self.total, lines)

    def _add(self, lines: list[tuple[str, str, str]], more: Standing, *, into_total: bool = True) -> None:
        for line in lines:
            self.by[line].add(more)
        if into_total:
            self.total.add(more)

    def _of(self, owner: int | None) -> list[tuple[str, str, str]]:
        name, team, region = self.people.get(owner or 0, ("", "", ""))
        key = str(owner) if owner in self.people else ""
        return [("owner", key, name), ("team", team, team), ("region", region, region)]


def _fill_tally(connection: Connection, debt: Debt, today: dt.date) -> None:
    create(connection, _TALLY)
    alike = [VERDICT.c[key] for key in ("record", "owner_id", "mask_0", "mask_1")]
    worth = func.sum(worth_units(VERDICT.c.value_mxn, VERDICT.c.due_on, debt, today))
    rows = select(*alike, func.count(), worth).group_by(*alike)
    connection.execute(insert(_TALLY).from_select([column.key for column in _TALLY.c], rows))


def _failing(installed: Installed) -> Select[Any]:
    consumers = (func.sum(case((_fails(installed, name), _TALLY.c.records), else_=0)) for name in CONSUMERS)
    place = (_TALLY.c.record, _TALLY.c.owner_id)
    return select(*place, func.sum(_TALLY.c.records), *consumers).group_by(*place)


def _fails(installed: Installed, consumer: str) -> ColumnElement[bool]:
    """Some rule of the consumer is among the broken ones."""
    conditions: list[ColumnElement[bool]] = [false()]
    for record in installed.rulebook.records:
        pages = [0, 0]
        for rule in installed.rulebook.of(record):
            if consumer in rule.consumers:
                page, bit = divmod(installed.bits_of(record)[rule.key], BITS_PER_MASK)
                pages[page] |= 1 << bit
        masks = (_TALLY.c.mask_0, _TALLY.c.mask_1)
        bits = [
            mask.bitwise_and(literal(page, BigInteger)) != 0 for mask, page in zip(masks, pages, strict=True)
        ]
        conditions.append(and_(_TALLY.c.record == record, or_(*bits)))
    return or_(*conditions)


def _findings(connection: Connection) -> Select[Any]:
    decode = decoded(connection, "broken_by_tally", _TALLY)
    same = and_(*(decode.c[key] == _TALLY.c[key] for key in ("record", "mask_0", "mask_1")))
    place = (decode.c.rule_id, _TALLY.c.owner_id)
    counted = select(*place, func.sum(_TALLY.c.records), func.sum(_TALLY.c.worth))
    return counted.select_from(_TALLY.join(decode, same)).group_by(*place)


def _places(connection: Connection, record: str) -> dict[str | None, int]:
    subject = SUBJECTS[record]
    if record not in CASES:
        return {None: int(connection.scalar(select(func.count()).select_from(subject.table)) or 0)}
    stage, claimed = subject.table.c.stage, subject.table.c.claimed_stage
    found: dict[str | None, int] = defaultdict(int)
    for own, claim, number in connection.execute(select(stage, claimed, func.count()).group_by(stage, claimed)):
        found[claim or own] += number
    return found


def _owners(connection: Connection, record: str) -> dict[int | None, int]:
    subject = SUBJECTS[record]
    rows = connection.execute(subject.select(subject.owner, func.count()).group_by(subject.owner))
    return {row[0]: int(row[1]) for row in rows}


def _people(connection: Connection) -> dict[int, tuple[str, str, str]]:
    rows = connection.execute(select(Person.id, Person.name, Person.team, Person.region))
    return {row.id: (row.name, row.team or "", row.region or "") for row in rows}


def worth_units(value: Any, due: Any, debt: Debt, today: dt.date) -> ColumnElement[int]:
    """What a finding on a record weighs before its rule: whole pesos of worth × 4, 2 or 1 as it matters soon or late."""
    centavos = type_coerce(value, BigInteger)
    known = case(
        (or_(centavos.is_(None), centavos < 100), debt.default_value_mxn),
        (centavos > HIGHEST_WORTH_MXN * 100, HIGHEST_WORTH_MXN),
        else_=centavos // 100,
    )
    soon, later = (today + dt.timedelta(days) for days in (debt.soon_days, debt.later_days))
    return known * case((due <= soon, 4), (due <= later, 2), else_=1)
