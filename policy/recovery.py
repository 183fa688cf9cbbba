"""The orderly way back to a client that left: not too soon, in time for its next decision, and never over an open cause (000/A12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal, Protocol

from policy.calendar import on_or_after, on_or_before

Ground = Literal["before_notice", "minimum", "term_unknown", "notice_missed", "final_cause", "debt"]


class Patience(Protocol):
    """How long one waits after a loss, and how early one is back before a competitor's contract can be ended."""

    @property
    def first_reentry_days(self) -> int: ...
    @property
    def competitor_notice_days(self) -> int: ...
    @property
    def lead_days(self) -> int: ...
    @property
    def cured_days(self) -> int: ...


@dataclass(frozen=True)
class Loss:
    """What is known of a loss. ``final``: nothing closes its cause. ``bad_debt``: with ``cured_on`` once that was paid."""

    lost_on: dt.date
    final: bool = False
    competitor_ends_on: dt.date | None = None
    competitor_notice_days: int | None = None
    bad_debt: bool = False
    cured_on: dt.date | None = None


@dataclass(frozen=True)
class Reentry:
    """The first day on which we may go back (``None``: not at all as things stand), and why that day.

    ``before_notice``: in time for the competitor's notice window. ``minimum``: the least number of days has just gone by.
    ``notice_missed``: it has, but the window is past. ``term_unknown``: nobody knows the competitor's term.
    """

    on: dt.date | None
    ground: Ground


def reentry(loss: Loss, patience: Patience, closed: Container[dt.date] = ()) -> Reentry:
    """The day of re-entry: the competitor's term minus its notice window and our lead, never before the minimum (000/A12).

    A final cause and uncured bad debt exclude the client; after a cure there is a time of probation.
    """
    if loss.final:
        return Reentry(None, "final_cause")
    if loss.bad_debt and loss.cured_on is None:
        return Reentry(None, "debt")
    earliest = loss.lost_on + dt.timedelta(days=patience.first_reentry_days)
    if loss.bad_debt and loss.cured_on is not None:
        earliest = max(earliest, loss.cured_on + dt.timedelta(days=patience.cured_days))
    earliest = on_or_after(earliest, closed)
    if loss.competitor_ends_on is None:
        return Reentry(earliest, "term_unknown")
    notice_days = (
        patience.competitor_notice_days if loss.competitor_notice_days is None else loss.competitor_notice_days
    )
    notice_on = loss.competitor_ends_on - dt.timedelta(days=notice_days)
    wanted = on_or_before(notice_on - dt.timedelta(days=patience.lead_days), closed)
    if wanted >= earliest:
        return Reentry(wanted, "before_notice")
    return Reentry(earliest, "minimum" if earliest <= notice_on else "notice_missed")
