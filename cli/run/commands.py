"""``seiton run`` and ``seiton up``."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

from cli.exits import Ends
from cli.run import texts as t
from cli.run.host import Host
from cli.run.journey import travel
from cli.run.local import Local, Wish, local
from cli.run.login import VARIABLE
from cli.run.records import Order, ready_crm
from cli.run.steps import Steps
from cli.run.summary import summarise
from cli.screen import Screen
from config.company import load_company

_GLANCE_SECONDS = 1.0


def run(
    *,
    port: int | None = None,
    host: str | None = None,
    opportunities: int = 2_000,
    import_from: tuple[str, Path] | None = None,
    today: dt.date | None = None,
    keep: bool = False,
) -> None:
    """Run the three lifecycles and the audit once on a Prefect server of their own, and say what came of it.

    While the server starts, the CRM is made ready. Raises ``Stop`` where something is in the way.
    """
    steps = Steps(Screen(load_company().language))
    with local(Wish(port, Host.named(host), schedules=keep), steps) as here:
        order = Order(opportunities, import_from, today)
        crm = ready_crm(steps.screen, order)
        steps.done(crm.said, place=crm.place, folder=crm.folder)
        deployments = here.finish(steps)
        results = travel(here, deployments, steps, crm.today)
        summarise(steps, results, here.place.logs)
        steps.screen.say(t.TOOK, seconds=round(steps.seconds))
        if keep:
            _stay(here, steps)
        else:
            steps.screen.say(t.SEE_UI)
    if not all(result.went_well for result in results):
        raise SystemExit(Ends.UNWELL)


def up(*, port: int | None = None, host: str | None = None) -> None:
    """Keep server, worker and schedules up until Ctrl-C, and print the address of the UI."""
    steps = Steps(Screen(load_company().language))
    wish = Wish(port, Host.named(host), usual_port=True, schedules=True, poll_seconds=2.0)
    try:
        with local(wish, steps) as here:
            crm = ready_crm(steps.screen, Order(), only_in_var=True)
            steps.done(crm.said, place=crm.place, folder=crm.folder)
            here.finish(steps)
            _stay(here, steps)
    except KeyboardInterrupt:
        steps.screen.say(t.STOPPED)


def _stay(here: Local, steps: Steps) -> None:
    steps.screen.print()
    steps.screen.say(t.UI_AT, "bold", address=here.address)
    if here.host.is_every:
        steps.screen.say(t.UI_ELSEWHERE, host=here.host.own)
    kept = not os.environ.get(VARIABLE, "").strip()
    steps.screen.say(t.LOGIN_IN_FILE if kept else t.LOGIN_GIVEN, path=here.place.login, variable=VARIABLE)
    steps.screen.say(t.SCHEDULES, zone=load_company().time_zone)
    steps.screen.say(t.LOGS_AT, folder=here.place.logs)
    steps.screen.say(t.STOP_WITH)
    try:
        while True:
            here.check()
            time.sleep(_GLANCE_SECONDS)
    except KeyboardInterrupt:
        steps.screen.say(t.STOPPING)
        raise
