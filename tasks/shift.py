"""Two working days as the flows do them, without Prefect around: every verb that writes, in the order of the flows.

A run that was cut off is begun again from its first verb, as the next run of its deployment does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyotp

from checks.audit import audit
from checks.decisions import Answer, Desk, answer
from checks.expiring import warn_of_what_expires
from checks.gate import Scope
from checks.install import Installed
from checks.lifecycle import take_on
from config.notifications import load_notifications
from crm.calendar import closed_days
from crm.database import Engine, reading, unit_of_work
from crm.identity import Keeper
from crm.requests import awaiting
from crm.requoting import mark, recheck
from reports.notices import Message
from tasks.billing import BillingWork, audit_the_set_ups, compare_with_the_invoices, preview_the_month
from tasks.campaigns import CampaignWork, measure_the_response, score_the_campaigns, write_the_drafts
from tasks.clients import classify_clients, open_the_complaints
from tasks.kpi import keep_the_ledger, note_the_deviations
from tasks.lifecycle import enter_stage, note_who_is_held, open_the_day
from tasks.mail_sink import MailSink
from tasks.paper_drop import PaperDrop
from tasks.planning import plan_everything
from tasks.qualification import score_the_opportunities, take_up_whose_time_has_come
from tasks.retention import date_the_ways_back, review_the_base
from tasks.sending import Post, deliver_all, send
from tasks.trail import seal_and_note
from tasks.work import Call, LifecycleWork, Work

ANSWERED_OF = 3
"""Every third question is answered, every sixth declined."""

_CODE_SECONDS = 30
_UNTIL_AFTERNOON = dt.timedelta(hours=5)


@dataclass(frozen=True)
class Office:
    """Where the work is done: the CRM with its rulebook, the file of roots, the mail server, the telephones
    of approvers, and the papers that come in."""

    engine: Engine
    rules: Installed
    roots: Path
    mail: MailSink
    keeper: Keeper
    telephones: Mapping[str, str]
    papers: PaperDrop
    tell: Callable[[str], None]
    """Hears what is about to be done outside the database."""

    def code(self, approver: str, now: dt.datetime) -> str:
        """What the telephone of a colleague shows."""
        return pyotp.TOTP(self.telephones[approver]).at(now)


@dataclass(frozen=True)
class Run:
    """One run of a flow, and when it is due."""

    flow: str
    at: dt.datetime
    do: Callable[[Office, Call], None]


def shift(today: dt.date) -> list[Run]:
    """All runs of two days, in their order."""
    morning = dt.datetime.combine(today, dt.time(14), dt.UTC)  # eight o'clock in Mexico
    sweeps = [
        ("lead-to-close", _sales),
        ("contract-to-training", _deliveries),
        ("renewal-to-recovery", _renewals),
    ]
    first = [
        ("clients", _clients), ("campaigns", _campaigns), ("follow-up", _follow_up), *sweeps, ("decide", _decide),
        ("documents", _documents), *sweeps[:2], ("deliver-notices", _notices), ("billing-preview", _billing), ("nightly-audit", _audit),
    ]  # fmt: skip
    second = [*sweeps, ("audit-of-changes", _audit_of_changes), ("deliver-notices", _notices)]
    days = ((morning, first), (morning + dt.timedelta(days=1), second))
    return [Run(f"{flow}.{number}", at, do) for at, runs in days for number, (flow, do) in enumerate(runs, 1)]


def _sales(office: Office, call: Call) -> None:
    work = _lifecycle(office, call, "opportunity")
    take_up_whose_time_has_come.fn(work)
    score_the_opportunities.fn(work)
    _sweep(work)


def _deliveries(office: Office, call: Call) -> None:
    _sweep(_lifecycle(office, call, "delivery"))


def _renewals(office: Office, call: Call) -> None:
    work = _lifecycle(office, call, "renewal")
    review_the_base.fn(work)
    date_the_ways_back.fn(work)
    _sweep(work)


def _lifecycle(office: Office, call: Call, record: str) -> LifecycleWork:
    work = LifecycleWork(office.engine, office.rules, call)
    work.record, work.scope = record, Scope()
    open_the_day.fn(work)
    return work


def _sweep(work: LifecycleWork) -> None:
    for stage in work.stages:
        enter_stage.fn(work, stage)
    note_who_is_held.fn(work)


def _decide(office: Office, call: Call) -> None:
    """Every question about credit is answered by who may, each with a code of their own, and the case goes on."""
    desk = Desk(office.engine, office.rules, lambda: office.keeper, "chaos")
    company = office.rules.rulebook.company
    tiers = company.approvals.of("credit").tiers
    with reading(office.engine) as session:
        waiting = awaiting(session, lambda _kind, _tier: company.approvals.of("credit").roles_from(len(tiers)))
    closed = closed_days(company, call.now.date())
    for number, asked in enumerate(
        one for one in waiting if one.kind == "credit" and one.request_id % ANSWERED_OF == 0
    ):
        now = call.now + number * dt.timedelta(seconds=_CODE_SECONDS)
        approver = asked.may_decide[0]
        outcome = "declined" if asked.request_id % (2 * ANSWERED_OF) == 0 else "approved"
        answer(desk, asked.request_id, Answer(outcome, approver, office.code(approver, now)), now)
        take_on(office.engine, office.rules, int(asked.case.partition("-")[2]), now, call.actor, closed)


def _documents(office: Office, call: Call) -> None:
    """A colleague answers for a signed contract, and the inbox is emptied; in the afternoon, when codes of the morning are spent."""
    call = Call(call.now + _UNTIL_AFTERNOON, call.actor)
    office.papers.work(call.now, office.code(office.papers.witness, call.now))


def _notices(office: Office, call: Call) -> None:
    company = office.rules.rulebook.company
    environment = {
        "SEITON_MAIL_URL": office.mail.address("{email}"),
        "SEITON_FINANCE_URL": office.mail.address("finance@localhost"),
        "SEITON_OPERATIONS_URL": office.mail.address("operations@localhost"),
    }

    def post(address: str, told: Message) -> str | None:
        office.tell("sending")
        problem = send(address, told)
        office.tell("sent")
        return problem

    deliver_all(
        Post(office.engine, company, load_notifications(), environment, lambda: call.now, post), call.now.date()
    )


def _audit(office: Office, call: Call) -> None:
    work = Work(office.engine, office.rules, call)
    open_the_day.fn(work)
    keep_the_ledger.fn(work)
    note_the_deviations.fn(work)
    with reading(office.engine) as session:
        found = recheck(session, work.company.quoters)
    with unit_of_work(office.engine) as session:
        mark(session, found, work.today)
    _judge_and_seal(office, work, full=True)


def _audit_of_changes(office: Office, call: Call) -> None:
    work = Work(office.engine, office.rules, call)
    open_the_day.fn(work)
    _judge_and_seal(office, work, full=False)


def _judge_and_seal(office: Office, work: Work, *, full: bool) -> None:
    audit(office.engine, office.rules, now=work.now, full=full, workers=1)
    with unit_of_work(office.engine) as session:
        warn_of_what_expires(session, work.company, work.now)
    seal_and_note(office.engine, office.roots, work.now)
    office.tell("root")


def _clients(office: Office, call: Call) -> None:
    work = Work(office.engine, office.rules, call)
    open_the_day.fn(work)
    classify_clients.fn(work)
    open_the_complaints.fn(work)


def _campaigns(office: Office, call: Call) -> None:
    work = CampaignWork(office.engine, office.rules, call)
    open_the_day.fn(work)
    score_the_campaigns.fn(work)
    write_the_drafts.fn(work)
    measure_the_response.fn(work)


def _follow_up(office: Office, call: Call) -> None:
    work = Work(office.engine, office.rules, call)
    open_the_day.fn(work)
    plan_everything(work)


def _billing(office: Office, call: Call) -> None:
    work = BillingWork(office.engine, office.rules, call)
    work.asked_month = None
    open_the_day.fn(work)
    audit_the_set_ups.fn(work)
    preview_the_month.fn(work)
    compare_with_the_invoices.fn(work)
