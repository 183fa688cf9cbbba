"""``seiton init``: a CRM that is ready to work."""

from __future__ import annotations

import datetime as dt

from cli import texts as t
from cli.desk import desk, prepare
from cli.screen import Screen
from crm.migrate import is_new


def init(database: str | None, today: dt.date | None, as_json: bool) -> None:
    """Create the CRM or bring it up to date, install the rulebook, open the business day; say what was done."""
    with desk(database, create=True) as at:
        new = is_new(at.engine)
        prepared = prepare(at, today)
        place = at.engine.url.render_as_string(hide_password=True)
        screen = Screen(at.company.language, as_json=as_json)
        done = t.INIT_CREATED if new else t.INIT_UPDATED if prepared.changed else t.INIT_CURRENT
        screen.say(done, place=place)
        screen.say(t.INIT_RULES, rules=prepared.rules)
        kept = today is not None and prepared.day != today
        screen.say(t.INIT_DAY_KEPT if kept else t.INIT_DAY, day=prepared.day)
        if database is not None:
            screen.say(t.INIT_NEXT)
        screen.json(
            {
                "database": place,
                "created": new,
                "migrated": prepared.changed,
                "rules": prepared.rules,
                "business_day": prepared.day,
            }
        )
