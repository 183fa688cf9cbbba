"""The verbs of billing: audit the set-ups, preview the month, lay the invoices beside it, put it before Finance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from prefect import task
from prefect.cache_policies import NO_CACHE

from checks.billing import preview_month, set_up_faults
from checks.outcomes import outcomes
from config.company import Text
from crm.billing_month import Month, held_bills, held_reasons, month_of, warned_bills
from crm.database import unit_of_work
from crm.previews import Stored, month_before, month_end
from crm.receipts import lay_beside_invoices
from reports.billing import (
    billing_message,
    held_description,
    held_table,
    month_markdown,
    outcome_of,
)
from reports.texts import thousands
from tasks.form import BillingMonth
from tasks.names import beginning, say
from tasks.show import show_markdown, show_table
from tasks.work import Call, CannotRun, Work, crm

ALERTS_SHOWN = 30


class BillingWork(Work):
    """The work on one month of billing."""

    asked_month: dt.date | None

    @property
    def month(self) -> dt.date:
        """The first day of the month: the one that was asked for, else the last that is over."""
        return self.asked_month or month_before(self.today)

    @property
    def says(self) -> dict[str, Text]:
        """The sentence of each rule."""
        return {rule.key: rule.says for rule in self.rules.rulebook}

    @property
    def figures(self) -> Month:
        """The month as it stands."""
        with unit_of_work(self.bind) as session:
            return month_of(session, self.month)

    @property
    def message(self) -> str:
        """How much is billed and how much is held, for the state of the run."""
        return billing_message(self.texts, self.figures)

    @property
    def outcome(self) -> str:
        """The same in few words, for the name of the run."""
        return outcome_of(self.texts, self.figures)


@contextmanager
def work_on_billing(form: BillingMonth, call: Call) -> Iterator[BillingWork]:
    """The work on the month that the form names. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        work = BillingWork(engine, rules, call)
        work.asked_month = form.first_day
        yield work


@task(name="audit-the-set-ups", task_run_name=beginning("billing.auditing"), cache_policy=NO_CACHE)
def audit_the_set_ups(work: BillingWork) -> int:
    """How many rules of the set-up are broken by deliveries that are billed; their contracts are held."""
    with unit_of_work(work.bind) as session:
        number = sum(set_up_faults(session, work.rules.rulebook).values())
    say(work.texts("billing.audited", count=number))
    return number


@task(name="preview-the-month", task_run_name=beginning("billing.previewing"), cache_policy=NO_CACHE)
def preview_the_month(work: BillingWork) -> Stored:
    """What every contract in service is billed for its period that ends in the month. Raises ``CannotRun`` before it is over."""
    over_on = month_end(work.month) + dt.timedelta(days=1)
    if work.today < over_on:
        raise CannotRun(work.texts("billing.not_over", month=f"{work.month:%Y-%m}", day=over_on))
    done = preview_month(work.bind, work.rules.rulebook, work.month, work.now, work.actor)
    figures = {name: thousands(getattr(done, name)) for name in ("made", "same", "received", "held")}
    say(work.texts("billing.previewed", count=done.previews, **figures))
    return done


@task(name="compare-with-the-invoices", task_run_name=beginning("billing.comparing"), cache_policy=NO_CACHE)
def compare_with_the_invoices(work: BillingWork) -> int:
    """Tie the invoices of the ERP to the previews that Finance received; the audit judges whether they agree (000/M14)."""
    with unit_of_work(work.bind) as session:
        number = lay_beside_invoices(session, work.company)
    say(work.texts("billing.compared", count=number))
    return number


@task(name="show-what-is-held", task_run_name=beginning("billing.showing_held"), cache_policy=NO_CACHE)
async def show_what_is_held(work: BillingWork) -> None:
    """The table of held contracts with why, the most pesos first."""
    with unit_of_work(work.bind) as session:
        lines = held_bills(session, work.month, work.company.report.worklist_rows)
    await show_table(
        work,
        "held-billing",
        held_table(work.texts, work.says, lines),
        held_description(work.texts, work.figures, len(lines)),
        work.texts("billing.showing_held"),
    )


@task(name="show-the-month", task_run_name=beginning("billing.showing_month"), cache_policy=NO_CACHE)
async def show_the_month(work: BillingWork) -> None:
    """The page for Finance: totals, what holds, alerts, receipts, and the four consequences of the month (000/A29)."""
    with unit_of_work(work.bind) as session:
        reasons = held_reasons(session, work.month)
        warned = warned_bills(session, work.month, ALERTS_SHOWN)
        found = outcomes(session, work.company.billing.outcomes, work.month, work.today)
    written = month_markdown(work.texts, work.says, work.figures, reasons, warned, found, work.today)
    title = work.texts("billing.title", month=f"{work.month:%Y-%m}")
    await show_markdown(work, "billing-month", written, title, work.texts("billing.showing_month"))
