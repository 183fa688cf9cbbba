"""From renewal to recovery: the installed base, how it feels, and the way back to a client that left."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Case, Money, Percent, Row, Sourced, Stamped, fk, word


class Renewal(Row, Case, Sourced, Stamped, Base):
    """One contract on its way to its end: watched, renewed, or lost and won back (000/A11, A12).

    A renewal that sells does so through an opportunity of its own (``successor_id``), which passes the same
    credit, document and contract gates as a first sale (000/A15). The recovery of a sale that was never won has no
    contract: it starts from ``lost_opportunity_id``.
    """

    __tablename__ = "renewal"

    contract_id: Mapped[int | None] = fk("contract", unique=True, index=False)
    lost_opportunity_id: Mapped[int | None] = fk("opportunity", unique=True, index=False)
    account_id: Mapped[int | None] = fk("account")
    owner_id: Mapped[int | None] = fk("person")
    plan: Mapped[str | None] = mapped_column(Text)
    planned_on: Mapped[dt.date | None]
    reviewed_on: Mapped[dt.date | None]
    health_percent: Mapped[Decimal | None] = mapped_column("health_basis_points", Percent, key="health_percent")
    health_on: Mapped[dt.date | None]
    margin_percent: Mapped[Decimal | None] = mapped_column("margin_basis_points", Percent, key="margin_percent")
    proposed_monthly_mxn: Mapped[Decimal | None] = mapped_column(
        "proposed_monthly_centavos", Money, key="proposed_monthly_mxn"
    )
    successor_id: Mapped[int | None] = fk("opportunity")
    direction_informed_on: Mapped[dt.date | None]
    expands: Mapped[bool] = mapped_column(default=False)
    # recovery
    cause_closed_on: Mapped[dt.date | None]
    has_bad_debt: Mapped[bool] = mapped_column(default=False)
    debt_cured_on: Mapped[dt.date | None]
    reentry_from: Mapped[dt.date | None]
    reentry_on: Mapped[dt.date | None]
    reentry_plan: Mapped[str | None] = mapped_column(Text)
    reengaged_on: Mapped[dt.date | None]
    closed_for_good_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        *Case.case_arguments("renewal"),
        Sourced.source_index("renewal"),
        Index("ix_renewal_stage_since", "stage_since"),
        Index("ix_renewal_health_on", "health_on"),
        Index("ix_renewal_debt_cured_on", "debt_cured_on"),
    )


class RenewalStep(Row, Base):
    """When a step of a renewal is due: its stage, or ``outcome`` for the end of the contract (000/A11)."""

    __tablename__ = "renewal_step"

    renewal_id: Mapped[int] = fk("renewal", index=False)
    stage: Mapped[str] = word(24)
    due_on: Mapped[dt.date]

    __table_args__ = (UniqueConstraint("renewal_id", "stage"), Index("ix_renewal_step_due_on", "due_on"))


class RenewalRisk(Row, Base):
    """What endangers a renewal, of one kind: service, collection, perception or obsolescence (M10).

    ``level``: low, watch, high, or unknown where no fact tells. ``facts``: what it was told by. ``action``: what is done about it.
    """

    __tablename__ = "renewal_risk"

    renewal_id: Mapped[int] = fk("renewal", index=False)
    kind: Mapped[str] = word(20)
    percent: Mapped[Decimal | None] = mapped_column("basis_points", Percent, key="percent")
    level: Mapped[str] = word(10)
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    action: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("renewal_id", "kind"),)


class ExpansionCandidate(Row, Base):
    """What a client may need besides its contract, and why we think so (000/A11, 004/E16); the sale that takes it up."""

    __tablename__ = "expansion_candidate"

    renewal_id: Mapped[int] = fk("renewal", index=False)
    kind: Mapped[str] = word(20)
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    found_on: Mapped[dt.date]
    opportunity_id: Mapped[int | None] = fk("opportunity")

    __table_args__ = (UniqueConstraint("renewal_id", "kind"),)


class Satisfaction(Row, Sourced, Stamped, Base):
    """What a client said of us after the sale, and what was done about it (001/B37, 003/D07).

    ``comment`` is why; ``work_again`` how a client that is content would work with us again. One that is not has a
    complaint (``crm.clients.Complaint``).
    """

    __tablename__ = "satisfaction"

    account_id: Mapped[int] = fk("account")
    delivery_id: Mapped[int | None] = fk("delivery")
    asked_on: Mapped[dt.date]
    score: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    work_again: Mapped[str | None] = mapped_column(Text)
    processed_on: Mapped[dt.date | None]

    __table_args__ = (Sourced.source_index("satisfaction"),)
