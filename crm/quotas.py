"""What is asked of sellers and what came of it: the quota ledger, goals, deviations, lessons, job descriptions, trainings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Percent, Row, Sourced, Stamped, UtcDateTime, fk, word


class OutrightSale(Row, Sourced, Stamped, Base):
    """Equipment, materials or parts that a client bought, beside any contract (000/M04)."""

    __tablename__ = "outright_sale"

    account_id: Mapped[int | None] = fk("account")
    owner_id: Mapped[int | None] = fk("person")
    kind: Mapped[str] = word(20)
    number: Mapped[str | None] = word()
    sold_on: Mapped[dt.date]
    amount_mxn: Mapped[Decimal] = mapped_column("amount_centavos", Money, key="amount_mxn")
    cost_mxn: Mapped[Decimal | None] = mapped_column("cost_centavos", Money, key="cost_mxn")

    __table_args__ = (Sourced.source_index("outright_sale"), Index("ix_outright_sale_sold_on", "sold_on"))


class QuotaPosting(Row, Base):
    """A line of the quota ledger: an amount between the company's billing and an account of a seller (000/M01–M04).

    It names both sides, so it can't be out of balance. It is never changed: what was wrong is posted back. ``key`` is of the
    contract or sale and of its number there, so nothing is posted twice.
    """

    __tablename__ = "quota_posting"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    plan: Mapped[str] = word(12)
    kind: Mapped[str] = word(20)
    credit_account: Mapped[str] = word(12)
    debit_account: Mapped[str] = word(12)
    person_id: Mapped[int] = fk("person", index=False)
    contract_id: Mapped[int | None] = fk("contract")
    outright_sale_id: Mapped[int | None] = fk("outright_sale")
    client_kind: Mapped[str | None] = word(12)
    amount_mxn: Mapped[Decimal] = mapped_column("amount_centavos", Money, key="amount_mxn")
    occurred_on: Mapped[dt.date]
    posted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("credit_account <> debit_account", name="two_sides"),
        CheckConstraint("(contract_id IS NULL) <> (outright_sale_id IS NULL)", name="of_one"),
        Index("ix_quota_posting_person_id", "person_id", "occurred_on"),
        Index("ix_quota_posting_occurred_on", "occurred_on"),
    )


class QuotaDifference(Base):
    """A contract of which the ledger holds another amount than it bills, as the last reconciliation found it."""

    __tablename__ = "quota_difference"

    contract_id: Mapped[int] = fk("contract", primary_key=True, index=False)
    person_id: Mapped[int | None] = fk("person")
    reason: Mapped[str] = word(20)
    ledger_mxn: Mapped[Decimal] = mapped_column("ledger_centavos", Money, key="ledger_mxn")
    bills_mxn: Mapped[Decimal] = mapped_column("bills_centavos", Money, key="bills_mxn")
    since: Mapped[dt.date]


class StageChance(Base):
    """How likely a sale in a stage is to be won, as the last review told it from history (000/M08)."""

    __tablename__ = "stage_chance"

    stage: Mapped[str] = mapped_column(String(24), primary_key=True)
    chance_percent: Mapped[Decimal] = mapped_column("chance_basis_points", Percent, key="chance_percent")
    cases: Mapped[int]
    is_proven: Mapped[bool]
    told_on: Mapped[dt.date]


class Goal(Row, Sourced, Stamped, Base):
    """What is to be reached in a period by a consultant, client, zone, segment, product, kind of client or negotiation.

    ``key`` says which one: the number of the record, or the word. ``measure``: mps, equipment (pesos in ``target_mxn``) or
    clients (a count). ``serves`` names the aim of the company or of the marketing plan behind it (001/B34–B36).
    """

    __tablename__ = "goal"

    dimension: Mapped[str] = word(20)
    key: Mapped[str] = mapped_column(String(80), default="")
    person_id: Mapped[int | None] = fk("person")
    measure: Mapped[str] = word(12)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    target_mxn: Mapped[Decimal | None] = mapped_column("target_centavos", Money, key="target_mxn")
    target_clients: Mapped[int | None]
    serves: Mapped[str | None] = mapped_column(String(200))
    set_on: Mapped[dt.date]
    set_by_id: Mapped[int | None] = fk("person")

    __table_args__ = (
        Sourced.source_index("goal"),
        UniqueConstraint("dimension", "key", "measure", "starts_on", "ends_on"),
        CheckConstraint("(dimension = 'consultant') = (person_id IS NOT NULL)", name="of_a_consultant"),
        CheckConstraint("(measure = 'clients') = (target_centavos IS NULL)", name="pesos_or_clients"),
        CheckConstraint("(target_centavos IS NULL) <> (target_clients IS NULL)", name="one_target"),
        CheckConstraint("starts_on <= ends_on", name="a_period"),
        Index("ix_goal_starts_on", "starts_on"),
        Index("ix_goal_ends_on", "ends_on"),
    )


class Deviation(Row, Stamped, Base):
    """A goal that fell behind, why, what is done about it, by whom and until when (001/B39).

    ``attained_percent`` is of what the days gone by asked for when it was seen.
    """

    __tablename__ = "deviation"

    goal_id: Mapped[int] = fk("goal", unique=True, index=False)
    owner_id: Mapped[int | None] = fk("person")
    seen_on: Mapped[dt.date]
    attained_percent: Mapped[Decimal] = mapped_column("attained_basis_points", Percent, key="attained_percent")
    cause: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]

    __table_args__ = (Index("ix_deviation_seen_on", "seen_on"), Index("ix_deviation_due_on", "due_on"))


class Lesson(Row, Stamped, Base):
    """What was learned from results, for the company, its marketing or one person, and the programme that follows (001/B40)."""

    __tablename__ = "lesson"

    deviation_id: Mapped[int | None] = fk("deviation")
    level: Mapped[str] = word(12)
    person_id: Mapped[int | None] = fk("person")
    learned_on: Mapped[dt.date]
    finding: Mapped[str] = mapped_column(Text)
    programme: Mapped[str | None] = mapped_column(Text)
    shared_on: Mapped[dt.date | None]


class JobDescription(Row, Stamped, Base):
    """What a role is for, the traits it asks for and its duties: what hiring and training follow (004/E18)."""

    __tablename__ = "job_description"

    role: Mapped[str] = word(index=True)
    version: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[dt.date]
    purpose: Mapped[str] = mapped_column(Text)
    traits: Mapped[list[str]] = mapped_column(JSON)
    duties: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("role", "version"),)


class PersonTraining(Row, Sourced, Stamped, Base):
    """A training that a colleague had, and for which trait of their job description (004/E18)."""

    __tablename__ = "person_training"

    person_id: Mapped[int] = fk("person")
    job_description_id: Mapped[int | None] = fk("job_description")
    subject: Mapped[str] = mapped_column(String(200))
    trained_on: Mapped[dt.date]
    trainer: Mapped[str | None] = mapped_column(String(160))
    result: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Sourced.source_index("person_training"),
        Index("ix_person_training_trained_on", "trained_on"),
    )
