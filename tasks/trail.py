"""The verbs of what happened: hold it against what was declared; seal it, and write down outside the database how far it goes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from checks.conformance import answers, conformance
from checks.trail import seal
from config.settings import settings
from crm.database import Engine, reading
from crm.roots import Root, add_root, read_roots
from reports.conformance import conformance_markdown
from reports.trail import roots_markdown
from tasks.names import beginning, say
from tasks.show import show_markdown
from tasks.work import AuditWork

ROOTS_SHOWN = 15


@task(name="show-the-conformance", task_run_name=beginning("step.showing_conformance"), cache_policy=NO_CACHE)
async def show_the_conformance(work: AuditWork) -> None:
    """Every move and decision against what is declared: the share that conforms, its course, the deviations (000/A01, A28)."""
    with reading(work.engine) as session:
        found = conformance(session, work.rules)
        decided = answers(session, work.company)
    title = work.texts("conformance.title", day=work.today)
    written = conformance_markdown(work.company, work.texts, found, decided)
    await show_markdown(work, "conformance", written, title, work.texts("step.showing_conformance"))


@task(name="seal-the-trail", task_run_name=beginning("step.sealing"), cache_policy=NO_CACHE)
async def seal_the_trail(work: AuditWork) -> None:
    """Seal every row of what is never changed; the newest root goes to the file and to the page of the run (000/A17)."""
    added, roots = seal_and_note(work.engine, settings().roots, work.now)
    sealed = work.texts("step.sealed", count=added)
    await show_markdown(
        work, "trail", roots_markdown(work.texts, roots[-ROOTS_SHOWN:]), work.texts("trail.title"), sealed
    )
    say(sealed)


def seal_and_note(engine: Engine, path: Path, now: dt.datetime) -> tuple[int, list[Root]]:
    """Seal, and write the newest root down in the file ``path`` unless it stands there; how many rows, and all roots."""
    done, roots = seal(engine, now), read_roots(path)
    if done.place and (not roots or (roots[-1].place, roots[-1].sha256) != (done.place, done.sha256)):
        roots.append(Root(now.isoformat(), done.place, done.sha256))
        add_root(path, roots[-1])
    return done.added, roots
