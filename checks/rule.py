"""What a rule is, and the rulebook: all rules of a company, by record.

A rule is a value. It says in English and Spanish what must hold, holds the SQL that decides it, and names who can
mend a breach and how. Unknown counts as broken: a rule holds only where its SQL is true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, or_
from sqlalchemy.dialects import sqlite

from checks.subjects import SUBJECTS, Subject
from config.company import Company, Lifecycle, Text
from crm.model import CASES

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of the business.

    ``gates``: the stages that a case may not enter while the rule is broken. ``judged``: the stages in which the
    audit asks it (``None``: always). ``when`` narrows both to the records it is about. ``decision`` names the kind
    of approval that a person can give to mend it.
    """

    key: str
    source: str
    record: str
    says: Text
    mend: Text
    holds: ColumnElement[bool]
    when: ColumnElement[bool] | None
    gates: frozenset[str]
    judged: frozenset[str] | None
    mender: str
    consumers: tuple[str, ...]
    weight: int
    decision: str | None

    @property
    def column(self) -> str:
        """The name of the rule's column in the view ``<record>_checks``."""
        return self.key.lower().replace("-", "_")

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.record]

    @cached_property
    def broken(self) -> ColumnElement[bool]:
        """True where the rule is about the record and does not hold (unknown does not hold)."""
        holds = func.coalesce(self.holds, literal_column("false"))
        return ~holds if self.when is None else self.when & ~holds

    @cached_property
    def broken_where_judged(self) -> ColumnElement[bool]:
        """As ``broken``, for records in a stage (or claiming a stage) where the audit asks the rule."""
        asked = self.asked
        return self.broken if asked is None else asked & self.broken

    @property
    def asked(self) -> ColumnElement[bool] | None:
        return None if self.judged is None else standing(self.record).in_(sorted(self.judged))

    @cached_property
    def verdict(self) -> ColumnElement[int]:
        """1 broken, 0 holds, NULL where the rule does not apply."""
        conditions = [condition for condition in (self.asked, self.when) if condition is not None]
        decided = case((func.coalesce(self.holds, literal_column("false")), 0), else_=1)
        for condition in reversed(conditions):
            decided = case((condition, decided))
        return decided

    @cached_property
    def sql(self) -> str:
        """What the rule asks, as one text."""
        return sql_of(self.verdict)

    @cached_property
    def broken_sql(self) -> str:
        """When the rule is broken, wherever the record stands, as one text."""
        return sql_of(self.broken)


def standing(record: str) -> ColumnElement[Any]:
    """The stage that a case is in or, when its history was imported, claims to be in."""
    model = CASES[record]
    return func.coalesce(model.claimed_stage, model.stage)


class RuleWriter:
    """Makes the rules of one record; it fills in what follows from the lifecycle."""

    def __init__(self, company: Company, record: str) -> None:
        self.record = record
        self.lifecycle: Lifecycle | None = company.lifecycles.get(record)

    def __call__(
        self,
        key: str,
        source: str,
        says: Pair,
        mend: Pair,
        holds: ColumnElement[bool],
        *,
        when: ColumnElement[bool] | None = None,
        from_stage: str | None = None,
        until: str | None = None,
        stages: Iterable[str] | None = None,
        gate: bool = True,
        judge: bool = True,
        mender: str = "owner",
        consumers: tuple[str, ...] = (),
        weight: int = 10,
        decision: str | None = None,
    ) -> Rule:
        """``from_stage``: here and onward on the same track (``until``: the last stage in which the audit still asks).

        ``stages``: exactly these. ``gate=False``: the audit asks, the gate does not. ``judge=False``: the gate only.
        """
        asked = self._stages(from_stage, stages)
        judged = None if asked is None else frozenset(asked if judge else ())
        if until is not None and asked is not None:
            judged = frozenset(asked[: asked.index(until) + 1])
        gates = frozenset(asked or ()) if gate else frozenset()
        return Rule(
            key, source, self.record, Text(en=says[0], es=says[1]), Text(en=mend[0], es=mend[1]),
            holds, when, gates, judged, mender, consumers, weight, decision,
        )  # fmt: skip

    def _stages(self, from_stage: str | None, stages: Iterable[str] | None) -> list[str] | None:
        if self.lifecycle is None:
            return None
        if stages is not None:
            return list(stages)
        if from_stage is not None:
            return list(self.lifecycle.onward_from(from_stage))
        return list(self.lifecycle.open_stages)


class Rulebook:
    """All rules of a company, in a fixed order."""

    def __init__(self, company: Company, rules: Iterable[Rule]) -> None:
        self.company = company
        self.rules = tuple(rules)
        self.by_key = {rule.key: rule for rule in self.rules}
        records = {rule.record for rule in self.rules}
        self._of = {record: tuple(rule for rule in self.rules if rule.record == record) for record in records}
        if len(self.by_key) != len(self.rules):
            keys = [rule.key for rule in self.rules]
            raise ValueError(f"rules declared twice: {sorted({key for key in keys if keys.count(key) > 1})}")

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def of(self, record: str) -> tuple[Rule, ...]:
        return self._of.get(record, ())

    def judged_in(self, record: str, stage: str | None) -> tuple[Rule, ...]:
        """The rules that the audit asks of a record in a stage (``None``: of a record that walks no lifecycle)."""
        return tuple(rule for rule in self.of(record) if rule.judged is None or stage in rule.judged)

    def gating(self, record: str, stage: str) -> tuple[Rule, ...]:
        """The rules that must hold before a case enters a stage."""
        return tuple(rule for rule in self.of(record) if stage in rule.gates)

    @property
    def records(self) -> tuple[str, ...]:
        return tuple(record for record in SUBJECTS if self.of(record))

    def written(self) -> list[dict[str, Any]]:
        """Every rule in full, as it is kept for those who look back."""
        return [
            {
                "key": rule.key,
                "record": rule.record,
                **rule.says.model_dump(),
                "gates": sorted(rule.gates),
                "sql": hashlib.sha256(rule.sql.encode()).hexdigest(),
            }
            for rule in self.rules
        ]

    @cached_property
    def fingerprint(self) -> str:
        """A hash of every rule's text and SQL: the version of the rulebook (000/A02)."""
        digest = hashlib.sha256()
        for rule in self.rules:
            digest.update(f"{rule.key}|{rule.says}|{sorted(rule.gates)}|{rule.sql}\n".encode())
        return digest.hexdigest()


def sql_of(condition: ColumnElement[Any]) -> str:
    """What a condition asks, as one text by which two are compared."""
    return str(condition.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def any_of(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """At least one holds; none of nothing."""
    return or_(literal_column("false"), *conditions)
