"""Credit and approvals: what was asked, who decided, until when it holds. Decisions are never deleted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Percent, Row, Sourced, Stamped, UtcDateTime, fk, word


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


class ApprovalRequest(Row, Stamped, Base):
    """A question that only a person may answer: credit, margin, discount. One open request a kind and case."""

    __tablename__ = "approval_request"

    kind: Mapped[str] = word(20)
    opportunity_id: Mapped[int] = fk("opportunity")
    required_role: Mapped[str] = word()
    requested_by_id: Mapped[int | None] = fk("person")
    requested_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    amount_mxn: Mapped[Decimal | None] = mapped_column("amount_centavos", Money, key="amount_mxn")
    percent: Mapped[Decimal | None] = mapped_column("basis_points", Percent, key="percent")
    question: Mapped[str] = mapped_column(String(240))
    due_on: Mapped[dt.date]
    status: Mapped[str] = word(12, default="open")

    __table_args__ = (
        Index(
            "uq_approval_request_open",
            "kind",
            "opportunity_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_approval_request_status", "status"),
    )


class ApprovalDecision(Row, Stamped, Base):
    """An answer to an approval request: who, what, when, until when."""

    __tablename__ = "approval_decision"

    request_id: Mapped[int] = fk("approval_request", unique=True, index=False)
    kind: Mapped[str] = word(20)
    opportunity_id: Mapped[int] = fk("opportunity")
    approver_id: Mapped[int] = fk("person")
    outcome: Mapped[str] = word(20)
    percent: Mapped[Decimal | None] = mapped_column("basis_points", Percent, key="percent")
    limit_mxn: Mapped[Decimal | None] = mapped_column("limit_centavos", Money, key="limit_mxn")
    note: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[dt.date]
