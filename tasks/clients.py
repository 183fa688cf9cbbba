"""The verbs of the clients: classify them, open the complaints of those who are not content, show what managers look for."""

from __future__ import annotations

import datetime as dt

from prefect import task
from prefect.cache_policies import NO_CACHE

from crm.classifying import Classified, classify, open_complaints, weigh_contacts
from crm.client_lists import class_lines, falling, moved, risen, waiting_complaints
from crm.client_moments import of_won_since
from crm.database import Session, unit_of_work
from policy.clients import Pace, lapses, pace
from reports.clients import CHANGES_OF_DAYS, SALES_OF_DAYS, ClientPage, clients_markdown, clients_outcome
from tasks.names import beginning, say
from tasks.show import show_markdown
from tasks.work import ClientsWork, Work

ROWS_SHOWN = 50


@task(name="classify-clients", task_run_name=beginning("clients.classifying"), cache_policy=NO_CACHE)
def classify_clients(work: Work) -> Classified:
    """Bring every account to its ABC class and rung, every contact to its weight (003/D11, D12, 001/B02)."""
    done = classify(work.bind, work.company, work.today)
    with unit_of_work(work.bind) as session:
        weigh_contacts(session, work.company.clients)
    say(work.texts("clients.classified", written=f"{done.written:,}", classes=clients_outcome(done)))
    return done


@task(name="open-complaints", task_run_name=beginning("clients.opening"), cache_policy=NO_CACHE)
def open_the_complaints(work: Work) -> int:
    """A dissatisfied client gets a complaint, with somebody who finds cause and compensation (003/D07)."""
    with unit_of_work(work.bind) as session:
        opened = open_complaints(session, work.company, work.now, work.today)
    say(work.texts("clients.opened_now", count=opened))
    return opened


@task(name="show-the-clients", task_run_name=beginning("clients.showing"), cache_policy=NO_CACHE)
async def show_the_clients(work: ClientsWork) -> None:
    """The page of the clients: classes, falling shares, complaints, who rose, who changed class."""
    since, clients = work.today - dt.timedelta(days=CHANGES_OF_DAYS), work.company.clients
    with unit_of_work(work.bind) as session:
        page = ClientPage(
            class_lines(session, clients), _pace(work, session), falling(session, clients, ROWS_SHOWN), risen(session, since, ROWS_SHOWN),
            moved(session, since, ROWS_SHOWN), waiting_complaints(session, ROWS_SHOWN),
        )  # fmt: skip
    written = clients_markdown(work.company, work.texts, page, work.today)
    title = work.texts("clients.title", day=work.today)
    await show_markdown(work, "clients", written, title, work.texts("clients.showing"))


def _pace(work: Work, session: Session) -> Pace:
    since = work.today - dt.timedelta(days=SALES_OF_DAYS)
    return pace([lapses(moments) for moments in of_won_since(session, since, work.company.time_zone)])
