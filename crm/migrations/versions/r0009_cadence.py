"""The plan of each account, what the planner writes into activities, and the minutes a colleague has for clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_plan",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("abc_class", sa.String(length=1), nullable=False),
        sa.Column("contact_by_on", sa.Date(), nullable=False),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("obstacle", sa.String(length=20), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_plan_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_plan_contact_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_contact_plan_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_plan")),
        sa.UniqueConstraint("account_id", name=op.f("uq_contact_plan_account_id")),
    )
    with op.batch_alter_table("contact_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_plan_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_plan_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_contact_plan_contact_by_on", ["contact_by_on"], unique=False)

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("contact_kind", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("planned_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reasons", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("from_utc_minute", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("until_utc_minute", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("plan_seal", sa.String(length=64), nullable=True))
        batch_op.create_index("ix_activity_origin", ["origin"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("client_minutes_per_day", sa.Integer(), nullable=True))
