"""Building the sample, chunk by chunk: through the gates on a day before all history, then to today, then the defects."""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.sql.expression import Executable

from checks.install import open_day
from checks.rules import rulebook
from config.company import Company, Text
from crm.database import unit_of_work
from crm.model import Account, BusinessDay, Opportunity, Person
from sample import (
    campaigns,
    care,
    clients,
    credit_file,
    fits,
    goals,
    installed,
    labels,
    moves,
    papers,
    plan,
    preparation,
    pricing,
    quotes,
    renewing,
    sales,
)
from sample.accounts import Naming, accounts, contacts, write_catalogue
from sample.deck import SIZE, Card, deal, deck
from sample.defect import OPPORTUNITIES_A_HIRE
from sample.defects import cards
from sample.manifest import Manifest, counted
from sample.people import Staff, full_names
from sample.planting import plant
from sample.pricing import Pricer
from sample.sql import Calendar, carry_on_numbering
from sample.stories import Chapter, Teller

DECKS_A_CHUNK = 20
HISTORY_DAYS = 4_000
"""The business day stands so far back while the past is written, so that every date of validity lies ahead of it."""

Progress = Callable[[str, int, int], None]


class SampleRefused(Exception):
    """The sample was not built; the message says what it needs."""


@dataclass(frozen=True)
class Order:
    """What is to be built."""

    company: Company
    opportunities: int
    today: dt.date
    seed: int


def build(
    engine: Engine,
    company: Company,
    *,
    opportunities: int = 2_000,
    today: dt.date,
    seed: int = 7,
    progress: Progress | None = None,
) -> Manifest:
    """Fill an empty CRM, whose rulebook is installed, with an invented dealer; what was made and what is wrong in it.

    Every case passes every gate on its way; ``progress`` hears what is being written, how much of it is done and of
    how much. Raises ``SampleRefused`` where the CRM is not empty or its business day has already come.
    """
    order = Order(company, opportunities, today, seed)
    hear, say = progress or (lambda _text, _done, _total: None), company.text

    def tell(what: Text, done: int) -> None:
        hear(say(what), done, opportunities)

    beginning = today - dt.timedelta(days=HISTORY_DAYS)
    _refuse_unless_new(engine, company, beginning)
    _open_day(engine, beginning)
    with engine.connect() as connection:
        with connection.begin():
            plan.create(connection, full_names())
            pricing.create(connection, company)
        with _no_collector():
            dealt = _write_history(connection, order, tell)
        _open_day(engine, today)
        tell(labels.RENEWALS, opportunities)
        with connection.begin():
            _run(connection, moves.through_renewals(company, Calendar(today)))
        tell(labels.DEFECTS, opportunities)
        with connection.begin():
            carry_on_numbering(connection)
            wrong = plant(connection, Calendar(today), opportunities)
            wrong += goals.plant(connection, today, -(-opportunities // OPPORTUNITIES_A_HIRE))
            plan.drop(connection)
            pricing.drop(connection)
            fits.of_the_whole(connection, company, today)
            wrong += campaigns.live(connection, company, Calendar(today))
            goals.keep_the_ledger(connection, company, today)
        return counted(connection, rulebook(company), dealt, wrong, today, seed)


def _refuse_unless_new(engine: Engine, company: Company, beginning: dt.date) -> None:
    with engine.connect() as connection:
        for model in (Person, Account, Opportunity):
            if connection.scalar(select(func.count()).select_from(model)):
                raise SampleRefused(company.text(labels.NOT_EMPTY))
        day = connection.scalar(select(BusinessDay.today))
        if day is not None and day > beginning:
            raise SampleRefused(company.text(labels.DAY_OPEN).format(day=day))


def _open_day(engine: Engine, day: dt.date) -> None:
    with unit_of_work(engine) as session:
        open_day(session, day)


def _write_history(connection: Connection, order: Order, tell: Callable[[Text, int], None]) -> Counter[Card]:
    calendar, staff = Calendar(order.today), Staff(order.company, order.opportunities)
    facts, ways = _facts(order.company, staff, calendar), _ways(order.company, calendar)
    dealt: Counter[Card] = Counter()
    tell(labels.HISTORY, 0)
    with connection.begin():
        staff.write(connection, order.today)
        campaigns.write(connection, order.company, staff, order.today)
        write_catalogue(connection, order.today)
        preparation.write_strategies(connection, order.today)
        goals.write(connection, order.company, staff, order.today)
    for chapter in _one_ahead(_chapters(order, staff)):
        with connection.begin():
            _write_chapter(connection, chapter)
            _run(connection, facts)
            fits.of_chunk(connection, order.company, order.today, chapter.opportunities[0].id)
            _run(connection, ways)
            _run(
                connection,
                _of_the_base(
                    order.company, calendar, chapter.opportunities[0].id, chapter.opportunities[-1].id
                ),
            )
            plan.empty_chunk(connection)
        dealt.update(chapter.told)
        tell(labels.HISTORY, chapter.opportunities[-1].id)
    return dealt


def _chapters(order: Order, staff: Staff) -> Iterator[Chapter]:
    pricer = Pricer(order.company, order.today)
    teller = Teller(order.company, staff, Naming(order.company), pricer, order.seed)
    pack, following = deck(cards()), 1
    decks = range(-(-order.opportunities // SIZE))
    for first in decks[::DECKS_A_CHUNK]:
        chapter = Chapter()
        for number in decks[first : first + DECKS_A_CHUNK]:
            hand = deal(pack, order.seed, number, order.opportunities)
            following = teller.tell(number, hand, following, chapter)
        yield chapter


@contextmanager
def _no_collector() -> Iterator[None]:
    """Plans are many small objects in no cycle: looking for cycles among them costs a twentieth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _one_ahead(chapters: Iterator[Chapter]) -> Iterator[Chapter]:
    """The same chapters; while the database writes one, the next is planned."""
    with ThreadPoolExecutor(max_workers=1) as planner:
        coming = planner.submit(next, chapters, None)
        while (chapter := coming.result()) is not None:
            coming = planner.submit(next, chapters, None)
            yield chapter


def _write_chapter(connection: Connection, chapter: Chapter) -> None:
    plan.write(connection, plan.ACCOUNTS, chapter.accounts)
    plan.write(connection, plan.OPPORTUNITIES, chapter.opportunities)
    plan.write(connection, plan.QUOTE_LINES, chapter.quote_lines)
    plan.write(connection, plan.DELIVERIES, chapter.deliveries)
    plan.write(connection, plan.RENEWALS, chapter.renewals)
    plan.write(connection, plan.VICTIMS, chapter.victims)


def _facts(company: Company, staff: Staff, calendar: Calendar) -> list[Executable]:
    """All that is known of a chunk before any of its sales moves."""
    return [
        accounts(company, calendar),
        contacts(company, calendar),
        *care.statements(calendar),
        *sales.statements(company, calendar),
        *preparation.statements(company, calendar),
        *quotes.statements(company, staff, calendar),
        *papers.statements(company, calendar),
        *credit_file.statements(company, calendar),
    ]


def _ways(company: Company, calendar: Calendar) -> list[Executable]:
    """The moves of a chunk with what is written on the way, in the order in which the gates let it through."""
    lifecycles = company.lifecycles
    stages = {record: [s.id for s in lifecycles[record].stage if s.track == "main"] for record in lifecycles}
    return [
        *moves.through_sales(stages["opportunity"], calendar),
        goals.outright_sales(calendar),
        sales.causes_of_loss(company, calendar),
        *moves.out_of_sales(calendar),
        *moves.through_deliveries(stages["delivery"], company, calendar),
        *clients.statements(company, calendar),
    ]


def _of_the_base(company: Company, calendar: Calendar, first: int, last: int) -> Iterator[Executable]:
    """The renewals of a chunk, and what happened at their clients."""
    yield from renewing.watched(company, calendar, first, last)
    yield from installed.in_use(company, calendar, first, last)


def _run(connection: Connection, statements: Iterable[Executable]) -> None:
    for statement in statements:
        connection.execute(statement)
