"""How the installed base is cared for: calls, visits and reviews at every client, most of them in their time."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import case
from sqlalchemy.sql.expression import Executable

from crm.model import Activity
from sample import words
from sample.plan import ACCOUNTS, CONTACTS
from sample.sql import Calendar, fill, pick

CARE = (
    ("call", "contact", "Llamada de seguimiento", "Preguntar cómo van y qué sigue", "phone", 14),
    ("visit", "visit", "Visita de seguimiento", "Ver cómo se usan los equipos y qué sigue", "in_person", 29),
    ("meeting", "review", "Revisión de la cuenta", "Revisar servicio, costo y planes", "in_person", 85),
)
NEGLECTED = 9
"""One client in so many was last contacted in none of these times."""


def statements(calendar: Calendar) -> Iterator[Executable]:
    """The last contact of each kind with every client; a reader finds the neglected ones in the follow-up."""
    a = ACCOUNTS.c
    for number, (kind, contact_kind, subject, objective, method, days) in enumerate(CARE):
        age = case((a.salt % NEGLECTED == 0, days + a.salt % 40), else_=1 + (a.salt + number) % days)
        yield fill(
            Activity, ACCOUNTS, a.kind == "client", order=(a.id,),
            kind=kind, contact_kind=contact_kind, subject=subject, objective=objective, method=method, account_id=a.id,
            contact_id=a.id * CONTACTS, owner_id=a.owner_id, due_on=calendar.day(age), done_at=calendar.at(age, 17),
            result=pick(words.COMMENTS, a.salt + number), next_step=pick(words.NEXT_STEPS, a.salt // 3 + number),
            next_step_on=calendar.day(age - 30), next_step_owner_id=a.owner_id, created_at=calendar.at(age, 16),
        )  # fmt: skip
