"""Tickets, dated steps of renewals, health with its risks, what clients may need besides, and the facts of a way back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expansion_candidate",
        sa.Column("renewal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_expansion_candidate_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["renewal_id"], ["renewal.id"], name=op.f("fk_expansion_candidate_renewal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expansion_candidate")),
        sa.UniqueConstraint("renewal_id", "kind", name=op.f("uq_expansion_candidate_renewal_id_kind")),
    )
    with op.batch_alter_table("expansion_candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expansion_candidate_opportunity_id"), ["opportunity_id"], unique=False
        )

    op.create_table(
        "renewal_risk",
        sa.Column("renewal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("basis_points", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["renewal_id"], ["renewal.id"], name=op.f("fk_renewal_risk_renewal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_risk")),
        sa.UniqueConstraint("renewal_id", "kind", name=op.f("uq_renewal_risk_renewal_id_kind")),
    )
    op.create_table(
        "renewal_step",
        sa.Column("renewal_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["renewal_id"], ["renewal.id"], name=op.f("fk_renewal_step_renewal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_step")),
        sa.UniqueConstraint("renewal_id", "stage", name=op.f("uq_renewal_step_renewal_id_stage")),
    )
    with op.batch_alter_table("renewal_step", schema=None) as batch_op:
        batch_op.create_index("ix_renewal_step_due_on", ["due_on"], unique=False)

    op.create_table(
        "service_ticket",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=240), nullable=True),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("responded_at", sa.DateTime(), nullable=True),
        sa.Column("sla_minutes", sa.Integer(), nullable=True),
        sa.Column("sla_kept", sa.Boolean(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("solved_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_ticket_account_id")),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name=op.f("fk_service_ticket_equipment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_ticket")),
    )
    with op.batch_alter_table("service_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_ticket_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_service_ticket_due_on", ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_ticket_equipment_id"), ["equipment_id"], unique=False)
        batch_op.create_index("uq_service_ticket_source", ["source", "source_id"], unique=True)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_account_planned_on", ["planned_on"], unique=False)

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paid_on", sa.Date(), nullable=True))

    with op.batch_alter_table("loss_cause", schema=None) as batch_op:
        batch_op.add_column(sa.Column("competitor_notice_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("remedy", sa.Text(), nullable=True))

    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("health_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("proposed_monthly_centavos", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("debt_cured_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reentry_from", sa.Date(), nullable=True))
        batch_op.create_index("ix_renewal_debt_cured_on", ["debt_cured_on"], unique=False)
        batch_op.create_index("ix_renewal_health_on", ["health_on"], unique=False)
