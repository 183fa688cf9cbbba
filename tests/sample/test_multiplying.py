"""A CRM that is multiplied has every client again with all that hangs on it, and nothing that hangs on nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from benchmarks.multiplying import multiply
from benchmarks.postgresql import Server, transfer
from benchmarks.samples import NOW, a_sample
from crm.database import open_engine, unit_of_work
from crm.model import Activity, Base

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SHARED = {"person", "product", "territory", "campaign", "business_day", "rule", "sales_strategy", "goal"}


def counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def dangling(engine: Engine) -> list[str]:
    """The references that lead nowhere."""
    found = []
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                for key in column.foreign_keys:
                    there = key.column.table.alias("there")
                    lost = sa.select(sa.func.count()).where(
                        column.is_not(None), ~sa.exists().where(there.c[key.column.key] == column)
                    )
                    if connection.scalar(lost):
                        found.append(f"{table.name}.{column.name}")
    return found


def test_every_client_comes_again_with_all_that_hangs_on_it(postgres: Server) -> None:
    with a_sample(300) as (source, _, _):
        url = postgres.another()
        transfer(source, url)
    engine = open_engine(url)
    before = counted(engine)
    multiply(url, 3)
    after = counted(engine)
    grown = {name for name in before if after[name] != before[name]}
    assert {name: after[name] for name in grown} == {name: 3 * before[name] for name in grown}
    assert {"account", "opportunity", "contract", "activity", "document", "stage_history"} <= grown
    assert not grown & SHARED and all(before[name] for name in SHARED)
    assert dangling(engine) == []
    with engine.connect() as connection:
        moves = sa.text(
            "SELECT count(*) FROM opportunity o WHERE o.version <> (SELECT count(*) FROM stage_history h"
            " WHERE h.record = 'opportunity' AND h.record_id = o.id)"
        )
        assert connection.scalar(moves) == 0
    with unit_of_work(engine) as session:  # a new record gets a number that is free
        session.add(Activity(kind="call", subject="Another", created_at=NOW))
    engine.dispose()
