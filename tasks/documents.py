"""The verbs of the watched folder: file what came in, show what was refused and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from prefect import task
from prefect.cache_policies import NO_CACHE

from config.company import ConfigError
from config.settings import settings
from crm.database import Engine
from reports.papers import inbox_description, inbox_table
from tasks.inbox import Outcome, case_named, empty_inbox
from tasks.names import beginning, say
from tasks.office import Office, an_office
from tasks.show import show_table
from tasks.work import Call, CannotRun, Work, crm

ARTIFACT = "documents-received"


class InboxWork(Work):
    """The work on the watched folder."""

    engine: Engine
    office: Office
    outcomes: Sequence[Outcome] = ()

    @property
    def message(self) -> str:
        """How many files came in and how many were refused, for the state of the run."""
        refused = sum(one.state == "refused" for one in self.outcomes)
        if not self.outcomes:
            return self.texts("papers.nothing")
        return self.texts("papers.outcome", count=len(self.outcomes), refused=refused)


@contextmanager
def work_on_inbox(call: Call) -> Iterator[InboxWork]:
    """The work on the watched folder. Raises ``CannotRun`` where the CRM or the configuration can't be used."""
    with crm() as (engine, rules, _):
        work = InboxWork(engine, rules, call)
        work.engine = engine
        try:
            work.office = an_office(engine, work.company)
        except ConfigError as reason:
            raise CannotRun(reason.to(work.texts.language)) from None
        yield work


@task(name="file-what-came-in", task_run_name=beginning("papers.filing"), cache_policy=NO_CACHE)
def file_what_came_in(work: InboxWork) -> int:
    """File each paper of the inbox as proved, filed or refused, and put it aside; the number of files."""

    inbox, case_of = settings().var / "inbox", partial(case_named, work.engine)
    try:
        work.outcomes = list(empty_inbox(work.office, inbox, case_of, work.now))
    except ConfigError as reason:
        raise CannotRun(reason.to(work.texts.language)) from None
    say(work.message)
    return len(work.outcomes)


@task(name="show-what-came-in", task_run_name=beginning("papers.showing"), cache_policy=NO_CACHE)
async def show_what_came_in(work: InboxWork) -> None:
    """The files of this run with what became of each and why; a run that found nothing leaves the last table."""
    if not work.outcomes:
        return
    lines = [
        (one.folder, one.name, one.kind, one.state, [work.texts.of(reason) for reason in one.reasons])
        for one in work.outcomes
    ]
    await show_table(
        work,
        ARTIFACT,
        inbox_table(work.texts, lines),
        inbox_description(work.texts, lines),
        work.texts("papers.showing"),
    )
