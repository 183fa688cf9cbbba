"""The three lifecycles, the follow-up and the audit, one after the other, each as a run of its deployment on the worker."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

from cli.exits import Ends, Stop
from cli.run import texts as t
from cli.run.api import Run
from cli.run.local import Local
from cli.run.steps import Steps

PROCESSES = (
    "campaigns",
    "lead-to-close",
    "contract-to-training",
    "renewal-to-recovery",
    "clients",
    "follow-up",
    "decision-forms",
    "billing-preview",
    "nightly-audit",
    "kpi-review-weekly",
)
"""In the order of the business: what one brings about, the next takes up."""

TRIES = 20
_MINUTES = 240
_GLANCE_SECONDS = 0.25


@dataclass(frozen=True)
class Result:
    """What became of one process."""

    process: str
    run: Run

    @property
    def went_well(self) -> bool:
        """Whether it ended as it should. Held cases are no failure."""
        return self.run.state == "COMPLETED"


def travel(here: Local, deployments: dict[str, str], steps: Steps, today: dt.date | None) -> list[Result]:
    """Run every process once and say of each what came of it."""
    day: dict[str, Any] = {} if today is None else {"ask": {"today": today.isoformat()}}
    results = []
    for process in PROCESSES:
        began = time.monotonic()
        ask = {} if process == "decision-forms" else day
        result = Result(process, _run_once(here, deployments[process], ask, steps, process))
        said = f"{_short(result.run.name)}: {result.run.message or result.run.state}"
        steps.line(said, began=began, mark="✓" if result.went_well else "✗")
        results.append(result)
    return results


def _short(name: str) -> str:
    return name.split(" · ")[0]


def _run_once(here: Local, deployment: str, ask: dict[str, Any], steps: Steps, process: str) -> Run:
    for _ in range(TRIES):
        run = _watch(here, here.api.start(deployment, ask), steps, process)
        if run.state != "CANCELLED":
            return run
        time.sleep(1)  # a scheduled run of the same process is at work
    raise Stop(Ends.UNAVAILABLE, t.NEVER_STARTED, name=process, state=run.message or run.state)


def _watch(here: Local, run_id: str, steps: Steps, process: str) -> Run:
    until = time.monotonic() + _MINUTES * 60
    with steps.screen.progress(t.RUNNING, name=process) as bar:
        while time.monotonic() < until:
            run = here.api.run(run_id)
            if run.has_ended:
                return run
            here.check()
            step, number = here.api.progress(run_id)
            bar.at(number, max(number + 1, _EXPECTED.get(process, 0)), f"{process}: {step}" if step else None)
            time.sleep(_GLANCE_SECONDS)
    raise Stop(
        Ends.UNAVAILABLE, t.TOO_SLOW, name=process, minutes=_MINUTES, state=run.state, log=here.place.logs / "worker.log"
    )  # fmt: skip


_EXPECTED = {
    "campaigns": 5,
    "lead-to-close": 17,
    "contract-to-training": 14,
    "renewal-to-recovery": 18,
    "follow-up": 4,
    "decision-forms": 3,
    "billing-preview": 6,
    "clients": 4,
    "nightly-audit": 8,
    "kpi-review-weekly": 3,
}
