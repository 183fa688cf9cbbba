"""What people see of conformance: the share of cases and moves that are as declared, its course, where it deviates, the worst cases."""

from __future__ import annotations

from collections.abc import Sequence

from config.company import Company
from crm.base import IMPORTED
from policy.conformance import Answers, Conformance
from reports.markdown import table, trend
from reports.texts import Texts, percent, thousands

MONTHS_SHOWN = 12

Rows = tuple[list[str], list[list[object]]]
"""A heading and the rows below it."""


def conformance_markdown(company: Company, texts: Texts, found: Sequence[Conformance], answers: Answers) -> str:
    """The page of the night: each lifecycle, its course, where it deviates; then the decisions."""
    parts = [table(*_text(shares(company, texts, found)), (False, True, True, True, True))]
    parts += [f"{line}  \n" for one in found for line in lines_of(company, texts, one)]
    parts.append(answers_line(texts, answers) + "\n")
    for word, rows, numbers in (
        ("deviations", deviations(company, texts, found), (False, False, False, False, True)),
        ("worst", worst(company, texts, found), (False, False, True, True)),
    ):
        if rows[1]:
            parts.append(f"## {texts(f'conformance.{word}')}\n\n{table(*_text(rows), numbers)}")
    return "\n".join(parts)


def shares(company: Company, texts: Texts, found: Sequence[Conformance]) -> Rows:
    """How many cases and moves conform, by lifecycle."""
    head = [texts(f"conformance.{word}") for word in ("lifecycle", "cases", "fit_cases", "moves", "fit_moves")]
    return head, [
        [
            _called(company, texts, one),
            one.cases,
            percent(one.case_percent),
            one.moves,
            percent(one.move_percent),
        ]
        for one in found
    ]


def lines_of(company: Company, texts: Texts, one: Conformance) -> list[str]:
    """What else is said of a lifecycle: its imported cases, its course over the last months."""
    said = []
    name = _called(company, texts, one)
    if one.imported:
        said.append(
            texts("conformance.imported", lifecycle=name, count=one.imported, unmoved=thousands(one.unmoved))
        )
    last = one.months[-MONTHS_SHOWN:]
    if len(last) > 1:
        course = texts(
            "conformance.trend", first=last[0].month, last=last[-1].month, share=percent(last[-1].percent)
        )  # fmt: skip
        said.append(f"{name} · {course}: {trend([month.percent for month in last])}")
    return said


def answers_line(texts: Texts, answers: Answers) -> str:
    """The decisions in one sentence."""
    return texts(
        "conformance.answers", count=answers.decisions, eyes=thousands(answers.four_eyes), late=thousands(answers.late),
        waiting=thousands(answers.waiting),
    )  # fmt: skip


def deviations(company: Company, texts: Texts, found: Sequence[Conformance]) -> Rows:
    """The arrows that deviate, the most frequent first."""
    head = [texts(f"conformance.{word}") for word in ("lifecycle", "kind", "from_stage", "to_stage", "count")]
    return head, [
        [
            _called(company, texts, one),
            texts(f"conformance.{arrow.kind}"),
            _stage(company, texts, one.record, arrow.from_stage),
            _stage(company, texts, one.record, arrow.to_stage),
            arrow.count,
        ]
        for one in found
        for arrow in one.arrows
    ]


def worst(company: Company, texts: Texts, found: Sequence[Conformance]) -> Rows:
    """The cases with most deviations."""
    head = [texts(f"conformance.{word}") for word in ("lifecycle", "case", "moves", "deviating")]
    return head, [
        [_called(company, texts, one), case.case, case.moves, case.deviating]
        for one in found
        for case in one.worst
    ]


def _called(company: Company, texts: Texts, one: Conformance) -> str:
    return texts.of(company.lifecycles[one.record].name)


def _stage(company: Company, texts: Texts, record: str, stage: str | None) -> str:
    lifecycle = company.lifecycles[record]
    return (
        texts.of(lifecycle[stage].name)
        if stage in lifecycle.ids
        else "–"
        if stage in (None, IMPORTED)
        else stage
    )


def _text(rows: Rows) -> tuple[list[str], list[list[str]]]:
    return rows[0], [[thousands(cell) for cell in row] for row in rows[1]]
