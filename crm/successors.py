"""What a stage brings about: won creates the delivery, handed over the renewal, recovered an opportunity.

Each is one INSERT for all cases that lack their successor, so that doing it again does nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import ColumnOperators

from crm.model import Contract, Delivery, LossCause, Opportunity, Renewal

ACTOR = "lifecycle"
_UNIQUE = (PrimaryKeyConstraint, UniqueConstraint)


def create(session: Session, what: str, now: dt.datetime, today: dt.date) -> int:
    """Create what is lacking of one kind (a word of ``Stage.creates``); the number created."""
    return _MAKERS[what](session, now, today)


def _start(stage: str, now: dt.datetime, today: dt.date) -> dict[str, Any]:
    return {
        "stage": stage,
        "stage_since": today,
        "moved_at": now,
        "moved_by": ACTOR,
        "version": 1,
        "created_at": now,
    }


def _insert(session: Session, model: Any, columns: dict[str, Any], source: Any, where: Any) -> int:
    table = model.__table__
    values: list[Any] = [
        value if isinstance(value, ColumnOperators) else literal(value, table.c[key].type)
        for key, value in columns.items()
    ]
    rows = select(*values).select_from(source).where(where)
    return insert_new(session, model, list(columns), rows)


def insert_new(session: Session, model: Any, columns: list[str], rows: Any) -> int:
    """Insert the selected rows but for those that another transaction has just brought in; the number inserted.

    Two transactions that bring in the same rows meet them in the same order: one waits for the other, not each for both.
    """
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    ordered = rows.order_by(*(literal_column(str(columns.index(name) + 1)) for name in _key(model, columns)))
    statement = dialect.insert(model.__table__).from_select(columns, ordered).on_conflict_do_nothing()
    made = session.execute(statement.execution_options(preserve_rowcount=True))
    return int(made.rowcount)  # type: ignore[attr-defined]


def _key(model: Any, columns: list[str]) -> list[str]:
    """The columns of which no two rows have the same, where all of them are given."""
    table: Table = model.__table__
    uniques: list[Any] = [kind for kind in table.constraints if isinstance(kind, _UNIQUE)]
    uniques += [index for index in table.indexes if index.unique]
    keys = [[column.key for column in unique.columns] for unique in uniques]
    return min((key for key in keys if set(key) <= set(columns)), default=[])


def _deliveries(session: Session, now: dt.datetime, today: dt.date) -> int:
    """M11: only a won opportunity is delivered; a renewal without new equipment is not."""
    return _insert(
        session,
        Delivery,
        {
            "opportunity_id": Opportunity.id, "contract_id": Contract.id, "account_id": Opportunity.account_id,
            **_start("ordered", now, today),
        },
        Opportunity.__table__.join(Contract.__table__, Contract.opportunity_id == Opportunity.id),
        and_(
            Opportunity.stage == "won", Opportunity.needs_delivery.is_(True),
            ~exists().where(Delivery.opportunity_id == Opportunity.id),
        ),
    )  # fmt: skip


def _renewals(session: Session, now: dt.datetime, today: dt.date) -> int:
    """A11: every contract handed over is watched from then on."""
    return _insert(
        session,
        Renewal,
        {
            "contract_id": Delivery.contract_id, "account_id": Delivery.account_id, "owner_id": Opportunity.owner_id,
            "expands": False, "has_bad_debt": False, **_start("watched", now, today),
        },
        Delivery.__table__.join(Opportunity.__table__, Opportunity.id == Delivery.opportunity_id),
        and_(
            Delivery.stage == "handed_over", Delivery.contract_id.is_not(None),
            ~exists().where(Renewal.contract_id == Delivery.contract_id),
        ),
    )  # fmt: skip


def _recoveries(session: Session, now: dt.datetime, today: dt.date) -> int:
    """A12: a lost sale is taken up again in an orderly way; its cause of loss goes with it."""
    created = _insert(
        session,
        Renewal,
        {
            "lost_opportunity_id": Opportunity.id, "account_id": Opportunity.account_id, "owner_id": Opportunity.owner_id,
            "expands": False, "has_bad_debt": False, **_start("watched", now, today),
        },
        Opportunity.__table__,
        and_(
            Opportunity.stage == "lost", Opportunity.account_id.is_not(None),
            ~exists().where(Renewal.lost_opportunity_id == Opportunity.id),
        ),
    )  # fmt: skip
    if created:
        case_of = (
            select(Renewal.id).where(Renewal.lost_opportunity_id == LossCause.opportunity_id).scalar_subquery()
        )
        session.execute(
            update(LossCause)
            .where(
                LossCause.renewal_id.is_(None),
                exists().where(Renewal.lost_opportunity_id == LossCause.opportunity_id),
            )
            .values(renewal_id=case_of)
            .execution_options(synchronize_session=False)
        )
    return created


def _renewal_opportunities(session: Session, now: dt.datetime, today: dt.date) -> int:
    """A15: a renewal sells through an opportunity that passes the same gates as a first sale."""
    return _opportunities(session, now, today, kind="renewal", stage="reviewed", needs_delivery=False)


def _recovery_opportunities(session: Session, now: dt.datetime, today: dt.date) -> int:
    """A12, A15: a client won back starts again as a lead."""
    return _opportunities(session, now, today, kind="recovery", stage="recovered", needs_delivery=True)


def _opportunities(
    session: Session, now: dt.datetime, today: dt.date, *, kind: str, stage: str, needs_delivery: bool
) -> int:
    earlier = Opportunity.__table__.alias("earlier")
    first, key = earlier.c, f"seiton:{kind}"
    number = cast(Renewal.id, String)
    origin = Renewal.__table__.outerjoin(Contract.__table__, Contract.id == Renewal.contract_id).outerjoin(
        earlier, first.id == func.coalesce(Contract.opportunity_id, Renewal.lost_opportunity_id)
    )
    created = _insert(
        session,
        Opportunity,
        {
            "name": first.name, "kind": kind, "account_id": Renewal.account_id, "contact_id": first.contact_id,
            "owner_id": Renewal.owner_id, "product_id": first.product_id, "lead_source": kind, "opened_on": today,
            "amount_mxn": first.amount_mxn, "monthly_mxn": first.monthly_mxn, "needs_delivery": needs_delivery,
            "source": key, "source_id": number, **_start("lead", now, today),
        },
        origin,
        and_(Renewal.stage == stage, Renewal.successor_id.is_(None)),
    )  # fmt: skip
    made = select(Opportunity.id).where(Opportunity.source == key, Opportunity.source_id == number)
    session.execute(
        update(Renewal)
        .where(Renewal.stage == stage, Renewal.successor_id.is_(None))
        .values(successor_id=made.scalar_subquery(), version=Renewal.version + 1)
        .execution_options(synchronize_session=False)
    )
    return created


def _next_renewals(session: Session, now: dt.datetime, today: dt.date) -> int:
    """A11: what was renewed without a delivery is watched again under its new contract."""
    watching = Renewal.__table__.alias("watching")
    return _insert(
        session,
        Renewal,
        {
            "contract_id": Contract.id, "account_id": Renewal.account_id, "owner_id": Renewal.owner_id,
            "expands": False, "has_bad_debt": False, **_start("watched", now, today),
        },
        Renewal.__table__.join(Contract.__table__, Contract.opportunity_id == Renewal.successor_id).join(
            Opportunity.__table__, Opportunity.id == Renewal.successor_id
        ),
        and_(
            Renewal.stage.in_(("renewed", "expanded")), Opportunity.needs_delivery.is_(False),
            ~exists().where(watching.c.contract_id == Contract.id),
        ),
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Session, dt.datetime, dt.date], int]] = {
    "delivery": _deliveries,
    "renewal": _renewals,
    "recovery": _recoveries,
    "renewal_opportunity": _renewal_opportunities,
    "recovery_opportunity": _recovery_opportunities,
    "next_renewal": _next_renewals,
}
