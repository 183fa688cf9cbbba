"""The manifest: what the sample holds, where its cases stand, which rules it breaks how often, what is ready to move."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, select

from config.company import Company
from crm.model import CASES, Base
from sample.deck import Card
from sample.defects import DEFECTS
from sample.planting import broken_rules

_HEADS = {
    "en": ("records", "stage", "rule", "ready to enter", "cases", "planted", "total"),
    "es": ("registros", "etapa", "regla", "listos para entrar a", "casos", "plantados", "total"),
}
_OUTSIDE = ("rule", "verdict", "finding", "audit_run", "audit_score", "hold", "outbox", "touched", "business_day",
            "import_batch", "imported_row")  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """Counts that an audit or a sweep of the sample must find again.

    ``planted``: for each rule, the number of records that break it; a rule that is not named is broken nowhere.
    ``ready``: for each (record, stage), the number of cases whose gate into that stage holds today.
    """

    today: dt.date
    seed: int
    records: Mapping[str, int]
    stages: Mapping[str, Mapping[str, int]]
    planted: Mapping[str, int]
    defects: Mapping[str, int]
    ready: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def as_text(self, language: str = "en") -> str:
        """Tables for people."""
        records, stage, rule, ready, cases, planted, total = _HEADS.get(language, _HEADS["en"])
        blocks = [_table(records, total, self.records)]
        blocks += [_table(f"{record}: {stage}", cases, counts) for record, counts in self.stages.items()]
        blocks.append(
            _table(ready, cases, {f"{record}: {stage}": n for (record, stage), n in self.ready.items()})
        )
        blocks.append(_table(rule, planted, dict(sorted(self.planted.items()))))
        return "\n\n".join(blocks)


def counted(
    connection: Connection,
    company: Company,
    dealt: Counter[Card],
    hired: Counter[str],
    today: dt.date,
    seed: int,
) -> Manifest:
    """The manifest of what was written, once it stands."""
    ready: Counter[tuple[str, str]] = Counter()
    for card, number in dealt.items():
        target = card.ready_for(company)
        if target is not None:
            ready[target] += number
        for further in DEFECTS[card.defect].ready if card.defect else ():
            ready[further] += number
    victims = Counter({card.defect: n for card, n in dealt.items() if card.defect})
    return Manifest(
        today, seed, _records(connection), {record: _stages(connection, record) for record in CASES},
        dict(broken_rules(victims) + hired),
        {name: victims[name] for name in DEFECTS if victims[name]}, dict(sorted(ready.items())),
    )  # fmt: skip


def _records(connection: Connection) -> dict[str, int]:
    names = [table for table in Base.metadata.sorted_tables if table.name not in _OUTSIDE]
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in names}


def _stages(connection: Connection, record: str) -> dict[str, int]:
    table = CASES[record].__table__
    assert isinstance(table, Table)
    standing = func.coalesce(table.c.claimed_stage, table.c.stage)
    rows = connection.execute(
        select(standing, func.count()).group_by(standing).order_by(func.count().desc(), standing)
    )
    return dict(rows.tuples().all())


def _table(left: str, right: str, rows: Mapping[str, int]) -> str:
    width = max(map(len, (left, *rows)), default=0)
    lines = [f"{left:<{width}}  {right:>10}", f"{'-' * width}  {'-' * 10}"]
    return "\n".join([*lines, *(f"{name:<{width}}  {number:>10,}" for name, number in rows.items())])
