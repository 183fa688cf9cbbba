"""Money to the centavo, rates to the ten-thousandth, instants with their zone: what goes in comes out, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from checks.compile import sql
from crm.base import Money, Percent, Rate, UtcDateTime
from tests.worlds import World

PURSE = sa.Table(
    "purse", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("money", Money), sa.Column("rate", Rate),
    sa.Column("percent", Percent), sa.Column("at", UtcDateTime), prefixes=["TEMPORARY"],
)  # fmt: skip
TYPES = {"money": 2, "rate": 4, "percent": 2}


class Purse:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        PURSE.create(connection)

    def keep(self, name: str, values: list[Any]) -> list[Any]:
        """Put values in and take them out again."""
        self._connection.execute(sa.delete(PURSE))
        self._connection.execute(sa.insert(PURSE), [{"id": n, name: value} for n, value in enumerate(values)])
        return list(self._connection.scalars(sa.select(PURSE.c[name]).order_by(PURSE.c.id)))

    def ask(self, expression: Any) -> Any:
        return self._connection.scalar(sa.select(expression).select_from(PURSE))


@pytest.fixture(scope="session")
def purse(shared_world: World) -> Iterator[Purse]:
    engine = sa.create_engine("sqlite://") if shared_world.kind == "sqlite" else shared_world.engine
    with engine.connect() as connection:
        yield Purse(connection)
        connection.rollback()


@pytest.mark.parametrize("name", TYPES)
def test_what_is_exact_stays_exact(purse: Purse, name: str) -> None:
    numbers = st.decimals(-(10**13), 10**13, places=TYPES[name])

    @settings(max_examples=40)
    @given(st.lists(st.one_of(numbers, st.none()), min_size=1, max_size=20))
    def keep(values: list[Decimal | None]) -> None:
        assert purse.keep(name, values) == values

    keep()


@pytest.mark.parametrize("name", TYPES)
def test_what_is_finer_is_rounded_half_up(purse: Purse, name: str) -> None:
    unit = Decimal(1).scaleb(-TYPES[name])

    @settings(max_examples=40)
    @given(st.lists(st.decimals(-(10**6), 10**6, places=TYPES[name] + 2), min_size=1, max_size=20))
    def keep(values: list[Decimal]) -> None:
        assert purse.keep(name, values) == [value.quantize(unit, ROUND_HALF_UP) for value in values]

    keep()


def test_half_a_centavo_is_a_centavo_either_way(purse: Purse) -> None:
    assert purse.keep("money", [Decimal("0.005"), Decimal("-0.005"), Decimal("0.00499")]) == [
        Decimal("0.01"), Decimal("-0.01"), Decimal(0)
    ]  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_a_float_is_refused(purse: Purse, name: str) -> None:
    with pytest.raises(StatementError, match=r"give a Decimal or an int, not the float 0\.1"):
        purse.keep(name, [0.1])


def test_whole_numbers_are_pesos(purse: Purse) -> None:
    assert purse.keep("money", [5, Decimal(7)]) == [Decimal(5), Decimal(7)]


def test_amounts_are_compared_added_and_multiplied_in_the_database(purse: Purse) -> None:
    purse.keep("money", [Decimal("10.10")])
    money = PURSE.c.money
    assert purse.ask(money >= Decimal("10.10")) and not purse.ask(money > Decimal("10.10"))
    assert purse.ask(money * 3 == sa.literal(Decimal("30.30"), Money))
    assert purse.ask(sa.func.sum(money)) == Decimal("10.10")


@pytest.mark.parametrize("name", TYPES)
def test_a_number_written_into_a_trigger_is_the_same_number(purse: Purse, name: str) -> None:
    purse.keep(name, [Decimal("12.34")])
    column = PURSE.c[name]
    for value in (Decimal("12.34"), 12, Decimal("12.35")):
        written = sa.text(sql(column >= value, sa.create_engine("sqlite://").dialect).replace("purse.", ""))
        assert bool(purse.ask(written)) is (Decimal("12.34") >= value)


zones = st.integers(-12, 14).map(lambda hours: dt.timezone(dt.timedelta(hours=hours)))
instants = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 1, 1), timezones=zones)


def test_an_instant_comes_back_as_the_same_instant_in_utc(purse: Purse) -> None:
    @settings(max_examples=40)
    @given(st.lists(st.one_of(instants, st.none()), min_size=1, max_size=20))
    def keep(values: list[dt.datetime | None]) -> None:
        kept = purse.keep("at", values)
        assert kept == values
        assert all(one.tzinfo is dt.UTC for one in kept if one)

    keep()


def test_an_instant_without_a_zone_is_refused(purse: Purse) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        purse.keep("at", [dt.datetime(2026, 11, 20, 12)])


def test_an_instant_written_into_sql_is_the_same_instant(purse: Purse) -> None:
    noon = dt.datetime(2026, 11, 20, 12, tzinfo=dt.timezone(dt.timedelta(hours=-6)))
    purse.keep("at", [noon])
    written = sql(PURSE.c.at == noon, sa.create_engine("sqlite://").dialect).replace("purse.", "")
    assert "2026-11-20 18:00:00.000000" in written
    assert purse.ask(sa.text(written))
