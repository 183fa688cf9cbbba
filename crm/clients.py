"""What a client is worth to us beyond its last order: its traits, what it buys elsewhere, what we do for it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Row, Sourced, Stamped, fk, word


class ClientTrait(Row, Sourced, Stamped, Base):
    """A trait, a power or a value that was seen in a client, and what proves it (001/B05–B07).

    ``trait`` is a word of ``config/clients.toml``. Without a document or a finished activity it is an opinion.
    """

    __tablename__ = "client_trait"

    account_id: Mapped[int] = fk("account")
    trait: Mapped[str] = word()
    evidence: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[int | None] = fk("document")
    activity_id: Mapped[int | None] = fk("activity")
    noted_on: Mapped[dt.date]
    noted_by_id: Mapped[int | None] = fk("person")

    __table_args__ = (
        Sourced.source_index("client_trait"),
        UniqueConstraint("account_id", "trait"),
        Index("ix_client_trait_noted_on", "noted_on"),
    )


class WalletShare(Row, Sourced, Stamped, Base):
    """What a client bought of our kind of goods in a period, and how much of it from us (001/B10, 002/C14)."""

    __tablename__ = "wallet_share"

    account_id: Mapped[int] = fk("account")
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    potential_mxn: Mapped[Decimal] = mapped_column("potential_centavos", Money, key="potential_mxn")
    supplied_mxn: Mapped[Decimal] = mapped_column("supplied_centavos", Money, key="supplied_mxn")
    origin: Mapped[str | None] = word(20)

    __table_args__ = (
        Sourced.source_index("wallet_share"),
        UniqueConstraint("account_id", "until_on"),
        Index("ix_wallet_share_until_on", "until_on"),
    )


class DevelopmentStep(Row, Sourced, Stamped, Base):
    """A step of the development of a key client: recruit, select, induct, train, reward, feedback (001/B18)."""

    __tablename__ = "development_step"

    account_id: Mapped[int] = fk("account")
    step: Mapped[str] = word(20)
    owner_id: Mapped[int | None] = fk("person")
    planned_on: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    result: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Sourced.source_index("development_step"),
        Index("ix_development_step_planned_on", "planned_on"),
    )


class Complaint(Row, Sourced, Stamped, Base):
    """The case of a dissatisfied client: why, what compensates it, by when, and whether it was enough (003/D07)."""

    __tablename__ = "complaint"

    account_id: Mapped[int] = fk("account")
    satisfaction_id: Mapped[int | None] = fk("satisfaction", unique=True, index=False)
    owner_id: Mapped[int | None] = fk("person")
    opened_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    cause: Mapped[str | None] = word()
    compensation: Mapped[str | None] = mapped_column(Text)
    compensation_mxn: Mapped[Decimal | None] = mapped_column(
        "compensation_centavos", Money, key="compensation_mxn"
    )
    closed_on: Mapped[dt.date | None]

    __table_args__ = (Sourced.source_index("complaint"), Index("ix_complaint_due_on", "due_on"))


class ClientChange(Row, Base):
    """A client moved to another ABC class or another rung of the ladder; written by the classification, never changed."""

    __tablename__ = "client_change"

    account_id: Mapped[int] = fk("account")
    changed_on: Mapped[dt.date]
    what: Mapped[str] = word(12)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (Index("ix_client_change_changed_on", "changed_on"),)
