"""What the two watches take for a run that is lost, judged by Prefect's own reading of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from prefect.events.schemas.automations import AutomationCore
from prefect.server.events.actions import RunDeployment
from prefect.server.events.schemas.automations import AutomationCore as Served
from prefect.server.events.schemas.automations import EventTrigger
from prefect.server.events.schemas.events import ReceivedEvent
from prefect.server.schemas.states import StateType

from reports.texts import Texts
from tasks.watch import WATCHED, watches

SECONDS = 180
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def served(wanted: AutomationCore) -> tuple[EventTrigger, Any]:
    """As the server understands it: the trigger and the one action."""
    understood = Served.model_validate(wanted.model_dump(mode="json"))
    assert isinstance(understood.trigger, EventTrigger)
    (action,) = understood.actions
    return understood.trigger, action


def an_event(name: str, *tags: str, message: str = "") -> ReceivedEvent:
    return ReceivedEvent.model_validate(
        {
            "id": uuid4(),
            "occurred": dt.datetime.now(dt.UTC),
            "event": f"prefect.flow-run.{name}",
            "resource": {
                "prefect.resource.id": f"prefect.flow-run.{uuid4()}",
                "prefect.state-message": message,
            },
            "related": [
                {"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"} for tag in tags
            ],
        }
    )


@pytest.mark.parametrize("name", ["heartbeat", "Pending", "Submitting", "Running", "Cancelling"])
def test_silence_counts_from_every_sign_of_life_of_a_watched_run(name: str) -> None:
    closed, _ = served(watches(Texts("en"), SECONDS)[1])
    assert closed.covers(an_event(name, "owner:direction", WATCHED))
    assert closed.starts_after(f"prefect.flow-run.{name}") and closed.expects(f"prefect.flow-run.{name}")
    assert closed.within.total_seconds() == SECONDS


@pytest.mark.parametrize(
    "name", ["Completed", "Failed", "Crashed", "Cancelled", "AwaitingConcurrencySlot", "Late"]
)
def test_what_ends_or_waits_for_its_turn_is_not_silent(name: str) -> None:
    closed, _ = served(watches(Texts("en"), SECONDS)[1])
    event = an_event(name, WATCHED)
    assert closed.covers(event) and closed.expects(event.event) and not closed.starts_after(event.event)


@pytest.mark.parametrize("name", ["heartbeat", "Running", "Suspended", "Crashed"])
def test_a_form_that_waits_for_a_person_is_never_looked_at(name: str) -> None:
    for wanted in watches(Texts("en"), SECONDS):
        trigger, _ = served(wanted)
        message = Texts("en")("watch.lost", seconds=SECONDS)
        assert not trigger.covers(an_event(name, "decision", "gate:credit", message=message))


@LANGUAGES
def test_only_what_was_lost_is_begun_again_not_what_crashed_beside_a_living_worker(language: str) -> None:
    begun_again, closed = watches(Texts(language), SECONDS)
    trigger, again = served(begun_again)
    _, close = served(closed)
    assert close.state == StateType.CRASHED and not close.force
    assert isinstance(again, RunDeployment) and again.source == "inferred"
    assert trigger.covers(an_event("Crashed", WATCHED, message=close.message))
    assert not trigger.covers(
        an_event("Crashed", WATCHED, message="Flow run process exited with status code -9")
    )
    assert not trigger.covers(an_event("Completed", WATCHED, message=close.message))
