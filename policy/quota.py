"""The quota ledger: what a contract or a sale adds to billing, whose it is, what was reached and what it pays (000/M01–M04).

A posting moves an amount between the company's billing and one account of a seller, so it can't be out of balance:

=========  ==========================================================================================================
quota      counts towards the seller's quota: new billing, and every fall and cancellation of it
exempt     happened and does not count: a tender lost on price alone, a sale below its margin floor
=========  ==========================================================================================================

The ledger follows the records: what an account should hold is told from the contract as it stands, and the difference to
what is posted is the next posting. So the order in which things become known does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Account = Literal["quota", "exempt"]
Kind = Literal["new", "renegotiated", "cancelled", "corrected", "sold"]
ClientKind = Literal["new", "rescued", "maintenance", "loyal"]
BILLING = "billing"
"""The company's account, the other side of every posting."""

_NOTHING = Decimal(0)
_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Posting:
    """One line of the ledger, in pesos: of monthly billing for a contract, of the price for a sale. A fall is negative.

    ``number`` counts the postings of one contract or sale, so that none is ever made twice.
    """

    number: int
    kind: Kind
    account: Account
    amount_mxn: Decimal
    occurred_on: dt.date

    @property
    def entries(self) -> tuple[tuple[str, Decimal], ...]:
        """(account, pesos) of both sides; together they are nothing."""
        return (self.account, self.amount_mxn), (BILLING, -self.amount_mxn)


@dataclass(frozen=True)
class Ledgered:
    """What the ledger holds of one contract or sale, and in how many postings."""

    quota_mxn: Decimal = _NOTHING
    exempt_mxn: Decimal = _NOTHING
    postings: int = 0

    @property
    def total_mxn(self) -> Decimal:
        """What billing gained by it, whether it counts or not."""
        return self.quota_mxn + self.exempt_mxn


@dataclass(frozen=True)
class ContractFacts:
    """A contract as the CRM has it. ``replaced_mxn``: the monthly billing of the contract that it renegotiates.

    ``is_exempt``: it was lost in a way that does not count (000/M03). ``has_successor``: another contract replaces it.
    """

    monthly_mxn: Decimal | None
    signed_on: dt.date | None
    ends_on: dt.date | None = None
    replaced_mxn: Decimal | None = None
    lost_on: dt.date | None = None
    is_exempt: bool = False
    has_successor: bool = False

    @property
    def sold_mxn(self) -> Decimal:
        """What the signature added: all of it, or what it rose (or fell) by where an older contract was replaced (M02)."""
        return (self.monthly_mxn or _NOTHING) - (self.replaced_mxn or _NOTHING)

    @property
    def due(self) -> Mapping[Account, Decimal]:
        """What each account should hold today."""
        if self.signed_on is None:
            return {"quota": _NOTHING, "exempt": _NOTHING}
        if self.lost_on is None:
            return {"quota": self.sold_mxn, "exempt": _NOTHING}
        if self.is_exempt:
            return {"quota": self.sold_mxn, "exempt": -(self.monthly_mxn or _NOTHING)}
        return {"quota": -(self.replaced_mxn or _NOTHING), "exempt": _NOTHING}

    @property
    def bills_mxn(self) -> Decimal:
        """What it adds to monthly billing today."""
        return sum(self.due.values(), _NOTHING)


@dataclass(frozen=True)
class SaleFacts:
    """Equipment, materials or parts sold outright (000/M04)."""

    amount_mxn: Decimal
    cost_mxn: Decimal | None
    sold_on: dt.date

    @property
    def margin_percent(self) -> Decimal | None:
        """Gross margin in percent of the price; none where cost or price is unknown."""
        if self.cost_mxn is None or self.amount_mxn <= 0:
            return None
        return ((self.amount_mxn - self.cost_mxn) * 100 / self.amount_mxn).quantize(_CENT, ROUND_HALF_UP)

    def due(self, floor_percent: Decimal) -> Mapping[Account, Decimal]:
        """What each account should hold: below the margin floor, or at a cost that nobody knows, it does not count."""
        margin = self.margin_percent
        counts = margin is not None and margin >= floor_percent
        return {
            "quota": self.amount_mxn if counts else _NOTHING,
            "exempt": _NOTHING if counts else self.amount_mxn,
        }


def contract_postings(facts: ContractFacts, held: Ledgered, today: dt.date) -> tuple[Posting, ...]:
    """What is still to be posted of a contract (000/M01–M03); nothing where the ledger holds it all.

    The first time that a contract is seen its signature is posted on its day, also when it has been lost since.
    """
    found: list[Posting] = []
    if held.postings == 0 and facts.signed_on is not None:
        kind: Kind = "new" if facts.replaced_mxn is None else "renegotiated"
        sold: dict[Account, Decimal] = {"quota": facts.sold_mxn}
        found += _postings(held, sold, kind, min(facts.signed_on, today))
    last, day = _last_change(facts, today)
    return (*found, *_postings(_after(held, found), facts.due, last, day))


def _last_change(facts: ContractFacts, today: dt.date) -> tuple[Kind, dt.date]:
    if facts.signed_on is None:
        return "corrected", today
    if facts.lost_on is not None:
        return "cancelled", min(facts.lost_on, today)
    return "renegotiated", today


def sale_postings(
    facts: SaleFacts, held: Ledgered, floor_percent: Decimal, today: dt.date
) -> tuple[Posting, ...]:
    """What is still to be posted of an outright sale (000/M04)."""
    first = held.postings == 0
    day = min(facts.sold_on, today) if first else today
    return tuple(_postings(held, facts.due(floor_percent), "sold" if first else "corrected", day))


def _postings(held: Ledgered, due: Mapping[Account, Decimal], kind: Kind, day: dt.date) -> Iterator[Posting]:
    number = held.postings
    for account, amount in due.items():
        lacking = amount - (held.quota_mxn if account == "quota" else held.exempt_mxn)
        if lacking:
            number += 1
            yield Posting(number, kind, account, lacking, day)


def _after(held: Ledgered, postings: Sequence[Posting]) -> Ledgered:
    """The ledger once the postings are in it."""
    gained = {account: sum((p.amount_mxn for p in postings if p.account == account), _NOTHING) for account in ("quota", "exempt")}  # fmt: skip
    return Ledgered(
        held.quota_mxn + gained["quota"], held.exempt_mxn + gained["exempt"], held.postings + len(postings)
    )


Reason = Literal["no_seller", "no_billing", "not_posted", "ended_in_silence"]


def difference(
    facts: ContractFacts, held: Ledgered, seller_id: int | None, today: dt.date
) -> tuple[Reason, Decimal] | None:
    """Why the ledger and a contract do not agree, and what the contract bills; none where they do.

    A contract that ended without anybody saying whether it was renewed or lost bills nothing, and nobody took it back.
    """
    bills = facts.bills_mxn
    if facts.signed_on is not None and seller_id is None:
        return "no_seller", bills
    if facts.signed_on is not None and facts.monthly_mxn is None:
        return "no_billing", bills
    if held.total_mxn != bills:
        return "not_posted", bills
    runs_on = facts.lost_on is not None or facts.has_successor
    if facts.signed_on and facts.ends_on and facts.ends_on < today and not runs_on:
        return "ended_in_silence", -(facts.replaced_mxn or _NOTHING)
    return None


def client_kind(sold_as: str, first_contract_on: dt.date | None, day: dt.date, loyal_years: int) -> ClientKind:
    """Which kind of client signed: new, rescued, kept or loyal (001/B35). ``sold_as``: new, renewal or recovery."""
    if sold_as == "recovery":
        return "rescued"
    if first_contract_on is None or first_contract_on >= day:
        return "new"
    years = (
        day.year
        - first_contract_on.year
        - ((day.month, day.day) < (first_contract_on.month, first_contract_on.day))
    )
    return "loyal" if years >= loyal_years else "maintenance"


def attainment(brought_mxn: Decimal, quota_mxn: Decimal) -> Decimal:
    """How much of a quota or goal was reached, in percent to a tenth; below nothing where billing fell (000/M02)."""
    return (brought_mxn * 100 / quota_mxn).quantize(_TENTH, ROUND_HALF_UP)


def commission(
    scale: Sequence[tuple[Decimal, Decimal]], attained_percent: Decimal, billing_mxn: Decimal
) -> Decimal:
    """What a month pays: the percentage of the highest step reached, of the new monthly billing (004/E19), in pesos.

    ``scale``: (from this attainment on, percent paid), rising. Nothing is paid on billing that fell, and nothing is taken back.
    """
    pays = max((step for step in scale if step[0] <= attained_percent), default=(_NOTHING, _NOTHING))[1]
    return (max(billing_mxn, _NOTHING) * pays / 100).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Pace:
    """A goal beside the days that have gone by: what they ask for, what was reached, in the unit of the goal."""

    expected: Decimal
    attained: Decimal

    @property
    def percent(self) -> Decimal:
        """What was reached, of what the days gone by ask for."""
        return attainment(self.attained, self.expected) if self.expected else Decimal(100)


def pace(target: Decimal, attained: Decimal, period: tuple[dt.date, dt.date], today: dt.date) -> Pace:
    """How a goal stands today (001/B39). ``period``: its first and last day; after it, all of the target is asked for."""
    start, end = period
    gone = min(max((today - start).days, 0), (end - start).days + 1)
    return Pace((target * gone / ((end - start).days + 1)).quantize(_CENT, ROUND_HALF_UP), attained)


def deviates(found: Pace, behind_percent: Decimal, day_of_period: int, grace_days: int) -> bool:
    """Whether a goal is so far behind that somebody must act (001/B39); not in the first days of its period."""
    is_behind = found.attained * 100 < found.expected * behind_percent
    return day_of_period > grace_days and is_behind
