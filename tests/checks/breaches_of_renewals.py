"""How each rule of a renewal, and of the way back to a lost client, is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Activity,
    Contract,
    Invoice,
    LossCause,
    Opportunity,
    Renewal,
    RenewalRisk,
)
from tests.builders import (
    NOW,
    TODAY,
    a_lead,
    a_loss,
    add,
    an_opportunity,
    day,
    move,
    part,
    the_company,
)
from tests.checks.edits import Edit, Mend, breach, bring, change, days_pass, point, remove


def _window(stage: str) -> int:
    days = the_company().lifecycles["renewal"][stage].window_days
    assert days is not None
    return days


def _ends_in(days: int | None) -> Edit:
    return change(Contract, ends_on=None if days is None else day(days))


def _unsold(session: Session, case: Renewal) -> Opportunity:
    return a_lead(session, account_id=case.account_id)


def _sold_to_another(session: Session, case: Renewal) -> Opportunity:
    return an_opportunity(session, "won")


def _the_sale_of_the_contract_that_ends(session: Session, case: Renewal) -> int:
    return int(part(session, case, Contract).opportunity_id)


def _shared_with_another_renewal(session: Session, case: Renewal) -> Mend:
    rival = Renewal(
        successor_id=case.successor_id, stage="watched", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW
    )  # fmt: skip
    add(session, rival)

    def part_ways() -> None:
        rival.successor_id = None
        session.flush()

    return part_ways


def an_unpaid_invoice(session: Session, case: Renewal, **changes: Any) -> Invoice:
    """An invoice of five hundred pesos, of which nothing was paid, longer overdue than the company bears."""
    values = {
        "issued_on": day(-90),
        "due_on": day(-51),
        "amount_mxn": Decimal(500),
        "paid_mxn": Decimal(0),
    } | changes
    return add(session, Invoice(account_id=case.account_id, created_at=NOW, **values))


def _silence(session: Session, case: Renewal) -> Mend:
    """Nobody has called for longer than the company wants."""
    mine = sa.update(Activity).where(Activity.account_id == case.account_id)
    session.execute(mine.values(due_on=day(-46)))

    def call() -> None:
        session.execute(mine.values(due_on=day(-45)))

    return call


def _review(session: Session, case: Renewal) -> None:
    case.health_on = day(63)
    session.flush()
    move(session, case, "reviewed")


NOT_ITS_OWN = (
    point(Renewal, "successor_id", _unsold),
    point(Renewal, "successor_id", _sold_to_another),
    point(Renewal, "successor_id", _the_sale_of_the_contract_that_ends),
    change(Renewal, successor_id=None),
    _shared_with_another_renewal,
)

RENEWAL = {
    **{
        f"A11-window-{stage}": breach(_ends_in(_window(stage) + 1), _ends_in(None))
        for stage in ("planned", "reviewed", "proposed", "negotiated", "escalated")
    },
    **{
        f"A11-late-for-{stage}": breach(_ends_in(_window(stage) - 1), aside=_ends_in(None))
        for stage in ("planned", "reviewed", "proposed", "negotiated")
    },
    "A15-renewal-proposed": breach(*NOT_ITS_OWN),
    "A15-renewal-negotiated": breach(*NOT_ITS_OWN),
    "A15-renewal-same-gates": breach(*NOT_ITS_OWN),
    "A11-renewed-not-expanded": breach(change(Renewal, expands=True)),
    "A11-expanded": breach(change(Renewal, expands=False)),
    "A11-direction-informed": breach(change(Renewal, direction_informed_on=None)),
    "A11-no-silent-lapse": breach(_ends_in(-1), also="A11-late-for-planned", aside=_ends_in(None)),
    "A12-renewal-not-lost": breach(bring(a_loss)),
    "A12-client-loss-cause": breach(remove(LossCause), also="A12-exit-interview-late"),
    "A12-exit-interview": breach(
        change(LossCause, interviewed_on=None), change(LossCause, interviewed_by_id=None)
    ),
    "A12-exit-interview-late": breach(
        change(LossCause, lost_on=day(-13)),
        given=change(LossCause, interviewed_on=None),
        aside=change(LossCause, interviewed_on=day(0)),
    ),
    "A12-cause-closed": breach(
        change(Renewal, cause_closed_on=None), change(LossCause, remedy=None), change(LossCause, remedy=" ")
    ),
    "A12-cause-can-be-closed": breach(change(LossCause, cause="closure")),
    "A12-reentry-due": breach(change(Renewal, reentry_on=day(1))),
    "A12-reentry-not-early": breach(change(Renewal, reentry_on=day(-1)), change(Renewal, reentry_from=None)),
    "A12-no-bad-debt": breach(
        change(Renewal, has_bad_debt=True),
        change(Renewal, has_bad_debt=True, debt_cured_on=day(-29)),
        bring(an_unpaid_invoice),
    ),
    "D09-still-in-touch": breach(_silence),
    "M10-health-current": breach(change(Renewal, health_on=day(-26)), change(Renewal, health_on=None)),
    "M10-risks-told": breach(*(remove(RenewalRisk, kind=kind) for kind in the_company().retention.risk)),
    "M10-high-risk-answered": breach(
        change(RenewalRisk, {"kind": "service"}, level="high"),
        change(RenewalRisk, {"kind": "collection"}, level="high", action=" "),
    ),
    "A12-client-wants-us": breach(change(Renewal, account_id=None)),
    "A12-closed-for-good": breach(
        change(Renewal, closed_for_good_reason=None), change(Renewal, closed_for_good_reason=" ")
    ),
    "A02-renewal-days-in-stage": breach(days_pass(63, _review), also="A11-late-for-reviewed", passing=True),
}
