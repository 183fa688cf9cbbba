"""What people see of the planned contacts: why each is due, what it is for, whose day looks how (003/D14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from config.company import Company
from crm.day_lists import BeyondLine, DayLine
from reports.escape import cell
from reports.texts import Texts

GAPS = ("gap_decider", "gap_signer", "gap_champion")
SUBJECT = 240


def why(texts: Texts, company: Company, key: str, facts: Mapping[str, Any]) -> str:
    """A reason in words."""
    shown = dict(facts)
    if "stage" in shown:
        record, _, stage = str(shown["stage"]).partition(":")
        shown["stage"] = texts.of(company.lifecycles[record][stage].name)
    return texts(f"cadence.{key}", **shown)


def whys(texts: Texts, company: Company, reasons: Iterable[Sequence[Any]]) -> list[str]:
    """All reasons of a contact, in their order; those of another version of the program are left out."""
    return [why(texts, company, key, facts) for key, facts in reasons if texts.has(f"cadence.{key}")]


def subject_of(texts: Texts, company: Company, method: str, reasons: Sequence[Sequence[Any]]) -> str:
    """``Call · OPP-12 is at Proposed: a contact every 4 days``."""
    first = whys(texts, company, reasons[:1])
    return " · ".join([texts(f"cadence.by_{method}"), *first])[:SUBJECT]


def objective_of(texts: Texts, kind: str, reasons: Sequence[Sequence[Any]]) -> str:
    """What the contact is to achieve and what to prepare: the heavier it is, the more (001/B41); it ends with the next step (004/E07)."""
    gaps = [texts(f"cadence.{key}") for key, _ in reasons if key in GAPS]
    return " ".join(
        [texts(f"cadence.objective_{kind}"), *(f"{gap}." for gap in gaps), texts("cadence.ask_next")]
    )


def hours_of(line: DayLine, zone: dt.tzinfo) -> str:
    """When both sides work, in the company's time: ``09:00–16:00``."""
    if line.from_utc_minute is None or line.until_utc_minute is None:
        return ""
    midnight = dt.datetime.combine(line.due_on, dt.time(), dt.UTC)
    begin, end = (
        (midnight + dt.timedelta(minutes=minute)).astimezone(zone)
        for minute in (line.from_utc_minute, line.until_utc_minute)
    )
    return f"{begin:%H:%M}–{end:%H:%M}"


def day_table(
    company: Company, texts: Texts, lines: Sequence[DayLine], zone: dt.tzinfo
) -> list[dict[str, str | int]]:
    """One row a contact, owner by owner, for a Prefect table."""
    return [
        {
            texts("cadence.owner"): cell(line.owner),
            texts("cadence.client"): cell(line.account or texts("common.no_name")),
            texts("cadence.due"): line.due_on.isoformat(),
            texts("cadence.how"): how(texts, line),
            texts("cadence.hours"): hours_of(line, zone),
            texts("cadence.whom"): cell(line.contact or ""),
            texts("cadence.why"): cell("; ".join(whys(texts, company, line.reasons)) or line.subject or ""),
            texts("cadence.minutes"): line.minutes if line.minutes is not None else "",
        }
        for line in lines
    ]


def how(texts: Texts, line: DayLine) -> str:
    """By which method; the words of a person's own activity as they are."""
    key = f"cadence.by_{line.method or line.kind}"
    return texts(key) if texts.has(key) else cell(line.method or line.kind)


def day_description(texts: Texts, lines: Sequence[DayLine], total: int, today: dt.date) -> str:
    """The sentence above the list; where it was cut, how much of it is shown."""
    said = texts("cadence.today", count=total, day=today.isoformat())
    return said if len(lines) == total else f"{said} · {texts('cadence.capped', count=len(lines))}"


def beyond_table(texts: Texts, lines: Sequence[BeyondLine]) -> list[dict[str, str | int]]:
    """The promised clients beyond their limit, and why."""
    return [
        {
            texts("cadence.client"): cell(line.account or texts("common.no_name")),
            texts("cadence.class"): line.abc_class,
            texts("cadence.owner"): cell(line.owner or texts("common.unassigned")),
            texts("cadence.limit"): line.contact_by_on.isoformat(),
            texts("cadence.planned"): line.next_contact_on.isoformat() if line.next_contact_on else "",
            texts("cadence.why"): texts(f"cadence.obstacle_{line.obstacle or 'already'}"),
        }
        for line in lines
    ]


def beyond_description(texts: Texts, total: int) -> str:
    """The sentence above that list."""
    return texts("cadence.beyond", count=total) if total else texts("cadence.none_beyond")
