"""Planting the defects, and counting what each rule must find."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import Connection, Table, insert

from crm.model import Person, PersonRole
from sample.defect import OPPORTUNITIES_A_HIRE
from sample.defects import DEFECTS
from sample.defects_clients import HIRES
from sample.edits import statements
from sample.people import DOMAIN
from sample.sql import Calendar


def plant(connection: Connection, calendar: Calendar, opportunities: int) -> Counter[str]:
    """Make every planned defect; the rules broken by colleagues, with the number of them."""
    for name, defect in DEFECTS.items():
        for statement in statements(defect.edits, name, calendar):
            connection.execute(statement)
    return _hire(connection, calendar.today, -(-opportunities // OPPORTUNITIES_A_HIRE))


def broken_rules(victims: Counter[str]) -> Counter[str]:
    """How often each rule is broken by so many victims of each defect."""
    broken: Counter[str] = Counter()
    for name, number in victims.items():
        for rule in DEFECTS[name].raises:
            broken[rule] += number
    return broken


def _hire(connection: Connection, today: dt.date, times: int) -> Counter[str]:
    people, roles = Person.__table__, PersonRole.__table__
    assert isinstance(people, Table) and isinstance(roles, Table)
    created = dt.datetime.combine(today, dt.time(15), dt.UTC)
    broken: Counter[str] = Counter()
    for number in range(times):
        for place, hire in enumerate(HIRES):
            row = {
                "name": f"Nuevo Ingreso {number * len(HIRES) + place + 1}", "email": f"ingreso{number}-{place}@{DOMAIN}",
                "region": "Centro", "manager_id": 1, "active": True, "hired_on": today, "created_at": created,
            }  # fmt: skip
            number_of = connection.execute(
                insert(people).values(**(row | hire.values)).returning(people.c.id)
            ).scalar_one()
            for role in hire.roles:
                connection.execute(insert(roles).values(person_id=number_of, role=role))
            broken.update(hire.raises)
    return broken
