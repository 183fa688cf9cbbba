"""Credit: the application, the decision in force, what the client owes, the taxpayers one may not sell to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Row, Sourced, Stamped, UtcDateTime, fk, word


class CreditApplication(Row, Sourced, Stamped, Base):
    """The client's request for credit that goes with one opportunity."""

    __tablename__ = "credit_application"

    opportunity_id: Mapped[int] = fk("opportunity", unique=True, index=False)
    requested_by_id: Mapped[int | None] = fk("person")
    requested_on: Mapped[dt.date]
    amount_mxn: Mapped[Decimal] = mapped_column("amount_centavos", Money, key="amount_mxn")
    signed_on: Mapped[dt.date | None]

    __table_args__ = (Sourced.source_index("credit_application"),)


class CreditDecision(Row, Sourced, Stamped, Base):
    """A decision on credit (000/A21). The one in force is the one that nothing has superseded."""

    __tablename__ = "credit_decision"

    opportunity_id: Mapped[int] = fk("opportunity")
    outcome: Mapped[str] = word(20)
    limit_mxn: Mapped[Decimal] = mapped_column("limit_centavos", Money, key="limit_mxn")
    term_months: Mapped[int | None]
    conditions: Mapped[str | None] = mapped_column(Text)
    approver_id: Mapped[int] = fk("person")
    on_behalf_of_id: Mapped[int | None] = fk("person")
    request_id: Mapped[int | None] = fk("approval_request")
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_on: Mapped[dt.date]
    superseded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Sourced.source_index("credit_decision"),
        Index(
            "uq_credit_decision_in_force",
            "opportunity_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_credit_decision_expires_on", "expires_on"),
    )


class TaxList(Row, Base):
    """One edition of the SAT's list of article 69-B that was read (``seiton lists update``)."""

    __tablename__ = "tax_list"

    file_name: Mapped[str] = mapped_column(String(240))
    sha256: Mapped[str] = mapped_column(String(64))
    listed_on: Mapped[dt.date]
    rows: Mapped[int]
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class TaxListEntry(Base):
    """A taxpayer on the 69-B list: ``definitive`` stops, ``presumed`` holds, ``disproved`` and ``ruled_for`` pass."""

    __tablename__ = "tax_list_entry"

    rfc: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(240))
    situation: Mapped[str] = word(20)
    published_on: Mapped[dt.date | None]


class Invoice(Row, Sourced, Stamped, Base):
    """What was billed to a client and what of it is paid; the source of exposure. ``preview_id``: what it was to bill."""

    __tablename__ = "invoice"

    account_id: Mapped[int] = fk("account")
    contract_id: Mapped[int | None] = fk("contract")
    number: Mapped[str | None] = word()
    issued_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    amount_mxn: Mapped[Decimal] = mapped_column("amount_centavos", Money, key="amount_mxn")
    paid_mxn: Mapped[Decimal] = mapped_column("paid_centavos", Money, key="paid_mxn", default=Decimal(0))
    paid_on: Mapped[dt.date | None]
    preview_id: Mapped[int | None] = fk("billing_preview")

    __table_args__ = (Sourced.source_index("invoice"), Index("ix_invoice_due_on", "due_on"))
