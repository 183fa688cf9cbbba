"""Real meter readings come in whole, the reads that failed too, and a bill can be told from them (000/A13, M14)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crm.database import reading
from crm.imports import TableResult, load_mapping, run_import
from crm.model import Equipment, MeterReading
from policy.meters import Meter, Reading, ReadingRules, Usage, usage
from tests.crm.imports.conftest import NOW, export_of

RULES = ReadingRules(
    fresh_days=5, trend_days=90, missing="estimate", estimate_days=45, jump_factor=Decimal(5), jump_pages=2_000
)


@pytest.fixture
def results(crm: Engine, tmp_path: Path) -> list[TableResult]:
    mapping, folder = load_mapping("printer-meters"), export_of("printer-meters")
    return run_import(crm, mapping, folder, rejects=tmp_path, now=NOW)


def test_every_reading_and_every_failed_read_comes_in(crm: Engine, results: list[TableResult]) -> None:
    assert [(result.rows, result.created, result.rejected) for result in results] == [
        (435, 13, 0), (435, 435, 0), (39, 39, 0)
    ]  # fmt: skip
    with reading(crm) as session:
        failed = MeterReading.origin == "failed"
        counts = sa.select(
            sa.func.count(), sa.func.count(MeterReading.error), sa.func.count(MeterReading.mono_pages)
        )
        assert session.execute(counts.where(failed)).one() == (39, 39, 0)
        assert session.execute(counts.where(~failed)).one() == (435, 0, 435)


def test_the_same_files_again_change_nothing(crm: Engine, results: list[TableResult], tmp_path: Path) -> None:
    again = run_import(
        crm, load_mapping("printer-meters"), export_of("printer-meters"), rejects=tmp_path, now=NOW
    )
    assert all(result.unchanged == result.rows for result in again)


def _meters(session: Session) -> list[Meter]:
    found = []
    for machine in session.scalars(sa.select(Equipment).order_by(Equipment.serial)):
        mine = sa.select(MeterReading.read_on, MeterReading.mono_pages).where(
            MeterReading.equipment_id == machine.id, MeterReading.mono_pages.is_not(None)
        )
        readings = tuple(Reading(on, pages) for on, pages in session.execute(mine))
        found.append(Meter("mono", None, None, readings))
    return found


def test_what_the_thirteen_printers_counted_is_told_and_what_nobody_read_is_not(
    crm: Engine, results: list[TableResult]
) -> None:
    """In October every printer was read near both ends; of a period before the first reading nothing is invented."""
    with reading(crm) as session:
        meters = _meters(session)

    def counted(first: dt.date, last: dt.date) -> list[Usage]:
        found = (usage(meter, first, last, RULES, {"mono": 30_000, "colour": 15_000}) for meter in meters)
        return [one for one in found if one is not None]

    october = counted(dt.date(2022, 10, 8), dt.date(2022, 10, 31))
    assert Counter(one.state for one in october) == {"read": 13}
    assert sum(one.pages or 0 for one in october) == 14_720  # added up from the file by hand
    september = counted(dt.date(2022, 9, 1), dt.date(2022, 9, 30))
    assert Counter((one.state, one.pages) for one in september) == {("no_start", None): 13}
