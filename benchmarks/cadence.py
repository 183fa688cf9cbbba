"""How long the morning's plan takes: ``python -m benchmarks.cadence [ACCOUNTS ...]`` (default: 10,000).

Every account has three contacts, six activities behind it and, one in four, an open sale; a hundred accounts have one seller.
Shown: the first plan, the same again (nothing may change), and the plan of the next business day; seconds of processor and clock,
statements, and the peak of the process.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, insert

from benchmarks.memory import peak_mib
from checks.install import Installed, install, installed, open_day
from checks.rules import rulebook
from config.company import load_company
from crm.database import open_engine, reading, unit_of_work
from crm.model import Account, Activity, Base, Contact, Opportunity, Person, PersonRole
from tasks.planning import FollowUpWork, plan_everything
from tasks.work import Call

NOW = dt.datetime(2026, 11, 20, 12, 15, tzinfo=dt.UTC)
ACCOUNTS_A_SELLER = 100
ZONES = ("America/Mexico_City", "America/Tijuana", "Europe/Madrid", "Asia/Tokyo")


def main() -> None:
    """Measure every size that is asked for."""
    for size in [int(word) for word in sys.argv[1:]] or [10_000]:
        with tempfile.TemporaryDirectory() as folder:
            measure(size, Path(folder) / "crm.sqlite")


def measure(size: int, path: Path) -> None:
    """Fill a CRM with so many accounts and plan its mornings."""
    engine = open_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    book = rulebook(load_company())
    with unit_of_work(engine) as session:
        install(session, book)
        open_day(session, NOW.date())
    fill(engine, size)
    with reading(engine) as session:
        rules = installed(session, book)
    print(f"{size:,} accounts")
    for what, days in (("first plan", 0), ("the same again", 0), ("next business day", 3)):
        print(f"  {what}: {plan(engine, rules, NOW + dt.timedelta(days))}")
    engine.dispose()


def plan(engine: Engine, rules: Installed, now: dt.datetime) -> str:
    """One morning, and what it took."""
    statements = [0]

    def count(*_: Any) -> None:
        statements[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    work = FollowUpWork(engine, rules, Call(now, "benchmark", now.date()))
    clock, processor = time.perf_counter(), time.process_time()
    written = plan_everything(work)
    took = f"{time.process_time() - processor:.1f} s of processor, {time.perf_counter() - clock:.1f} s"
    event.remove(engine, "before_cursor_execute", count)
    peak = round(peak_mib())
    return f"{took}, {statements[0]} statements, peak {peak} MB; {written}"


def fill(engine: Engine, size: int) -> None:
    """The records of the benchmark, the same each time."""
    people = range(1, size // ACCOUNTS_A_SELLER + 2)
    with engine.begin() as connection:
        connection.execute(
            insert(Person),
            [{"id": n, "name": f"Seller {n}", "active": True, "created_at": NOW} for n in people],
        )
        connection.execute(insert(PersonRole), [{"person_id": n, "role": "sales"} for n in people])
        for model, rows in (
            (Account, accounts(size)),
            (Contact, contacts(size)),
            (Opportunity, sales(size)),
            (Activity, activities(size)),
        ):
            connection.execute(insert(model), list(rows))


def accounts(size: int) -> Iterator[dict[str, Any]]:
    """One in ten is of class A, two of B; one in twenty lies abroad."""
    for n in range(1, size + 1):
        yield {
            "id": n, "name": f"Account {n}", "kind": "client" if n % 3 else "prospect", "abc_class": "ABBCCCCCCC"[n % 10],
            "owner_id": n // ACCOUNTS_A_SELLER + 1, "time_zone": ZONES[n % 4] if n % 20 == 0 else ZONES[0],
            "created_at": NOW - dt.timedelta(30 + n % 900),
        }  # fmt: skip


def contacts(size: int) -> Iterator[dict[str, Any]]:
    """Three at each account."""
    for n in range(1, size + 1):
        for k, role in enumerate(("decider", "user", "influencer")):
            yield {
                "id": n * 3 + k, "account_id": n, "name": f"Contact {n}-{k}", "buying_role": role, "stance": "champion" if k else None,
                "signs_orders": k == 0, "email": f"c{n}-{k}@client.example", "phone": "555 555 5555" if n % 7 else None,
                "importance": 3 - k, "created_at": NOW,
            }  # fmt: skip


def sales(size: int) -> Iterator[dict[str, Any]]:
    """An open lead at one account in four."""
    for n in range(4, size + 1, 4):
        yield {
            "id": n, "name": "Sale", "account_id": n, "owner_id": n // ACCOUNTS_A_SELLER + 1, "stage": "lead", "kind": "new",
            "stage_since": NOW.date() - dt.timedelta(n % 30), "moved_at": NOW, "moved_by": "benchmark", "version": 1,
            "needs_delivery": True, "created_at": NOW,
        }  # fmt: skip


def activities(size: int) -> Iterator[dict[str, Any]]:
    """Six of the past at each account."""
    for n in range(1, size + 1):
        for k in range(6):
            at = NOW - dt.timedelta(1 + (n * 7 + k * 13) % 40)
            yield {
                "kind": ("call", "visit")[k % 2], "account_id": n, "owner_id": n // ACCOUNTS_A_SELLER + 1, "due_on": at.date(),
                "done_at": at, "created_at": at, "opportunity_id": n if n % 4 == 0 and k == 0 else None,
            }  # fmt: skip


if __name__ == "__main__":
    main()
