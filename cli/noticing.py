"""``seiton notices``: what was not delivered yet, or given up, and why."""

from __future__ import annotations

import os
from typing import Any
from zoneinfo import ZoneInfo

from cli import notice_texts as t
from cli import texts
from cli.desk import Desk, desk, now
from cli.screen import Screen
from config.notifications import load_notifications
from crm.database import unit_of_work
from crm.outbox import state, tally, try_again, undelivered


def notices(limit: int, again: bool, as_json: bool) -> None:
    """List what lies in the outbox; ``again``: let what was given up be tried anew."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        found = load_notifications()
        if again:
            with unit_of_work(at.engine) as session:
                screen.say(t.AGAIN, number=try_again(session, found.delivery, now()))
        on = [channel.name for channel in found.working(os.environ)]
        _list(screen, at, limit, on)


def _list(screen: Screen, at: Desk, limit: int, on: list[str]) -> None:
    limits, moment = load_notifications().delivery, now()
    with at.look() as (session, _):
        counts = tally(session, limits, moment)
        lines: list[dict[str, Any]] = [
            {
                "key": row.key, "kind": row.kind, "record": f"{row.record} {row.record_id}", "state": state(row, limits, moment),
                "attempts": row.attempts, "created_at": row.created_at, "next_try_at": row.next_try_at, "error": row.error,
            }
            for row in undelivered(session, limit)
        ]  # fmt: skip
    screen.json({"channels": on, "counts": counts, "notices": lines})
    screen.say(t.CHANNELS if on else t.NO_CHANNEL, "" if on else "yellow", names=", ".join(on))
    screen.say(t.COUNTS, waiting=counts.waiting, given_up=counts.given_up, too_old=counts.too_old)
    if not lines:
        return
    columns = (t.NOTICE, texts.SINCE, t.STATE, t.ATTEMPTS, t.WHY)
    zone = ZoneInfo(at.company.time_zone)
    shown = [
        (one["key"], f"{one['created_at'].astimezone(zone):%Y-%m-%d %H:%M}", t.STATES[one["state"]].to(screen.language),
         one["attempts"], one["error"])
        for one in lines
    ]  # fmt: skip
    screen.table(columns, shown)
    total = counts.waiting + counts.given_up + counts.too_old
    if total > len(lines):
        screen.say(texts.AND_MORE, number=total - len(lines))
