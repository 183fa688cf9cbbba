"""``seiton sample``: an invented dealer in an empty CRM, with defects whose number is known."""

from __future__ import annotations

import datetime as dt

from cli import texts as t
from cli.desk import Desk, current_day, desk, prepare
from cli.exits import Ends, Stop
from cli.screen import Screen
from crm.health import is_empty
from sample import Manifest, SampleRefused, build


def sample(opportunities: int, seed: int, today: dt.date | None, as_json: bool) -> None:
    """Fill an empty CRM (it is created if need be) and print what was made and what is wrong in it."""
    with desk(create=True) as at:
        screen = Screen(at.company.language, as_json=as_json)
        prepare(at, None, open_now=False)  # the sample opens the day itself, long before today
        _refuse_unless_new(at)
        with screen.progress(t.SAMPLE_MAKING) as bar:
            try:
                manifest = build(
                    at.engine, at.company, opportunities=opportunities, today=today or at.today, seed=seed,
                    progress=lambda what, done, total: bar.at(done, total, what),
                )  # fmt: skip
            except SampleRefused as refused:
                raise Stop(Ends.NOTHING_DONE, t.SAMPLE_REFUSED, why=refused) from None
            except KeyboardInterrupt:
                raise Stop(Ends.INTERRUPTED, t.SAMPLE_INTERRUPTED) from None
        screen.print(manifest.as_text(at.company.language))
        screen.print()
        screen.say(t.SAMPLE_NEXT)
        screen.json(_for_script(manifest))


def _refuse_unless_new(at: Desk) -> None:
    with at.look() as (session, _):
        if not is_empty(session):
            raise Stop(Ends.NOTHING_DONE, t.SAMPLE_NOT_EMPTY)
        if (day := current_day(session)) is not None:
            raise Stop(Ends.NOTHING_DONE, t.SAMPLE_DAY_OPEN, day=day)


def _for_script(manifest: Manifest) -> dict[str, object]:
    return {
        "today": manifest.today, "seed": manifest.seed, "records": manifest.records, "stages": manifest.stages,
        "planted": manifest.planted, "defects": manifest.defects,
        "ready": {f"{record}:{stage}": number for (record, stage), number in manifest.ready.items()},
    }  # fmt: skip
