"""The figures of which a quote was computed, and three facts of what can be delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quote_variables",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rated_coverage_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("mono_coverage_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("colour_coverage_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("a3_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("finance_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("residual_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("iva_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("monitoring_centavos", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_centavos", sa.BigInteger(), nullable=False),
        sa.Column("equipment_target_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("consumables_target_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("service_target_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_target_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("cost_centavos", sa.BigInteger(), nullable=False),
        sa.Column("finance_centavos", sa.BigInteger(), nullable=False),
        sa.Column("iva_centavos", sa.BigInteger(), nullable=False),
        sa.Column("floor_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("coverage_spread_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("volume_spread_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("draws", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("below_floor_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("bad_margin_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("differs_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_quote_variables_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_quote_variables")),
    )
    op.create_table(
        "quote_line",
        sa.Column("proposal_line_id", sa.Integer(), nullable=False),
        sa.Column("mono_pages", sa.Integer(), nullable=False),
        sa.Column("colour_pages", sa.Integer(), nullable=False),
        sa.Column("equipment_centavos", sa.BigInteger(), nullable=False),
        sa.Column("install_centavos", sa.BigInteger(), nullable=False),
        sa.Column("delivery_centavos", sa.BigInteger(), nullable=False),
        sa.Column("service_centavos", sa.BigInteger(), nullable=False),
        sa.Column("parts_mxn_e4", sa.BigInteger(), nullable=False),
        sa.Column("labour_mxn_e4", sa.BigInteger(), nullable=False),
        sa.Column("black_centavos", sa.BigInteger(), nullable=False),
        sa.Column("black_pages", sa.Integer(), nullable=False),
        sa.Column("cyan_centavos", sa.BigInteger(), nullable=True),
        sa.Column("cyan_pages", sa.Integer(), nullable=True),
        sa.Column("magenta_centavos", sa.BigInteger(), nullable=True),
        sa.Column("magenta_pages", sa.Integer(), nullable=True),
        sa.Column("yellow_centavos", sa.BigInteger(), nullable=True),
        sa.Column("yellow_pages", sa.Integer(), nullable=True),
        sa.Column("a3_page_basis_points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_line_id"], ["proposal_line.id"], name=op.f("fk_quote_line_proposal_line_id")
        ),
        sa.PrimaryKeyConstraint("proposal_line_id", name=op.f("pk_quote_line")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quoted_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("stock_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("stock_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("technician_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("technician_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sla_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sla_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_proposal_sla_by_id"), "person", ["sla_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_proposal_stock_by_id"), "person", ["stock_by_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_proposal_technician_by_id"), "person", ["technician_by_id"], ["id"]
        )

    with op.batch_alter_table("proposal_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cost_centavos", sa.BigInteger(), nullable=True))
