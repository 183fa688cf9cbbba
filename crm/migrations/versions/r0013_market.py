"""The score against the ideal client; campaigns with their channel, target, audience and outcome."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_message",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("audience_type", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_message_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_message")),
        sa.UniqueConstraint(
            "campaign_id", "audience_type", name=op.f("uq_campaign_message_campaign_id_audience_type")
        ),
    )
    op.create_table(
        "campaign_member",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("chosen_from", sa.String(length=10), nullable=False),
        sa.Column("approach", sa.String(length=12), nullable=True),
        sa.Column("audience_type", sa.String(length=40), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("drafted_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=240), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_member_campaign_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_campaign_member_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_member")),
        sa.UniqueConstraint(
            "campaign_id", "contact_id", name=op.f("uq_campaign_member_campaign_id_contact_id")
        ),
    )
    with op.batch_alter_table("campaign_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_member_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("uq_campaign_member_source", ["source", "source_id"], unique=True)

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("target_segment", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("target_market_type", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("target_kind", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("message", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("offer", sa.String(length=240), nullable=True))
        batch_op.add_column(sa.Column("offer_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("moment_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("creativity_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("scored_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("score_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("database_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("audience", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audience_reachable", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audience_fresh", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audience_on_target", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audience_usable", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("held_reasons", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("measured_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sent", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answered", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("leads", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("won_centavos", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_campaign_ends_on", ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_campaign_starts_on", ["starts_on"], unique=False)
        batch_op.create_index("ix_campaign_status", ["status"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_campaign_owner_id"), "person", ["owner_id"], ["id"])

    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("niche", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("approach_plan", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("icp_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("icp_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("icp_basis", sa.Text(), nullable=True))
        batch_op.create_index("ix_opportunity_nurture_on", ["nurture_on"], unique=False)
