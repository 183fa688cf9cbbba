"""What a client may need besides follows from facts, and says from which (000/A11, 004/E16)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.expansion import Base, candidates
from policy.volumes import Month, Reading, pages_per_month, trend_percent


@dataclass(frozen=True)
class Triggers:
    months_over: int = 3
    over_percent: int = 10
    old_months: int = 48
    single_function: tuple[str, ...] = ("printer",)


TRIGGERS = Triggers()


def months(*pages: tuple[int, int]) -> tuple[Month, ...]:
    return tuple(Month(2026, number, mono, colour) for number, (mono, colour) in enumerate(pages, 1))


def kinds(base: Base) -> list[str]:
    return [found.kind for found in candidates(base, TRIGGERS)]


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([(1_101, 0)] * 3, ["volume"]),
        ([(1_100, 0)] * 3, []),  # by more than a tenth
        ([(5_000, 0)] * 2, []),  # for three months
        ([(5_000, 0), (900, 0), (5_000, 0), (5_000, 0)], []),  # in a row
        ([(900, 0), (5_000, 0), (5_000, 0), (5_000, 0)], ["volume"]),
        ([(0, 111)] * 3, ["volume"]),
        ([(5_000, 0), (0, 500), (5_000, 0)], []),  # of one counter
    ],
)
def test_pages_above_what_is_included_for_months_speak_for_a_larger_volume(
    pages: list[tuple[int, int]], found: list[str]
) -> None:
    assert kinds(Base(months(*pages), included_mono=1_000, included_colour=100)) == found


def test_the_reason_names_the_counter_and_its_numbers() -> None:
    one = candidates(Base(months(*[(100, 400)] * 3), included_mono=1_000, included_colour=100), TRIGGERS)[0]
    assert one.facts == {"counter": "colour", "pages": "400", "included": "100", "months": "3"}


def test_where_nothing_is_said_to_be_included_nothing_is_exceeded() -> None:
    assert kinds(Base(months(*[(9_000, 9_000)] * 3))) == []


@pytest.mark.parametrize(("age", "found"), [(47, []), (48, ["old_equipment"]), (None, [])])
def test_old_equipment_speaks_for_newer(age: int | None, found: list[str]) -> None:
    assert kinds(Base(age_months=age)) == found


def test_machines_of_a_single_function_speak_for_multifunction() -> None:
    base = Base(models=("Grafex P210 Printer", "Grafex M420 multifunction", "Grafex P210 Printer"))
    (found,) = candidates(base, TRIGGERS)
    assert (found.kind, found.facts) == ("single_function", {"models": "Grafex P210 Printer"})


def test_places_where_the_client_prints_without_us_speak_for_covering_them() -> None:
    places, covered = frozenset({"Norte", "Sur", "Centro"}), frozenset({"Centro"})
    (found,) = candidates(Base(places=places, covered=covered), TRIGGERS)
    assert (found.kind, found.facts) == ("uncovered_site", {"places": "Norte, Sur"})
    assert kinds(Base(places=places, covered=places)) == []
    assert kinds(Base(places=places)) == []  # we do not know where our machines stand


# --- volumes --------------------------------------------------------------------------------------------------------


def read(machine: int, day: str, mono: int, colour: int = 0) -> Reading:
    return Reading(machine, dt.date.fromisoformat(day), mono, colour)


def test_pages_between_two_readings_are_told_as_pages_of_a_month() -> None:
    found = pages_per_month(
        [
            read(1, "2026-01-01", 100), read(1, "2026-01-31", 1_100), read(1, "2026-03-01", 2_070, 29),
            read(2, "2026-01-01", 0), read(2, "2026-01-16", 200),
        ]
    )  # fmt: skip
    assert found == (Month(2026, 1, 1_400, 0), Month(2026, 3, 1_003, 30))


def test_a_counter_that_runs_backwards_or_two_readings_of_a_day_tell_nothing() -> None:
    assert pages_per_month([read(1, "2026-01-01", 500), read(1, "2026-02-01", 100)]) == ()
    assert pages_per_month([read(1, "2026-01-01", 500), read(1, "2026-01-01", 600)]) == ()
    assert pages_per_month([read(1, "2026-01-01", 500), read(2, "2026-02-01", 900)]) == ()


@pytest.mark.parametrize(
    ("mono", "trend"),
    [
        ((), None),
        ((100,), None),
        ((0, 50), None),
        ((100, 50), "-50"),
        ((100, 100, 150), "50"),
        ((100, 100, 90, 110), "0"),
    ],
)
def test_the_trend_compares_the_newer_half_with_the_older(mono: tuple[int, ...], trend: str | None) -> None:
    found = trend_percent(months(*((pages, 0) for pages in mono)))
    assert found == (None if trend is None else Decimal(trend))


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=12))
def test_a_machine_read_every_thirty_days_printed_what_its_counter_says(printed: list[int]) -> None:
    first, total, readings = dt.date(2026, 1, 1), 0, [read(1, "2026-01-01", 0)]
    for number, pages in enumerate(printed, 1):
        total += pages
        readings.append(Reading(1, first + dt.timedelta(days=30 * number), total, 0))
    assert sum(month.pages for month in pages_per_month(readings)) == total
