"""Keeping billing previews: a new version where something new is known, the old ones kept (000/A13)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.orm import Session

from crm.model import BillingLine, BillingPreview
from policy.billing import Preview
from policy.meters import Reading

CURRENT = BillingPreview.superseded_at.is_(None)


def month_before(month: dt.date) -> dt.date:
    """The first day of the month before."""
    return (month.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def month_end(month: dt.date) -> dt.date:
    """The last day of the month."""
    return (month.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


@dataclass(frozen=True)
class Stored:
    """What became of a month's previews: made anew, the same as before, and left alone since Finance has them."""

    made: int = 0
    same: int = 0
    received: int = 0
    held: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.made + other.made, self.same + other.same, self.received + other.received, self.held + other.held
        )  # fmt: skip

    @property
    def previews(self) -> int:
        """All of them."""
        return self.made + self.same + self.received


def store(
    session: Session,
    month: dt.date,
    between: tuple[int, int | None],
    made: Mapping[int, Preview],
    now: dt.datetime,
    actor: str,
) -> Stored:
    """Write the previews of the contracts after one number up to another (none: to the last).

    A preview that says what the current one says is not written. One that Finance received is never replaced: what is
    known later falls into the next period. The current preview of a contract that is not in service any more is superseded.
    """
    mine = BillingPreview.contract_id > between[0]
    if between[1] is not None:
        mine = and_(mine, BillingPreview.contract_id <= between[1])
    latest = {
        row.contract_id: row
        for row in session.execute(
            select(
                BillingPreview.id, BillingPreview.contract_id, BillingPreview.version, BillingPreview.sha256,
                BillingPreview.receipt_id, CURRENT.label("is_current"),
            )
            .where(mine, BillingPreview.month == month)
            .order_by(BillingPreview.contract_id, BillingPreview.version)
        )
    }  # fmt: skip
    rows, lines, outdated, same, received = [], [], [], 0, 0
    for contract, preview in made.items():
        known, row = latest.pop(contract, None), _row(preview)
        if known is not None and known.receipt_id is not None:
            received += 1
        elif known is not None and known.is_current and known.sha256 == row["sha256"]:
            same += 1
        else:
            if known is not None and known.is_current:
                outdated.append(known.id)
            version = 1 if known is None else known.version + 1
            rows.append(row | {"contract_id": contract, "month": month, "version": version, "made_at": now, "made_by": actor})  # fmt: skip
            lines.append(preview)
    outdated += [row.id for row in latest.values() if row.is_current and row.receipt_id is None]
    _supersede(session, outdated, now)
    _write(session, rows, lines)
    return Stored(len(rows), same, received, sum(preview.is_held for preview in made.values()))


def _supersede(session: Session, numbers: list[int], now: dt.datetime) -> None:
    if numbers:
        session.execute(update(BillingPreview).where(BillingPreview.id.in_(numbers)).values(superseded_at=now))


def _write(session: Session, rows: list[dict[str, Any]], previews: list[Preview]) -> None:
    if not rows:
        return
    numbers = session.scalars(
        insert(BillingPreview).returning(BillingPreview.id, sort_by_parameter_order=True), rows
    ).all()
    lines = [
        {**vars(line), "preview_id": number}
        for number, preview in zip(numbers, previews, strict=True)
        for line in preview.lines
    ]
    if lines:
        session.execute(insert(BillingLine), lines)


def _row(preview: Preview) -> dict[str, Any]:
    """The preview as it is kept, with the hash of all that it says."""
    said: dict[str, Any] = {
        "reasons": [_filled(vars(reason)) for reason in preview.reasons],
        "alerts": [vars(alert) for alert in preview.alerts],
        "meters": [
            _filled(
                {
                    "id": one.machine_id, "machine": one.machine, "meter": one.meter, "state": one.usage.state,
                    "opening": _point(one.usage.opening), "closing": _point(one.usage.closing), "pages": one.usage.pages,
                }
            )
            for one in preview.meters
        ],
    }  # fmt: skip
    lines = [{name: str(value) for name, value in vars(line).items()} for line in preview.lines]
    period = [preview.period.first.isoformat(), preview.period.last.isoformat()]
    whole = json.dumps([period, lines, said], sort_keys=True, separators=(",", ":"))
    return said | {
        "first_on": preview.period.first, "last_on": preview.period.last,
        "status": "held" if preview.is_held else "previewed",
        "held_by": preview.reasons[0].held_by if preview.is_held else None,
        "held_for": preview.reasons[0].word if preview.is_held else None,
        "alert_percent": max((alert.percent for alert in preview.alerts), default=None),
        "subtotal_mxn": preview.subtotal_mxn, "iva_mxn": preview.iva_mxn, "total_mxn": preview.total_mxn,
        "sha256": hashlib.sha256(whole.encode()).hexdigest(),
    }  # fmt: skip


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _point(reading: Reading | None) -> list[Any] | None:
    return None if reading is None else [reading.on.isoformat(), reading.pages]
