"""The quota ledger, goals with their deviations and lessons, job descriptions, trainings of colleagues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_chance",
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("chance_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("stage", name=op.f("pk_stage_chance")),
    )
    op.create_table(
        "job_description",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        sa.Column("duties", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_description")),
        sa.UniqueConstraint("role", "version", name=op.f("uq_job_description_role_version")),
    )
    with op.batch_alter_table("job_description", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_description_role"), ["role"], unique=False)

    op.create_table(
        "goal",
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("target_centavos", sa.BigInteger(), nullable=True),
        sa.Column("target_clients", sa.Integer(), nullable=True),
        sa.Column("serves", sa.String(length=200), nullable=True),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(dimension = 'consultant') = (person_id IS NOT NULL)", name=op.f("ck_goal_of_a_consultant")
        ),
        sa.CheckConstraint(
            "(measure = 'clients') = (target_centavos IS NULL)", name=op.f("ck_goal_pesos_or_clients")
        ),
        sa.CheckConstraint(
            "(target_centavos IS NULL) <> (target_clients IS NULL)", name=op.f("ck_goal_one_target")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_goal_a_period")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_goal_person_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_goal_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint(
            "dimension",
            "key",
            "measure",
            "starts_on",
            "ends_on",
            name=op.f("uq_goal_dimension_key_measure_starts_on_ends_on"),
        ),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index("ix_goal_ends_on", ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_set_by_id"), ["set_by_id"], unique=False)
        batch_op.create_index("ix_goal_starts_on", ["starts_on"], unique=False)
        batch_op.create_index("uq_goal_source", ["source", "source_id"], unique=True)

    op.create_table(
        "person_training",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("job_description_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("trainer", sa.String(length=160), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_description_id"], ["job_description.id"], name=op.f("fk_person_training_job_description_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_training_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_training")),
    )
    with op.batch_alter_table("person_training", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_training_job_description_id"), ["job_description_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_person_training_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_person_training_trained_on", ["trained_on"], unique=False)
        batch_op.create_index("uq_person_training_source", ["source", "source_id"], unique=True)

    op.create_table(
        "deviation",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("attained_basis_points", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_deviation_goal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deviation_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
        sa.UniqueConstraint("goal_id", name=op.f("uq_deviation_goal_id")),
    )
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.create_index("ix_deviation_due_on", ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_deviation_seen_on", ["seen_on"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("deviation_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("learned_on", sa.Date(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_lesson_deviation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lesson_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lesson_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outright_sale",
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("amount_centavos", sa.BigInteger(), nullable=False),
        sa.Column("cost_centavos", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outright_sale_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_outright_sale_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outright_sale")),
    )
    with op.batch_alter_table("outright_sale", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outright_sale_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outright_sale_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_outright_sale_sold_on", ["sold_on"], unique=False)
        batch_op.create_index("uq_outright_sale_source", ["source", "source_id"], unique=True)

    op.create_table(
        "quota_difference",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("ledger_centavos", sa.BigInteger(), nullable=False),
        sa.Column("bills_centavos", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_quota_difference_contract_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quota_difference_person_id")),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_quota_difference")),
    )
    with op.batch_alter_table("quota_difference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_difference_person_id"), ["person_id"], unique=False)

    op.create_table(
        "quota_posting",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("credit_account", sa.String(length=12), nullable=False),
        sa.Column("debit_account", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("outright_sale_id", sa.Integer(), nullable=True),
        sa.Column("client_kind", sa.String(length=12), nullable=True),
        sa.Column("amount_centavos", sa.BigInteger(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "(contract_id IS NULL) <> (outright_sale_id IS NULL)", name=op.f("ck_quota_posting_of_one")
        ),
        sa.CheckConstraint("credit_account <> debit_account", name=op.f("ck_quota_posting_two_sides")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_quota_posting_contract_id")),
        sa.ForeignKeyConstraint(
            ["outright_sale_id"], ["outright_sale.id"], name=op.f("fk_quota_posting_outright_sale_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quota_posting_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_posting")),
        sa.UniqueConstraint("key", name=op.f("uq_quota_posting_key")),
    )
    with op.batch_alter_table("quota_posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_posting_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index("ix_quota_posting_occurred_on", ["occurred_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quota_posting_outright_sale_id"), ["outright_sale_id"], unique=False
        )
        batch_op.create_index("ix_quota_posting_person_id", ["person_id", "occurred_on"], unique=False)

    with op.batch_alter_table("loss_cause", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_price_alone", sa.Boolean(), nullable=True))
