"""The watch over the runs on a real server: put up once, brought up to date, and left paused where somebody paused it."""

from __future__ import annotations

import datetime as dt

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.events.schemas.automations import Automation, EventTrigger

from tasks.watch import keep_watch

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


def put_up(prefect: SyncPrefectClient, heartbeat_seconds: int) -> dict[str, Automation]:
    keep_watch(heartbeat_seconds)
    found = prefect.read_automations()
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


def silence(automation: Automation) -> dt.timedelta:
    assert isinstance(automation.trigger, EventTrigger)
    return automation.trigger.within


def test_deploying_again_changes_nothing_and_a_new_figure_changes_it_in_its_place(
    prefect: SyncPrefectClient,
) -> None:
    first = put_up(prefect, 60)
    assert sorted(first) == ["seiton: lost runs are begun again", "seiton: lost runs are closed"]
    assert put_up(prefect, 60) == first
    closed = first["seiton: lost runs are closed"]
    prefect.pause_automation(closed.id)
    changed = put_up(prefect, 30)[closed.name]
    assert (changed.id, silence(closed), silence(changed)) == (
        closed.id,
        dt.timedelta(seconds=180),
        dt.timedelta(seconds=90),
    )
    assert not changed.enabled
