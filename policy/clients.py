"""How close a client is to us and what that asks of us: the ladder, Pro clients, share, moments, effort, importance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low
from typing import Literal

from policy.abc import Class

Rung = Literal["buyer", "client", "pro", "strategic"]
RUNGS: tuple[Rung, ...] = ("buyer", "client", "pro", "strategic")
Trend = Literal["rising", "steady", "falling"]
Doubt = Literal["no_evidence", "old"]
_CENT = Decimal("0.01")
_DAYS_A_YEAR = 365


# --- Pro clients (001/B05–B07) -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Noted:
    """A trait, power or value that somebody noted: what was seen, whether a paper or an activity proves it, when."""

    trait: str
    evidence: str | None
    is_proved: bool
    noted_on: dt.date


@dataclass(frozen=True)
class ProStandard:
    """What makes a Pro: so many of these traits, each proved not too long ago."""

    traits: Collection[str]
    traits_needed: int
    evidence_days: int


@dataclass(frozen=True)
class ProVerdict:
    """Whether a client is a Pro: the traits that count, those that do not and why, and how many more it takes."""

    proved: tuple[str, ...]
    doubted: tuple[tuple[str, Doubt], ...]
    missing: int

    @property
    def is_pro(self) -> bool:
        """Whether enough traits are proved."""
        return self.missing == 0


def doubt(noted: Noted, evidence_days: int, today: dt.date) -> Doubt | None:
    """Why what was noted does not count (001/B05: each with evidence); nothing where it does."""
    if not (noted.evidence or "").strip() or not noted.is_proved:
        return "no_evidence"
    return "old" if (today - noted.noted_on).days > evidence_days else None


def pro_verdict(noted: Iterable[Noted], standard: ProStandard, today: dt.date) -> ProVerdict:
    """Whether a client is a Pro (001/B05). Powers and values make nobody a Pro; a trait without evidence does not count."""
    proved: list[str] = []
    doubted: list[tuple[str, Doubt]] = []
    for one in noted:
        why = doubt(one, standard.evidence_days, today)
        if one.trait not in standard.traits:
            continue
        if why is None:
            proved.append(one.trait)
        else:
            doubted.append((one.trait, why))
    return ProVerdict(tuple(proved), tuple(doubted), max(standard.traits_needed - len(set(proved)), 0))


# --- the ladder (001/B02) --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dealings:
    """What a client has done with us: purchases, those of them that renewed or came back, and since when."""

    purchases: int
    renewals: int
    first_bought_on: dt.date | None


@dataclass(frozen=True)
class LadderRules:
    """From which facts on a client stands higher."""

    client_purchases: int
    strategic_years: int
    strategic_renewals: int
    strategic_classes: Collection[str]


@dataclass(frozen=True)
class Lack:
    """What a client lacks for the next rung: ``purchases``, ``traits``, ``years``, ``renewals`` or ``class``, and how much."""

    what: str
    number: int = 0


@dataclass(frozen=True)
class Place:
    """The rung of a client (none: it has bought nothing), the next one, and all that it lacks for that."""

    rung: Rung | None
    next: Rung | None
    lacks: tuple[Lack, ...]


def place_on_ladder(
    dealings: Dealings, pro: ProVerdict, abc_class: str | None, ladder: LadderRules, today: dt.date
) -> Place:
    """The rung that follows from the facts (001/B02): buyer, client, pro, strategic; each presupposes the one before."""
    rung: Rung | None = None
    for following in RUNGS:
        lacks = _lacks(following, dealings, pro, abc_class, ladder, today)
        if lacks:
            return Place(rung, following, lacks)
        rung = following
    return Place(rung, None, ())


def _lacks(
    rung: Rung, dealings: Dealings, pro: ProVerdict, abc_class: str | None, ladder: LadderRules, today: dt.date
) -> tuple[Lack, ...]:
    if rung == "buyer":
        return _short("purchases", 1, dealings.purchases)
    if rung == "client":
        return _short("purchases", ladder.client_purchases, dealings.purchases)
    if rung == "pro":
        return _short("traits", pro.missing, 0)
    since = dealings.first_bought_on or today
    years = (today - since).days // _DAYS_A_YEAR
    return (
        *_short("years", ladder.strategic_years, years),
        *_short("renewals", ladder.strategic_renewals, dealings.renewals),
        *(() if abc_class in ladder.strategic_classes else (Lack("class"),)),
    )


def _short(what: str, needed: int, there: int) -> tuple[Lack, ...]:
    return (Lack(what, needed - there),) if there < needed else ()


# --- share of what the client buys (001/B10, 002/C14) ----------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """What a client bought in a period of what we sell, and how much of it from us."""

    until_on: dt.date
    potential_mxn: Decimal
    supplied_mxn: Decimal


def share(period: Period) -> Decimal | None:
    """Our part in per cent; unknown where the client bought nothing. Above 100 the potential was set too low."""
    if period.potential_mxn <= 0:
        return None
    return (100 * period.supplied_mxn / period.potential_mxn).quantize(_CENT, ROUND_HALF_UP)


def share_trend(periods: Sequence[Period], of_periods: int, steady_points: Decimal) -> Trend | None:
    """The course of our share (001/B10): the last period against the first of the last ``of_periods``.

    So a share that melts slowly falls too. Unknown where fewer than two shares are known; the order does not matter.
    """
    known = [s for p in sorted(periods, key=lambda p: p.until_on) if (s := share(p)) is not None][-of_periods:]
    if len(known) < 2:
        return None
    moved = known[-1] - known[0]
    if abs(moved) < steady_points:
        return "steady"
    return "rising" if moved > 0 else "falling"


# --- three moments (001/B03, B04) ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moments:
    """When a client felt a need, when it first heard from us, when it bought, and when it could use what it bought."""

    need_felt_on: dt.date | None
    answered_on: dt.date | None
    bought_on: dt.date | None
    used_on: dt.date | None


@dataclass(frozen=True)
class Lapses:
    """Days between the moments; unknown where one of the two is not known."""

    to_answer: int | None
    to_purchase: int | None
    to_use: int | None


def lapses(moments: Moments) -> Lapses:
    """How fast we answered, how long need took to become purchase, and purchase use (001/B03, B04).

    Who heard from us before the need was felt was answered at once.
    """
    answer = _days(moments.need_felt_on, moments.answered_on)
    return Lapses(
        None if answer is None else max(answer, 0),
        _days(moments.need_felt_on, moments.bought_on),
        _days(moments.bought_on, moments.used_on),
    )


@dataclass(frozen=True)
class Pace:
    """How fast it goes in the middle of several sales: half of them take no longer."""

    sales: int
    to_answer: int | None
    to_purchase: int | None
    to_use: int | None


def pace(sales: Sequence[Lapses]) -> Pace:
    """The median of each lapse over the sales that know it (001/B04); one slow sale does not blur the picture."""
    known = (
        [days for one in sales if (days := getattr(one, name)) is not None]
        for name in ("to_answer", "to_purchase", "to_use")
    )
    return Pace(len(sales), *(median_low(days) if days else None for days in known))


def _days(first: dt.date | None, then: dt.date | None) -> int | None:
    return None if first is None or then is None else (then - first).days


# --- effort and importance (001/B09, 003/D12) ------------------------------------------------------------------------


@dataclass(frozen=True)
class Allowance:
    """What a client may have of us in a year."""

    hours: int
    budget_mxn: Decimal


def allowance(hours_a_year: int, budget_percent: Decimal, size_mxn: Decimal) -> Allowance:
    """Hours of sales, and a budget that is a part of what the client pays in a year (001/B09)."""
    return Allowance(hours_a_year, (size_mxn * budget_percent / 100).quantize(_CENT, ROUND_HALF_UP))


def effort_kind(abc_class: Class | None, has_bought: bool) -> Literal["A", "B", "C", "new"]:
    """By what a client's effort is measured: its class once it has bought (not classified yet: C), before that ``new``."""
    if not has_bought:
        return "new"
    return abc_class or "C"


@dataclass(frozen=True)
class ImportanceScale:
    """The points of each part that a contact plays, and from how many on it matters more."""

    roles: Mapping[str, int]
    levels: Mapping[str, int]
    signs_orders: int
    two_from: int
    three_from: int


def importance(role: str | None, level: str | None, signs_orders: bool, scale: ImportanceScale) -> int:
    """How important a contact is, 1 to 3 (003/D12): by its part in the decision, its level, and whether it signs."""
    total = scale.roles.get(role or "", 0) + scale.levels.get(level or "", 0)
    total += scale.signs_orders if signs_orders else 0
    if total >= scale.three_from:
        return 3
    return 2 if total >= scale.two_from else 1
