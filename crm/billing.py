"""What contracts will be billed: previews with their lines, and the receipts by which Finance takes a month over (000/A13, A30)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Rate, Row, UtcDateTime, fk, word


class BillingReceipt(Row, Base):
    """Finance received the previews of a month that were not held: who, when, how many, for how much (000/A30)."""

    __tablename__ = "billing_receipt"

    month: Mapped[dt.date] = mapped_column(index=True)
    received_by_id: Mapped[int] = fk("person")
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    previews: Mapped[int]
    total_mxn: Mapped[Decimal] = mapped_column("total_centavos", Money, key="total_mxn")


class BillingPreview(Row, Base):
    """What a contract is to be billed for the period that ends in ``month`` (its first day).

    ``status``: previewed (to be received), held (``reasons`` say why; nothing of it may be billed), approved (received by
    Finance), invoiced (the invoice is there). What is known later makes a new ``version``; the old one stays, superseded.
    ``held_by``, ``held_for``: the first of its reasons. ``alert_percent``: so much of the allowance of a meter is used, the
    highest. ``meters``: what each counted, and from which counters.
    """

    __tablename__ = "billing_preview"

    contract_id: Mapped[int] = fk("contract", index=False)
    month: Mapped[dt.date]
    version: Mapped[int]
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    status: Mapped[str] = word(12)
    held_by: Mapped[str | None] = word(12)
    held_for: Mapped[str | None] = word(60)
    alert_percent: Mapped[int | None]
    subtotal_mxn: Mapped[Decimal] = mapped_column("subtotal_centavos", Money, key="subtotal_mxn")
    iva_mxn: Mapped[Decimal] = mapped_column("iva_centavos", Money, key="iva_mxn")
    total_mxn: Mapped[Decimal] = mapped_column("total_centavos", Money, key="total_mxn")
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    alerts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    meters: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))
    superseded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    receipt_id: Mapped[int | None] = fk("billing_receipt")

    __table_args__ = (
        UniqueConstraint("contract_id", "month", "version"),
        Index(
            "uq_billing_preview_current",
            "contract_id",
            "month",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_billing_preview_month_status", "month", "status"),
        CheckConstraint("(status = 'held') = (held_by IS NOT NULL)", name="held_says_by_what"),
        CheckConstraint(
            "(status IN ('approved', 'invoiced')) = (receipt_id IS NOT NULL)", name="approved_by_receipt"
        ),
    )


class BillingLine(Row, Base):
    """An amount of a preview and why: days of the base rent, or pages over the group's allowance at a rate."""

    __tablename__ = "billing_line"

    preview_id: Mapped[int] = fk("billing_preview")
    kind: Mapped[str] = word(20)
    days: Mapped[int]
    of_days: Mapped[int]
    counted_pages: Mapped[int | None]
    estimated_pages: Mapped[int | None]
    included_pages: Mapped[int | None]
    rate_mxn: Mapped[Decimal | None] = mapped_column("rate_mxn_e4", Rate, key="rate_mxn")
    amount_mxn: Mapped[Decimal] = mapped_column("amount_centavos", Money, key="amount_mxn")
    iva_mxn: Mapped[Decimal] = mapped_column("iva_centavos", Money, key="iva_mxn")
