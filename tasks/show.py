"""Putting before people what they look for: artifacts of Prefect, each under one key, written when they change."""

from __future__ import annotations

import json
from typing import Any

from prefect import task
from prefect.artifacts import Artifact, acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from checks.gate import Scope
from checks.held import explain
from checks.prepared import prepared
from checks.standing import held_lines, held_tally, stage_lines
from crm.database import unit_of_work
from reports.lifecycles import CaseStory, case_markdown, held_description, held_table, stages_markdown
from reports.preparation import preparation_markdown
from tasks.names import beginning, say
from tasks.work import LifecycleWork, Work

PLURAL = {"opportunity": "opportunities", "delivery": "deliveries", "renewal": "renewals"}
"""How the keys of artifacts call the cases: ``held-opportunities``."""

Rows = list[dict[str, Any]]


@task(name="show-the-held", task_run_name=beginning("step.showing_held"), cache_policy=NO_CACHE)
async def show_the_held(work: LifecycleWork) -> None:
    """The table of all held cases of the lifecycle, the most pesos first."""
    company, texts = work.company, work.texts
    with unit_of_work(work.bind) as session:
        lines = held_lines(session, work.rules, work.record, company.report.worklist_rows)
        tally = held_tally(session, work.rules, work.record, Scope())
    await show_table(
        work,
        f"held-{PLURAL[work.record]}",
        held_table(company, work.lifecycle, texts, lines, work.today),
        held_description(work.lifecycle, texts, tally, lines, company),
        texts("step.showing_held"),
    )


@task(name="show-the-stages", task_run_name=beginning("step.showing_stages"), cache_policy=NO_CACHE)
async def show_the_stages(work: LifecycleWork) -> None:
    """Where the cases stand, with their pesos."""
    with unit_of_work(work.bind) as session:
        lines = stage_lines(session, work.rules, work.record)
    written = stages_markdown(work.company, work.lifecycle, work.texts, lines)
    title = work.texts("stages.title", lifecycle=work.texts.of(work.lifecycle.name), day=work.today)
    await show_markdown(
        work, f"stages-{PLURAL[work.record]}", written, title, work.texts("step.showing_stages")
    )


@task(name="show-the-cases", task_run_name=beginning("step.showing_cases"), cache_policy=NO_CACHE)
async def show_the_cases(work: LifecycleWork) -> None:
    """For a run of few named cases: why each is held, how it gets on and how a sale is prepared, on the page of the run."""
    stories = []
    with unit_of_work(work.bind) as session:
        for number in work.scope.ids or ():
            case = explain(session, work.rules, work.record, number)
            reasons = [(reason.sentence, reason.mend, reason.mender) for reason in case.reasons]
            story = CaseStory(case.code, case.account, case.stage, case.target, case.held_since, reasons)
            stories.append(case_markdown(work.lifecycle, work.texts, story))
            if work.record == "opportunity" and case.target is not None:
                found = prepared(session, work.company, number, case.target)
                stories.append(preparation_markdown(work.company, work.texts, found))
    await acreate_markdown_artifact("\n".join(stories), description=work.texts("step.showing_cases"))


async def show_table(work: Work, key: str, rows: Rows, description: str, what: str) -> bool:
    """Write a table under a key unless it says what it said before; whether it was written."""
    if await _says(key, rows, description):
        say(work.texts("step.unchanged", what=what))
        return False
    await acreate_table_artifact(rows, key=key, description=description)
    say(work.texts("step.written", what=what))
    return True


async def show_markdown(work: Work, key: str, text: str, description: str, what: str) -> bool:
    """Write Markdown under a key unless it says what it said before; whether it was written."""
    if await _says(key, text, description):
        say(work.texts("step.unchanged", what=what))
        return False
    await acreate_markdown_artifact(text, key=key, description=description)
    say(work.texts("step.written", what=what))
    return True


async def _says(key: str, data: Rows | str, description: str) -> bool:
    latest = await Artifact.aget(key)
    if latest is None or latest.description != description:
        return False
    said = latest.data
    if isinstance(said, str) and not isinstance(data, str):
        said = json.loads(said)
    return said == data
