"""Goals beside what was reached, the sellers beside their quotas, and the goals that fell behind (001/B34–B40, 004/E12–E14)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import String, and_, cast, distinct, func, literal, select
from sqlalchemy.orm import Session

from config.company import Company
from crm.model import (
    Account,
    Contract,
    Deviation,
    Goal,
    Opportunity,
    OutrightSale,
    Person,
    PersonRole,
    Product,
    QuotaPosting,
    Territory,
)
from crm.people import SELLS
from policy.calendar import Period
from policy.quota import attainment, commission, deviates, pace

DIMENSIONS = ("company", "consultant", "client", "zone", "segment", "product", "client_kind", "negotiation")
"""What a goal may be of (001/B34–B36): the whole company is its sales budget."""

P = QuotaPosting
Reached = Mapping[tuple[str, str], Decimal]
"""By key of the dimension and measure (mps, equipment, clients), what a period brought."""


@dataclass(frozen=True)
class GoalLine:
    """A goal and how it stands; ``expected`` is what the days gone by ask for. Pesos, or clients."""

    goal_id: int
    dimension: str
    name: str
    measure: str
    ends_on: dt.date
    target: Decimal
    expected: Decimal
    attained: Decimal
    is_behind: bool

    @property
    def percent(self) -> Decimal:
        """How much of the whole goal was reached."""
        return attainment(self.attained, self.target)


@dataclass(frozen=True)
class SellerLine:
    """A seller in one month: quota, what counts, attainment and what it pays (000/M01–M04, 004/E19). Pesos."""

    person_id: int
    name: str
    team: str | None
    quota_mxn: Decimal
    mps_mxn: Decimal
    equipment_quota_mxn: Decimal
    equipment_mxn: Decimal
    commission_mxn: Decimal

    @property
    def percent(self) -> Decimal:
        """Attainment of the MPS quota."""
        return attainment(self.mps_mxn, self.quota_mxn)

    @property
    def equipment_percent(self) -> Decimal:
        """Attainment of the quota of equipment and parts."""
        return attainment(self.equipment_mxn, self.equipment_quota_mxn)


@dataclass(frozen=True)
class LedgerLine:
    """A line of a seller's ledger, as people read it (000/M01–M04). Pesos."""

    key: str
    plan: str
    kind: str
    account: str
    client: str | None
    amount_mxn: Decimal
    occurred_on: dt.date


@dataclass(frozen=True)
class DeviationLine:
    """A goal that fell behind and what is done about it (001/B39)."""

    name: str
    dimension: str
    owner: str | None
    seen_on: dt.date
    attained_percent: Decimal
    cause: str | None
    action: str | None
    due_on: dt.date | None


def reached(session: Session, dimension: str, period: Period) -> Reached:
    """What counted in a period, by the keys of one dimension; of clients, how many signed or rose."""
    account = func.coalesce(Contract.account_id, OutrightSale.account_id)
    keys: dict[str, Any] = {
        "company": literal(""), "consultant": cast(P.person_id, String), "client": cast(account, String),
        "zone": cast(Account.territory_id, String), "segment": Account.segment, "product": Product.family,
        "client_kind": P.client_kind, "negotiation": cast(Contract.opportunity_id, String),
    }  # fmt: skip
    key = keys[dimension]
    source = (
        P.__table__.outerjoin(Contract.__table__, Contract.id == P.contract_id)
        .outerjoin(OutrightSale.__table__, OutrightSale.id == P.outright_sale_id)
        .outerjoin(Account.__table__, Account.id == account)
        .outerjoin(Opportunity.__table__, Opportunity.id == Contract.opportunity_id)
        .outerjoin(Product.__table__, Product.id == Opportunity.product_id)
    )
    counted = [P.credit_account == "quota", P.occurred_on.between(*period), key.is_not(None)]
    found: dict[tuple[str, str], Decimal] = {}
    sums = select(key, P.plan, func.sum(P.amount_mxn)).select_from(source).where(*counted).group_by(key, P.plan)
    for name, plan, amount in session.execute(sums):
        found[name, plan] = amount
    gained = and_(P.kind.in_(("new", "renegotiated")), P.amount_mxn > 0)
    clients = (
        select(key, func.count(distinct(account))).select_from(source).where(*counted, gained).group_by(key)
    )
    for name, number in session.execute(clients):
        found[name, "clients"] = Decimal(number)
    return found


def goal_lines(session: Session, company: Company, today: dt.date, period: Period) -> list[GoalLine]:
    """The goals whose period touches another one, and how they stand today."""
    goals = session.scalars(
        select(Goal).where(Goal.starts_on <= period[1], Goal.ends_on >= period[0]).order_by(Goal.id)
    ).all()
    segments = {("segment", key): company.text(known.name) for key, known in company.market.segment.items()}
    names = segments | _names(session, goals)
    by_period: defaultdict[tuple[str, Period], list[Goal]] = defaultdict(list)
    for goal in goals:
        by_period[goal.dimension, (goal.starts_on, goal.ends_on)].append(goal)
    lines = []
    for (dimension, days), some in by_period.items():
        brought = reached(session, dimension, days)
        lines += [
            _line(company, goal, names, brought.get((_key(goal), goal.measure), Decimal(0)), today)
            for goal in some
        ]
    return sorted(lines, key=lambda line: (DIMENSIONS.index(line.dimension), line.name, line.measure))


def _line(
    company: Company, goal: Goal, names: Mapping[tuple[str, str], str], attained: Decimal, today: dt.date
) -> GoalLine:
    target = Decimal(goal.target_clients) if goal.target_mxn is None else goal.target_mxn  # type: ignore[arg-type]
    stands = pace(target, attained, (goal.starts_on, goal.ends_on), today)
    limits = company.quotas.goals
    behind = deviates(stands, limits.behind_percent, (today - goal.starts_on).days, limits.grace_days)
    name = names.get((goal.dimension, _key(goal)), goal.key)
    return GoalLine(
        goal.id, goal.dimension, name, goal.measure, goal.ends_on, target, stands.expected, attained, behind
    )


def _key(goal: Goal) -> str:
    return str(goal.person_id) if goal.dimension == "consultant" else goal.key


def _names(session: Session, goals: Iterable[Goal]) -> dict[tuple[str, str], str]:
    called: dict[str, Any] = {
        "consultant": Person,
        "client": Account,
        "zone": Territory,
        "negotiation": Opportunity,
    }
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for goal in goals:
        if goal.dimension in called and _key(goal).isdecimal():
            wanted[goal.dimension].add(int(_key(goal)))
    return {
        (dimension, str(number)): name or str(number)
        for dimension, numbers in wanted.items()
        for number, name in session.execute(
            select(called[dimension].id, called[dimension].name).where(
                called[dimension].id.in_(sorted(numbers))
            )
        )
    }


def seller_lines(session: Session, company: Company, month: Period) -> list[SellerLine]:
    """Every active seller in a month: a goal of their own that covers it takes the place of the company's quota."""
    plans, scale = company.quotas.quota, [(s.from_percent, s.pays_percent) for s in company.quotas.commission]
    brought = reached(session, "consultant", month)
    own = {
        (goal.person_id, goal.measure): goal.target_mxn
        for goal in session.scalars(
            select(Goal).where(
                Goal.dimension == "consultant", Goal.starts_on == month[0], Goal.ends_on == month[1]
            )
        )
    }
    lines = []
    for number, name, team in session.execute(_sellers()):
        quota = own.get((number, "mps")) or plans.mps.monthly_mxn
        equipment = own.get((number, "equipment")) or plans.equipment.monthly_mxn
        mps, sold = (brought.get((str(number), plan), Decimal(0)) for plan in ("mps", "equipment"))
        pays = commission(scale, attainment(mps, quota), mps)
        lines.append(SellerLine(number, name, team, quota, mps, equipment, sold, pays))
    return sorted(lines, key=lambda line: (-line.percent, line.name))


def _sellers() -> Any:
    sells = select(PersonRole.person_id).where(PersonRole.role == SELLS)
    return (
        select(Person.id, Person.name, Person.team)
        .where(Person.active, Person.id.in_(sells))
        .order_by(Person.id)
    )


def ledger_lines(session: Session, person_id: int, limit: int) -> list[LedgerLine]:
    """The latest lines of one seller's ledger, the newest first."""
    client = func.coalesce(Contract.account_id, OutrightSale.account_id)
    rows = session.execute(
        select(P.key, P.plan, P.kind, P.credit_account, Account.name, P.amount_mxn, P.occurred_on)
        .outerjoin(Contract, Contract.id == P.contract_id)
        .outerjoin(OutrightSale, OutrightSale.id == P.outright_sale_id)
        .outerjoin(Account, Account.id == client)
        .where(P.person_id == person_id)
        .order_by(P.occurred_on.desc(), P.id.desc())
        .limit(limit)
    )
    return [LedgerLine(*row) for row in rows]


def note_deviations(session: Session, lines: Iterable[GoalLine], now: dt.datetime, today: dt.date) -> int:
    """Write down each goal that has fallen behind, once; whose it is to correct. The number of new ones (001/B39)."""
    known = set(session.scalars(select(Deviation.goal_id)))
    fresh = [line for line in lines if line.is_behind and line.goal_id not in known]
    for line in fresh:
        goal = session.get_one(Goal, line.goal_id)
        session.add(Deviation(
            goal_id=goal.id, owner_id=_answers_for(session, goal), seen_on=today,
            attained_percent=attainment(line.attained, line.expected), created_at=now,
        ))  # fmt: skip
    session.flush()
    return len(fresh)


def _answers_for(session: Session, goal: Goal) -> int | None:
    """The manager of a seller; of another goal, who keeps the zone or set the goal."""
    if goal.person_id is not None:
        return session.get_one(Person, goal.person_id).manager_id
    if goal.dimension == "zone" and goal.key.isdecimal():
        zone = session.get(Territory, int(goal.key))
        return goal.set_by_id if zone is None else zone.owner_id
    return goal.set_by_id


def open_deviations(session: Session) -> list[DeviationLine]:
    """The deviations of which the correction is not done, the oldest first."""
    rows = session.execute(
        select(Deviation, Goal, Person.name)
        .join(Goal, Goal.id == Deviation.goal_id)
        .outerjoin(Person, Person.id == Deviation.owner_id)
        .where(Deviation.done_on.is_(None))
        .order_by(Deviation.seen_on, Deviation.id)
    ).all()
    names = _names(session, [goal for _, goal, _ in rows])
    return [
        DeviationLine(
            names.get((goal.dimension, _key(goal)), goal.key), goal.dimension, owner, one.seen_on, one.attained_percent,
            one.cause, one.action, one.due_on,
        )
        for one, goal, owner in rows
    ]  # fmt: skip


def names_of(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """What some colleagues are called."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(numbers))))
    return {row[0]: row[1] for row in rows}
