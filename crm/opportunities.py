"""From lead to close: the opportunity and all that must be written about it before it may be won."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Case, Money, Percent, Rate, Row, Sourced, Stamped, UtcDateTime, fk, word


class Opportunity(Row, Case, Sourced, Stamped, Base):
    """A sale in the making: one opportunity = one study + one action plan (M07).

    ``need_felt_on``: when the client felt the need, the first of its three moments (001/B03).
    ``icp_percent`` is its score against the ideal client, ``icp_basis`` the score with the facts that it was made of: what
    differs from it is scored anew (000/A03).
    """

    __tablename__ = "opportunity"

    name: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = word(20, default="new")
    account_id: Mapped[int | None] = fk("account")
    account_ref: Mapped[str | None] = mapped_column(String(200))
    contact_id: Mapped[int | None] = fk("contact")
    contact_ref: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[int | None] = fk("person")
    owner_ref: Mapped[str | None] = mapped_column(String(120))
    product_id: Mapped[int | None] = fk("product")
    product_ref: Mapped[str | None] = mapped_column(String(200))
    campaign_id: Mapped[int | None] = fk("campaign")
    campaign_ref: Mapped[str | None] = mapped_column(String(200))
    lead_source: Mapped[str | None] = word(60)
    amount_mxn: Mapped[Decimal | None] = mapped_column("amount_centavos", Money, key="amount_mxn")
    monthly_mxn: Mapped[Decimal | None] = mapped_column("monthly_centavos", Money, key="monthly_mxn")
    probability: Mapped[int | None]
    need_felt_on: Mapped[dt.date | None]
    opened_on: Mapped[dt.date | None]
    expected_close_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    # qualification (004/E03)
    has_need: Mapped[bool | None]
    has_purchasing_power: Mapped[bool | None]
    is_receptive: Mapped[bool | None]
    is_accessible: Mapped[bool | None]
    main_pain: Mapped[str | None] = word(60)
    niche: Mapped[str | None] = word(60)
    approach_plan: Mapped[str | None] = mapped_column(Text)
    icp_percent: Mapped[Decimal | None] = mapped_column("icp_basis_points", Percent, key="icp_percent")
    icp_on: Mapped[dt.date | None]
    icp_basis: Mapped[str | None] = mapped_column(Text)
    interest_confirmed_on: Mapped[dt.date | None]
    value_impact: Mapped[str | None] = mapped_column(Text)
    value_differentiators: Mapped[str | None] = mapped_column(Text)
    # negotiation (001/B31)
    framework_agreement: Mapped[str | None] = mapped_column(Text)
    batna: Mapped[str | None] = mapped_column(Text)
    # exits
    disqualified_reason: Mapped[str | None] = mapped_column(String(200))
    nurture_on: Mapped[dt.date | None]
    hold_reason: Mapped[str | None] = mapped_column(String(200))
    hold_until: Mapped[dt.date | None]
    needs_delivery: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        *Case.case_arguments("opportunity"),
        Sourced.source_index("opportunity"),
        Index("ix_opportunity_expected_close_on", "expected_close_on"),
        Index("ix_opportunity_hold_until", "hold_until"),
        Index("ix_opportunity_nurture_on", "nurture_on"),
        Index("ix_opportunity_stage_since", "stage_since"),
    )


class Study(Row, Sourced, Stamped, Base):
    """The estudio: fleet, volumes, what printing costs today, how the client buys (000/A16, 002/C02)."""

    __tablename__ = "study"

    opportunity_id: Mapped[int] = fk("opportunity", unique=True, index=False)
    done_on: Mapped[dt.date | None]
    done_by_id: Mapped[int | None] = fk("person")
    cost_today_mxn: Mapped[Decimal | None] = mapped_column("cost_today_centavos", Money, key="cost_today_mxn")
    buying_process: Mapped[str | None] = mapped_column(Text)
    needs_demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Sourced.source_index("study"),)


class FleetLine(Row, Base):
    """Equipment found at the client, with its pages a month."""

    __tablename__ = "fleet_line"

    study_id: Mapped[int] = fk("study")
    model: Mapped[str] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(160))
    quantity: Mapped[int] = mapped_column(default=1)
    mono_pages_per_month: Mapped[int | None]
    colour_pages_per_month: Mapped[int | None]


class Proposal(Row, Sourced, Stamped, Base):
    """A version of the quote. One version at most is the official one (M05).

    What Operations can deliver is three facts, each with its day and who answers for it: there is stock, there is a
    technician, the service level can be kept (000/A22).
    """

    __tablename__ = "proposal"

    opportunity_id: Mapped[int] = fk("opportunity")
    version: Mapped[int] = mapped_column(default=1)
    is_official: Mapped[bool] = mapped_column(default=False)
    quoter_version: Mapped[str | None] = word()
    quoted_on: Mapped[dt.date | None]
    sent_on: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    term_months: Mapped[int | None]
    monthly_mxn: Mapped[Decimal | None] = mapped_column("monthly_centavos", Money, key="monthly_mxn")
    included_mono_pages: Mapped[int | None]
    included_colour_pages: Mapped[int | None]
    click_mono_mxn: Mapped[Decimal | None] = mapped_column("click_mono_mxn_e4", Rate, key="click_mono_mxn")
    click_colour_mxn: Mapped[Decimal | None] = mapped_column(
        "click_colour_mxn_e4", Rate, key="click_colour_mxn"
    )
    margin_percent: Mapped[Decimal | None] = mapped_column("margin_basis_points", Percent, key="margin_percent")
    discount_percent: Mapped[Decimal] = mapped_column(
        "discount_basis_points", Percent, key="discount_percent", default=Decimal(0)
    )
    feasible_on: Mapped[dt.date | None]
    feasible_by_id: Mapped[int | None] = fk("person")
    stock_on: Mapped[dt.date | None]
    stock_by_id: Mapped[int | None] = fk("person", index=False)
    technician_on: Mapped[dt.date | None]
    technician_by_id: Mapped[int | None] = fk("person", index=False)
    sla_on: Mapped[dt.date | None]
    sla_by_id: Mapped[int | None] = fk("person", index=False)

    __table_args__ = (
        Sourced.source_index("proposal"),
        UniqueConstraint("opportunity_id", "version"),
        Index("ix_proposal_valid_until", "valid_until"),
        Index(
            "uq_proposal_official",
            "opportunity_id",
            unique=True,
            sqlite_where=text("is_official = 1"),
            postgresql_where=text("is_official"),
        ),
    )


class ProposalLine(Row, Base):
    """A line of a quote: equipment, consumables, service or follow_up (000/A14: a complete system has all four)."""

    __tablename__ = "proposal_line"

    proposal_id: Mapped[int] = fk("proposal")
    kind: Mapped[str] = word(20)
    model: Mapped[str] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(160))
    quantity: Mapped[int] = mapped_column(default=1)
    monthly_mxn: Mapped[Decimal] = mapped_column(
        "monthly_centavos", Money, key="monthly_mxn", default=Decimal(0)
    )
    cost_mxn: Mapped[Decimal | None] = mapped_column("cost_centavos", Money, key="cost_mxn")


class Agreement(Row, Sourced, Stamped, Base):
    """Something agreed, inside or with the client: it counts once it is in writing, and is followed (000/A18–A20, 001/B38)."""

    __tablename__ = "agreement"

    opportunity_id: Mapped[int] = fk("opportunity")
    party: Mapped[str] = word(20)
    subject: Mapped[str] = mapped_column(String(200))
    agreed_on: Mapped[dt.date]
    document_id: Mapped[int | None] = fk("document")
    matches_contract: Mapped[bool | None]
    due_on: Mapped[dt.date | None]
    fulfilled_on: Mapped[dt.date | None]

    __table_args__ = (Sourced.source_index("agreement"), Index("ix_agreement_due_on", "due_on"))


class Objection(Row, Sourced, Stamped, Base):
    """An objection and its answer: a legitimate part of the decision (004/E06)."""

    __tablename__ = "objection"

    opportunity_id: Mapped[int] = fk("opportunity")
    raised_on: Mapped[dt.date]
    objection: Mapped[str] = mapped_column(Text)
    response: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Sourced.source_index("objection"),)


class Activity(Row, Sourced, Stamped, Base):
    """A call, visit, meeting, demo or task: objective, method, result and the next step (002/C12, 004/E07).

    One that the planner wrote (``origin``) carries what it counts as, how long it takes, its reasons, and when the working hours of
    both sides meet, in minutes from midnight UTC; ``plan_seal`` tells whether a person has changed it since (003/D14, D15).

    A meeting, in person or at a distance, is prepared (agenda, roles, positions), captures situation, needs and interests,
    and is judged afterwards (001/B29, B32, B41, 003/D03).
    """

    __tablename__ = "activity"

    kind: Mapped[str] = word(20)
    subject: Mapped[str | None] = mapped_column(String(240))
    opportunity_id: Mapped[int | None] = fk("opportunity")
    opportunity_ref: Mapped[str | None] = mapped_column(String(120))
    account_id: Mapped[int | None] = fk("account")
    account_ref: Mapped[str | None] = mapped_column(String(120))
    contact_id: Mapped[int | None] = fk("contact")
    contact_ref: Mapped[str | None] = mapped_column(String(120))
    owner_id: Mapped[int | None] = fk("person")
    owner_ref: Mapped[str | None] = mapped_column(String(120))
    objective: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str | None] = word()
    due_on: Mapped[dt.date | None]
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None] = mapped_column(Text)
    next_step: Mapped[str | None] = mapped_column(String(240))
    next_step_on: Mapped[dt.date | None]
    next_step_owner_id: Mapped[int | None] = fk("person")
    origin: Mapped[str | None] = word(20)
    contact_kind: Mapped[str | None] = word(10)
    planned_minutes: Mapped[int | None]
    reasons: Mapped[list[Any] | None] = mapped_column(JSON)
    from_utc_minute: Mapped[int | None]
    until_utc_minute: Mapped[int | None]
    plan_seal: Mapped[str | None] = mapped_column(String(64))
    client_step: Mapped[str | None] = mapped_column(String(240))
    client_step_on: Mapped[dt.date | None]
    agenda: Mapped[str | None] = mapped_column(Text)
    our_roles: Mapped[str | None] = mapped_column(Text)
    positions: Mapped[str | None] = mapped_column(Text)
    situation: Mapped[str | None] = mapped_column(Text)
    needs: Mapped[str | None] = mapped_column(Text)
    interests: Mapped[str | None] = mapped_column(Text)
    observations: Mapped[str | None] = mapped_column(Text)
    evaluation: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Sourced.source_index("activity"),
        Index("ix_activity_origin", "origin"),
        Index("ix_activity_due_on", "due_on"),
        Index("ix_activity_next_step_on", "next_step_on"),
    )


class LossCause(Row, Sourced, Stamped, Base):
    """Why a sale or a client was lost, and to whom (000/A12: recovery begins here)."""

    __tablename__ = "loss_cause"

    opportunity_id: Mapped[int | None] = fk("opportunity", unique=True, index=False)
    renewal_id: Mapped[int | None] = fk("renewal", unique=True, index=False)
    cause: Mapped[str] = word()
    lost_on: Mapped[dt.date]
    competitor: Mapped[str | None] = mapped_column(String(160))
    competitor_ends_on: Mapped[dt.date | None]
    competitor_notice_days: Mapped[int | None]
    interviewed_on: Mapped[dt.date | None]
    interviewed_by_id: Mapped[int | None] = fk("person")
    note: Mapped[str | None] = mapped_column(Text)
    remedy: Mapped[str | None] = mapped_column(Text)
    by_price_alone: Mapped[bool | None]

    __table_args__ = (Sourced.source_index("loss_cause"), Index("ix_loss_cause_lost_on", "lost_on"))
