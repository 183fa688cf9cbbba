"""What managers see of the clients: classes, falling shares, new Pro clients, changes of class, complaints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.company import Company
from crm.classifying import CLASS, RUNG, Classified
from crm.client_lists import ChangeLine, ClassLine, ComplaintLine, FallingLine
from policy.clients import Pace
from reports.markdown import table
from reports.texts import Texts, percent, thousands

SECTIONS = ("classes", "speed", "falling", "complaints", "risen", "moved")
"""The parts of the page, in their order."""
CHANGES_OF_DAYS = 30
SALES_OF_DAYS = 90
"""How far back the page looks."""


@dataclass(frozen=True)
class ClientPage:
    """What the page is made of."""

    classes: Sequence[ClassLine]
    pace: Pace
    falling: Sequence[FallingLine]
    risen: Sequence[ChangeLine]
    moved: Sequence[ChangeLine]
    complaints: Sequence[ComplaintLine]


def clients_outcome(done: Classified) -> str:
    """In few words, for the name of a run: ``A 111 · B 22 · C 691``."""
    return " · ".join(f"{name} {thousands(done.classes[name])}" for name in "ABC")


def clients_message(texts: Texts, done: Classified, complaints: int) -> str:
    """What came of a classification, for the state of a run and the line of ``seiton run``."""
    parts = [texts("clients.accounts", count=done.accounts), clients_outcome(done)]
    for key, count in (
        ("clients.class_changes", done.changed[CLASS]),
        ("clients.rung_changes", done.changed[RUNG]),
        ("clients.complaints_opened", complaints),
    ):
        if count:
            parts.append(texts(key, count=count))
    return " · ".join(parts)


def rung_name(texts: Texts, rung: str | None) -> str:
    """A rung of the ladder as people call it."""
    return texts(f"clients.rung_{rung or 'none'}")


def clients_markdown(company: Company, texts: Texts, page: ClientPage, today: dt.date) -> str:
    """The page: the classes with what they may have of us, then what asks for a manager's attention."""
    bodies = (
        _classes(texts, page.classes),
        _pace(texts, page.pace),
        _falling(texts, page.falling),
        _complaints(company, texts, page.complaints, today),
        _changes(texts, page.risen, lambda rung: rung_name(texts, rung)),
        _changes(texts, page.moved, lambda abc_class: abc_class or ""),
    )
    return "\n".join(
        f"## {texts(f'clients.{name}', days=SALES_OF_DAYS)}\n\n{body}"
        for name, body in zip(SECTIONS, bodies, strict=True)
    )


def _classes(texts: Texts, lines: Sequence[ClassLine]) -> str:
    head = [texts(f"clients.{word}") for word in ("class", "number", "bought", "points", "hours")]
    rows = [
        [
            line.abc_class, thousands(line.accounts), thousands(line.bought), thousands(int(line.points)),
            thousands(line.hours_a_year),
        ]
        for line in lines
    ]  # fmt: skip
    return table(head, rows, [False, True, True, True, True])


def _pace(texts: Texts, pace: Pace) -> str:
    head = [texts(f"clients.{word}") for word in ("sales", "to_answer", "to_purchase", "to_use")]
    days = ["" if days is None else days for days in (pace.to_answer, pace.to_purchase, pace.to_use)]
    return table(head, [[thousands(pace.sales), *days]], [True] * 4)


def _falling(texts: Texts, lines: Sequence[FallingLine]) -> str:
    if not lines:
        return texts("clients.none_falling") + "\n"
    head = [texts(f"clients.{word}") for word in ("client", "owner", "share", "plan", "due")]
    rows = [
        [
            _client(line), line.owner or texts("common.unassigned"), percent(line.share_percent),
            line.plan or texts("clients.no_plan"), line.due_on or "",
        ]
        for line in lines
    ]  # fmt: skip
    return table(head, rows, [False, False, True])


def _complaints(company: Company, texts: Texts, lines: Sequence[ComplaintLine], today: dt.date) -> str:
    if not lines:
        return texts("clients.none_complaints") + "\n"
    head = [texts(f"clients.{word}") for word in ("client", "owner", "cause", "opened", "due")]
    causes = company.clients.complaints.causes
    rows = []
    for line in lines:
        cause = texts.of(causes[line.cause]) if line.cause in causes else texts("clients.no_cause")
        due = texts("clients.overdue", day=line.due_on) if line.due_on < today else str(line.due_on)
        rows.append([_client(line), line.owner or texts("common.unassigned"), cause, line.opened_on, due])
    return table(head, rows)


def _changes(texts: Texts, lines: Sequence[ChangeLine], called: Callable[[str | None], str]) -> str:
    if not lines:
        return texts("clients.none_changed", days=CHANGES_OF_DAYS) + "\n"
    head = [texts(f"clients.{word}") for word in ("client", "owner", "before", "after", "day")]
    rows = [
        [
            _client(line),
            line.owner or texts("common.unassigned"),
            called(line.before),
            called(line.after),
            line.changed_on,
        ]
        for line in lines
    ]
    return table(head, rows)


def _client(line: FallingLine | ChangeLine | ComplaintLine) -> str:
    return f"{line.name or ''} ({line.account_id})".strip()
