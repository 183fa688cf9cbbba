"""Every deployment loads, is owned, tagged, described, scheduled in the company's time zone and limited."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule

from config.company import load_company
from tasks.watch import HEARTBEATS_MISSED, WATCHED
from tests.house.conftest import ROOT

FLEET: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
DEPLOYMENTS: list[dict[str, Any]] = FLEET["deployments"]
HEARTBEAT: str = FLEET["definitions"]["heartbeat"]
MOST_FREQUENT_SECONDS = 5 * 60
ALL = pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])


def flow_of(deployment: dict[str, Any]) -> Flow[Any, Any]:
    module, name = deployment["entrypoint"].rsplit(".", 1)
    flow = getattr(import_module(module), name)
    assert isinstance(flow, Flow)
    return flow


@ALL
def test_it_loads_and_its_parameters_fit_the_form(deployment: dict[str, Any]) -> None:
    flow = flow_of(deployment)
    given = (
        {"request": 1} if deployment["name"] == "decide" else {}
    )  # of a question; its runs are opened for one
    flow.validate_parameters(deployment.get("parameters", given))


@ALL
def test_it_says_in_one_line_what_it_does(deployment: dict[str, Any]) -> None:
    said = deployment["description"]
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) <= 140


@ALL
def test_it_is_tagged_and_somebody_owns_it(deployment: dict[str, Any]) -> None:
    if deployment["name"] == "decide":
        return  # each of its runs is tagged by question, case and owner
    tags = dict(tag.split(":", 1) for tag in deployment["tags"] if ":" in tag)
    assert tags["owner"] in load_company(ROOT / "config").roles
    assert len(deployment["tags"]) >= 2


@ALL
def test_it_is_scheduled_in_the_time_zone_of_the_company(deployment: dict[str, Any]) -> None:
    zone = load_company(ROOT / "config").time_zone
    for schedule in deployment.get("schedules", []):
        CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
        assert schedule["timezone"] == zone
        assert schedule["slug"]


@ALL
def test_only_one_run_of_it_is_at_work_and_a_place_that_was_lost_comes_back(deployment: dict[str, Any]) -> None:
    if deployment["name"] == "decide":
        return  # people decide side by side
    limit = deployment["concurrency_limit"]
    assert limit["limit"] == 1
    assert limit["grace_period_seconds"] >= 60
    frequent = "audit:full" not in deployment["tags"]
    assert limit["collision_strategy"] == ("CANCEL_NEW" if frequent else "ENQUEUE")


@ALL
def test_what_may_be_begun_again_is_watched_and_a_form_that_waits_is_not(deployment: dict[str, Any]) -> None:
    assert (WATCHED in deployment["tags"]) == (deployment["name"] != "decide")
    given = deployment["work_pool"]["job_variables"]["env"]
    assert given == {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": HEARTBEAT}


def test_the_watch_is_put_up_once_and_counts_in_the_heartbeats_that_runs_are_told() -> None:
    steps = [deployment["build"] for deployment in DEPLOYMENTS if deployment.get("build")]
    assert steps == [[{"tasks.watch.keep_watch": {"heartbeat_seconds": HEARTBEAT}}]]
    assert HEARTBEATS_MISSED * int(HEARTBEAT) < MOST_FREQUENT_SECONDS


@ALL
def test_it_runs_on_a_queue_of_the_pool(deployment: dict[str, Any]) -> None:
    from cli.run.server import POOL, QUEUES

    pool = deployment["work_pool"]
    assert pool["name"] == POOL
    assert pool["work_queue_name"] in QUEUES
    assert pool["job_variables"]["command"].startswith("python ")


def test_no_folder_of_one_machine_is_deployed() -> None:
    assert FLEET["pull"] == []
    assert all(re.fullmatch(r"flows(\.\w+)+", deployment["entrypoint"]) for deployment in DEPLOYMENTS)


def test_sweeps_come_every_quarter_of_an_hour_and_never_two_at_once() -> None:
    minutes = {}
    for deployment in DEPLOYMENTS:
        if any(tag.startswith("lifecycle:") for tag in deployment["tags"]):
            (schedule,) = deployment["schedules"]
            minute, hours, *_, weekdays = schedule["cron"].split()
            minutes[deployment["name"]] = [int(number) for number in minute.split(",")]
            assert (hours, weekdays) == ("7-20", "mon-sat")
    assert len(minutes) == 3
    for own in minutes.values():
        assert {(later - earlier) % 60 for earlier, later in zip(own, own[1:] + own[:1], strict=True)} == {15}
    together = [number for own in minutes.values() for number in own]
    assert len(set(together)) == len(together)


def test_the_audit_of_everything_comes_at_two_in_the_night() -> None:
    (nightly,) = (found for found in DEPLOYMENTS if found["name"] == "nightly-audit")
    assert [schedule["cron"] for schedule in nightly["schedules"]] == ["0 2 * * *"]


def test_every_process_that_seiton_runs_is_deployed() -> None:
    from cli.run.journey import PROCESSES

    assert set(PROCESSES) <= {deployment["name"] for deployment in DEPLOYMENTS}


def test_flows_are_thin() -> None:
    for path in (ROOT / "flows").glob("*.py"):
        source = path.read_text("utf-8")
        assert len(source.splitlines()) <= 60, path.name
        assert not re.search(r"\b(?:select|session|sqlalchemy|Decimal)\b", source), path.name


@ALL
def test_its_flow_says_what_it_means_to_the_business(deployment: dict[str, Any]) -> None:
    assert len(inspect.getdoc(flow_of(deployment).fn) or "") > 40
