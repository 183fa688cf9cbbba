"""Runs whose machine was switched off are found, said to be lost and begun again, by two automations of Prefect.

Prefect sees a killed process as long as its worker lives. Where both die, the run would stay *Running* for ever. So a run that
gives no sign of life for as long as three heartbeats is closed, and its deployment is run again as it had been asked for.
"""

from __future__ import annotations

import datetime as dt

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from config.company import load_company
from reports.texts import Texts

WATCHED = "watched"
"""The tag of deployments whose runs may be begun again at any time. A form that waits for a person never bears it."""

HEARTBEATS_MISSED = 3
"""One may be late and one lost on its way; three are no accident."""

_AT_WORK = ("Pending", "Submitting", "InfrastructurePending", "Running", "Retrying", "Cancelling")
_SIGNS_OF_LIFE = {f"prefect.flow-run.{sign}" for sign in (*_AT_WORK, "heartbeat")}
_RUN = "prefect.resource.id"
_AS_IT_WAS_ASKED_FOR = {
    "__prefect_kind": "json",
    "value": {"__prefect_kind": "jinja", "template": "{{ flow_run.parameters | tojson }}"},
}


def keep_watch(heartbeat_seconds: int) -> None:
    """Put the two automations on the server, as a step of ``prefect deploy``; doing it again changes nothing.

    ``heartbeat_seconds``: how often a run gives a sign of life. What somebody paused stays paused.
    """
    texts = Texts(load_company().language)
    with get_client(sync_client=True) as client:
        for wanted in watches(texts, HEARTBEATS_MISSED * int(heartbeat_seconds)):
            _put(client, wanted)


def watches(texts: Texts, seconds: int) -> tuple[AutomationCore, AutomationCore]:
    """What begins lost runs again, and what finds them after so many seconds of silence.

    They are two, for the server refuses to close a run that has ended: a heartbeat that comes late begins nothing.
    """
    message = texts("watch.lost", seconds=seconds)
    watched = {"prefect.resource.id": f"prefect.tag.{WATCHED}", "prefect.resource.role": "tag"}
    begun_again = AutomationCore(
        name="seiton: lost runs are begun again",
        description="Runs the deployment of a lost run once more, with what the lost run had been asked for.",
        trigger=EventTrigger(
            posture=Posture.Reactive,
            expect={"prefect.flow-run.Crashed"},
            match={_RUN: "prefect.flow-run.*", "prefect.state-message": message},
            match_related=watched,
            for_each={_RUN},
        ),
        actions=[RunDeployment(source="inferred", parameters=_AS_IT_WAS_ASKED_FOR)],
    )
    closed = AutomationCore(
        name="seiton: lost runs are closed",
        description="Closes a run as Crashed when neither its process nor its worker gives a sign of life any more.",
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after=_SIGNS_OF_LIFE,
            expect={"prefect.flow-run.*"},  # a further sign of life, or whatever ends or suspends it
            match={_RUN: "prefect.flow-run.*"},
            match_related=watched,
            for_each={_RUN},
            within=dt.timedelta(seconds=seconds),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message=message)],
    )
    return begun_again, closed


def _put(client: SyncPrefectClient, wanted: AutomationCore) -> None:
    """Create it, or bring it up to date. One that is as it should be is left alone: an update forgets who is silent."""
    known = client.read_automations_by_name(wanted.name)
    if not known:
        client.create_automation(wanted)
    elif _says(known[0]) != _says(wanted):
        client.update_automation(known[0].id, wanted.model_copy(update={"enabled": known[0].enabled}))


def _says(automation: AutomationCore) -> dict[str, object]:
    return automation.model_dump(include={"description", "trigger", "actions"})
