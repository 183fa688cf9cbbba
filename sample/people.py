"""The dealer's own people: every role is held, every seller has a manager, every region a team."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from config.company import Company
from crm.model import Person, PersonRole, Territory
from sample.identity import ascii_letters
from sample.words import FULL_NAMES, GIVEN, REGIONS, SURNAMES

DOMAIN = "seiton-muestra.example"
TEAM = 8
OPPORTUNITIES_A_SELLER = 80


@dataclass(frozen=True)
class Colleague:
    """A colleague as the sample needs them."""

    id: int
    name: str
    email: str
    role: str
    region: str
    team: str
    manager_id: int | None


class Staff:
    """Who works here: about one seller for eighty opportunities, a manager for eight sellers, two of every other role."""

    def __init__(self, company: Company, opportunities: int) -> None:
        self.all: list[Colleague] = []
        head = self._hire("direction", "Centro", "Dirección", None)
        teams = min(80, max(2, opportunities // (TEAM * OPPORTUNITIES_A_SELLER)))
        for number in range(teams):
            region = REGIONS[number % len(REGIONS)]
            team = f"Ventas {region} {number // len(REGIONS) + 1}"
            manager = self._hire("sales_manager", region, team, head.id)
            for _ in range(TEAM):
                self._hire("sales", region, team, manager.id)
        for role in company.roles:
            if role not in ("sales", "sales_manager", "direction"):
                for number in range(max(2, teams // 4)):
                    self._hire(
                        role, REGIONS[number % len(REGIONS)], company.roles[role].es.capitalize(), head.id
                    )
        self.of_role: dict[str, list[Colleague]] = {}
        for colleague in self.all:
            self.of_role.setdefault(colleague.role, []).append(colleague)

    def _hire(self, role: str, region: str, team: str, manager_id: int | None) -> Colleague:
        number = len(self.all)
        name = person_name(number * 389 % FULL_NAMES)
        email = f"{ascii_letters(name.split()[0])}.{ascii_letters(name.split()[1])}{number + 1}@{DOMAIN}"
        colleague = Colleague(number + 1, name, email, role, region, team, manager_id)
        self.all.append(colleague)
        return colleague

    def write(self, connection: Connection, today: dt.date) -> None:
        rows: list[dict[str, Any]] = []
        roles: list[dict[str, Any]] = []
        for colleague, days in zip(self.all, itertools.cycle(range(400, 3000, 137)), strict=False):
            hired = today - dt.timedelta(days=days)
            row = {
                "id": colleague.id, "name": colleague.name, "email": colleague.email, "team": colleague.team,
                "region": colleague.region, "manager_id": colleague.manager_id, "active": True, "hired_on": hired,
                "created_at": dt.datetime.combine(hired, dt.time(15), dt.UTC),
            }  # fmt: skip
            rows.append(row)
            roles.append({"person_id": colleague.id, "role": colleague.role})
        connection.execute(insert(Person.__table__), rows)  # type: ignore[arg-type]
        connection.execute(insert(PersonRole.__table__), roles)  # type: ignore[arg-type]
        territories = [
            {
                "name": head.team.removeprefix("Ventas "),
                "region": head.region,
                "owner_id": head.id,
                "created_at": row["created_at"],
            }
            for head in self.of_role["sales_manager"]
        ]
        connection.execute(insert(Territory.__table__), territories)  # type: ignore[arg-type]


def person_name(number: int) -> str:
    """A full name; those of numbers below ``FULL_NAMES`` differ in given name and first surname."""
    given, rest = number % len(GIVEN), number // len(GIVEN)
    first, second = rest % len(SURNAMES), (rest // len(SURNAMES) + rest + 1) % len(SURNAMES)
    return f"{GIVEN[given]} {SURNAMES[first]} {SURNAMES[second]}"


def full_names() -> list[tuple[str, str]]:
    """Names with what stands before the @ of their e-mail."""
    names = [person_name(number) for number in range(FULL_NAMES)]
    return [(name, ".".join(ascii_letters(name).split("-")[:2])) for name in names]
