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
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from checks.compile import MASKS, masks_of, pages_of
from checks.delta import RULE, VERDICT, decoded, insert_rows
from checks.install import Installed
from checks.judging import create
from checks.rule import Rulebook
from checks.subjects import SUBJECTS
from config.company import Debt
from crm.model import CASES, Person

HIGHEST_WORTH_MXN = 1_000_000_000
CONSUMERS = ("proposal", "installation", "service", "billing", "renewal")
_ALIKE = ("record", *MASKS)
_UNITS = 400
"""Debts are summed in 1/400 of a peso: a weight is in hundredths, an urgency in quarters."""

_TALLY = Table(
    "tally", MetaData(),
    Column("record", String(20)), *(Column(name, BigInteger) for name in MASKS),
    Column("records", BigInteger), Column("worth", BigInteger),
)  # fmt: skip
"""The failing records that break the same rules, counted: hundreds of lines where there are millions of records."""

_PAIR = Table(
    "pair", MetaData(),
    Column("record", String(20), primary_key=True),
    *(Column(name, BigInteger, primary_key=True, autoincrement=False) for name in MASKS),
    Column("findings", BigInteger), Column("weight", BigInteger),
    sqlite_with_rowid=False,
)  # fmt: skip
"""How many rules such records break, and what these weigh together."""


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
    worth = worth_units(VERDICT.c.value_mxn, VERDICT.c.due_on, rulebook.company.debt, today)
    decode = _fill_tally(connection, worth)
    sums = _Sums(rulebook)
    for record in rulebook.records:
        sums.count(record, _places(connection, record))
    for record, failing, *by_consumer in connection.execute(_failing(installed)):
        sums.fail(record, int(failing), [int(number) for number in by_consumer])
    rules = {number: key for key, number in installed.ids.items()}
    for rule_id, findings, units in connection.execute(_of_rules(decode)):
        if rule_id in rules:
            sums.find(rules[rule_id], int(findings), int(units))
    people = _people(connection)
    for owner, standing in _of_owners(connection, rulebook, decode, worth).items():
        sums.own(owner, people.get(owner or 0), standing)
    return sums.result()


class _Sums:
    """Adds up what the database counted, along every dimension at once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.total = Standing()
        self.by: dict[tuple[str, str, str], Standing] = defaultdict(Standing)

    def count(self, record: str, places: dict[str | None, int]) -> None:
        """The records there are."""
        for stage, number in places.items():
            self._add(Standing(records=number), ("record", record, record))
            asked = self.rulebook.judged_in(record, stage)
            for rule in asked:
                self.by["rule", rule.key, rule.key].records += number
            for consumer in {consumer for rule in asked for consumer in rule.consumers}:
                self.by["consumer", consumer, consumer].records += number

    def fail(self, record: str, failing: int, by_consumer: list[int]) -> None:
        """The records that break some rule, and some rule of each consumer."""
        self._add(Standing(failing=failing), ("record", record, record))
        for consumer, number in zip(CONSUMERS, by_consumer, strict=True):
            self.by["consumer", consumer, consumer].failing += number

    def find(self, key: str, findings: int, units: int) -> None:
        """The findings of one rule."""
        rule = self.rulebook.by_key[key]
        found = Standing(findings=findings, units=units)
        consumers = (("consumer", consumer, consumer) for consumer in rule.consumers)
        self._add(found, ("record", rule.record, rule.record), *consumers)
        self.by["rule", key, key].add(Standing(failing=findings, findings=findings, units=units))

    def own(self, owner: int | None, person: tuple[str, str, str] | None, standing: Standing) -> None:
        """All that is one colleague's, or nobody's; the whole has counted it already."""
        name, team, region = person or ("", "", "")
        key = "" if person is None else str(owner)
        for place in (("owner", key, name), ("team", team, team), ("region", region, region)):
            self.by[place].add(standing)

    def result(self) -> Scores:
        """All lines, in a fixed order."""
        lines = [Line(*place, standing) for place, standing in sorted(self.by.items())]
        return Scores(self.total, lines)

    def _add(self, more: Standing, *lines: tuple[str, str, str]) -> None:
        self.total.add(more)
        for line in lines:
            self.by[line].add(more)


def _fill_tally(connection: Connection, worth: ColumnElement[int]) -> Table:
    """Count the verdicts that are alike; what comes back says which rules each kind of them breaks."""
    create(connection, _TALLY)
    alike = [VERDICT.c[key] for key in _ALIKE]
    insert_rows(connection, _TALLY, select(*alike, func.count(), func.sum(worth)).group_by(*alike))
    return decoded(connection, "broken_by_tally", _TALLY)


def _failing(installed: Installed) -> Select[Any]:
    consumers = (func.sum(case((_fails(installed, name), _TALLY.c.records), else_=0)) for name in CONSUMERS)
    return select(_TALLY.c.record, func.sum(_TALLY.c.records), *consumers).group_by(_TALLY.c.record)


def _fails(installed: Installed, consumer: str) -> ColumnElement[bool]:
    """Some rule of the consumer is among the broken ones."""
    conditions: list[ColumnElement[bool]] = [false()]
    for record in installed.rulebook.records:
        rules = (rule for rule in installed.rulebook.of(record) if consumer in rule.consumers)
        pages = zip(masks_of(_TALLY), pages_of(rules, installed.bits_of(record)), strict=True)
        bits = [mask.bitwise_and(literal(page, BigInteger)) != 0 for mask, page in pages]
        conditions.append(and_(_TALLY.c.record == record, or_(*bits)))
    return or_(*conditions)


def _of_rules(decode: Table) -> Select[Any]:
    """(rule, findings, debt) of each rule."""
    units = func.sum(_TALLY.c.worth * RULE.c.weight)
    found = _TALLY.join(decode, _alike(decode, _TALLY)).join(RULE, RULE.c.id == decode.c.rule_id)
    return (
        select(decode.c.rule_id, func.sum(_TALLY.c.records), units)
        .select_from(found)
        .group_by(decode.c.rule_id)
    )


def _of_owners(
    connection: Connection, rulebook: Rulebook, decode: Table, worth: ColumnElement[int]
) -> dict[int | None, Standing]:
    """How the records of each owner stand, all types together."""
    create(connection, _PAIR)
    pair = [decode.c[key] for key in _ALIKE]
    weighed = decode.join(RULE, RULE.c.id == decode.c.rule_id)
    rows = select(*pair, func.count(), func.sum(RULE.c.weight)).select_from(weighed).group_by(*pair)
    insert_rows(connection, _PAIR, rows)
    owners: dict[int | None, Standing] = defaultdict(Standing)
    for record in rulebook.records:
        for owner, number in _owners(connection, record):
            owners[owner].records += number
    failing = (
        select(VERDICT.c.owner_id, func.count(), func.sum(_PAIR.c.findings), func.sum(worth * _PAIR.c.weight))
        .select_from(VERDICT.join(_PAIR, _alike(VERDICT, _PAIR)))
        .group_by(VERDICT.c.owner_id)
    )
    for owner, *numbers in connection.execute(failing):
        owners[owner].add(Standing(0, *map(int, numbers)))
    return owners


def _alike(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(*(one.c[key] == other.c[key] for key in _ALIKE))


def _places(connection: Connection, record: str) -> dict[str | None, int]:
    subject = SUBJECTS[record]
    if record not in CASES:
        return {None: int(connection.scalar(select(func.count()).select_from(subject.table)) or 0)}
    stage, claimed = subject.table.c.stage, subject.table.c.claimed_stage
    found: dict[str | None, int] = defaultdict(int)
    for own, claim, number in connection.execute(select(stage, claimed, func.count()).group_by(stage, claimed)):
        found[claim or own] += number
    return found


def _owners(connection: Connection, record: str) -> Iterable[Any]:
    subject = SUBJECTS[record]
    return connection.execute(subject.select(subject.owner, func.count()).group_by(subject.owner))


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
