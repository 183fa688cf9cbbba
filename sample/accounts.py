"""Clients and prospects, the people there, the catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Insert,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
)

from config.company import Company
from crm.model import Account, Base, Contact, Person, Product, Territory
from sample.identity import ascii_letters
from sample.plan import ACCOUNTS, CONTACTS, NAMES, NUMBERS, TOWN
from sample.sql import Calendar, fill, pick
from sample.words import (
    CLIENT_PLANS,
    FULL_NAMES,
    MANNERS,
    MARKETS,
    MODELS,
    NATURE,
    STREETS,
    TAILS,
    TOWNS,
    TRADES,
)
from sample.words_of_plans import ARGUMENTS, COMMUNICATION

_NAME_STRIDE = 21_943  # shares no factor with the number of names, so that neighbours look unlike and none meet
SUPPLIES = (
    "Tóner negro alto rendimiento",
    "Tóner color",
    "Póliza de servicio en sitio",
    "Seguimiento trimestral",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an account is: its name, where it is, and three letters for its RFC."""

    name: str
    domain: str
    segment: str
    market: str
    town: int
    letters: str


class Naming:
    """Names for accounts, by number; no two below seven million share one."""

    def __init__(self, company: Company) -> None:
        segments, markets = tuple(company.market.segment), tuple(company.market.market_type)
        self.trades = []
        for place, (segment, trades) in enumerate(TRADES.items()):
            known = segment if segment in segments else segments[place % len(segments)]
            market = MARKETS.get(segment, "commercial")
            self.trades += [(trade, known, market if market in markets else markets[0]) for trade in trades]
        self.places = len(self.trades) * len(NATURE) * len(TOWNS)
        self.plain = {
            word: ascii_letters(word) for word in (*NATURE, *MANNERS, *TAILS, *(t for t, _, _ in self.trades))
        }
        self.towns = [ascii_letters(town.name) for town in TOWNS]

    def of(self, number: int) -> Identity:
        rest, place = number // self.places, number * _NAME_STRIDE % self.places
        place, town = divmod(place, len(TOWNS))
        place, nature = divmod(place, len(NATURE))
        trade, segment, market = self.trades[place]
        words = (trade, NATURE[nature], MANNERS[rest % len(MANNERS)], TAILS[rest // len(MANNERS) % len(TAILS)])
        plain = [self.plain[word] for word in words if word]
        return Identity(
            f"{''.join((words[0], ' ', *words[1:]))} de {TOWNS[town].name}", f"{'-'.join(plain)}-{self.towns[town]}.example",
            segment, market, town, (plain[0][0] + plain[1][0] + self.towns[town][0]).upper(),
        )  # fmt: skip


def is_person(salt: Any) -> Any:
    """One client in ten is a person in business, not a company."""
    return salt % 10 == 0


def person_letters(name: str) -> str:
    """The four letters of a person's RFC: surname, its first vowel, second surname, given name."""
    given, first, second = ascii_letters(name).upper().split("-")[:3]
    vowel = next((sign for sign in first[1:] if sign in "AEIOU"), "X")
    return f"{first[0]}{vowel}{second[0]}{given[0]}"


def accounts(company: Company, calendar: Calendar) -> Insert:
    """Clients and prospects; of a prospect that is far from buying not everything is known."""
    a, salt = ACCOUNTS.c, ACCOUNTS.c.salt
    known: Any = or_(a.complete, salt % 3 == 0)
    client, rungs = a.kind == "client", list(company.negotiation.ladder)

    def if_known(value: Any) -> Any:
        return case((known, value), else_=null())

    form = case((a.segment.in_(("professional_services", "education")), ", S.C."), else_=pick(FORMS, salt))
    return fill(
        Account, ACCOUNTS.join(TOWN, TOWN.c.n == a.town).join(NAMES, NAMES.c.n == salt % FULL_NAMES), order=(a.id,),
        id=a.id, name=a.name, legal_name=if_known(case((is_person(salt), NAMES.c.name), else_=a.name + form)), rfc=if_known(a.rfc),
        tax_regime=if_known(case((is_person(salt), "612"), else_="601")), kind=a.kind, segment=a.segment, market_type=a.market,
        country="México", time_zone=TOWN.c.time_zone, city=TOWN.c.name, phone=_phone(a.id),
        address=if_known(pick(STREETS, salt) + literal(" ") + cast(salt % 900 + 10, String) + literal(", ") + TOWN.c.name),
        postal_code=if_known(TOWN.c.postal + cast(100 + salt % 900, String)), website=literal("https://www.") + a.domain,
        billing_email=case((and_(known, a.invoices), literal("facturas@") + a.domain), else_=null()),
        clabe=case((client, a.clabe), else_=null()), payment_terms_days=if_known(pick((15, 30, 30, 45), salt)),
        employees=salt % 480 + 8, annual_revenue_mxn=if_known(cast(salt % 480 + 8, BigInteger) * 45_000_000), owner_id=a.owner_id,
        territory_id=_territory(a.owner_id), verified_on=if_known(calendar.day(salt % company.crm.stale_account_days)),
        plan=case((client, pick(CLIENT_PLANS, salt // 3)), else_=null()),
        planned_on=case((client, calendar.day(salt % company.retention.account.plan_days)), else_=null()),
        supplier_position=case((client, pick(rungs[1:], salt)), else_=rungs[0]), supplier_position_on=calendar.day(a.age), created_at=calendar.at(a.age, 15),
    )  # fmt: skip


def _territory(seller: Any) -> Any:
    """Where the team of a seller works."""
    keeps = Territory.owner_id == Person.manager_id
    return select(Territory.id).join(Person, keeps).where(Person.id == seller).scalar_subquery()


def _phone(number: Any) -> Any:
    """Ten digits, as people write them."""
    digits = cast(1_000_000 + number * 7_919 % 9_000_000, String)
    return (
        TOWN.c.prefix
        + func.substr(digits, 1, 3, type_=String)
        + literal(" ")
        + func.substr(digits, 4, 4, type_=String)
    )


FORMS = (", S.A. de C.V.", ", S. de R.L. de C.V.", ", S.A.P.I. de C.V.")
ROLES = ("decider", "user", "influencer", "gatekeeper")
STANCES = ("supporter", "champion", "neutral", "supporter")
TITLES = ("Director de administración", "Jefe de oficina", "Comprador", "Coordinador de sistemas")


def contacts(company: Company, calendar: Calendar) -> Insert:
    """Up to four people at each account: who decides and signs, the champion, a neutral buyer, the systems man.

    Where we negotiate or sell, it is written how we speak with each, and what answers the doubts of the buyer.
    """
    a, number = ACCOUNTS.c, NUMBERS.c.n - 1
    near = a.contacts == CONTACTS
    return fill(
        Contact,
        ACCOUNTS.join(TOWN, TOWN.c.n == a.town).join(NUMBERS, NUMBERS.c.n <= a.contacts).join(
            NAMES, NAMES.c.n == (a.salt + number * 311) % FULL_NAMES
        ),
        order=(a.id, NUMBERS.c.n),
        id=a.id * CONTACTS + number, account_id=a.id, name=NAMES.c.name, job_title=pick(TITLES, number),
        function=pick(list(company.negotiation.functions), number), level=pick(("strategic", "tactical", "tactical", "operational"), number),
        buying_role=pick(ROLES, number), stance=pick(STANCES, number), signs_orders=number == 0,
        communication_plan=case((near, pick(COMMUNICATION, a.salt + number)), else_=null()),
        arguments=case((and_(near, number == 2), pick(ARGUMENTS, a.salt)), else_=null()),
        email=NAMES.c.mail + literal("@") + a.domain, phone=case((number < 2, _phone(a.id * CONTACTS + number)), else_=null()),
        lead_source=pick(("web", "referral", "cold_call"), a.salt), owner_id=a.owner_id, created_at=calendar.at(a.age, 16),
    )  # fmt: skip


def products(today: dt.date) -> list[dict[str, Any]]:
    """The models of the catalogue, numbered from 1, then supplies and services."""
    created = dt.datetime.combine(today - dt.timedelta(days=2_000), dt.time(15), dt.UTC)
    items = [(name, "equipment", 14_000 + 3_500 * n) for n, name in enumerate(MODELS)]
    items += [(name, "supplies_and_services", 900) for name in SUPPLIES]
    return [
        {"id": n, "name": name, "family": family, "active": True, "list_price_mxn": Decimal(price), "created_at": created}
        for n, (name, family, price) in enumerate(items, start=1)
    ]  # fmt: skip


def write_catalogue(connection: Connection, today: dt.date) -> None:
    """The products, before anything names them."""
    connection.execute(insert(_table(Product)), products(today))


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__
