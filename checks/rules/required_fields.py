"""One rule for each datum of ``config/crm_fields.toml``: it must be in the CRM from its stage on (000/A16, A33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, inspect

from checks.expressions import given
from checks.rule import Rule, RuleWriter
from checks.subjects import SUBJECTS, Subject
from config.company import Company, ConfigError, RequiredField


def rules(company: Company) -> Iterator[Rule]:
    for record, fields in company.fields.items():
        if record not in SUBJECTS:
            raise ConfigError(
                f"crm_fields.toml: {record}: unknown record; known: {', '.join(SUBJECTS)}",
                f"crm_fields.toml: {record}: registro desconocido; conocidos: {', '.join(SUBJECTS)}",
            )
        write = RuleWriter(company, record)
        for name, field in fields.items():
            column = _column(SUBJECTS[record], name)
            yield write(
                f"{field.source.split('/')[-1]}-{record}-{name.replace('_', '-').replace('.', '-')}",
                field.source,
                says=_sentence(field),
                mend=(f"Fill in: {field.name.en}.", f"Capture: {field.name.es}."),
                holds=_present(column, field),
                from_stage=field.from_stage,
                gate=field.gate,
                mender=field.mender,
                consumers=field.consumers,
                weight=field.weight,
            )


def _sentence(field: RequiredField) -> tuple[str, str]:
    if field.positive:
        return f"{field.name.en}: recorded and confirmed", f"{field.name.es}: capturado y confirmado"
    return f"{field.name.en}: recorded", f"{field.name.es}: capturado"


def _present(column: Any, field: RequiredField) -> ColumnElement[bool]:
    if not field.positive:
        return given(column)
    if column.type.python_type is bool:
        return column.is_(True)  # type: ignore[no-any-return]
    return column > 0  # type: ignore[no-any-return]


def _column(subject: Subject, name: str) -> Any:
    entity, attribute = subject.record, name
    if "." in name:
        table, attribute = name.split(".", 1)
        joined = {inspect(e).selectable.name: e for e, _ in subject.joins}
        if table not in joined:
            raise ConfigError(
                f"crm_fields.toml: {subject.name}.{name}: unknown record {table!r}; known: {', '.join(joined)}",
                f"crm_fields.toml: {subject.name}.{name}: registro desconocido {table!r}; conocidos: {', '.join(joined)}",
            )
        entity = joined[table]
    columns = inspect(entity).mapper.columns if not hasattr(entity, "__mapper__") else entity.__mapper__.columns
    if attribute not in columns:
        known = ", ".join(column.key for column in columns)
        raise ConfigError(
            f"crm_fields.toml: {subject.name}.{name}: unknown field; known: {known}",
            f"crm_fields.toml: {subject.name}.{name}: campo desconocido; conocidos: {known}",
        )
    return getattr(entity, attribute)
