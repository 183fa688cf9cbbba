"""The manifest: what the sample holds, where its cases stand, which rules it breaks how often, what is ready to move."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, select

from checks.rule import Rulebook
from crm.model import CASES, Base
from sample import labels
from sample.deck import Card
from sample.defects import DEFECTS
from sample.planting import broken_rules

_WIDEST = 84


@dataclass(frozen=True)
class Manifest:
    """Counts that an audit or a sweep of the sample must find again.

    ``planted``: for each rule, the number of records that break it; a rule that is not named is broken nowhere.
    ``ready``: for each (record, stage), the number of cases whose gate into that stage holds today. ``stages``: where
    the cases of each record stand, or claim to stand. ``defects``: how many clients got each planted defect.
    """

    today: dt.date
    seed: int
    records: Mapping[str, int]
    stages: Mapping[str, Mapping[str, int]]
    planted: Mapping[str, int]
    defects: Mapping[str, int]
    ready: Mapping[tuple[str, str], int]
    rulebook: Rulebook = field(repr=False, compare=False)

    def as_text(self, language: str = "en") -> str:
        """Tables for people, in English (``en``) or Spanish (``es``)."""
        lifecycles = self.rulebook.company.lifecycles
        blocks = [
            _block(
                labels.MADE.to(language),
                ((labels.RECORDS[name].to(language), n) for name, n in self.records.items()),
            )
        ]
        for record, counts in self.stages.items():
            title = f"{lifecycles[record].name.to(language)}: {labels.CASES.to(language)}"
            blocks.append(
                _block(title, ((lifecycles[record][stage].name.to(language), n) for stage, n in counts.items()))
            )
        ready = (
            (f"{lifecycles[record].name.to(language)}: {lifecycles[record][stage].name.to(language)}", n)
            for (record, stage), n in self.ready.items()
        )
        blocks.append(_block(labels.READY.to(language), ready))
        planted = (
            (f"{key}  {self.rulebook.by_key[key].says.to(language)}", n) for key, n in self.planted.items()
        )
        blocks.append(_block(labels.PLANTED.to(language), planted))
        return "\n\n".join(blocks)


def counted(
    connection: Connection,
    rulebook: Rulebook,
    dealt: Counter[Card],
    besides: Counter[str],
    today: dt.date,
    seed: int,
) -> Manifest:
    """The manifest of what was dealt; the database is asked only how many records it holds."""
    victims = Counter({card.defect: number for card, number in dealt.items() if card.defect})
    broken = broken_rules(victims) + besides
    return Manifest(
        today=today,
        seed=seed,
        records=_records(connection),
        stages={record: _stages(connection, rulebook, record) for record in CASES},
        planted={rule.key: broken[rule.key] for rule in rulebook if broken[rule.key]},
        defects={name: victims[name] for name in DEFECTS if victims[name]},
        ready=_ready(rulebook, dealt),
        rulebook=rulebook,
    )


def _ready(rulebook: Rulebook, dealt: Counter[Card]) -> dict[tuple[str, str], int]:
    ready: Counter[tuple[str, str]] = Counter()
    for card, number in dealt.items():
        own = card.ready_for(rulebook.company)
        opened = DEFECTS[card.defect].ready if card.defect else ()
        for target in (*opened, *([own] if own else [])):
            ready[target] += number
    places = [(record, stage) for record in CASES for stage in rulebook.company.lifecycles[record].ids]
    return {place: ready[place] for place in places if ready[place]}


def _records(connection: Connection) -> dict[str, int]:
    tables = Base.metadata.tables
    return {
        name: connection.scalar(select(func.count()).select_from(tables[name])) or 0 for name in labels.RECORDS
    }


def _stages(connection: Connection, rulebook: Rulebook, record: str) -> dict[str, int]:
    table = CASES[record].__table__
    assert isinstance(table, Table)
    standing = func.coalesce(table.c.claimed_stage, table.c.stage)
    rows = connection.execute(select(standing, func.count()).group_by(standing))
    found = {str(stage): int(number) for stage, number in rows}
    return {stage: found[stage] for stage in rulebook.company.lifecycles[record].ids if stage in found}


def _block(title: str, rows: Iterable[tuple[str, int]]) -> str:
    lines = [(name if len(name) <= _WIDEST else f"{name[: _WIDEST - 1]}…", number) for name, number in rows]
    width = max((len(name) for name, _ in lines), default=0)
    return "\n".join([title, *(f"  {name:<{width}}  {number:>9,}" for name, number in lines)])
