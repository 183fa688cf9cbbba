"""One run's hold on the CRM: the database, the rulebook as installed, the day, and who moves the cases.

::

    CannotRun                       the run ends as Failed with this sentence; nothing was moved
    OthersAtWork                    the run ends as Cancelled: another one does the same just now
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from checks.gate import Scope, stages_in_order
from checks.held import UnknownCase, find_case
from checks.install import Installed, NotInstalled, installed
from checks.rules import rulebook
from config.company import Company, ConfigError, Lifecycle, Stage, load_company, spoken_language
from config.settings import settings
from crm.calendar import closed_days
from crm.classifying import Classified
from crm.database import Bind, DatabaseUnavailable, Engine, open_engine, reading, rehearsal, unit_of_work
from crm.model import CODES, AuditRun
from crm.requests import number_open
from crm.standing import HeldTally
from crm.unavailable import trouble_in
from reports.audits import audit_message
from reports.clients import clients_message, clients_outcome
from reports.lifecycles import run_message, run_outcome
from reports.texts import Texts, percent, thousands
from tasks.form import Sweep

CASES_TOLD = 20


class CannotRun(Exception):
    """The run can't do its work; the message says why and what to do."""


class OthersAtWork(Exception):
    """The same work is being done elsewhere just now; nothing is wrong."""


@dataclass(frozen=True)
class Call:
    """Who runs, and when: read once at the start of a run and passed down."""

    now: dt.datetime
    actor: str
    today: dt.date | None = None


class Work:
    """What every task of a run needs.

    No dataclass: Prefect searches those for results of other tasks, and a rulebook is long.
    """

    def __init__(self, bind: Bind, rules: Installed, call: Call, *, is_rehearsal: bool = False) -> None:
        self.bind, self.rules = bind, rules
        self.now, self.actor = call.now, call.actor
        self.calendar_day = call.now.astimezone(ZoneInfo(self.company.time_zone)).date()
        self.asked_day = call.today
        self.today = self.asked_day or self.calendar_day
        self.is_rehearsal = is_rehearsal
        self.done: Counter[str] = Counter()
        """How many ``moves`` were made, cases ``moved`` and ``created``, decisions ``asked`` for."""

    @property
    def company(self) -> Company:
        """The configuration."""
        return self.rules.rulebook.company

    @property
    def texts(self) -> Texts:
        """The catalogue in the company's language."""
        return Texts(self.company.language)

    @property
    def closed_days(self) -> Container[dt.date]:
        """Days that are no business days, beside weekends."""
        return closed_days(self.company, self.today)


class LifecycleWork(Work):
    """The work on one lifecycle: which cases, and the stages in the order in which they are entered."""

    record: str
    scope: Scope
    held: HeldTally
    """Who is held of the scope, once it was noted."""

    @property
    def lifecycle(self) -> Lifecycle:
        """The stages as the company declares them."""
        return self.company.lifecycles[self.record]

    @property
    def stages(self) -> list[Stage]:
        """Exits first, so that no case goes on that should have left."""
        return stages_in_order(self.lifecycle)

    @property
    def is_of_few(self) -> bool:
        """Whether somebody named the cases, and so few that each can be told."""
        return self.scope.ids is not None and len(self.scope.ids) <= CASES_TOLD

    @property
    def message(self) -> str:
        """What the run did, for its state."""
        return run_message(self.company, self.texts, self.held, self.done, rehearsal=self.is_rehearsal)

    @property
    def outcome(self) -> str:
        """What the run did in few words, for its name."""
        return run_outcome(self.texts, self.held, self.done, rehearsal=self.is_rehearsal)


class AuditWork(Work):
    """The work on every record; ``audits`` are the latest ones, this one last."""

    engine: Engine
    audits: list[AuditRun]

    @property
    def last(self) -> AuditRun:
        """The audit of this run."""
        return self.audits[-1]

    @property
    def message(self) -> str:
        """What the audit found, for the state of the run."""
        return audit_message(self.texts, self.last)

    @property
    def outcome(self) -> str:
        """What the audit found in few words, for the name of the run."""
        return self.texts(
            "audit.outcome", score=percent(self.last.score_percent), findings=thousands(self.last.open_findings)
        )


@contextmanager
def work_on(record: str, form: Sweep, call: Call) -> Iterator[LifecycleWork]:
    """The work on one lifecycle. In a rehearsal nothing that the block does is kept.

    Raises ``CannotRun`` where the CRM can't be opened, is not installed, or holds no such case.
    """
    with crm() as (bind, rules, stack):
        scope = _scope(bind, rules, record, form)
        place = stack.enter_context(rehearsal(bind)) if form.dry_run else bind
        work = LifecycleWork(place, rules, call, is_rehearsal=form.dry_run)
        work.record, work.scope = record, scope
        yield work


@contextmanager
def work_on_all(call: Call) -> Iterator[AuditWork]:
    """The work on every record. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        work = AuditWork(engine, rules, call)
        work.engine = engine
        yield work


class ClientsWork(Work):
    """The work on every client; ``classified`` says what came of it, ``complaints`` how many were opened."""

    classified: Classified
    complaints: int = 0

    @property
    def outcome(self) -> str:
        """How many clients are of each class, for the name of the run."""
        return clients_outcome(self.classified)

    @property
    def message(self) -> str:
        """How many there are of each class and how many moved, for the state of the run."""
        return clients_message(self.texts, self.classified, self.complaints)


@contextmanager
def work_on_clients(call: Call) -> Iterator[ClientsWork]:
    """The work on every client. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        yield ClientsWork(engine, rules, call)


class ReviewWork(Work):
    """The work on a review; ``message`` and ``outcome`` say what it found, once its page is written."""

    message: str
    outcome: str


@contextmanager
def work_on_review(call: Call) -> Iterator[ReviewWork]:
    """The work on a review. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        yield ReviewWork(engine, rules, call)


class FormsWork(Work):
    """The work on the forms of all open questions."""

    @property
    def message(self) -> str:
        """How many questions wait, for the state of the run."""
        with unit_of_work(self.bind) as session:
            waiting, _ = number_open(session, self.today)
        return self.texts("decide.waiting", count=waiting)


@contextmanager
def work_on_forms(call: Call) -> Iterator[FormsWork]:
    """The work on the forms. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        yield FormsWork(engine, rules, call)


@contextmanager
def crm() -> Iterator[tuple[Engine, Installed, ExitStack]]:
    """The CRM that the settings name, with its rulebook.

    Raises ``CannotRun`` where it can't be worked on, or can't any more: the disk is full, the server was restarted.
    """
    language = spoken_language()
    with ExitStack() as stack:
        try:
            company = load_company()
            engine = open_engine(settings().database_url, create=False)
            stack.callback(engine.dispose)
            with reading(engine) as session:
                rules = installed(session, rulebook(company))
        except (ConfigError, DatabaseUnavailable, NotInstalled) as reason:
            raise CannotRun(reason.to(language)) from None
        try:
            yield engine, rules, stack
        except Exception as error:
            trouble = trouble_in(error, settings().database_url)
            if trouble is None:
                raise
            raise CannotRun(trouble.to(language)) from error


def _scope(engine: Engine, rules: Installed, record: str, form: Sweep) -> Scope:
    if not form.scope:
        return Scope(None, form.shard - 1, form.shards)
    company = rules.rulebook.company
    numbers = []
    with reading(engine) as session:
        for code in form.scope:
            try:
                found, number = find_case(session, code)
            except UnknownCase as reason:
                raise CannotRun(reason.to(company.language)) from None
            if found != record:
                name = company.text(company.lifecycles[record].name)
                raise CannotRun(
                    Texts(company.language)(
                        "refused.other_record", code=code, lifecycle=name, prefix=CODES[record]
                    )
                )
            numbers.append(number)
    return Scope(tuple(dict.fromkeys(numbers)), form.shard - 1, form.shards)
