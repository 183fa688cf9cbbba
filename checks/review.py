"""Gathering what managers look at: four blocks of indicators, funnel, sellers, goals, what is held (000/A31, M09; 004/E14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from checks.holds import held_by_rule, number_held
from checks.install import Installed
from config.company import Company
from config.quotas import Indicator
from crm import goals, kpi
from crm.quota_ledger import differences
from crm.review import BreakLine, Figure, FunnelLine, HeldLine, Review, Span
from policy.calendar import Period, month_before, month_of, week_before
from policy.kpi import Passage, breaks, chances, narrowest, real_pipeline, share

NIGHTS = 30
YEAR = 365
RULES_SHOWN = 10


def period_of(span: Span, today: dt.date) -> Period:
    """The last week or month that is over."""
    return week_before(today) if span == "week" else month_before(today)


def gather(session: Session, installed: Installed, span: Span, today: dt.date) -> Review:
    """The review of the last week or month that was over on a day."""
    company, period = installed.rulebook.company, period_of(span, today)
    month, year = month_of(period[1]), (period[1] - dt.timedelta(days=YEAR - 1), period[1])
    window = (today - dt.timedelta(days=company.quotas.funnel.window_days), today)
    moved = kpi.passages(session, company, window)
    funnel = _funnel(session, company, moved)
    now = _Measures(session, installed, period, month, funnel)
    before = _Measures(session, installed, period_of(span, period[0]), month_before(month[0]), None)
    held = held_by_rule(session, installed)[:RULES_SHOWN]
    least = company.quotas.funnel.least_cases
    found = narrowest(moved, [line.stage for line in funnel], least)
    return Review(
        span=span, today=today, period=period, month=month,
        blocks=tuple(
            (block, tuple(Figure(one, now.of(one), before.of(one)) for one in block.kpi))
            for block in company.quotas.block
        ),
        funnel=funnel, narrowest=None if found is None else found[0], breaks=tuple(_breaks(session, company, moved)),
        sellers=tuple(goals.seller_lines(session, company, month)),
        goals=tuple(goals.goal_lines(session, company, today, month)),
        deviations=tuple(goals.open_deviations(session)),
        held=tuple(HeldLine(one.rule.says, one.cases, one.value_mxn) for one in held),
        kept=kpi.kept(session, company, year), recovered=kpi.entered(session, company, "renewal", "recovered", year),
        scores=tuple(kpi.scores(session, today, NIGHTS)), differences=differences(session),
    )  # fmt: skip


def _funnel(session: Session, company: Company, moved: Sequence[Passage]) -> tuple[FunnelLine, ...]:
    sales, numbers = company.lifecycles["opportunity"], company.quotas.funnel
    likely = chances(moved, numbers.chance_percent, numbers.least_cases)
    stages = kpi.open_sales(session, company)
    real = real_pipeline({one.stage: one.value_mxn for one in stages}, likely)

    def onward(stage: str) -> Decimal | None:
        here = [one for one in moved if one.stage == stage]
        return share(sum(one.onward for one in here), sum(one.left for one in here))

    return tuple(
        FunnelLine(
            one.stage, sales[one.stage].name, one.cases, one.value_mxn, likely[one.stage], real[one.stage], onward(one.stage)
        )
        for one in stages
    )  # fmt: skip


def _breaks(session: Session, company: Company, moved: Sequence[Passage]) -> list[BreakLine]:
    numbers, sales = company.quotas.funnel, company.lifecycles["opportunity"]
    found = breaks(moved, list(numbers.chance_percent), numbers.least_cases, numbers.break_points)
    names = goals.names_of(session, [one.seller_id for one in found])
    return [
        BreakLine(names[b.seller_id], sales[b.stage].name, b.conversion_percent, b.median_percent, b.cases)
        for b in found
    ]


@dataclass
class _Measures:
    """The value of each indicator in a period (of a quota: in its month). What only today knows has no value before."""

    session: Session
    installed: Installed
    period: Period
    month: Period
    funnel: tuple[FunnelLine, ...] | None

    def of(self, indicator: Indicator) -> Decimal | None:
        self.indicator = indicator
        measure: Callable[[], Decimal | int | None] = getattr(self, f"_{indicator.id}")
        value = measure()
        return None if value is None else Decimal(value)

    @property
    def _company(self) -> Company:
        return self.installed.rulebook.company

    def _new_billing(self) -> Decimal:
        return kpi.posted(self.session, self.period, "mps")

    def _attainment(self) -> Decimal | None:
        lines = goals.seller_lines(self.session, self._company, self.month)
        brought = sum((line.mps_mxn for line in lines), Decimal(0))
        quota = sum((line.quota_mxn for line in lines), Decimal(0))
        return share(brought, quota)

    def _equipment(self) -> Decimal:
        return goals.reached(self.session, "company", self.period).get(("", "equipment"), Decimal(0))

    def _profitable_close(self) -> Decimal | None:
        found = kpi.closed(self.session, self._company, self.period)
        return share(found.profitable, found.won)

    def _real_pipeline(self) -> Decimal | None:
        return None if self.funnel is None else sum((line.real_mxn for line in self.funnel), Decimal(0))

    def _quality(self) -> Decimal | None:
        return None if self.funnel is None else share(*kpi.without_findings(self.session, self._company))

    def _retention(self) -> Decimal | None:
        year = (self.period[1] - dt.timedelta(days=YEAR - 1), self.period[1])
        found = kpi.kept(self.session, self._company, year)
        return share(found.kept_mxn, found.kept_mxn + found.lost_mxn)

    def _recovered(self) -> int:
        return kpi.entered(self.session, self._company, "renewal", "recovered", self.period)

    def _expanded(self) -> Decimal:
        return kpi.posted(self.session, self.period, "mps", "renegotiated")

    def _cancelled(self) -> Decimal:
        return -kpi.posted(self.session, self.period, "mps", "cancelled")

    def _conversion(self) -> Decimal | None:
        days = self._company.quotas.funnel.window_days
        moved = kpi.passages(
            self.session, self._company, (self.period[1] - dt.timedelta(days=days), self.period[1])
        )
        won = kpi.closed(
            self.session, self._company, (self.period[1] - dt.timedelta(days=days), self.period[1])
        ).won
        gone = sum(one.left - one.onward for one in moved)
        return share(won, won + gone)

    def _held(self) -> int | None:
        return None if self.funnel is None else number_held(self.session)

    def _crm_score(self) -> Decimal | None:
        until = self.period[1] if self.funnel is None else dt.date.max
        found = kpi.scores(self.session, until, 1)
        return found[-1][1] if found else None

    def _leads(self) -> int:
        return kpi.leads(self.session, self.period, self.indicator.sources)

    _digital_leads = _canvassing = _leads

    def _qualified(self) -> int:
        return kpi.entered(self.session, self._company, "opportunity", "qualified", self.period)
