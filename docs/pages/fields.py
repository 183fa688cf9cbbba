"""The field catalogue: what every record holds, in which unit, how the database stores it, and who needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, String, Text, inspect
from sqlalchemy.orm import Mapper

from checks.rule import Rulebook
from config.company import Lifecycle, RequiredField
from crm.base import Money, Percent, Rate, UtcDateTime
from crm.model import Base
from docs.pages import markdown

_OPENING = """
Every record of the CRM and every field of it, from `crm/` and `config/crm_fields.toml`.

**Numbers are stored as whole numbers**, so that SQLite and PostgreSQL give the same cent. Who reads the tables with plain
SQL divides:

| What | Column in the database | Stored as | Example |
|---|---|---|---|
| money in pesos | `…_centavos` | centavos | `1250050` is $12,500.50 |
| price per page in pesos | `…_mxn_e4` | 1/10 000 of a peso | `2500` is $0.25 |
| percentage | `…_basis_points` | 1/100 of a point | `1250` is 12.5 % |

Instants are UTC without a zone; dates are calendar dates of the company. A field called `…_ref` keeps the words of an import
that could be linked to no record. **Required** names the stage from which the [rulebook](rulebook.md) asks for the field
(*audit*: no gate); **always** is refused by the database itself.
"""
_HEAD = ("Field", "Column", "Kind and unit", "Name · Nombre", "Required", "Needed by", "Source")
_SUFFIXES = {
    "_pages_per_month": "pages a month",
    "_pages": "pages",
    "_months": "months",
    "_days": "days",
    "_percent": "%",
}


@dataclass(frozen=True)
class _Demand:
    """That a field is required: by which record, and how."""

    record: str
    field: RequiredField


def page(rulebook: Rulebook) -> str:
    """The catalogue of every table."""
    demands = _demands(rulebook)
    lines = ["# The fields", *_OPENING.splitlines(), ""]
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: _table_name(mapper)):
        lines += [f"## {_table_name(mapper)}", "", _meaning(mapper.class_), ""]
        columns = sorted(mapper.columns, key=lambda column: not column.primary_key)
        lines += markdown.table(_HEAD, (_row(rulebook, mapper, column, demands) for column in columns))
    return markdown.page(*lines)


def _demands(rulebook: Rulebook) -> dict[tuple[str, str], list[_Demand]]:
    """(table, field) → who requires it; a dotted name is a field of a joined record."""
    found: dict[tuple[str, str], list[_Demand]] = {}
    for record, fields in rulebook.company.fields.items():
        for name, field in fields.items():
            table, _, attribute = name.rpartition(".")
            found.setdefault((table or record, attribute), []).append(_Demand(record, field))
    return found


def _row(
    rulebook: Rulebook, mapper: Mapper[Any], column: Any, demands: dict[tuple[str, str], list[_Demand]]
) -> tuple[str, ...]:
    field = mapper.get_property_by_column(column).key
    asked = demands.get((_table_name(mapper), field), [])
    required = ["always"] if not column.nullable else []
    required += [_required(rulebook, demand, _table_name(mapper)) for demand in asked]
    return (
        f"`{field}`",
        f"`{column.name}`" if column.name != field else "",
        _kind(column, field),
        "; ".join(dict.fromkeys(f"{demand.field.name.en} · {demand.field.name.es}" for demand in asked)),
        "; ".join(required),
        ", ".join(dict.fromkeys(consumer for demand in asked for consumer in demand.field.consumers)),
        ", ".join(dict.fromkeys(demand.field.source for demand in asked)),
    )


def _required(rulebook: Rulebook, demand: _Demand, table: str) -> str:
    lifecycle: Lifecycle | None = rulebook.company.lifecycles.get(demand.record)
    stage = demand.field.from_stage
    of = "" if demand.record == table else f"{demand.record}: "
    when = "in every stage" if lifecycle else "wherever the record exists"
    if lifecycle is not None and stage is not None:
        when = f"from {lifecycle[stage].name.en}"
    gates = lifecycle is not None and demand.field.gate
    return f"{of}{when}{'' if gates else ' (audit)'}{', and yes or above 0' if demand.field.positive else ''}"


def _kind(column: Any, field: str) -> str:
    targets = [key.column.table.name for key in column.foreign_keys]
    if targets:
        return f"→ [{targets[0]}](#{targets[0]})"
    unit = next((unit for suffix, unit in _SUFFIXES.items() if field.endswith(suffix)), "")
    kind = column.type
    names = {Money: "pesos, in centavos", Rate: "pesos a page, in 1/10 000", Percent: "%, in basis points"}
    if type(kind) in names:
        return names[type(kind)]
    if isinstance(kind, UtcDateTime):
        return "instant, UTC"
    if isinstance(kind, Boolean):
        return "yes or no"
    if isinstance(kind, Date):
        return "date"
    if isinstance(kind, (Integer, BigInteger)):
        return f"whole number, {unit}" if unit else "whole number"
    if isinstance(kind, Text):
        return "long text"
    return f"text, up to {kind.length}" if isinstance(kind, String) else "structured text (JSON)"


def _table_name(mapper: Mapper[Any]) -> str:
    return str(inspect(mapper).local_table.description)


def _meaning(model: type[Any]) -> str:
    lines: Iterator[str] = iter((model.__doc__ or "").strip().splitlines())
    text = []
    for line in lines:
        if not line.strip():
            break
        text.append(line.strip())
    return " ".join(text).replace("``", "`")
