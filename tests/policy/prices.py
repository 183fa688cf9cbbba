"""Machines, rates and contracts for tests of prices: plain ones, and any that Hypothesis thinks of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from policy.pricing import Coverage, Machine, Rates, Variables, Wanted

D = Decimal
MONO = Machine(
    equipment_mxn=D(10_000), install_mxn=D(300), delivery_mxn=D(200), service_mxn=D(80), parts_mxn=D("0.02"),
    labour_mxn=D("0.02"), black_mxn=D(800), black_pages=16_000,
)  # fmt: skip
INKS = {f"{ink}_{what}": value for ink in ("cyan", "magenta", "yellow") for what, value in (("mxn", D(1_500)), ("pages", 15_000))}  # fmt: skip
COLOUR = replace(MONO, equipment_mxn=D(30_000), a3_page_percent=D(200), **INKS)  # type: ignore[arg-type]
PLAN = Coverage(rated_percent=D(5), mono_percent=D(7), colour_percent=D(10))
RATES = Rates(
    finance_percent=D(12), residual_percent=D(10), iva_percent=D(16), monitoring_mxn=D(40), follow_up_mxn=D(200),
    equipment_target_percent=D(40), consumables_target_percent=D(50), service_target_percent=D(55), follow_up_target_percent=D(50),
)  # fmt: skip


def a_contract(**changes: Any) -> Variables:
    """Two colour machines and a mono one for three years; ``lines``, ``term_months`` … may be otherwise."""
    lines = (Wanted("C", "Piso 1", 2, 8_000, 1_500, COLOUR), Wanted("M", "Piso 2", 1, 4_000, 0, MONO))
    plain = Variables(lines, 36, D(0), PLAN, D(0), RATES)
    return replace(plain, **changes)


def mxn(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Pesos to the cent."""
    return st.integers(low * 100, high * 100).map(lambda cents: D(cents).scaleb(-2))


def percent(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """A percentage to a hundredth of a point."""
    return mxn(low, high)


@st.composite
def machines(draw: st.DrawFn) -> Machine:
    """Any machine, with or without colour."""
    inks: dict[str, Any] = {}
    if draw(st.booleans()):
        for ink in ("cyan", "magenta", "yellow"):
            inks |= {f"{ink}_mxn": draw(mxn(0, 9_000)), f"{ink}_pages": draw(st.integers(500, 90_000))}
    rate = st.integers(0, 9_999).map(lambda part: D(part).scaleb(-4))
    return Machine(
        draw(mxn(1_000, 400_000)), draw(mxn(0, 5_000)), draw(mxn(0, 5_000)), draw(mxn(0, 2_000)), draw(rate), draw(rate),
        draw(mxn(1, 9_000)), draw(st.integers(500, 90_000)), **inks, a3_page_percent=draw(percent(100, 300)),
    )  # fmt: skip


@st.composite
def contracts(draw: st.DrawFn) -> Variables:
    """Any contract that can be quoted."""
    lines = []
    for number in range(draw(st.integers(1, 4))):
        machine = draw(machines())
        colour = draw(st.integers(0, 50_000)) if machine.prints_colour else 0
        lines.append(
            Wanted(
                f"model {number}", None, draw(st.integers(1, 9)), draw(st.integers(0, 200_000)), colour, machine
            )
        )
    target = percent(0, 80)
    rates = Rates(
        draw(percent(0, 40)), draw(percent(0, 60)), D(16), draw(mxn(0, 500)), draw(mxn(1, 5_000)), draw(target), draw(target),
        draw(target), draw(target),
    )  # fmt: skip
    coverage = Coverage(D(5), draw(percent(1, 40)), draw(percent(1, 40)))
    return Variables(
        tuple(lines), draw(st.integers(1, 72)), draw(percent(0, 60)), coverage, draw(percent(0, 100)), rates
    )
