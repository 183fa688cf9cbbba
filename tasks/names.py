"""What runs are called, so that a manager who looks at the list of runs knows what each was about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import get_client
from prefect.context import TaskRunContext
from prefect.runtime import flow_run

from config.company import Company, ConfigError, load_company
from crm.previews import month_before
from reports.texts import Texts
from tasks.form import Audit, BillingMonth, Day, Review, Sweep
from tasks.work import Call

CODES_SHOWN = 3
TAGS_SHOWN = 20


def _in_words_of_the_company(name: Callable[[Company], str]) -> Callable[[], str]:
    """A run whose configuration can't be loaded keeps the name of its flow: why it can't run, its state says."""

    @wraps(name)
    def made() -> str:
        try:
            company = load_company()
        except ConfigError:
            return str(flow_run.flow_name)
        return name(company)

    return made


def named_after(record: str) -> Callable[[], str]:
    """For ``flow_run_name``: ``Lead to close · everything open · 2026-11-21``."""

    @_in_words_of_the_company
    def name(company: Company) -> str:
        form = Sweep.model_validate(_given("ask"))
        return sweep_name(company, record, form, _day(company, form.today))

    return name


def sweep_name(company: Company, record: str, form: Sweep, day: dt.date) -> str:
    """What a run of a lifecycle is called; a rehearsal says so first."""
    texts = Texts(company.language)
    parts = [texts("run.rehearsal")] if form.dry_run else []
    parts += [texts.of(company.lifecycles[record].name), _cases(texts, form)]
    if form.shards > 1:
        parts.append(texts("run.shard", number=form.shard, total=form.shards))
    return " · ".join([*parts, day.isoformat()])


def _cases(texts: Texts, form: Sweep) -> str:
    if not form.scope:
        return texts("run.everything")
    if len(form.scope) <= CODES_SHOWN:
        return ", ".join(form.scope)
    return texts("run.cases", count=len(form.scope))


@_in_words_of_the_company
def audit_name(company: Company) -> str:
    """For ``flow_run_name``: ``Nightly audit · 2026-11-21``."""
    form = Audit.model_validate(_given("ask"))
    said = Texts(company.language)("run.nightly_audit" if form.full else "run.audit_of_changes")
    return f"{said} · {_day(company, form.today).isoformat()}"


@_in_words_of_the_company
def billing_name(company: Company) -> str:
    """For ``flow_run_name``: ``Billing preview · 2026-10 · 2026-11-01``."""
    form = BillingMonth.model_validate(_given("ask"))
    day = _day(company, form.today)
    month = form.first_day or month_before(day)
    return f"{Texts(company.language)('billing.run')} · {month:%Y-%m} · {day.isoformat()}"


@_in_words_of_the_company
def review_name(company: Company) -> str:
    """For ``flow_run_name``: ``Weekly review · 2026-11-23``."""
    form = Review.model_validate(_given("ask"))
    return f"{Texts(company.language)(f'review.{form.span}')} · {_day(company, form.today).isoformat()}"


@_in_words_of_the_company
def forms_name(company: Company) -> str:
    """For ``flow_run_name``: ``Decision forms · 2026-11-21``."""
    return f"{Texts(company.language)('decide.forms')} · {_day(company, None).isoformat()}"


@_in_words_of_the_company
def inbox_name(company: Company) -> str:
    """For ``flow_run_name``: ``Papers that came in · 2026-11-21``."""
    return f"{Texts(company.language)('papers.inbox')} · {_day(company, None).isoformat()}"


@_in_words_of_the_company
def campaigns_name(company: Company) -> str:
    """For ``flow_run_name``: ``Campaigns · 2026-11-21``."""
    form = Day.model_validate(_given("ask"))
    return f"{Texts(company.language)('campaign.run')} · {_day(company, form.today).isoformat()}"


@_in_words_of_the_company
def notices_name(company: Company) -> str:
    """For ``flow_run_name``: ``Notices · 2026-11-21``."""
    return f"{Texts(company.language)('notice.run')} · {_day(company, None).isoformat()}"


@_in_words_of_the_company
def follow_up_name(company: Company) -> str:
    """For ``flow_run_name``: ``Follow-up · 2026-11-21``."""
    form = Day.model_validate(_given("ask"))
    return f"{Texts(company.language)('cadence.run')} · {_day(company, form.today).isoformat()}"


@_in_words_of_the_company
def clients_name(company: Company) -> str:
    """For ``flow_run_name``: ``Clients · 2026-11-21``."""
    form = Day.model_validate(_given("ask"))
    return f"{Texts(company.language)('clients.run')} · {_day(company, form.today).isoformat()}"


def _given(name: str) -> Mapping[str, Any]:
    value = flow_run.parameters.get(name) or {}
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else value.model_dump()
    return given


def _day(company: Company, asked: dt.date | None) -> dt.date:
    return asked or dt.datetime.now(ZoneInfo(company.time_zone)).date()


def this_call(process: str, today: dt.date | None) -> Call:
    """The one look at the clock of a run, and the name under which it moves cases (000/A17: who, when)."""
    run = flow_run.id
    return Call(dt.datetime.now(dt.UTC), f"{process} {run}" if run else process, today)


def called(name: Callable[[dict[str, Any]], str]) -> Any:
    """For ``task_run_name``: made of the task's arguments, until the task says what it did (``say``)."""
    return lambda parameters: name(parameters)


def beginning(key: str) -> Any:
    """For ``task_run_name``: a text of the catalogue."""
    return called(lambda parameters: str(parameters["work"].texts(key)))


def say(text: str) -> None:
    """Rename the running task run to what it did. The server takes the name with the run's last state."""
    context = TaskRunContext.get()
    if context is not None:
        context.task_run.name = text


async def tag_cases(form: Sweep) -> None:
    """Tag a run of few named cases, so that it is found by ``case:OPP-123``."""
    if 0 < len(form.scope) <= TAGS_SHOWN:
        tags = {*flow_run.tags, *(f"case:{code}" for code in form.scope)}
        await _update_run(tags=sorted(tags))


async def name_outcome(outcome: str) -> None:
    """Put into the run's name, before the day, what came of it: the list of runs shows names, not messages."""
    about, _, day = str(flow_run.name).rpartition(" · ")
    await _update_run(name=f"{about} · {outcome} · {day}")


async def _update_run(**changes: Any) -> None:
    if flow_run.id:
        async with get_client() as client:
            await client.update_flow_run(UUID(flow_run.id), **changes)
