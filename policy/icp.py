"""How near a client is to the one we want, and what follows: qualified, to be asked, or nurtured with a date.

Implements 000/A03 (score against the ideal client), A04 (the pain counts), M06 and 004/E01, E03, E05.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

SIGNS = ("need", "purchasing_power", "receptivity", "accessibility")
"""What qualifies a prospect (004/E03): each is yes, no, or not asked yet."""

FACTORS = ("segment", "niche", "size", "worth", "solution", "decision_maker", *SIGNS)
"""What a score is made of, in the order in which it is explained."""

PROFILE = "profile"
"""What is lacking where nobody says no but the client is far from the ideal one."""

TO_ASK = ("unknown", "not_catalogued", "other_segment")
"""Why a factor earned nothing although nobody knows that it should not."""

Why = Literal["best", "partly", "no", "unknown", "not_catalogued", "other_segment"]
Selling = Literal["relationship", "transaction", "unknown"]
LASTING = {"service", "follow_up"}
"""Parts of an offer that go on after the delivery."""

Verdict = Literal["qualified", "ask", "nurture"]


class Band(NamedTuple):
    """From ``start`` on, until the next band begins, so many percent of the points."""

    start: Decimal
    percent: int


@dataclass(frozen=True)
class Profile:
    """The ideal client: points of each factor, and which share of them each word or band earns.

    ``graded`` has the words of ``segment``, ``niche``, ``solution`` (by the pain) and ``decision_maker`` (by the function
    of the contact), ``bands`` those of ``size`` (employees) and ``worth`` (pesos). ``nurture_days``: by what is lacking.
    """

    weights: Mapping[str, int]
    graded: Mapping[str, Mapping[str, int]]
    segment_of_niche: Mapping[str, str]
    bands: Mapping[str, tuple[Band, ...]]
    minimum_percent: int
    nurture_days: Mapping[str, int]

    @property
    def version(self) -> str:
        """Eight letters that change with any figure of the profile."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]


class Facts(NamedTuple):
    """What the CRM knows of a prospect; ``None``: nothing yet."""

    segment: str | None = None
    niche: str | None = None
    employees: int | None = None
    worth_mxn: Decimal | None = None
    pain: str | None = None
    function: str | None = None
    need: bool | None = None
    purchasing_power: bool | None = None
    receptivity: bool | None = None
    accessibility: bool | None = None


class Factor(NamedTuple):
    """One reason of a score: so many points of so many, and why."""

    name: str
    points: Decimal
    of: int
    why: Why


@dataclass(frozen=True)
class Fit:
    """How near a client is to the ideal one, in percent to a hundredth, with its reasons."""

    percent: Decimal
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Qualification:
    """What follows from a fit. ``refused``: signs to which the client says no; ``unasked``: signs nobody has asked for."""

    verdict: Verdict
    refused: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    nurture_on: dt.date | None = None


def score(profile: Profile, facts: Facts) -> Fit:
    """The fit of a prospect with the ideal client (000/A03). What is not known earns nothing, so asking never lowers it."""
    factors, earned = [], 0
    for name in FACTORS:
        weight = profile.weights[name]
        percent, why = _share(profile, name, facts)
        earned += weight * percent
        factors.append(Factor(name, Decimal(weight * percent) / 100, weight, why))
    whole = sum(profile.weights[name] for name in FACTORS)
    percent_of_all = (Decimal(earned) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Fit(percent_of_all, tuple(factors))


def qualify(profile: Profile, fit: Fit, facts: Facts, today: dt.date) -> Qualification:
    """Qualified, to be asked further, or nurtured until a date (000/A04, M06, 004/E03).

    Who qualifies says yes to the four signs, has a pain that we solve and fits well enough. A sign to which the client says
    no is enough to nurture. Without one, what is not known yet is asked first; only who is known and still below the
    minimum is nurtured for being far from the ideal client.
    """
    said = {sign: getattr(facts, sign) for sign in SIGNS}
    refused = tuple(sign for sign, answer in said.items() if answer is False)
    unasked = tuple(sign for sign, answer in said.items() if answer is None)
    if not refused:
        unclear = {factor.name for factor in fit.factors if factor.why in TO_ASK}
        if fit.percent >= profile.minimum_percent and not unclear & {*SIGNS, "solution"}:
            return Qualification("qualified")
        if unclear:
            return Qualification("ask", unasked=unasked)
    lacking = refused or (PROFILE,)
    wait = max(profile.nurture_days[what] for what in lacking)
    return Qualification("nurture", refused, unasked, lacking, today + dt.timedelta(days=wait))


def selling(monthly_mxn: Decimal | None, offered: Collection[str]) -> Selling:
    """Relationship or one-off (004/E01): what bills every month, or is offered with service or follow-up, is meant to last.

    ``offered``: the kinds of line of the official quote; without one and without a billing nobody can tell yet.
    """
    if monthly_mxn or LASTING & set(offered):
        return "relationship"
    return "transaction" if offered else "unknown"


def _share(profile: Profile, name: str, facts: Facts) -> tuple[int, Why]:
    if name in SIGNS:
        answer = getattr(facts, name)
        return (0, "unknown") if answer is None else (100, "best") if answer else (0, "no")
    if name in profile.bands:
        return _by_band(profile.bands[name], facts.employees if name == "size" else facts.worth_mxn)
    word = {"solution": facts.pain, "decision_maker": facts.function}.get(name) or getattr(facts, name, None)
    if not word:
        return 0, "unknown"
    percent = profile.graded[name].get(word)
    if percent is None:
        return 0, "not_catalogued"
    if name == "niche" and profile.segment_of_niche[word] != facts.segment:
        return 0, "other_segment"
    return percent, _in_words(percent)


def _by_band(bands: tuple[Band, ...], number: int | Decimal | None) -> tuple[int, Why]:
    if number is None:
        return 0, "unknown"
    percent = 0
    for band in bands:
        if number >= band.start:
            percent = band.percent
    return percent, _in_words(percent)


def _in_words(percent: int) -> Why:
    return "best" if percent == 100 else "partly" if percent else "no"
