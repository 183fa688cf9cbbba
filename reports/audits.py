"""What people see of an audit: the score with its trend, whose records lack what, the worklist, what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from config.company import Company
from crm.model import AuditRun
from crm.standing import ChangeLine, MendLine, ScoreLine
from reports.escape import cell
from reports.lifecycles import role_name
from reports.markdown import table, trend
from reports.texts import Texts, days_since, percent, pesos, thousands

DIMENSIONS = ("owner", "team", "region", "consumer", "record", "rule")
"""What a score is broken down by, in the order in which it is shown."""


def audit_message(texts: Texts, audit: AuditRun) -> str:
    """One line for the state of a run: ``score 93.4 % · debt $1,200,000 MXN · 812 findings · 14 new · 9 resolved``."""
    return texts(
        "audit.message",
        score=percent(audit.score_percent),
        debt=pesos(audit.debt_mxn),
        findings=thousands(audit.open_findings),
        new=thousands(audit.new_findings),
        resolved=thousands(audit.resolved_findings),
    )


def score_markdown(
    texts: Texts,
    audits: Sequence[AuditRun],
    lines: Mapping[str, Sequence[ScoreLine]],
    called: Callable[[str, ScoreLine], str],
) -> str:
    """The figures of the last audit beside those of the day before, the trend, and the dearest of each dimension.

    ``called`` says what a line of a dimension is called.
    """
    last, before = audits[-1], audits[-2] if len(audits) > 1 else None
    parts = [_figures(texts, last, before)]
    if before is not None:
        course = trend([audit.score_percent for audit in audits])
        parts.append(f"{texts('audit.trend', count=len(audits))}: {course}\n")
    for dimension in DIMENSIONS:
        if lines.get(dimension):
            parts.append(_by(texts, dimension, lines[dimension], called))
    return "\n".join(parts)


def _figures(texts: Texts, last: AuditRun, before: AuditRun | None) -> str:
    rows: list[tuple[str, Callable[[AuditRun], str]]] = [
        ("score", lambda audit: percent(audit.score_percent)),
        ("debt", lambda audit: pesos(audit.debt_mxn)),
        ("records", lambda audit: thousands(audit.records)),
        ("failing", lambda audit: thousands(audit.failing)),
        ("findings", lambda audit: thousands(audit.open_findings)),
    ]
    head = [texts("audit.measure"), last.day.isoformat(), *([before.day.isoformat()] if before else [])]
    body = [[texts(f"audit.{word}"), value(last), *([value(before)] if before else [])] for word, value in rows]
    return table(head, body, [False, True, True])


def _by(
    texts: Texts, dimension: str, lines: Sequence[ScoreLine], called: Callable[[str, ScoreLine], str]
) -> str:
    head = [texts(f"audit.{word}") for word in ("name", "score", "records", "findings", "debt")]
    rows = [
        [
            called(dimension, line),
            percent(line.score_percent),
            thousands(line.records),
            thousands(line.findings),
            pesos(line.debt_mxn),
        ]
        for line in lines
    ]
    return f"## {texts(f'audit.by_{dimension}')}\n\n{table(head, rows, [False, True, True, True, True])}"


def worklist_table(
    company: Company, texts: Texts, lines: Sequence[MendLine], today: dt.date
) -> list[dict[str, str | int]]:
    """One row a finding, owner by owner, for a Prefect table."""
    return [
        {
            texts("audit.owner"): cell(line.owner or texts("common.unassigned")),
            texts("audit.record"): line.code,
            texts("audit.weight"): pesos(line.debt_mxn),
            texts("audit.age"): days_since(line.first_seen, today),
            texts("audit.what"): texts.of(line.sentence),
            texts("audit.mend"): texts.of(line.mend),
            texts("audit.mender"): role_name(company, texts, line.mender),
        }
        for line in lines
    ]


def worklist_description(texts: Texts, lines: Sequence[MendLine], audit: AuditRun) -> str:
    """The sentence above the worklist; where it was cut, how much of it is shown."""
    if not audit.open_findings:
        return texts("audit.nothing_to_mend")
    said = [texts("audit.worklist", count=audit.open_findings)]
    if len(lines) < audit.open_findings:
        said.append(texts("held.capped", count=len(lines)))
    shown = sum((line.debt_mxn for line in lines), Decimal(0))
    return " · ".join([*said, f"{texts('audit.debt')} {pesos(shown)} MXN"])


def changes_markdown(texts: Texts, lines: Sequence[ChangeLine]) -> str:
    """By rule, what is new and what was resolved."""
    if not lines:
        return texts("audit.no_changes")
    head = [texts("audit.rule"), texts("audit.what"), texts("audit.new"), texts("audit.resolved")]
    rows = [
        [line.rule, texts.of(line.sentence), thousands(line.new), thousands(line.resolved)] for line in lines
    ]
    return table(head, rows, [False, False, True, True])
