"""The renewal of a contract in dated steps, told from the day on which it ends (000/A11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass

from policy.calendar import add_business_days, on_or_after, on_or_before

OUTCOME = "outcome"
"""The last step: by the end of the contract it is renewed, expanded or lost, and nothing lapses in silence."""


@dataclass(frozen=True)
class Step:
    """A step of a renewal: its stage, the business day on which it is due, and the day on which it can still be done."""

    stage: str
    due_on: dt.date
    do_on: dt.date

    @property
    def late(self) -> bool:
        """Its day has gone by; it is to be caught up with."""
        return self.do_on > self.due_on


def due_dates(
    ends_on: dt.date, windows: Mapping[str, int], closed: Container[dt.date] = ()
) -> dict[str, dt.date]:
    """By stage, the business day on which it is due: ``windows`` say how many days before the end each opens (000/A11).

    A window that opens on a closed day is worked on the next business day; the outcome is due on the last business day of the
    contract, and no step later than that.
    """
    outcome = on_or_before(ends_on, closed)
    dates = {
        stage: min(on_or_after(ends_on - dt.timedelta(days=days), closed), outcome)
        for stage, days in sorted(windows.items(), key=lambda window: -window[1])
    }
    return dates | {OUTCOME: outcome}


def dated_steps(
    due: Mapping[str, dt.date], done: Container[str], today: dt.date, pace: int, closed: Container[dt.date] = ()
) -> tuple[Step, ...]:
    """The steps that are still to be done, in their order, each on its day or, where that is past, as soon as can be.

    Late steps follow one another every ``pace`` business days from today on, but no step is put off behind the outcome while that lies
    ahead. ``done``: the stages that were reached.
    """
    today = on_or_after(today, closed)
    horizon = max(today, *due.values())
    free, steps = today, []
    for stage, due_on in due.items():
        if stage in done:
            continue
        do_on = max(due_on, min(free, horizon))
        if do_on > due_on:
            free = add_business_days(do_on, pace, closed)
        steps.append(Step(stage, due_on, do_on))
    return tuple(steps)
