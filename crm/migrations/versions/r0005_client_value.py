"""What a client is worth: class, ladder, traits, share; complaints; promises kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_change",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_client_change_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_change")),
    )
    with op.batch_alter_table("client_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_change_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_client_change_changed_on", ["changed_on"], unique=False)

    op.create_table(
        "development_step",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_development_step_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_development_step_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_step")),
    )
    with op.batch_alter_table("development_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_development_step_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_development_step_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_development_step_planned_on", ["planned_on"], unique=False)
        batch_op.create_index("uq_development_step_source", ["source", "source_id"], unique=True)

    op.create_table(
        "wallet_share",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("potential_centavos", sa.BigInteger(), nullable=False),
        sa.Column("supplied_centavos", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_wallet_share_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_share")),
        sa.UniqueConstraint("account_id", "until_on", name=op.f("uq_wallet_share_account_id_until_on")),
    )
    with op.batch_alter_table("wallet_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wallet_share_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_wallet_share_until_on", ["until_on"], unique=False)
        batch_op.create_index("uq_wallet_share_source", ["source", "source_id"], unique=True)

    op.create_table(
        "client_trait",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("trait", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_client_trait_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_client_trait_activity_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_client_trait_document_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_client_trait_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_trait")),
        sa.UniqueConstraint("account_id", "trait", name=op.f("uq_client_trait_account_id_trait")),
    )
    with op.batch_alter_table("client_trait", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_trait_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_trait_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_trait_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_trait_noted_by_id"), ["noted_by_id"], unique=False)
        batch_op.create_index("ix_client_trait_noted_on", ["noted_on"], unique=False)
        batch_op.create_index("uq_client_trait_source", ["source", "source_id"], unique=True)

    op.create_table(
        "complaint",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("satisfaction_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("compensation", sa.Text(), nullable=True),
        sa.Column("compensation_centavos", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_complaint_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_complaint_owner_id")),
        sa.ForeignKeyConstraint(
            ["satisfaction_id"], ["satisfaction.id"], name=op.f("fk_complaint_satisfaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("satisfaction_id", name=op.f("uq_complaint_satisfaction_id")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_complaint_due_on", ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("uq_complaint_source", ["source", "source_id"], unique=True)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("abc_class", sa.String(length=1), nullable=True))
        batch_op.add_column(sa.Column("abc_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("value_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("relationship", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("share_basis_points", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("share_trend", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("share_plan", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("share_plan_due_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_account_abc_on", ["abc_on"], unique=False)
        batch_op.create_index("ix_account_share_plan_due_on", ["share_plan_due_on"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("importance", sa.Integer(), nullable=True))

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("late_reason", sa.String(length=240), nullable=True))
        batch_op.add_column(sa.Column("performs_as_promised", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("performance_note", sa.Text(), nullable=True))

    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("need_felt_on", sa.Date(), nullable=True))

    with op.batch_alter_table("satisfaction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("work_again", sa.Text(), nullable=True))
