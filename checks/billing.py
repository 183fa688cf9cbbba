"""A month of billing previews: what each contract in service is billed, streamed some hundred contracts at a time (000/A13, A29).

What a set-up must be is said by the rules (``checks.rules.billing.SET_UP``), what is charged by ``policy.billing``. Running it
again with the same records changes nothing; what became known since makes new versions.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from checks.rule import Rule, Rulebook
from checks.rules.billing import SET_UP
from checks.subjects import SUBJECTS
from config.company import Company
from crm.database import Bind, unit_of_work
from crm.model import (
    Acceptance,
    BillingPreview,
    BillingSetup,
    Contract,
    Delivery,
    Equipment,
    Installation,
    MeterReading,
    Opportunity,
)
from crm.previews import Stored, month_before, month_end, store
from policy.billing import Agreement, Machine, Terms, preview
from policy.meters import KINDS, Kind, Meter, Reading

BATCH = 500
NO_SET_UP = "no_set_up"
"""A contract in force that no delivery and no set-up stands behind: nobody would bill its machines."""


@dataclass(frozen=True)
class Sweep:
    """What is looked through: the month, and how far readings are looked for around it."""

    company: Company
    rules: tuple[Rule, ...]
    month: dt.date

    @property
    def since(self) -> dt.date:
        """No reading before this day is needed: the trend before the beginning of the longest period."""
        days = self.company.billing.readings.trend_days + self.company.billing.readings.fresh_days
        return month_before(self.month) - dt.timedelta(days=days)

    @property
    def until(self) -> dt.date:
        """Nor any after this one: between it and the last one before, the counter of the close is told."""
        return month_end(self.month) + dt.timedelta(days=self.company.billing.readings.trend_days)


def set_up_rules(rulebook: Rulebook) -> tuple[Rule, ...]:
    """The rules of the audit of set-ups."""
    return tuple(rulebook.by_key[key] for key in SET_UP)


def set_up_faults(session: Session, rulebook: Rulebook) -> Counter[str]:
    """How many deliveries whose set-up is judged break each rule of it."""
    rules = set_up_rules(rulebook)
    sums = [func.coalesce(func.sum(rule.verdict), 0) for rule in rules]
    counts = session.execute(SUBJECTS["delivery"].select(*sums, where=rules[0].asked)).one()
    return Counter({rule.key: int(number) for rule, number in zip(rules, counts, strict=True) if number})


def preview_month(bind: Bind, rulebook: Rulebook, month: dt.date, now: dt.datetime, actor: str) -> Stored:
    """Preview every contract that was in service in its period of the month; what was made, kept and held.

    Each batch is a transaction of its own: stopped half-way, the next run does the rest.
    """
    sweep = Sweep(rulebook.company, set_up_rules(rulebook), month)
    done, after = Stored(), 0
    while True:
        with unit_of_work(bind) as session:
            found = list(_agreements(session, sweep, after))
            rules = sweep.company.billing.rules
            made = {number: bill for number, one in found if (bill := preview(one, month, rules)) is not None}
            upto = found[-1][0] if len(found) == BATCH else None
            done += store(session, month, (after, upto), made, now, actor)
        if upto is None:
            return done
        after = upto


def _agreements(session: Session, sweep: Sweep, after: int) -> Iterator[tuple[int, Agreement]]:
    contracts = _contracts(session, sweep.month, after)
    if not contracts:
        return
    numbers = (contracts[0].id, contracts[-1].id)
    faults = _faults(session, sweep, [row.delivery_id for row in contracts if row.delivery_id])
    machines = _machines(session, sweep, numbers)
    for row in contracts:
        known = faults.get(row.delivery_id, ()) if row.set_up_id else (NO_SET_UP,)
        yield row.id, _agreement(row, known, machines[row.id], sweep.company.billing.cycle_day)


def _agreement(row: Any, faults: tuple[str, ...], machines: list[Machine], usual_cycle: int) -> Agreement:
    """Service begins with the acceptance. A cycle that is none is a fault already; the usual one tells the period."""
    is_cycle = row.cycle_day is not None and 1 <= row.cycle_day <= 28
    return Agreement(
        Terms(
            row.monthly_mxn,
            {"mono": row.included_mono_pages, "colour": row.included_colour_pages},
            {"mono": row.click_mono_mxn, "colour": row.click_colour_mxn},
        ),
        starts_on=max(row.starts_on, row.accepted_on or row.starts_on),
        ends_on=row.ends_on,
        cycle_day=row.cycle_day if is_cycle else usual_cycle,
        machines=tuple(machines),
        faults=faults,
    )


def _contracts(session: Session, month: dt.date, after: int) -> Sequence[Any]:
    """The next contracts whose service ran in the month or the one before: accepted, or in force without a delivery."""
    renewed = and_(Delivery.id.is_(None), Opportunity.needs_delivery.is_(False))
    query = (
        select(
            Contract.id, Contract.monthly_mxn, Contract.included_mono_pages, Contract.included_colour_pages,
            Contract.click_mono_mxn, Contract.click_colour_mxn, Contract.starts_on, Contract.ends_on,
            Delivery.id.label("delivery_id"), Acceptance.signed_on.label("accepted_on"),
            BillingSetup.id.label("set_up_id"), BillingSetup.cycle_day,
        )
        .join(Opportunity, Opportunity.id == Contract.opportunity_id)
        .outerjoin(Delivery, Delivery.opportunity_id == Contract.opportunity_id)
        .outerjoin(Acceptance, Acceptance.delivery_id == Delivery.id)
        .outerjoin(BillingSetup, BillingSetup.delivery_id == Delivery.id)
        .where(
            Contract.id > after, Opportunity.stage == "won", Contract.signed_on.is_not(None),
            Contract.starts_on <= month_end(month),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= month_before(month)),
            or_(Acceptance.signed_on <= month_end(month), renewed),
        )
        .order_by(Contract.id)
        .limit(BATCH)
    )  # fmt: skip
    return session.execute(query).all()


def _faults(session: Session, sweep: Sweep, deliveries: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    columns = [rule.broken.label(rule.column) for rule in sweep.rules]
    rows = session.execute(
        SUBJECTS["delivery"].select(Delivery.id, *columns, where=Delivery.id.in_(deliveries))
    )
    found = {
        number: tuple(rule.key for rule, one in zip(sweep.rules, broken, strict=True) if one)
        for number, *broken in rows
    }
    return {number: keys for number, keys in found.items() if keys}


def _machines(session: Session, sweep: Sweep, numbers: tuple[int, int]) -> Mapping[int | None, list[Machine]]:
    readings = _readings(session, sweep, numbers)
    billed = _billed(session, sweep.month, numbers)
    rows = session.execute(
        select(Equipment, func.coalesce(Equipment.installed_on, Installation.installed_on))
        .outerjoin(Installation, Installation.delivery_id == Equipment.delivery_id)
        .where(Equipment.contract_id.between(*numbers))
        .order_by(Equipment.contract_id, Equipment.id)
    )
    found: dict[int | None, list[Machine]] = defaultdict(list)
    for machine, installed_on in rows:
        meters = tuple(
            Meter(
                kind, installed_on, getattr(machine, f"start_{kind}_pages"), tuple(readings[machine.id, kind]),
                billed.get((machine.id, kind)), machine.removed_on, getattr(machine, f"end_{kind}_pages"),
            )
            for kind in KINDS
        )  # fmt: skip
        found[machine.contract_id].append(
            Machine(machine.id, machine.serial or f"{machine.model} · {machine.id}", meters)
        )
    return found


def _readings(
    session: Session, sweep: Sweep, numbers: tuple[int, int]
) -> Mapping[tuple[int, Kind], list[Reading]]:
    rows = session.execute(
        select(
            MeterReading.equipment_id, MeterReading.read_on, MeterReading.mono_pages, MeterReading.colour_pages
        )
        .join(Equipment, Equipment.id == MeterReading.equipment_id)
        .where(Equipment.contract_id.between(*numbers), MeterReading.read_on.between(sweep.since, sweep.until))
    )
    found: dict[tuple[int, Kind], list[Reading]] = defaultdict(list)
    for machine, on, mono, colour in rows:
        if mono is not None:
            found[machine, "mono"].append(Reading(on, mono))
        if colour is not None:
            found[machine, "colour"].append(Reading(on, colour))
    return found


def _billed(session: Session, month: dt.date, numbers: tuple[int, int]) -> Mapping[tuple[int, Kind], Reading]:
    """Where the bill of the month before left each counter: what Finance received is not counted a second time."""
    rows = session.scalars(
        select(BillingPreview.meters).where(
            BillingPreview.contract_id.between(*numbers), BillingPreview.month == month_before(month),
            BillingPreview.superseded_at.is_(None), BillingPreview.receipt_id.is_not(None),
        )
    )  # fmt: skip
    return {
        (one["id"], one["meter"]): Reading(dt.date.fromisoformat(one["closing"][0]), one["closing"][1])
        for meters in rows
        for one in meters
    }
