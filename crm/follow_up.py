"""What is known of clients and cases for their next contact, read seller by seller in a few statements (003/E10, D14).

Memory holds the books of some sellers at a time, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from config.company import Company
from crm.model import (
    CODES,
    Account,
    Activity,
    Contact,
    Delivery,
    Opportunity,
    Person,
    PersonRole,
    Renewal,
    Territory,
)
from policy.cadence import KINDS, Case, Client, Routine, Seller
from policy.channels import Contact as Counterpart

SELLERS_A_BOOK = 50
ACCOUNTS_A_BOOK = 5_000
KIND_OF = {"call": "contact", "email": "contact", "message": "contact", "visit": "visit", "meeting": "visit", "demo": "visit"}  # fmt: skip
"""What an activity counts as, where it does not say so itself; a task is no contact."""
COUNTS_AS = func.coalesce(Activity.contact_kind, case(KIND_OF, value=Activity.kind, else_=null()))


@dataclass(frozen=True)
class Book:
    """The clients of some sellers: which, and whose needs are looked for (none: of accounts that nobody keeps)."""

    owners: tuple[int, ...]
    where: ColumnElement[bool]


@dataclass(frozen=True)
class Reading:
    """The day and hour at which the books are read, and the routine that says which stages matter."""

    routine: Routine
    zone: ZoneInfo
    now: dt.datetime


def sellers(session: Session, company: Company) -> dict[int, Seller]:
    """Every active colleague with the minutes that a day has for clients: their own number, else that of their role."""
    roles: dict[int, set[str]] = defaultdict(set)
    for person_id, role in session.execute(select(PersonRole.person_id, PersonRole.role)):
        roles[person_id].add(role)
    columns = (Person.id, Person.name, Person.region, Person.client_minutes_per_day)
    rows = session.execute(select(*columns).where(Person.active).order_by(Person.id))
    return {
        number: Seller(number, name, region, company.cadence.minutes_of(roles[number]) if own is None else own)
        for number, name, region, own in rows
    }


def books(session: Session, routine: Routine, known: Mapping[int, Seller]) -> Iterator[Book]:
    """Every account in the book of its owner; of others' accounts, those where a seller has an open case; last, nobody's."""
    owners = sorted(known)
    for first in range(0, len(owners), SELLERS_A_BOOK):
        some = tuple(owners[first : first + SELLERS_A_BOOK])
        cases = [
            Account.id.in_(select(model.account_id).where(model.owner_id.in_(some), _at_work(routine, record)))
            for record, model in (("opportunity", Opportunity), ("delivery", Delivery), ("renewal", Renewal))
        ]
        yield Book(some, or_(Account.owner_id.in_(some), *cases))
    kept = select(Person.id).where(Person.active)
    nobodys = or_(Account.owner_id.is_(None), Account.owner_id.not_in(kept))
    last = 0
    while numbers := session.scalars(
        select(Account.id).where(nobodys, Account.id > last).order_by(Account.id).limit(ACCOUNTS_A_BOOK)
    ).all():
        yield Book((), and_(nobodys, Account.id.between(numbers[0], numbers[-1])))
        last = numbers[-1]


def clients(session: Session, book: Book, reading: Reading) -> Iterator[Client]:
    """The clients of a book, each with its people, its open cases and when it was last contacted, by number."""
    ids = select(Account.id).where(book.where)
    people = _people(session, ids)
    lasts = _last_contacts(session, ids, reading)
    cases = _cases(session, ids, reading, lasts)
    columns = (
        Account.id, func.coalesce(Account.name, "").label("name"), Account.abc_class.label("class_"), Account.relationship,
        Account.kind, Account.country, Account.time_zone.label("zone"), Territory.region, Account.owner_id, Account.created_at,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .outerjoin(Territory, Territory.id == Account.territory_id)
        .where(book.where)
        .order_by(Account.id)
    )
    for row in rows:
        facts = row._asdict()
        since = _day(facts.pop("created_at"), reading)
        yield Client(
            **facts, since=since, last=lasts.get(row.id, {}),
            contacts=tuple(people.get(row.id, ())), cases=tuple(cases.get(row.id, ())),
        )  # fmt: skip


def _people(session: Session, ids: Select[Any]) -> dict[int, list[Counterpart]]:
    columns = (
        Contact.account_id, Contact.id, func.coalesce(Contact.name, "").label("name"), Contact.buying_role.label("role"),
        Contact.stance, Contact.signs_orders.label("signs"), Contact.importance, _is_given(Contact.phone).label("has_phone"),
        _is_given(Contact.email).label("has_email"),
    )  # fmt: skip
    found: dict[int, list[Counterpart]] = defaultdict(list)
    for row in session.execute(select(*columns).where(Contact.account_id.in_(ids))):
        facts = row._asdict()
        found[facts.pop("account_id")].append(Counterpart(**facts))
    return found


def _is_given(text: Any) -> ColumnElement[bool]:
    return func.trim(func.coalesce(text, "")) != ""


def _last_contacts(session: Session, ids: Select[Any], reading: Reading) -> dict[int, dict[str, dt.date]]:
    """By account and kind; what is linked to a case or a contact only counts for its account too."""
    done = and_(Activity.done_at <= reading.now, COUNTS_AS.in_(KINDS))
    rows = union_all(
        select(
            Activity.account_id.label("account_id"), COUNTS_AS.label("kind"), Activity.done_at.label("at")
        ).where(Activity.account_id.in_(ids), done),
        select(Opportunity.account_id, COUNTS_AS, Activity.done_at)
        .join(Opportunity, Opportunity.id == Activity.opportunity_id)
        .where(Activity.account_id.is_(None), Opportunity.account_id.in_(ids), done),
        select(Contact.account_id, COUNTS_AS, Activity.done_at)
        .join(Contact, Contact.id == Activity.contact_id)
        .where(
            Activity.account_id.is_(None), Activity.opportunity_id.is_(None), Contact.account_id.in_(ids), done
        ),
    ).subquery("done")
    found: dict[int, dict[str, dt.date]] = defaultdict(dict)
    latest = select(rows.c.account_id, rows.c.kind, func.max(rows.c.at)).group_by(
        rows.c.account_id, rows.c.kind
    )
    for account_id, kind, at in session.execute(latest):
        for lighter in KINDS[: KINDS.index(kind) + 1]:  # a visit also counts as a contact
            last = found[account_id].get(lighter)
            found[account_id][lighter] = max(last or dt.date.min, _day(at, reading))
    return found


def _cases(
    session: Session,
    ids: Select[Any],
    reading: Reading,
    lasts: Mapping[int, Mapping[str, dt.date]],
) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = defaultdict(list)
    for record, query in (
        ("opportunity", _sales(ids, reading)),
        ("delivery", _plain(Delivery, null())),
        ("renewal", _plain(Renewal, case((Renewal.stage == "scheduled", Renewal.reentry_on)))),
    ):
        model = _MODEL[record]
        rows = session.execute(
            query.where(model.account_id.in_(ids), _at_work(reading.routine, record)).order_by(model.id)
        )
        for row in rows:
            is_sale = record == "opportunity"
            about_it = None if row.last is None else _day(row.last, reading)
            found[row.account_id].append(
                Case(
                    record, f"{CODES[record]}-{row.id}", row.owner_id, row.stage, row.stage_since, project=row.project,
                    opportunity_id=row.id if is_sale else None, contact_id=row.contact_id,
                    last=about_it if is_sale else lasts.get(row.account_id, {}).get("contact"), agreed_on=row.agreed_on,
                )
            )  # fmt: skip
    return found


_MODEL: dict[str, Any] = {"opportunity": Opportunity, "delivery": Delivery, "renewal": Renewal}


def _standing(record: str) -> ColumnElement[str]:
    model = _MODEL[record]
    return func.coalesce(model.claimed_stage, model.stage)


def _at_work(routine: Routine, record: str) -> ColumnElement[bool]:
    return _standing(record).in_(sorted(routine.stage[record]))


def _sales(ids: Select[Any], reading: Reading) -> Select[Any]:
    """With the last contact about the sale and the next step that was agreed with the client."""
    mine = select(Opportunity.id).where(
        Opportunity.account_id.in_(ids), _at_work(reading.routine, "opportunity")
    )
    spoken = (
        select(
            Activity.opportunity_id,
            func.max(Activity.done_at).label("last"),
            func.max(Activity.next_step_on).label("next_step_on"),
        )
        .where(Activity.opportunity_id.in_(mine), Activity.done_at <= reading.now, COUNTS_AS.in_(KINDS))
        .group_by(Activity.opportunity_id)
        .subquery("spoken")
    )
    stage = _standing("opportunity")
    agreed = case(
        (stage == "on_hold", Opportunity.hold_until), (stage == "disqualified", Opportunity.nurture_on), else_=spoken.c.next_step_on
    )  # fmt: skip
    return select(
        Opportunity.id, Opportunity.account_id, Opportunity.owner_id, stage.label("stage"), Opportunity.stage_since,
        Opportunity.kind.label("project"), Opportunity.contact_id, spoken.c.last, agreed.label("agreed_on"),
    ).outerjoin(spoken, spoken.c.opportunity_id == Opportunity.id)  # fmt: skip


def _plain(model: type[Delivery] | type[Renewal], agreed: Any) -> Select[Any]:
    record = model.__tablename__
    return select(
        model.id, model.account_id, model.owner_id, _standing(record).label("stage"), model.stage_since,
        literal(record).label("project"), null().label("contact_id"), null().label("last"), agreed.label("agreed_on"),
    )  # fmt: skip


def _day(at: dt.datetime, reading: Reading) -> dt.date:
    return at.astimezone(reading.zone).date()
