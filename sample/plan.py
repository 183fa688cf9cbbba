"""What is planned for each case before a row is written: temporary tables from which the records are filled set-wise.

Every date is an age, in days before today; ages ahead of today are negative, and ``None`` means never. All records of
one case bear its number: the study, the contract, the delivery and the renewal of opportunity 17 are number 17 too,
and an account has the number of its first opportunity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from types import NoneType
from typing import Any, get_args, get_type_hints

from sqlalchemy import Boolean, Column, Connection, Integer, MetaData, String, Table, delete, insert
from sqlalchemy.types import TypeEngine

from sample.words import TOWNS

CONTACTS = 4
"""Contact ``k`` of an account has the number 4 × account + k."""


@dataclass(slots=True)
class AccountPlan:
    """``complete``: all that a contract and an invoice need is known; ``invoices``: the e-mail for them too."""

    id: int
    owner_id: int
    kind: str
    complete: bool
    invoices: bool
    name: str
    segment: str
    market: str
    town: int
    domain: str
    rfc: str
    clabe: str
    contacts: int
    age: int
    salt: int


@dataclass(slots=True)
class OpportunityPlan:
    """``depth`` is the stage it has passed into, ``reach`` how far its evidence goes, ``lacks`` what is missing there.

    ``exit`` is the way out for which there is evidence, ``gone`` whether it was taken. ``quoter`` is the version that made
    the quote, ``figures`` whether that version keeps what it computed with.
    """

    id: int
    account_id: int
    owner_id: int
    mover: str
    manager_id: int
    operations_id: int
    kind: str = "new"
    source: str | None = None
    source_id: str | None = None
    claimed: str | None = None
    depth: int = 0
    reach: int = 0
    lacks: str | None = None
    exit: str | None = None
    gone: bool = False
    needs_delivery: bool = True
    recovers: bool = False
    opened: int = 0
    a0: int = 0
    a1: int | None = None
    a2: int | None = None
    a3: int | None = None
    a4: int | None = None
    a5: int | None = None
    a6: int | None = None
    a7: int | None = None
    closed: int | None = None
    closes: int = 0
    touched: int | None = None
    next_step: int = 0
    monthly: int = 0
    term: int = 0
    lines: int = 1
    margin: int = 0
    discount: int = 0
    quoter: str | None = None
    figures: bool = False
    mono: int = 0
    colour: int = 0
    click_mono: int = 0
    click_colour: int = 0
    cost: int = 0
    finance: int = 0
    iva: int = 0
    mono_coverage: int = 0
    colour_coverage: int = 0
    a3_share: int = 0
    below_floor: int | None = None
    bad_margin: int | None = None
    exception: str | None = None
    exception_until: int | None = None
    quote_sent: int | None = None
    quotes: int = 1
    credit_until: int | None = None
    starts: int | None = None
    ends: int | None = None
    salt: int = 0
    sha: str = ""


@dataclass(slots=True)
class QuoteLinePlan:
    """A line of the official quote of an opportunity, in centavos and pages a month."""

    id: int
    opportunity_id: int
    kind: str
    model: str
    location: str | None
    quantity: int
    monthly: int
    cost: int
    mono: int
    colour: int


@dataclass(slots=True)
class DeliveryPlan:
    """As for an opportunity: ``depth`` is where it stands, ``reach`` how far its evidence goes, ``lacks`` what is missing."""

    id: int
    account_id: int
    owner_id: int
    mover: str
    warehouse_id: int
    technician_id: int
    trainer_id: int
    biller_id: int
    depth: int
    reach: int
    lacks: str | None = None
    exit: str | None = None
    gone: bool = False
    d0: int = 0
    d1: int | None = None
    d2: int | None = None
    d3: int | None = None
    d4: int | None = None
    d5: int | None = None
    d6: int | None = None
    d7: int | None = None
    d8: int | None = None
    closed: int | None = None
    order_until: int = 0
    salt: int = 0


@dataclass(slots=True)
class RenewalPlan:
    """``depth`` on the main track, ``end`` how that track ended, ``back`` how far the way back has gone."""

    id: int
    account_id: int
    owner_id: int
    mover: str
    manager_id: int
    contract_id: int | None = None
    lost_opportunity_id: int | None = None
    successor_id: int | None = None
    depth: int = 0
    reach: int = 0
    lacks: str | None = None
    end: str | None = None
    back: int = 0
    back_reach: int = 0
    has_cause: bool = False
    informed: bool = False
    expands: bool = False
    r0: int = 0
    r1: int | None = None
    r2: int | None = None
    r3: int | None = None
    r4: int | None = None
    ended: int | None = None
    l1: int | None = None
    l2: int | None = None
    l3: int | None = None
    l4: int | None = None
    l5: int | None = None
    gave_up: int | None = None
    reentry: int | None = None
    salt: int = 0


@dataclass(slots=True)
class Victim:
    """A client whose records get one planted defect."""

    id: int
    account_id: int
    defect: str


def _temporary(name: str, plan: type[Any]) -> Table:
    hints = get_type_hints(plan)
    return Table(
        name, MetaData(), *(_column(f.name, hints[f.name]) for f in fields(plan)), prefixes=["TEMPORARY"]
    )


def _column(name: str, hint: Any) -> Column[Any]:
    types: dict[Any, type[TypeEngine[Any]]] = {int: Integer, bool: Boolean, str: String}
    kind = next((argument for argument in get_args(hint) if argument is not NoneType), hint)
    return Column(name, types[kind], primary_key=name == "id", autoincrement=False)


NUMBERS = Table("sample_number", MetaData(), Column("n", Integer, primary_key=True, autoincrement=False),
                prefixes=["TEMPORARY"])  # fmt: skip
TOWN = Table("sample_town", MetaData(), Column("n", Integer, primary_key=True, autoincrement=False), Column("name", String),
             Column("prefix", String), Column("postal", String), Column("time_zone", String), prefixes=["TEMPORARY"])  # fmt: skip
NAMES = Table("sample_name", MetaData(), Column("n", Integer, primary_key=True, autoincrement=False),
              Column("name", String), Column("mail", String), prefixes=["TEMPORARY"])  # fmt: skip
ACCOUNTS = _temporary("sample_account", AccountPlan)
OPPORTUNITIES = _temporary("sample_opportunity", OpportunityPlan)
QUOTE_LINES = _temporary("sample_quote_line", QuoteLinePlan)
DELIVERIES = _temporary("sample_delivery", DeliveryPlan)
RENEWALS = _temporary("sample_renewal", RenewalPlan)
VICTIMS = _temporary("sample_victim", Victim)

OF_A_CHUNK = {
    ACCOUNTS: AccountPlan,
    OPPORTUNITIES: OpportunityPlan,
    QUOTE_LINES: QuoteLinePlan,
    DELIVERIES: DeliveryPlan,
}
OF_THE_WHOLE = {RENEWALS: RenewalPlan, VICTIMS: Victim}
"""Renewals move and defects are planted when everything else stands; their plans are kept until then."""


def create(connection: Connection, names: Sequence[tuple[str, str]]) -> None:
    """The temporary tables, with the numbers 1–16, towns and full names to pick from."""
    for table in (NUMBERS, NAMES, TOWN, *OF_A_CHUNK, *OF_THE_WHOLE):
        table.create(connection)
    connection.execute(insert(NUMBERS), [{"n": n} for n in range(1, 17)])
    connection.execute(
        insert(NAMES), [{"n": n, "name": name, "mail": mail} for n, (name, mail) in enumerate(names)]
    )
    for n, town in enumerate(TOWNS):
        prefix = f"{town.area} 5" if len(town.area) == 2 else f"{town.area} "
        row = {"n": n, "name": town.name, "prefix": prefix, "postal": town.postal, "time_zone": town.time_zone}
        connection.execute(insert(TOWN), row)


def drop(connection: Connection) -> None:
    """Take the temporary tables away: the sample leaves only records behind."""
    for table in (NUMBERS, NAMES, TOWN, *OF_A_CHUNK, *OF_THE_WHOLE):
        table.drop(connection)


def empty_chunk(connection: Connection) -> None:
    """Make room for the plans of the next chunk."""
    for table in OF_A_CHUNK:
        connection.execute(delete(table))


def write(connection: Connection, table: Table, plans: Iterable[Any]) -> None:
    """The plans as rows of their temporary table; handed to the driver as they are, which takes a fifth of the time."""
    names = [column.name for column in table.columns]
    rows = list(map(attrgetter(*names), plans))
    if rows:
        compiled = insert(table).compile(dialect=connection.dialect)
        given: Any = (
            rows if connection.dialect.positional else [dict(zip(names, row, strict=True)) for row in rows]
        )
        connection.exec_driver_sql(str(compiled), given)
