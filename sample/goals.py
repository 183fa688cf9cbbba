"""What sellers are to reach: goals, outright sales, trainings, deviations; and the quota ledger that follows from the rest."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Insert, String, Table, cast, insert, literal, select
from sqlalchemy.orm import Session

from config.company import Company
from crm.model import (
    Base,
    Deviation,
    Goal,
    JobDescription,
    Lesson,
    OutrightSale,
    PersonTraining,
    Territory,
)
from crm.quota_ledger import post, reconcile
from policy.calendar import Period, month_of
from sample.people import Colleague, Staff
from sample.plan import OPPORTUNITIES
from sample.sales import WON
from sample.sql import Calendar, fill, pick

p = OPPORTUNITIES.c
SERVES = "Presupuesto de ventas del año"


def outright_sales(calendar: Calendar) -> Insert:
    """What one client in three that bought has bought beside the contract; one in six of these with little margin."""
    which = p.salt // 23
    return fill(
        OutrightSale, OPPORTUNITIES, (p.depth >= WON) & (which % 3 == 0), order=(p.id,),
        id=p.id, account_id=p.account_id, owner_id=p.owner_id, kind=pick(("equipment", "materials", "parts"), which),
        number=literal("F-") + cast(p.id, String), sold_on=calendar.day(which % 75), amount_mxn=2_000_000 + which % 331 * 50_000,
        cost_mxn=(2_000_000 + which % 331 * 50_000) * pick((62, 70, 74, 78, 83, 88), which // 5) // 100,
        created_at=calendar.at(which % 75, 17),
    )  # fmt: skip


def write(connection: Connection, company: Company, staff: Staff, today: dt.date) -> None:
    """The goals from the month before to the one after the next, and what sellers learned for their job."""
    head = staff.of_role["direction"][0].id
    _insert(connection, JobDescription, [_description(today)])
    sellers = staff.of_role["sales"]
    days = company.quotas.people.training_days
    learned = [
        _training(number, one, today - dt.timedelta(days=number * 37 % days))
        for number, one in enumerate(sellers)
    ]
    _insert(connection, PersonTraining, learned)
    _insert(connection, Goal, list(_goals(connection, company, sellers, head, today)))


def _goals(
    connection: Connection, company: Company, sellers: list[Colleague], head: int, today: dt.date
) -> Iterator[dict[str, Any]]:
    mps, equipment = company.quotas.quota.mps.monthly_mxn, company.quotas.quota.equipment.monthly_mxn
    zones = connection.scalars(select(Territory.id).order_by(Territory.id)).all()
    for month in _months(today):
        for number, one in enumerate(sellers):
            own = {"person_id": one.id, "set_by_id": one.manager_id}
            yield _goal(month, "consultant", str(one.id), "mps", mps * (2 + number % 5), **own)
            yield _goal(month, "consultant", str(one.id), "equipment", equipment, **own)
        team = mps * 4 * len(sellers)
        yield _goal(month, "company", "", "mps", team, set_by_id=head)
        for number in zones:
            yield _goal(month, "zone", str(number), "mps", team / len(zones), set_by_id=head)
        for segment in list(company.market.segment)[:3]:
            yield _goal(month, "segment", segment, "mps", team / 12, set_by_id=head)
        for number, kind in enumerate(("new", "rescued", "maintenance", "loyal")):
            clients = len(sellers) * 4 if kind == "new" else max(1, len(sellers) // (2 + number))
            yield _goal(month, "client_kind", kind, "clients", None, target_clients=clients, set_by_id=head)
        yield _goal(month, "product", "equipment", "mps", team / 2, set_by_id=head)


def _months(today: dt.date) -> list[Period]:
    first = month_of(month_of(today)[0] - dt.timedelta(days=1))
    months = [first]
    while len(months) < 4:
        months.append(month_of(months[-1][1] + dt.timedelta(days=1)))
    return months


def _goal(month: Period, dimension: str, key: str, measure: str, target: Any, **more: Any) -> dict[str, Any]:
    set_on = month[0] - dt.timedelta(days=6)
    return {
        "dimension": dimension, "key": key, "measure": measure, "starts_on": month[0], "ends_on": month[1],
        "target_mxn": target, "target_clients": None, "person_id": None, "serves": SERVES, "set_on": set_on,
        "created_at": dt.datetime.combine(set_on, dt.time(15), dt.UTC),
    } | more  # fmt: skip


def _description(today: dt.date) -> dict[str, Any]:
    since = today - dt.timedelta(days=900)
    return {
        "role": "sales", "version": 1, "valid_from": since, "purpose": "Vender impresión administrada y conservar al cliente.",
        "traits": ["Escucha antes de proponer", "Cumple lo que promete", "Documenta cada visita", "Negocia con un plan B"],
        "duties": "Prospectar, calificar, estudiar, proponer, negociar y dar seguimiento.",
        "created_at": dt.datetime.combine(since, dt.time(15), dt.UTC),
    }  # fmt: skip


def _training(number: int, one: Colleague, day: dt.date) -> dict[str, Any]:
    subjects = ("Cotizador oficial", "Estudio de impresión", "Negociación con plan B", "Política de crédito")
    return {
        "person_id": one.id, "job_description_id": 1, "subject": subjects[number % len(subjects)], "trained_on": day,
        "trainer": "Capacitación comercial", "result": "Aprobado", "created_at": dt.datetime.combine(day, dt.time(18), dt.UTC),
    }  # fmt: skip


# --- when everything else stands --------------------------------------------------------------------------------------


def plant(connection: Connection, today: dt.date, times: int) -> Counter[str]:
    """Goals that fell behind last month, and what was neglected about them; the rules broken, with their number."""
    start = _months(today)[0][0]
    sellers = select(Goal.id, Goal.set_by_id).where(Goal.starts_on == start, Goal.dimension == "consultant")
    behind = connection.execute(sellers.where(Goal.measure == "equipment").order_by(Goal.id)).all()
    seen = today - dt.timedelta(days=20)
    stories: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        ({"cause": "Dos clientes aplazaron la firma", "action": "Revisar a diario los cierres", "due_on": today + dt.timedelta(days=6)}, ()),
        ({"cause": "Pocas visitas", "action": "Acompañar tres visitas por semana", "due_on": today - dt.timedelta(days=4)}, ("B39-action-overdue",)),
        ({}, ("B39-deviation-corrected",)),
        ({"cause": "Precio del tóner", "action": "Nueva lista de precios", "due_on": today, "done_on": today}, ("B40-lesson-shared",)),
        ({"cause": "Falta de equipo en almacén", "action": "Pedido conjunto", "due_on": seen, "done_on": today}, ()),
    ]  # fmt: skip
    broken: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for (goal, owner), number in zip(behind, range(times * len(stories)), strict=False):
        values, raises = stories[number % len(stories)]
        blank = dict.fromkeys(("cause", "action", "due_on", "done_on"))
        rows.append(blank | values | {
            "goal_id": goal, "owner_id": owner, "seen_on": seen, "attained_percent": 45 + number % 30,
            "created_at": dt.datetime.combine(seen, dt.time(15), dt.UTC),
        })  # fmt: skip
        broken.update(raises)
    _insert(connection, Deviation, rows)
    _insert(connection, Lesson, list(_lessons(connection, today)))
    broken.update(_set_late(connection, today, times))
    return broken


def _lessons(connection: Connection, today: dt.date) -> Iterator[dict[str, Any]]:
    taught = select(Deviation.id, Deviation.owner_id).where(Deviation.cause.like("Falta de equipo%"))
    for number, owner in connection.execute(taught.order_by(Deviation.id)):
        yield {
            "deviation_id": number, "level": "company", "person_id": owner, "learned_on": today, "shared_on": today,
            "finding": "Sin equipo apartado no hay cierre de mes.", "programme": "Apartado semanal de equipo con almacén.",
            "created_at": dt.datetime.combine(today, dt.time(15), dt.UTC),
        }  # fmt: skip


def _set_late(connection: Connection, today: dt.date, times: int) -> Counter[str]:
    """Goals for a negotiation, set when the month had begun, and for no aim that anybody named."""
    month = month_of(today)
    rows = [
        _goal(month, "negotiation", str(number), "mps", 10_000, set_by_id=1)
        | {"set_on": month[0], "serves": None}
        for number in range(1, times + 1)
    ]
    _insert(connection, Goal, rows)
    return Counter({"E12-goal-set-ahead": times, "B36-goal-serves": times})


def keep_the_ledger(connection: Connection, company: Company, today: dt.date) -> None:
    """Post what the contracts and sales have brought, and name what does not agree: as every night does."""
    now = dt.datetime.combine(today, dt.time(15), dt.UTC)
    with Session(connection, join_transaction_mode="rollback_only") as session:
        post(session, company, now, today)
        reconcile(session, company, today)


def _insert(connection: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    if rows:
        connection.execute(insert(table), rows)
