"""What to ask for when a contract is renewed: what its pages really cost, and a price that keeps up with costs (000/A11, A07)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Literal

from policy.pricing import Machine, Quote, Variables, Wanted, margin_percent, quote

_CENT, _HUNDRED = Decimal("0.01"), Decimal(100)


@dataclass(frozen=True)
class RenewalPrice:
    """A price a month before IVA, and what it stands on.

    ``real_margin_percent``: what the present rent leaves of the real cost. ``cost_mxn``: what a month costs us after the renewal.
    ``ground``: ``escalator`` (the present rent, with what prices rise by) or ``floor`` (that would leave too little).
    """

    monthly_mxn: Decimal
    cost_mxn: Decimal
    real_margin_percent: Decimal | None
    ground: Literal["escalator", "floor"]

    @property
    def margin_percent(self) -> Decimal | None:
        """Of the price, to a hundredth of a point."""
        return margin_percent(self.monthly_mxn, self.cost_mxn)


def renewal_price(
    present_mxn: Decimal,
    real: Variables,
    escalator_percent: Decimal,
    floor_percent: Decimal,
    *,
    keeps_machines: bool,
) -> RenewalPrice:
    """The present rent and what prices rise by, but never less than the floor of the margin on the real cost (000/A11, M05).

    ``real``: the machines with the pages that they really print, at today's costs. ``keeps_machines``: they stay, and cost no more
    than what they are still worth; otherwise they are replaced by new ones. Raises ``ValueError`` for what can't be quoted.
    """
    today = quote(real)
    after = quote(_staying(real)) if keeps_machines else today
    risen = (present_mxn * (_HUNDRED + escalator_percent) / _HUNDRED).quantize(_CENT, ROUND_HALF_UP)
    least = _least(after, floor_percent)
    return RenewalPrice(
        max(risen, least),
        after.cost_mxn,
        margin_percent(present_mxn, today.cost_mxn),
        "floor" if least > risen else "escalator",
    )


def _least(quoted: Quote, floor_percent: Decimal) -> Decimal:
    """The lowest price that leaves the floor of the margin, to the cent above."""
    return (quoted.cost_mxn * _HUNDRED / (_HUNDRED - floor_percent)).quantize(_CENT, ROUND_CEILING)


def _staying(variables: Variables) -> Variables:
    lines = tuple(_worth_its_rest(line, variables.rates.residual_percent) for line in variables.lines)
    return replace(variables, lines=lines)


def _worth_its_rest(line: Wanted, residual_percent: Decimal) -> Wanted:
    """A machine that stays: it is worth its residual, and nobody brings or installs it."""
    machine: Machine = line.machine
    rest = (machine.equipment_mxn * residual_percent / _HUNDRED).quantize(_CENT, ROUND_HALF_UP)
    return replace(
        line, machine=replace(machine, equipment_mxn=rest, install_mxn=Decimal(0), delivery_mxn=Decimal(0))
    )
