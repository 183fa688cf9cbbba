"""Proof that duties are kept apart: nobody who sells may decide, by a role of their own or as anybody's deputy (000/A28).

Case by case the database refuses it anyway (``checks.guards``); this looks at the whole company, before any case comes.
Chains of deputies are followed too, although a deputy can't pass it on. Plain values in, plain values out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.approvals import KINDS
from config.company import Company
from config.words import Text
from crm.colleagues import Colleague, Deputyship
from crm.people import SELLS

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Way:
    """How a colleague comes to decide: their own roles (``through`` is empty), or those of the last one of a chain."""

    who: Colleague
    through: tuple[Colleague, ...] = ()
    days: Days | None = None

    @property
    def principal(self) -> Colleague:
        """Whose roles they are."""
        return self.through[-1] if self.through else self.who


@dataclass(frozen=True)
class Duties:
    """What was looked at, what is wrong, and what should be looked after."""

    people: int
    roles: int
    deputies: int
    kinds: int
    tiers: int
    pairs: int
    """Of each colleague who sells with each tier of each kind of decision."""
    wrong: tuple[Text, ...]
    warnings: tuple[Text, ...]


def examine(
    company: Company, people: Sequence[Colleague], deputies: Sequence[Deputyship], today: dt.date
) -> Duties:
    """Look at everybody, every tier of every kind, and every deputy of today and of later.

    ``people`` are the active colleagues; ``deputies`` those that are not over.
    """
    known = {one.number: one for one in people}
    tiers = [tier for kind in KINDS for tier in company.approvals.of(kind).tiers]
    sellers = [one for one in people if SELLS in one.roles]
    wrong = [_gone(one, known) for one in deputies if one.deputy not in known]
    for seller in sellers:
        for way in ways(seller, known, deputies, today):
            if decided := _decides(company, way.principal):
                wrong.append(_both(company, way, decided))
    warnings = [
        *_too_few(company, people, deputies, today), *_not_enrolled(company, known, deputies), *_own_cases(company, people)
    ]  # fmt: skip
    return Duties(
        people=len(people), roles=sum(len(one.roles) for one in people), deputies=len(deputies), kinds=len(KINDS),
        tiers=len(tiers), pairs=len(sellers) * len(tiers), wrong=tuple(wrong), warnings=tuple(warnings),
    )  # fmt: skip


def ways(
    who: Colleague, known: dict[int, Colleague], deputies: Sequence[Deputyship], today: dt.date
) -> Iterator[Way]:
    """In whose name a colleague could decide: their own, and by every chain of deputies whose days meet."""
    yield Way(who)
    found: list[Way] = []
    ahead = [Way(who)]
    while ahead:
        way = ahead.pop(0)
        for link in deputies:
            days = _common(way.days, link, today)
            principal = known.get(link.principal)
            if link.deputy != way.principal.number or days is None or principal in (None, who):
                continue
            assert principal is not None
            longer = Way(who, (*way.through, principal), days)
            if not any(other.principal == principal and _holds(other.days, days) for other in found):
                found.append(longer)
                ahead.append(longer)
    yield from found


def _common(days: Days | None, link: Deputyship, today: dt.date) -> Days | None:
    first = max(link.from_on, today, *(days[:1] if days else ()))
    last = min(link.until_on, *(days[1:] if days else ()), dt.date.max)
    return (first, last) if first <= last else None


def _holds(outer: Days | None, inner: Days) -> bool:
    return outer is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def _decides(company: Company, colleague: Colleague) -> list[str]:
    """The kinds of decision that a colleague's own roles let them take, at some tier."""
    return [
        kind for kind in KINDS if colleague.roles & {tier.role for tier in company.approvals.of(kind).tiers}
    ]


def _both(company: Company, way: Way, kinds: list[str]) -> Text:
    said = {}
    for language in ("en", "es"):
        asked = ", ".join(f"«{company.approvals.of(kind).question.to(language)}»" for kind in kinds)
        words = _WORDS[language]
        if not way.through or way.days is None:
            said[language] = words["own"].format(who=way.who.name, asked=asked)
            continue
        chain = words["of"].join(one.name for one in way.through)
        first, last = way.days
        said[language] = words["deputy"].format(
            who=way.who.name, chain=chain, first=first, last=last, asked=asked
        )
    return Text(**said)


def _gone(link: Deputyship, known: dict[int, Colleague]) -> Text:
    principal = known[link.principal].name if link.principal in known else str(link.principal)
    return Text(
        en=f"The deputy of {principal} ({link.from_on} to {link.until_on}) no longer works here",
        es=f"Quien suple a {principal} ({link.from_on} a {link.until_on}) ya no trabaja aquí",
    )


def _too_few(
    company: Company, people: Sequence[Colleague], deputies: Sequence[Deputyship], today: dt.date
) -> Iterator[Text]:
    """Tiers that nobody may decide at, or only one colleague: who sells or asked can't, so a case may stand still."""
    standing_in: dict[int, set[int]] = {}
    for link in deputies:
        if link.is_in_force(today):
            standing_in.setdefault(link.principal, set()).add(link.deputy)
    active = {one.number for one in people}
    for kind in KINDS:
        question = company.approvals.of(kind)
        for number in range(1, len(question.tiers) + 1):
            roles = set(question.roles_from(number))
            able = {one.number: one.name for one in people if one.roles & roles}
            deciders = set(able).union(*(standing_in.get(one, ()) for one in able)) & active
            asked = question.question
            if not able:
                yield Text(
                    en=f"Nobody may decide «{asked.en}» at tier {number}",
                    es=f"Nadie puede decidir «{asked.es}» en el nivel {number}",
                )
            elif len(deciders) == 1:
                (name,) = able.values()
                yield Text(
                    en=f"Only {name} may decide «{asked.en}» at tier {number}",
                    es=f"Solo {name} puede decidir «{asked.es}» en el nivel {number}",
                )


def _not_enrolled(
    company: Company, known: dict[int, Colleague], deputies: Sequence[Deputyship]
) -> Iterator[Text]:
    deputising = {link.deputy for link in deputies}
    for one in known.values():
        if not one.enrolled and (one.number in deputising or _decides(company, one)):
            yield Text(
                en=f"{one.name} may decide, but has no one-time codes yet: seiton people enrol",
                es=f"{one.name} puede decidir, pero todavía no tiene códigos de un solo uso: seiton people enrol",
            )


def _own_cases(company: Company, people: Sequence[Colleague]) -> Iterator[Text]:
    for one in people:
        if one.open_cases and SELLS not in one.roles and _decides(company, one):
            yield Text(
                en=f"{one.name} decides and owns {one.open_cases} open opportunities: on those another must decide",
                es=f"{one.name} decide y es responsable de {one.open_cases} oportunidades abiertas: en ellas debe decidir otra persona",
            )


_WORDS = {
    "en": {
        "own": "{who} sells and may also decide {asked}",
        "deputy": "{who} sells and is deputy of {chain}, who may decide {asked} ({first} to {last})",
        "of": ", deputy of ",
    },
    "es": {
        "own": "{who} vende y además puede decidir {asked}",
        "deputy": "{who} vende y suple a {chain}, que puede decidir {asked} ({first} a {last})",
        "of": ", que suple a ",
    },
}
