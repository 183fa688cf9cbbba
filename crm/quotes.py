"""The figures of which an official quote was computed, so that it comes out the same, to the cent, years later (000/A07, A02)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Percent, Rate, fk


def _mxn(name: str) -> Any:
    return mapped_column(f"{name}_centavos", Money, key=f"{name}_mxn")


def _mxn_a_page(name: str) -> Any:
    return mapped_column(f"{name}_mxn_e4", Rate, key=f"{name}_mxn")


def _percent(name: str) -> Any:
    return mapped_column(f"{name}_basis_points", Percent, key=f"{name}_percent")


class QuoteVariables(Base):
    """Of a quote: what is inked, the rates of the quoter's version, the cost that follows, and the risk that was drawn.

    Term, discount, volumes and prices are the proposal's own. ``below_floor_percent``: how likely the margin falls
    below the floor; ``bad_margin_percent``: what it does not reach once in twenty.
    ``differs_on``: the day on which the quote, computed again, was found to come out otherwise.
    """

    __tablename__ = "quote_variables"

    proposal_id: Mapped[int] = fk("proposal", primary_key=True, index=False)
    rated_coverage_percent: Mapped[Decimal] = _percent("rated_coverage")
    mono_coverage_percent: Mapped[Decimal] = _percent("mono_coverage")
    colour_coverage_percent: Mapped[Decimal] = _percent("colour_coverage")
    a3_percent: Mapped[Decimal] = _percent("a3")
    finance_percent: Mapped[Decimal] = _percent("finance")
    residual_percent: Mapped[Decimal] = _percent("residual")
    iva_percent: Mapped[Decimal] = _percent("iva")
    monitoring_mxn: Mapped[Decimal] = _mxn("monitoring")
    follow_up_mxn: Mapped[Decimal] = _mxn("follow_up")
    equipment_target_percent: Mapped[Decimal] = _percent("equipment_target")
    consumables_target_percent: Mapped[Decimal] = _percent("consumables_target")
    service_target_percent: Mapped[Decimal] = _percent("service_target")
    follow_up_target_percent: Mapped[Decimal] = _percent("follow_up_target")
    cost_mxn: Mapped[Decimal] = _mxn("cost")
    finance_mxn: Mapped[Decimal] = _mxn("finance")
    iva_mxn: Mapped[Decimal] = _mxn("iva")
    floor_percent: Mapped[Decimal | None] = _percent("floor")
    coverage_spread_percent: Mapped[Decimal | None] = _percent("coverage_spread")
    volume_spread_percent: Mapped[Decimal | None] = _percent("volume_spread")
    draws: Mapped[int | None]
    seed: Mapped[int | None]
    below_floor_percent: Mapped[Decimal | None] = _percent("below_floor")
    bad_margin_percent: Mapped[Decimal | None] = _percent("bad_margin")
    differs_on: Mapped[dt.date | None]


class QuoteLine(Base):
    """Of a line of equipment: the pages it includes, and what one machine of its model cost when it was quoted."""

    __tablename__ = "quote_line"

    proposal_line_id: Mapped[int] = fk("proposal_line", primary_key=True, index=False)
    mono_pages: Mapped[int]
    colour_pages: Mapped[int]
    equipment_mxn: Mapped[Decimal] = _mxn("equipment")
    install_mxn: Mapped[Decimal] = _mxn("install")
    delivery_mxn: Mapped[Decimal] = _mxn("delivery")
    service_mxn: Mapped[Decimal] = _mxn("service")
    parts_mxn: Mapped[Decimal] = _mxn_a_page("parts")
    labour_mxn: Mapped[Decimal] = _mxn_a_page("labour")
    black_mxn: Mapped[Decimal] = _mxn("black")
    black_pages: Mapped[int]
    cyan_mxn: Mapped[Decimal | None] = _mxn("cyan")
    cyan_pages: Mapped[int | None]
    magenta_mxn: Mapped[Decimal | None] = _mxn("magenta")
    magenta_pages: Mapped[int | None]
    yellow_mxn: Mapped[Decimal | None] = _mxn("yellow")
    yellow_pages: Mapped[int | None]
    a3_page_percent: Mapped[Decimal] = _percent("a3_page")
