"""Billing previews with their lines and receipts; when a machine came and went; reads that failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "billing_receipt",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("previews", sa.Integer(), nullable=False),
        sa.Column("total_centavos", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["person.id"], name=op.f("fk_billing_receipt_received_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_receipt")),
    )
    with op.batch_alter_table("billing_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_receipt_month"), ["month"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_receipt_received_by_id"), ["received_by_id"], unique=False)

    op.create_table(
        "billing_preview",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("held_by", sa.String(length=12), nullable=True),
        sa.Column("held_for", sa.String(length=60), nullable=True),
        sa.Column("alert_percent", sa.Integer(), nullable=True),
        sa.Column("subtotal_centavos", sa.BigInteger(), nullable=False),
        sa.Column("iva_centavos", sa.BigInteger(), nullable=False),
        sa.Column("total_centavos", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("alerts", sa.JSON(), nullable=False),
        sa.Column("meters", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "(status = 'held') = (held_by IS NOT NULL)", name=op.f("ck_billing_preview_held_says_by_what")
        ),
        sa.CheckConstraint(
            "(status IN ('approved', 'invoiced')) = (receipt_id IS NOT NULL)",
            name=op.f("ck_billing_preview_approved_by_receipt"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_billing_preview_contract_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["billing_receipt.id"], name=op.f("fk_billing_preview_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_preview")),
        sa.UniqueConstraint(
            "contract_id", "month", "version", name=op.f("uq_billing_preview_contract_id_month_version")
        ),
    )
    with op.batch_alter_table("billing_preview", schema=None) as batch_op:
        batch_op.create_index("ix_billing_preview_month_status", ["month", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_preview_receipt_id"), ["receipt_id"], unique=False)
        batch_op.create_index(
            "uq_billing_preview_current",
            ["contract_id", "month"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "billing_line",
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("of_days", sa.Integer(), nullable=False),
        sa.Column("counted_pages", sa.Integer(), nullable=True),
        sa.Column("estimated_pages", sa.Integer(), nullable=True),
        sa.Column("included_pages", sa.Integer(), nullable=True),
        sa.Column("rate_mxn_e4", sa.BigInteger(), nullable=True),
        sa.Column("amount_centavos", sa.BigInteger(), nullable=False),
        sa.Column("iva_centavos", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"], ["billing_preview.id"], name=op.f("fk_billing_line_preview_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_line")),
    )
    with op.batch_alter_table("billing_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_line_preview_id"), ["preview_id"], unique=False)

    with op.batch_alter_table("equipment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("installed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("removed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("end_mono_pages", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("end_colour_pages", sa.Integer(), nullable=True))

    with op.batch_alter_table("meter_reading", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error", sa.String(length=200), nullable=True))

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preview_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_invoice_preview_id"), ["preview_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_invoice_preview_id"), "billing_preview", ["preview_id"], ["id"]
        )
